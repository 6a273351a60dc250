"""The API's pages: each row once, whatever appears or goes in between. Cursors are signed."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple, NotRequired, TypedDict

from django.core import signing
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims.api.problems import InvalidParameters
from claims.publication.addresses import absolute
from claims.publication.point_in_time import Moment
from claims.search.keyset import Key, Ordering

SIZE, LARGEST = 50, 200


class Cursor(NamedTuple):
    """Read on from ``key``, itself included or not; ``back``: towards the beginning."""

    ordering: str
    back: bool
    included: bool
    key: Key


class Page(TypedDict):
    """Part of a list; ``next`` and ``previous`` lead on and back.

    ``as_of``, where a moment was asked for: the last publication by then.
    """

    as_of: NotRequired[int]
    next: str | None
    previous: str | None
    results: list[Any]


class KeysetPagination(BasePagination):
    """Pages of a view that has ``orderings``: name -> Ordering, the first being the usual one."""

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
        """The page that the request names, in the order in which it is read. Raises InvalidParameters."""
        orderings: Mapping[str, Ordering] = view.orderings  # type: ignore[union-attr]
        self.request = request
        self.ordering = _ordering(request, orderings)
        self.cursor = self._cursor()
        order, size = orderings[self.ordering], _size(request)
        back = self.cursor is not None and self.cursor.back
        if "q" in request.query_params:
            order = order.for_search(queryset)
        after, included = (self.cursor.key, self.cursor.included) if self.cursor else (None, False)
        rows = list(order.apply(queryset, after, included=included, backward=back)[: size + 1])
        self.more = len(rows) > size
        rows = rows[:size]
        if back:
            rows.reverse()
        self.first, self.last = (order.key(rows[0]), order.key(rows[-1])) if rows else (None, None)
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        page: Page = {"next": self._next(), "previous": self._previous(), "results": data}
        return Response(page)

    def _next(self) -> str | None:
        if self.last is not None:
            on = self.more or (self.cursor is not None and self.cursor.back)
            return self._link(back=False, key=self.last) if on else None
        # All that was here is gone: the way on starts where this page was to end.
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
            raise InvalidParameters(
                {
                    "cursor": [
                        _("This is not a cursor of this list in this order. Start without one.")
                    ]
                }
            )
        key = (date.fromisoformat(part) if isinstance(part, str) else part for part in written)
        return Cursor(ordering, back, included, tuple(key))

    def _signer(self) -> signing.Signer:
        # No timestamp: the same page has the same bytes, and so the same ETag.
        return signing.Signer(sep=".", salt=f"claims.api cursor {self.request.path}")

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """For the schema: this paginator's parameters as OpenAPI has them."""
        names = list(view.orderings)  # type: ignore[attr-defined]
        described: dict[str, tuple[Any, Any]] = {
            "cursor": (
                {"type": "string"},
                _("Where to read on; only ever from `next` or `previous`."),
            ),
            "ordering": (
                {"type": "string", "enum": names, "default": names[0]},
                _("In which order; the usual one comes first."),
            ),
            "page_size": (
                {"type": "integer", "minimum": 1, "maximum": LARGEST, "default": SIZE},
                _("How many on one page."),
            ),
        }
        return [
            {
                "name": name,
                "in": "query",
                "required": False,
                "schema": schema,
                "description": description,
            }
            for name, (schema, description) in described.items()
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": address, "previous": address, "results": schema},
        }


class AsOfPagination(KeysetPagination):
    """Pages of a view that has a ``moment``: all of the same one, since each link names it."""

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
        as_of = {
            "type": "integer",
            "minimum": 0,
            "description": str(
                _("Only where `as_of` was asked for: the last publication by then.")
            ),
        }
        page["properties"] = {"as_of": as_of, **page["properties"]}
        return page


def _ordering(request: Request, orderings: Mapping[str, Ordering]) -> str:
    name: str = request.query_params.get("ordering", next(iter(orderings)))
    if name not in orderings:
        known = ", ".join(orderings)
        raise InvalidParameters({"ordering": [_("One of these: %(known)s.") % {"known": known}]})
    return name


def _size(request: Request) -> int:
    return whole_number(request, "page_size", 1, LARGEST, SIZE)


def whole_number(request: Request, name: str, least: int, most: int, usual: int) -> int:
    """The parameter of that name. Raises InvalidParameters for what is no number of the range."""
    text: str = request.query_params.get(name, str(usual))
    fits = text.isascii() and text.isdecimal() and len(text) < 20 and least <= int(text) <= most
    if not fits:
        sentence = _("A whole number from %(least)s to %(most)s.") % {"least": least, "most": most}
        raise InvalidParameters({name: [sentence]})
    return int(text)
