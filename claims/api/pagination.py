"""The API's pages: each row once, whatever appears or goes in between. Cursors are signed."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple, NotRequired, TypedDict

from django.core import signing
from django.db.models import F, Value
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims.api.problems import InvalidParameters, none_of_these
from claims.matching.named import named
from claims.publication.addresses import absolute
from claims.publication.point_in_time import Moment
from claims.search.keyset import Key, Ordering
from claims.search.planner import in_index_order, time_limit
from newsroom.errors import Refused

SIZE, LARGEST = 50, 200
# Rows examined for a page of a list of which most rows may belong to nothing that is public.
WINDOW = 2_000
RELEVANCE = "relevance"


def by_relevance(column: str) -> Ordering:
    """The best match first, of equal ones the newest. The rows need words to be ranked by."""
    return Ordering((F(RELEVANCE), F(column)), lambda row: (row.relevance, getattr(row, column)))


class Cursor(NamedTuple):
    """Continue after ``key``, or from it on if ``included``; ``back``: towards the beginning."""

    ordering: str
    back: bool
    included: bool
    key: Key


class Page(TypedDict):
    """Part of a list; ``next`` and ``previous`` are the addresses of the pages around it.

    ``as_of``, only with the parameter: the last publication by then.
    """

    as_of: NotRequired[int]
    next: str | None
    previous: str | None
    results: list[Any]


class KeysetPagination(BasePagination):
    """Pages of a view with ``orderings``: name -> Ordering, the default first."""

    parameters = ("cursor", "ordering", "page_size")

    request: Request
    ordering: str
    cursor: Cursor | None
    more: bool
    first: Key | None
    last: Key | None

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any]:
        """The rows of the page requested, in order. Raises InvalidParameters."""
        orderings: Mapping[str, Ordering] = view.orderings  # type: ignore[union-attr]
        self.request = request
        self.ordering = _ordering(request, orderings)
        self.cursor = self._cursor()
        order = orderings[self.ordering]
        size = whole_number(request, "page_size", 1, LARGEST, SIZE)
        back = self.cursor is not None and self.cursor.back
        if self.ordering == RELEVANCE:
            queryset = _ranked(queryset, view)
        elif "q" in request.query_params:
            order = order.for_search(queryset)
        after, included = (self.cursor.key, self.cursor.included) if self.cursor else (None, False)
        found = order.apply(queryset, after, included=included, backward=back)
        end: Key | None = None
        if self.ordering == RELEVANCE:
            rows = _in_time(found[: size + 1])
        elif view.in_index_order and request.query_params.keys() <= set(self.parameters):  # type: ignore[union-attr]
            if (candidates := view.candidates()) is not None:  # type: ignore[union-attr]
                end = _end_of_window(
                    order.apply(candidates, after, included=included, backward=back)
                )
            if end is not None:
                found = found.filter(**{"pk__gte" if back else "pk__lte": end[0]})
            with in_index_order():
                rows = list(found[: size + 1])
        else:
            rows = list(found[: size + 1])
        self.more = len(rows) > size
        rows = rows[:size]
        if back:
            rows.reverse()
        self.first, self.last = (order.key(rows[0]), order.key(rows[-1])) if rows else (None, None)
        if end is not None and not self.more:
            # As many as are examined: the next page goes on from there.
            self.more = True
            self.first, self.last = (end, self.last) if back else (self.first, end)
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        page: Page = {"next": self._next(), "previous": self._previous(), "results": data}
        return Response(page, headers=links(next=page["next"], prev=page["previous"]))

    def _next(self) -> str | None:
        if self.last is not None:
            on = self.more or (self.cursor is not None and self.cursor.back)
            return self._link(back=False, key=self.last) if on else None
        # All rows of this page are gone: the next page starts where it was to end.
        if self.cursor is not None and self.cursor.back:
            return self._link(back=False, key=self.cursor.key, included=True)
        return None

    def _previous(self) -> str | None:
        forward = self.cursor is not None and not self.cursor.back
        if self.first is not None:
            back = self.more if self.cursor is not None and self.cursor.back else forward
            return self._link(back=True, key=self.first) if back else None
        if self.cursor is not None and forward:
            return self._link(back=True, key=self.cursor.key, included=True)
        return None

    def _link(self, *, back: bool, key: Key, included: bool = False) -> str:
        written = [part.isoformat() if isinstance(part, date) else part for part in key]
        query = self.request.query_params.copy()
        query["cursor"] = self._signer().sign_object([self.ordering, back, included, written])
        return absolute(f"{self.request.path}?{query.urlencode()}")

    def _cursor(self) -> Cursor | None:
        text = self.request.query_params.get("cursor")
        if text is None:
            return None
        try:
            ordering, back, included, written = self._signer().unsign_object(text)
        except signing.BadSignature:
            ordering = None
        if ordering != self.ordering:
            sentence = _("This is not a cursor of this list in this order. Start without one.")
            raise InvalidParameters({"cursor": [sentence]})
        key = (date.fromisoformat(part) if isinstance(part, str) else part for part in written)
        return Cursor(ordering, back, included, tuple(key))

    def _signer(self) -> signing.Signer:
        # No timestamp: the same page has the same bytes, and so the same ETag.
        return signing.Signer(sep=".", salt=f"claims.api cursor {self.request.path}")

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """The parameters, for the schema."""
        names = list(view.orderings)  # type: ignore[attr-defined]
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST, "default": SIZE}
        parameters: list[tuple[str, dict[str, Any], str]] = [
            ("cursor", {"type": "string"}, "Where to continue; only from `next` or `previous`."),
            ("ordering", {"type": "string", "enum": names, "default": names[0]}, "The order."),
            ("page_size", size, "The number of rows on a page."),
        ]
        keys = ("name", "schema", "description")
        return [
            {"in": "query", "required": False, **dict(zip(keys, each, strict=True))}
            for each in parameters
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": address | {"description": "The address of the next page; null at the end."},
                "previous": address | {"description": "Of the page before; null at the beginning."},
                "results": schema | {"description": "The objects of this page."},
            },
        }


class AsOfPagination(KeysetPagination):
    """Pages of a view with a ``moment``, which each link keeps."""

    as_of: int | None

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any]:
        moment: Moment | None = view.moment  # type: ignore[union-attr]
        self.as_of = moment.number if moment else None
        return super().paginate_queryset(queryset, request, view)

    def get_paginated_response(self, data: Any) -> Response:
        response = super().get_paginated_response(data)
        if self.as_of is not None:
            response.data = {"as_of": self.as_of, **response.data}
        return response

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        page = super().get_paginated_response_schema(schema)
        description = "Only with `as_of`: the last publication by then."
        as_of = {"type": "integer", "minimum": 0, "description": description}
        page["properties"] = {"as_of": as_of, **page["properties"]}
        return page


def links(**addresses: str | None) -> dict[str, str]:
    """The Link header (RFC 8288) of the pages around, by their relation; none without any."""
    found = [f'<{address}>; rel="{name}"' for name, address in addresses.items() if address]
    return {"Link": ", ".join(found)} if found else {}


def _end_of_window(candidates: Any) -> Key | None:
    """The position of the last row that is examined for a page; None where the list ends before it."""
    numbers = candidates.values_list("pk", flat=True)[:WINDOW]
    read = list(numbers)
    return (read[-1],) if len(read) == WINDOW else None


def _ordering(request: Request, orderings: Mapping[str, Ordering]) -> str:
    name: str = request.query_params.get("ordering", next(iter(orderings)))
    if name not in orderings:
        raise InvalidParameters({"ordering": [none_of_these(name, orderings)]})
    return name


def _ranked(queryset: Any, view: Any) -> Any:
    """The rows with their relevance for the words of ``q``; without words all are equal."""
    if not view.query:
        return queryset.annotate(relevance=Value(0))
    return queryset.with_relevance(view.query, named(view.scope, view.query.wanted))


def _in_time(page: Any) -> list[Any]:
    """Every match is ranked: for a word that very many claims have, that takes too long."""
    try:
        with time_limit():
            return list(page)
    except Refused as refused:
        raise InvalidParameters({"q": [refused.sentence]}) from refused


def whole_number(request: Request, name: str, least: int, most: int, default: int) -> int:
    """The parameter of that name. Raises InvalidParameters unless it is a number in the range."""
    text: str = request.query_params.get(name, str(default))
    fits = text.isascii() and text.isdecimal() and len(text) < 20 and least <= int(text) <= most
    if not fits:
        sentence = _("A whole number from %(least)s to %(most)s.") % {"least": least, "most": most}
        raise InvalidParameters({name: [sentence]})
    return int(text)
