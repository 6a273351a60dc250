"""A mapping: whose columns mean which of ours, from a TOML file of ours or of the newsroom's own."""

import re
import tomllib
from collections.abc import Mapping as Names
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from claims.imports.rows import ALL_COLUMNS, COLUMNS, MORE_COLUMNS, RowRefused
from newsroom.errors import Refused
from sources.capture import sha256

SHIPPED = Path(__file__).resolve().parent.parent / "mappings"
LARGEST = 100_000  # bytes
_PARTS = {"from", "match", "format", "before"}


@dataclass(frozen=True)
class Column:
    """What one of our columns is taken from: the whole of theirs, or a part of it."""

    theirs: str
    match: "re.Pattern[str] | None" = None
    format: str = ""
    before: str = ""

    def of(self, ours: str, value: Any) -> Any:
        """Raises RowRefused where the value is not as the mapping says."""
        if not isinstance(value, str) or not value.strip():
            return value
        text = value.strip()
        if self.match is not None:
            found = self.match.search(text)
            if found is None:
                raise RowRefused(
                    ours, _("“%(value)s” is not as the mapping says.") % {"value": text[:80]}
                )
            text = found[1] if found.re.groups else found[0]
        if self.format:
            try:
                text = datetime.strptime(text, self.format).date().isoformat()  # noqa: DTZ007 - a day
            except ValueError:
                raise RowRefused(
                    ours, _("“%(value)s” is not as the mapping says.") % {"value": text[:80]}
                ) from None
        return self.before + text


@dataclass(frozen=True)
class Mapping:
    """How a file is read. Without one, its columns are ours and it is a plain CSV with a header."""

    name: str = ""
    sha256: str = ""
    origin: str = ""
    reviewer: str = ""
    language: str = ""
    delimiter: str = ","
    quoting: bool = True
    header: tuple[str, ...] = ()
    columns: Names[str, Column] = field(default_factory=dict)

    def check_header(self, header: list[str]) -> None:
        """Raises Refused where the file can't be read by this mapping, or without one."""
        if twice := {name for name in header if header.count(name) > 1}:
            raise Refused(
                _("The column %(name)s is there twice.") % {"name": min(twice)},
                rule="import_header",
            )
        if self.columns:
            missing = {each.theirs for each in self.columns.values()} - set(header)
            if missing:
                raise Refused(
                    _("The mapping %(mapping)s takes the column %(name)s, which the file lacks.")
                    % {"mapping": self.name, "name": min(missing)},
                    rule="import_header",
                )
            return
        for needed in ("external_id", "text"):
            if needed not in header:
                raise Refused(
                    _("The file has no column %(name)s. Its first line names the columns: %(all)s.")
                    % {"name": needed, "all": ", ".join(COLUMNS)},
                    rule="import_header",
                )
        if unknown := set(header) - ALL_COLUMNS:
            raise Refused(
                _(
                    "The column “%(name)s” is not known. Known are %(all)s; a mapping renames others."
                )
                % {"name": min(unknown)[:80], "all": ", ".join((*COLUMNS, *MORE_COLUMNS))},
                rule="import_header",
            )

    def translate(self, said: Names[str, Any]) -> Names[str, Any]:
        """Our columns. Raises RowRefused."""
        if not self.columns:
            if unknown := said.keys() - ALL_COLUMNS:
                raise RowRefused(min(unknown)[:100], _("This column is not known."))
            return said
        return {
            ours: column.of(ours, said.get(column.theirs)) for ours, column in self.columns.items()
        }


PLAIN = Mapping()


def shipped() -> list[str]:
    """The names of the mappings that come along."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def load(name_or_path: str) -> Mapping:
    """The mapping of that name, or in that file; of an empty name, none. Raises Refused."""
    if not name_or_path:
        return PLAIN
    path = SHIPPED / f"{name_or_path}.toml" if name_or_path in shipped() else Path(name_or_path)
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise Refused(
            _("The mapping %(name)s can't be read. Give a file, or one of: %(all)s.")
            % {"name": name_or_path, "all": ", ".join(shipped())}
        ) from error
    try:
        return _parsed(path.stem, raw)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(
            _("The mapping %(name)s is not right: %(why)s.") % {"name": name_or_path, "why": error}
        ) from error


def _parsed(name: str, raw: bytes) -> Mapping:
    if len(raw) > LARGEST:
        raise ValueError(_("it is too long"))
    stated = tomllib.loads(raw.decode())
    table = stated.get("csv", {})
    columns = {ours: _column(ours, theirs) for ours, theirs in stated.get("columns", {}).items()}
    if unknown := stated.keys() - {"origin", "reviewer", "language", "csv", "columns"}:
        raise ValueError(_("%(name)s is not known") % {"name": min(unknown)})
    if unknown := columns.keys() - ALL_COLUMNS:
        raise ValueError(_("%(name)s is no column of ours") % {"name": min(unknown)})
    if columns and not {"external_id", "text"} <= columns.keys():
        raise ValueError(_("it names no external_id or no text"))
    delimiter = str(table.get("delimiter", ","))
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise ValueError(_("a delimiter is one sign"))
    return Mapping(
        name=name,
        sha256=sha256(raw),
        origin=str(stated.get("origin", "")),
        reviewer=str(stated.get("reviewer", "")),
        language=str(stated.get("language", "")),
        delimiter=delimiter,
        quoting=bool(table.get("quoting", True)),
        header=tuple(str(each) for each in table.get("header", ())),
        columns=columns,
    )


def _column(ours: str, theirs: Any) -> Column:
    if isinstance(theirs, str):
        return Column(theirs)
    if not isinstance(theirs, dict) or "from" not in theirs or theirs.keys() - _PARTS:
        raise ValueError(_("%(name)s takes from, match, format and before") % {"name": ours})
    try:
        match = re.compile(theirs["match"]) if "match" in theirs else None
    except re.error as error:
        raise ValueError(f"{ours}: {error}") from error
    return Column(theirs["from"], match, theirs.get("format", ""), theirs.get("before", ""))
