"""What an exported table is made of: its columns, each with its meaning, and its objects."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from claims.formats.json_objects import Numbered
from claims.publication.fields import Declared, Kind, declared


@dataclass(frozen=True)
class Column:
    """``sql`` is an expression over the tables of its dataset.

    ``of``: the cell is the address of the number, among these. ``separator``: the cell is a list,
    and in CSV this stands between its parts. ``one_of``: the only values.
    """

    name: str
    kind: Kind
    sql: str
    means: str
    of: str = ""
    separator: str = ""
    one_of: tuple[str, ...] = ()


# (column's name, path of the field in the object, its declaration) -> SQL; None: not a column
Sql = Callable[[str, tuple[str, ...], Declared], str | None]


def columns_of(
    shape: Any, sql: Sql, prefix: str = "", path: tuple[str, ...] = ()
) -> Iterator[Column]:
    """A column for each field of the shape, as declared; for a list with a prefix, its length too."""
    for each in declared(shape):
        field, here = each.field, (*path, each.name)
        name = prefix + (field.column or each.name)
        if each.many:
            kind = Kind.TEXT if field.separator else None if field.prefix is None else Kind.NUMBER
        else:
            kind = each.kind
        if kind and (cell := sql(name, here, each)):
            cell = f"trim_scale({cell})" if kind == Kind.AMOUNT else cell
            yield Column(
                name, kind, cell, field.means, separator=field.separator, one_of=field.one_of
            )
        if each.shape and field.prefix is not None:
            yield from columns_of(each.shape, sql, prefix + field.prefix, here)


_CAST = {
    Kind.NUMBER: "::bigint",
    Kind.AMOUNT: "::numeric",
    Kind.TRUTH: "::boolean",
    Kind.DAY: "::date",
}


# In a cell, for an optional field that the object lacks; else it is null.
_MISSING = {Kind.TRUTH: "false", Kind.TEXT: "''", Kind.WORD: "''"}


def cell_of(json: str) -> Sql:
    """Reads cells from an object in ``jsonb`` or ``json``."""

    def sql(_name: str, path: tuple[str, ...], each: Declared) -> str:
        text = f"{json} #>> '{{{','.join(path)}}}'"
        cell = f"({text}){_CAST[each.kind]}" if each.kind in _CAST else text
        if each.optional and each.kind in _MISSING:
            return f"coalesce({cell}, {_MISSING[each.kind]})"
        return cell

    return sql


def address(of: str, sql: str) -> Column:
    return Column("url", Kind.WORD, sql, "Its address in the API.", of=of)


def page(of: str, sql: str, means: str = "Its page for readers.") -> Column:
    return Column("html_url", Kind.WORD, sql, means, of=of)


@dataclass(frozen=True)
class Key:
    """A key that an object has before what was published; ``sql`` is a number, or JSON as text."""

    name: str
    sql: str
    of: str = ""  # the value is the address of the number, among these
    word: bool = False  # the value is a word of a fixed set or a hash: nothing needs escaping


@dataclass(frozen=True)
class Dataset:
    """``tables`` and ``objects`` are what follows FROM, for rows and for objects.

    They name ``{publications}`` (see PUBLISHED), or, where rows are not selected by the numbers of
    publications, ``{speakers}`` and ``{numbers}``: that the row is in the range requested.
    ``keys`` and then ``rest``, the text of a JSON object, make an object. ``order`` tells any two
    rows apart, by a number first. Where ``plain`` holds, no text of the row looks like a formula.
    """

    name: str
    title: str
    columns: Sequence[Column]
    tables: str
    keys: Sequence[Key]
    rest: str
    order: Sequence[str]
    objects: str = ""
    plain: str = "false"
    by_publication: bool = True
    primary_key: Sequence[str] = ("number",)
    # Of all versions, not of those in lists; filters for claims don't apply.
    of_history: bool = False


# Of each publication requested; ``shown`` is its body as it may be shown today.
PUBLISHED = (
    *("number", "claim_id", "event", "standing", "published_at", "text", "nature", "language"),
    *("attribution", "status", "speaker_id", "said_from", "said_to", "topics", "speakers", "body"),
    *("salt", "body_sha256", "previous_sha256", "sha256", "shown_until", "shown"),
)

# Only for a past day may what is shown differ from what was published, or while claims wait to be published
# again. A comparison reads both, so other current rows are not compared.
AS_PUBLISHED = "p.shown_until IS NULL AND NOT EXISTS (SELECT FROM claims_claimtoshow)"
REDACTED = Column(
    "redacted",
    Kind.TRUTH,
    f"(NOT ({AS_PUBLISHED}) AND coalesce(p.shown <> p.body, false))",
    "Whether relations are left out whose other claim has been hidden since: the rest is not what"
    " body_sha256 is of.",
)

STAMP = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
_SQL = {"id": "p.claim_id", "url": None}
NUMBERED = {
    column.name: column
    for column in columns_of(Numbered, lambda name, _path, _each: _SQL.get(name, f"p.{name}"))
}
NUMBER, ID, URL = NUMBERED["number"], NUMBERED["id"], address("claims", "p.claim_id")
HTML_URL = page("page", "p.claim_id", "The claim's page for readers.")
WHICH = (
    Key("id", "p.claim_id"),
    Key("url", "p.claim_id", of="claims"),
    Key("html_url", "p.claim_id", of="page"),
    Key("number", "p.number"),
)
