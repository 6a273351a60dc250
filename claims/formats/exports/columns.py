"""What an exported table is made of: its columns, each with its meaning, and its objects."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

Sentence = Any  # as gettext_lazy gives it: said in the language of whoever reads it

LISTED_BY = ","
QUOTED_BY = " […] "


class Kind(StrEnum):
    """What a cell holds; the values are the types of Frictionless' Table Schema."""

    NUMBER = "integer"
    AMOUNT = "number"
    TRUTH = "boolean"
    DAY = "date"
    MOMENT = "datetime"
    TEXT = "string"


@dataclass(frozen=True)
class Column:
    """``sql`` is an expression over the tables of its dataset.

    ``free``: text that somebody wrote, so that a spreadsheet could take it for a formula. ``of``:
    the cell is the address of the number, among these. ``parted_by``: the cell is a list, and
    stands between its parts where there are no lists. ``one_of``: there are no other values.
    """

    name: str
    kind: Kind
    sql: str
    means: Sentence
    free: bool = False
    of: str = ""
    parted_by: str = ""
    one_of: tuple[str, ...] = ()


def number(name: str, sql: str, means: Sentence) -> Column:
    return Column(name, Kind.NUMBER, sql, means)


def amount(name: str, sql: str, means: Sentence) -> Column:
    """An exact decimal."""
    return Column(name, Kind.AMOUNT, f"trim_scale({sql})", means)


def truth(name: str, sql: str, means: Sentence) -> Column:
    return Column(name, Kind.TRUTH, sql, means)


def day(name: str, sql: str, means: Sentence) -> Column:
    return Column(name, Kind.DAY, sql, means)


def moment(name: str, sql: str, means: Sentence) -> Column:
    """UTC, to the microsecond."""
    return Column(name, Kind.MOMENT, sql, means)


def word(name: str, sql: str, means: Sentence, one_of: Iterable[str] = ()) -> Column:
    """A word of the program's own, or a hash."""
    return Column(name, Kind.TEXT, sql, means, one_of=tuple(map(str, one_of)))


def text(name: str, sql: str, means: Sentence) -> Column:
    """What somebody wrote."""
    return Column(name, Kind.TEXT, sql, means, free=True)


def texts(name: str, sql: str, means: Sentence, parted_by: str = LISTED_BY) -> Column:
    return Column(name, Kind.TEXT, sql, means, free=True, parted_by=parted_by)


def address(of: str, sql: str) -> Column:
    return Column("url", Kind.TEXT, sql, _("Its address in the API."), of=of)


@dataclass(frozen=True)
class Key:
    """A key that an object has before what was published; ``sql`` is a number, or JSON as text."""

    name: str
    sql: str
    of: str = ""  # the value is the address of the number, among these
    word: bool = False  # the value is a word of the program's own, in which nothing needs escaping


@dataclass(frozen=True)
class Dataset:
    """``tables`` and ``objects`` are what stands after FROM, for rows and for objects.

    They name ``{publications}`` (see PUBLISHED), or, where it is not by the numbers of those that
    rows are asked for, ``{speakers}`` and ``{numbers}``: that the row is in the range asked for.
    ``keys`` and then ``rest``, the text of a JSON object, make an object. ``order`` tells any two
    rows apart, by a number first. Where ``plain`` holds, no text of the row looks like a formula.
    """

    name: str
    title: Sentence
    columns: Sequence[Column]
    tables: str
    keys: Sequence[Key]
    rest: str
    order: Sequence[str]
    objects: str = ""
    plain: str = "false"
    by_publication: bool = True
    primary_key: Sequence[str] = ("number",)


# Of each publication that was asked for; ``said`` is its body as it may be shown today.
PUBLISHED = (
    *("number", "claim_id", "event", "standing", "published_at", "text", "nature", "language"),
    *("attribution", "status", "speaker_id", "said_from", "said_to", "topics", "speakers", "body"),
    *("body_sha256", "previous_sha256", "sha256", "shown_until", "said"),
)


NUMBER = number("number", "p.number", _("Of the publication. Rows are in this order."))
ID = number("id", "p.claim_id", _("Of the claim."))
URL = address("claims", "p.claim_id")
POSITION = number("position", "e.position", _("Which of the claim's, from 1."))
WHICH = (Key("id", "p.claim_id"), Key("url", "p.claim_id", of="claims"), Key("number", "p.number"))
