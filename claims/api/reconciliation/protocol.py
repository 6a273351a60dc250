"""What is sent to a reconciliation service, read strictly, and what it answers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import status
from rest_framework.exceptions import APIException

from claims.api.problems import InvalidParameters

MOST_IDS = 50  # of a data extension
LONGEST = 200_000  # characters of what is sent
MOST_VALUES = 20  # of one query's properties
USUAL, MOST = 5, 20  # candidates
STRICTNESS = ("any", "all", "should")
KEYS = frozenset({"query", "type", "limit", "properties", "type_strict"})  # of a query


class TooMany(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = gettext_lazy("Send fewer at once: the manifest’s batchSize says how many.")


class Named(TypedDict):
    id: str
    name: str


class Candidate(TypedDict):
    """``score`` from 0 to 100. ``match``: whether this one alone is meant."""

    id: str
    name: str
    description: str
    type: list[Named]
    score: float
    match: bool


class Suggestion(TypedDict):
    id: str
    name: str
    description: NotRequired[str]
    notable: NotRequired[list[Named]]


@dataclass(frozen=True)
class Query:
    """``types``: one of which it must be; empty where any will do. ``values``: of each property, what
    it must be, one of these.
    """

    text: str
    types: frozenset[str]
    limit: int
    values: Mapping[str, tuple[str, ...]]


def queries(text: str, most: int) -> dict[str, Query | InvalidParameters]:
    """A query batch of so many at most; of a query that is not understood, the error.

    Raises InvalidParameters, TooMany.
    """
    batch = _object("queries", text)
    if len(batch) > most:
        raise TooMany
    return {name: _query_or_error(each) for name, each in batch.items()}


def extension(text: str) -> tuple[list[str], list[str]]:
    """The ids and the properties of a data extension query. Raises InvalidParameters, TooMany."""
    wanted = _object("extend", text)
    ids: Any = wanted.get("ids")
    properties: Any = wanted.get("properties")
    if not (_are(str, ids) and _are(dict, properties)):
        raise _malformed("extend")
    names = [each.get("id") for each in properties]
    if not _are(str, names):
        raise _malformed("extend")
    if len(ids) > MOST_IDS or len(names) > MOST_IDS:
        raise TooMany
    return list(dict.fromkeys(ids)), list(dict.fromkeys(names))


def _query_or_error(given: Any) -> Query | InvalidParameters:
    try:
        return _query(given)
    except InvalidParameters as error:
        return error


def _query(given: Any) -> Query:
    # A key that is misspelt is no condition less.
    if not isinstance(given, dict) or given.keys() - KEYS:
        raise _malformed("queries")
    text, limit = given.get("query", ""), given.get("limit", USUAL)
    types, properties = given.get("type", []), given.get("properties", [])
    types = [types] if isinstance(types, str) else types
    is_number = isinstance(limit, int | float) and not isinstance(limit, bool) and limit >= 1
    if not (isinstance(text, str) and is_number and _are(str, types) and _are(dict, properties)):
        raise _malformed("queries")
    strictness = given.get("type_strict", "any")
    if not (text.strip() or properties) or strictness not in STRICTNESS:
        raise _malformed("queries")
    values: dict[str, tuple[str, ...]] = {}
    for each in properties:
        name = each.get("pid")
        if not isinstance(name, str) or "v" not in each:
            raise _malformed("queries")
        given_values = each["v"] if isinstance(each["v"], list) else [each["v"]]
        values[name] = tuple(_value(value) for value in given_values[:MOST_VALUES])
    return Query(
        text=readable(text),
        # A type that is only preferred rules nothing out.
        types=frozenset(() if strictness == "should" else types),
        limit=int(min(limit, MOST)),
        values=values,
    )


def _value(value: Any) -> str:
    """A property's value as text: of an entity, its id."""
    if isinstance(value, dict):
        value = value.get("id")
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str | int | float):
        raise _malformed("queries")
    return readable(str(value))


def readable(text: str) -> str:
    """Without what PostgreSQL can't store."""
    return text.encode(errors="replace").decode().replace("\x00", "").strip()


def _object(name: str, text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise TooMany
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise _malformed(name) from None
    if not isinstance(found, dict):
        raise _malformed(name)
    return found


def _are(kind: type, values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(each, kind) for each in values)


def _malformed(name: str) -> InvalidParameters:
    sentence = _("This is not as the Reconciliation Service API 0.2 has it; see docs/api.md.")
    return InvalidParameters({name: [sentence]})
