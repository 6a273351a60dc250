"""Every publication in order, for those who keep a copy of what is public."""

from typing import TypedDict

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.links import absolute, address
from claims.api.pagination import whole_number
from claims.api.problems import Misunderstood
from claims.api.views import PROBLEMS, READ, PublicView
from claims.formats import json_objects
from claims.models import Publication
from claims.publication.point_in_time import last_number
from claims.search.filters import LARGEST_NUMBER

USUAL, MOST = 100, 1000


class ChangesPage(TypedDict):
    """Some of the changes; ``next`` leads on and is null where there are no more yet.

    ``last`` is the number from which to ask on later: of the last change here, or the one given.
    """

    last: int
    next: str | None
    results: list[json_objects.Change]


@extend_schema(
    tags=["public"],
    parameters=[
        OpenApiParameter(
            "since",
            {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER, "default": 0},
            description=_("The number of the last publication that you have; 0: none."),
        ),
        OpenApiParameter(
            "limit",
            {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
            description=_("How many at once."),
        ),
    ],
    responses={200: ChangesPage, **PROBLEMS},
)
class Changes(PublicView):
    """Every publication, in the order of its number: what was reopened, withdrawn, hidden or
    taken down among them. Whoever applies them in order has what the list of claims holds.
    """

    def parameters(self) -> set[str]:
        return {"since", "limit"}

    def get(self, request: Request) -> Response:
        since = whole_number(request, "since", 0, LARGEST_NUMBER, 0)
        limit = whole_number(request, "limit", 1, MOST, USUAL)
        rows = list(Publication.objects.since(since).only(*READ).served()[: limit + 1])
        if not rows:
            self.check_not_ahead(since)
        more, rows = len(rows) > limit, rows[:limit]
        last = rows[-1].number if rows else since
        query = request.query_params.copy()
        query["since"] = str(last)
        page: ChangesPage = {
            "last": last,
            "next": absolute(f"{request.path}?{query.urlencode()}") if more else None,
            "results": [json_objects.change(row, address("claim", row.claim_id)) for row in rows],
        }
        return Response(page)

    def check_not_ahead(self, since: int) -> None:
        """Whoever has more than there is has another past: they must not take silence for news."""
        last = last_number()
        if since > last:
            sentence = _(
                "There is no publication %(since)s; the last is number %(last)s. If you have had"
                " it from here, compare hashes: the past was changed or restored."
            ) % {"since": since, "last": last}
            raise Misunderstood({"since": [sentence]})
