"""How a field of the public object is declared: once, by its type and what it means.

The API's schema, the columns of exported files, the data dictionary and the tables in docs/api.md
are made from the declarations.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    NotRequired,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

_Body = TypeVar("_Body")


class Kind(StrEnum):
    """What a value is; but for WORD, the values are the types of Frictionless Table Schema."""

    NUMBER = "integer"
    AMOUNT = "number"
    TRUTH = "boolean"
    DAY = "date"
    MOMENT = "datetime"
    WORD = "word"  # of a fixed set, or a hash
    TEXT = "string"  # written freely, so that a spreadsheet could take it for a formula


Word = Annotated[str, Kind.WORD]
Day = Annotated[str, Kind.DAY]  # ISO 8601
Moment = Annotated[str, Kind.MOMENT]  # UTC with microseconds and Z
Amount = Annotated[str, Kind.AMOUNT]  # an exact decimal

_KINDS = {str: Kind.TEXT, int: Kind.NUMBER, bool: Kind.TRUTH}


@dataclass(frozen=True)
class Field:
    """What a field means, and how exported files show it.

    ``prefix``: the parts of the object (of a list: of its first object) are columns of their own,
    whose names begin with it. ``separator``: a list is one column, and in CSV this stands between
    its parts. ``one_of``: the only values. ``column``: the column's name, if not the field's.
    ``example``: for the schema; days, times, numbers and words of a set have one without it.
    """

    means: str
    prefix: str | None = None
    separator: str = ""
    one_of: tuple[str, ...] = ()
    column: str = ""
    example: str = ""


@dataclass(frozen=True)
class Declared:
    """A field with what its type says; ``shape``: the TypedDict of its object or of a list's objects."""

    name: str
    field: Field
    optional: bool  # its key may be missing
    nullable: bool
    many: bool
    kind: Kind | None
    shape: Any


@cache
def declared(shape: Any) -> tuple[Declared, ...]:
    """The fields of a TypedDict that have a :class:`Field`, in order."""
    hints = get_type_hints(shape, include_extras=True)
    return tuple(
        Declared(name, field, get_origin(hint) is NotRequired, *_value(hint))
        for name, hint in hints.items()
        if (field := _field(hint))
    )


def _field(hint: Any) -> Field | None:
    extras = get_args(get_args(hint)[0] if get_origin(hint) is NotRequired else hint)
    return next((each for each in extras if isinstance(each, Field)), None)


def _value(hint: Any) -> tuple[bool, bool, Kind | None, Any]:
    """(nullable, many, kind, shape)"""
    arguments = get_args(hint)
    match get_origin(hint):
        case origin if origin in (Union, UnionType):
            (only,) = (each for each in arguments if each is not NoneType)
            return True, *_value(only)[1:]
        case origin if origin is list:
            return False, True, *_value(arguments[0])[2:]
        case origin if origin in (Annotated, NotRequired):
            nullable, many, kind, shape = _value(arguments[0])
            stated = next((each for each in arguments if isinstance(each, Kind)), kind)
            return nullable, many, stated, shape
    return False, False, _KINDS.get(hint), hint if is_typeddict(hint) else None


def stamp(moment: datetime) -> str:
    """UTC with microseconds and Z: the one form of a time, in hashes and in the API."""
    # strftime would write the year 213 with three digits.
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


_WRITTEN: dict[Kind | None, Callable[[Any], str]] = {
    Kind.DAY: date.isoformat,
    Kind.MOMENT: stamp,
}


def filled(shape: type[_Body], row: Any, **given: Any) -> _Body:
    """An object with the shape's fields in order: those given, the rest from the row's columns.

    An optional field is left out unless it is given and not empty.
    """
    made: Any = {}
    for each in declared(cast("Any", shape)):
        if each.name in given:
            if given[each.name] or not each.optional:
                made[each.name] = given[each.name]
        elif not each.optional:
            value = getattr(row, each.name)
            written = _WRITTEN.get(each.kind) if value is not None else None
            made[each.name] = written(value) if written else value
    return cast("_Body", made)
