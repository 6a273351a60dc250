"""Every publication in order, for keeping a copy of what is public."""

from typing import Annotated, NotRequired, TypedDict

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.base import READ, PublicView
from claims.api.pagination import links, whole_number
from claims.api.problems import InvalidParameters, none_of_these
from claims.choices import ReasonKind
from claims.formats import json_objects
from claims.models import Publication
from claims.publication.addresses import absolute, address
from claims.publication.erased import erased_among
from claims.publication.fields import Field
from claims.publication.point_in_time import last_number
from claims.search.filters import LARGEST_NUMBER
from claims.transparency.log import current_checkpoint

USUAL, MOST = 100, 1000


class ChangesPage(TypedDict):
    """Some of the changes; ``next`` leads to the next ones and is null where there are none yet.

    ``last`` is the ``since`` of a later request: the number of the last change, or the one given.
    ``checkpoint`` is the last of the log that outsiders can check, if there is one (`claims/ID/proof/`).
    """

    last: Annotated[int, Field("The `since` of a later request.")]
    next: Annotated[str | None, Field("The address of the next changes, if there are any yet.")]
    results: Annotated[list[json_objects.Change], Field("The changes, in order.")]
    checkpoint: NotRequired[Annotated[str, Field("The log's last checkpoint.")]]


@extend_schema(
    parameters=[
        OpenApiParameter(
            "since",
            {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER, "default": 0},
            description="The number of the last publication that you have; 0: none.",
        ),
        OpenApiParameter(
            "limit",
            {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
            description="The most changes on a page.",
        ),
        OpenApiParameter(
            "reason_kind",
            {"type": "string", "enum": list(ReasonKind.values)},
            description="Only claims that were last reopened for this, and may be read now.",
        ),
    ],
)
class Changes(PublicView):
    """Every publication in the order of its number: also reopened, withdrawn, hidden and taken down.

    A copy that applies them in order equals the list of claims, without its `related_claims`.
    """

    shape = ChangesPage

    def parameters(self) -> set[str]:
        return {"since", "limit", "reason_kind"}

    def get(self, request: Request) -> Response:
        since = whole_number(request, "since", 0, LARGEST_NUMBER, 0)
        limit = whole_number(request, "limit", 1, MOST, USUAL)
        found = Publication.objects.since(since)
        if kind := self.reason_kind(request):
            # What a withheld row was for is withheld too.
            found = found.reopened_for(kind).filter(withheld=False)
        rows = list(found.only(*READ).served()[: limit + 1])
        if not rows:
            self.check_not_ahead(since)
        more, rows = len(rows) > limit, rows[:limit]
        last = rows[-1].number if rows else since
        query = request.query_params.copy()
        query["since"] = str(last)
        erased = erased_among(row.number for row in rows if row.served is None)
        page: ChangesPage = {
            "last": last,
            "next": absolute(f"{request.path}?{query.urlencode()}") if more else None,
            "results": [
                json_objects.change(row, address("claim", row.claim_id), erased.get(row.number))
                for row in rows
            ],
        }
        if checkpoint := current_checkpoint(last):
            page["checkpoint"] = checkpoint
        return Response(page, headers=links(next=page["next"]))

    def reason_kind(self, request: Request) -> str:
        kind = request.query_params.get("reason_kind", "")
        if kind and kind not in ReasonKind.values:
            raise InvalidParameters({"reason_kind": [none_of_these(kind, ReasonKind.values)]})
        return kind

    def check_not_ahead(self, since: int) -> None:
        """A client with more publications than there are has another past, and must learn of it."""
        last = last_number()
        if since > last:
            sentence = _(
                "There is no publication %(since)s; the last is number %(last)s. If you have had"
                " it from here, compare hashes: the past was changed or restored."
            ) % {"since": since, "last": last}
            raise InvalidParameters({"since": [sentence]})
