"""A mapping of a file's columns to the importer's, from a TOML file (shipped, or the newsroom's)."""

import re
import tomllib
from collections.abc import Mapping as Names
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from claims.imports.columns import ALL_COLUMNS, COLUMNS, MORE_COLUMNS, RowRefused
from newsroom.errors import Refused
from sources.capture import sha256

SHIPPED = Path(__file__).resolve().parent.parent / "mappings"
LARGEST = 100_000  # bytes
_PARTS = {"from", "match", "format", "before"}


@dataclass(frozen=True)
class Column:
    """Where a column comes from: a column of the file, or a part of its value."""

    source: str
    match: "re.Pattern[str] | None" = None
    format: str = ""
    before: str = ""

    def read(self, column: str, value: Any) -> Any:
        """Raises RowRefused where the value does not fit the mapping."""
        if not isinstance(value, str) or not value.strip():
            return value
        text = value.strip()
        if self.match is not None:
            found = self.match.search(text)
            if found is None:
                raise _misfit(column, text)
            text = found[1] if found.re.groups else found[0]
        if self.format:
            try:
                text = datetime.strptime(text, self.format).date().isoformat()  # noqa: DTZ007 - a day
            except ValueError:
                raise _misfit(column, text) from None
        return self.before + text


def _misfit(column: str, text: str) -> RowRefused:
    return RowRefused(column, _("“%(value)s” does not fit the mapping."), value=text[:80])


@dataclass(frozen=True)
class Mapping:
    """How a file is read. The empty mapping: a plain CSV whose header has the importer's columns."""

    name: str = ""
    sha256: str = ""
    origin: str = ""
    # A data set's name and year, where its ratings are archived copies of somebody's: "LIAR, 2017".
    archive: str = ""
    reviewer: str = ""
    language: str = ""
    delimiter: str = ","
    quoting: bool = True
    header: tuple[str, ...] = ()
    columns: Names[str, Column] = field(default_factory=dict)

    def check_header(self, header: list[str]) -> None:
        """Raises Refused where the file can't be read by this mapping, or without one."""
        if twice := {name for name in header if header.count(name) > 1}:
            raise _bad_header(_("The column %(name)s occurs twice."), min(twice))
        if self.columns:
            if missing := {each.source for each in self.columns.values()} - set(header):
                raise _bad_header(
                    _("The mapping %(mapping)s takes the column %(name)s, which the file lacks."),
                    min(missing),
                    mapping=self.name,
                )
            return
        for needed in ("external_id", "text"):
            if needed not in header:
                raise _bad_header(
                    _(
                        "The file has no column %(name)s. Its first line names the columns: %(all)s."
                    ),
                    needed,
                    all=", ".join(COLUMNS),
                )
        if unknown := set(header) - ALL_COLUMNS:
            raise _bad_header(
                _("Unknown column “%(name)s”. The columns are %(all)s; a mapping renames others."),
                min(unknown)[:80],
                all=", ".join((*COLUMNS, *MORE_COLUMNS)),
            )

    def translate(self, columns: Names[str, Any]) -> Names[str, Any]:
        """The importer's columns. Raises RowRefused."""
        if not self.columns:
            if unknown := columns.keys() - ALL_COLUMNS:
                raise RowRefused(min(unknown)[:100], _("Unknown column."))
            return columns
        return {
            name: column.read(name, columns.get(column.source))
            for name, column in self.columns.items()
        }


def _bad_header(sentence: str, name: str, **more: str) -> Refused:
    return Refused(sentence % {"name": name, **more}, rule="import_header")


PLAIN = Mapping()


def shipped() -> list[str]:
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


@cache
def archive_of(origin: str) -> str:
    """The data set of this origin; empty where the origin is a publisher's own site.

    Bodies have it by the SQL function of this name.
    """
    known = {each.origin: each.archive for each in map(load, shipped())}
    return known.get(origin, "") or (origin if "." not in origin else "")


def load(name_or_path: str) -> Mapping:
    """The mapping of that name or file; the empty one for an empty name. Raises Refused."""
    if not name_or_path:
        return PLAIN
    path = SHIPPED / f"{name_or_path}.toml" if name_or_path in shipped() else Path(name_or_path)
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise Refused(
            _("The mapping %(name)s can't be read. Give a file, or one of: %(all)s."),
            name=name_or_path,
            all=", ".join(shipped()),
        ) from error
    try:
        return _parsed(path.stem, raw)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(
            _("The mapping %(name)s is not valid: %(why)s."), name=name_or_path, why=error
        ) from error


def _parsed(name: str, raw: bytes) -> Mapping:
    if len(raw) > LARGEST:
        raise ValueError(_("it is too long"))
    stated = tomllib.loads(raw.decode())
    table = stated.get("csv", {})
    columns = {name: _column(name, each) for name, each in stated.get("columns", {}).items()}
    if unknown := stated.keys() - {"origin", "archive", "reviewer", "language", "csv", "columns"}:
        raise ValueError(_("unknown key %(name)s") % {"name": min(unknown)})
    if unknown := columns.keys() - ALL_COLUMNS:
        raise ValueError(_("unknown column %(name)s") % {"name": min(unknown)})
    if columns and not {"external_id", "text"} <= columns.keys():
        raise ValueError(_("it needs external_id and text"))
    delimiter = str(table.get("delimiter", ","))
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise ValueError(_("a delimiter is one character"))
    return Mapping(
        name=name,
        sha256=sha256(raw),
        origin=str(stated.get("origin", "")),
        archive=str(stated.get("archive", "")),
        reviewer=str(stated.get("reviewer", "")),
        language=str(stated.get("language", "")),
        delimiter=delimiter,
        quoting=bool(table.get("quoting", True)),
        header=tuple(str(each) for each in table.get("header", ())),
        columns=columns,
    )


def _column(name: str, stated: Any) -> Column:
    if isinstance(stated, str):
        return Column(stated)
    if not isinstance(stated, dict) or "from" not in stated or stated.keys() - _PARTS:
        raise ValueError(_("%(name)s takes from, match, format and before") % {"name": name})
    try:
        match = re.compile(stated["match"]) if "match" in stated else None
    except re.error as error:
        raise ValueError(f"{name}: {error}") from error
    return Column(stated["from"], match, stated.get("format", ""), stated.get("before", ""))
