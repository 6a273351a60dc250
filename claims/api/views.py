"""What is read, by whom: each view is one queryset, one object and who may have it."""

import hashlib
import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpResponseBase, QueryDict
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    PolymorphicProxySerializer,
    extend_schema,
)
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.generics import GenericAPIView
from rest_framework.metadata import SimpleMetadata
from rest_framework.mixins import ListModelMixin
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.authentication import ReadsTheDesk, TokenAuthentication
from claims.api.filters import StrictFilterBackend
from claims.api.links import address
from claims.api.pagination import AsOfPagination, KeysetPagination
from claims.api.problems import BadParameters, Misunderstood, Problem, check_parameters
from claims.api.rendering import Rendered, SplicedJSON
from claims.formats import json_objects
from claims.models import Claim, Publication
from claims.publication import point_in_time
from claims.publication.point_in_time import Moment
from claims.search.filters import PublicClaimFilters, WorkingClaimFilters
from claims.search.keyset import Ordering, by_day_said, by_number
from newsroom.errors import Refused
from sources.models import Publisher, Source, Speaker

# What of a publication's row is read; the rest are search columns.
READ = (
    *("number", "claim_id", "event", "standing", "published_at", "body", "said_from"),
    *("body_sha256", "previous_sha256", "sha256"),
)
PROBLEMS = {
    400: OpenApiResponse(BadParameters, "A parameter was not understood."),
    401: OpenApiResponse(Problem, "The token is not valid."),
    429: OpenApiResponse(Problem, "Too many requests; Retry-After says how many seconds to wait."),
}
# The schema's extension takes a TypedDict where the stubs know of serializers only.
CLAIM_OR_TOMBSTONE: list[Any] = [json_objects.PublishedClaim, json_objects.Tombstone]
NOT_FOUND = {404: OpenApiResponse(Problem, "There is nothing public of this number.")}


class Described(SimpleMetadata):
    """What OPTIONS answers; which fields a body takes, the schema says."""

    def determine_actions(self, request: Request, view: Any) -> dict[str, Any]:
        return {}


class ReadView(GenericAPIView[Any]):
    """Read-only; parameters it doesn't know are refused; an ETag of the very bytes, per viewer."""

    http_method_names = ["get", "head", "options"]
    metadata_class = Described

    def parameters(self) -> set[str]:
        return set()

    def viewer(self) -> str:
        """Whose the answer is: empty when it is everybody's."""
        return ""

    def check(self, given: QueryDict) -> None:
        """Raise Misunderstood for parameters that are not as they should be."""
        check_parameters(given, self.parameters())

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if str(request.method).lower() not in self.http_method_names:
            raise MethodNotAllowed(str(request.method))
        self.check(request.query_params)

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(answer, ["Accept", "Authorization"])
        if answer.status_code not in {200, 304}:
            answer["Cache-Control"] = "no-store"
            return answer
        # Hiding is immediate, so a copy may be kept but is asked about each time it is used.
        answer["Cache-Control"] = "private, no-store" if self.viewer() else "public, no-cache"
        # What is streamed was named before.
        if request.method in {"GET", "HEAD"} and isinstance(response, Response):
            answer.add_post_render_callback(partial(_conditional, request, self.viewer()))
        return answer


def _conditional(request: Request, viewer: str, response: Response) -> HttpResponseBase | None:
    """Name the answer by its bytes, its type and whose it is; 304 to one who has it already."""
    named = hashlib.sha256(f"{viewer}\n{response['Content-Type']}\n".encode())
    named.update(response.content)
    response["ETag"] = quote_etag(named.hexdigest())
    return get_conditional_response(request, etag=response["ETag"], response=response)


class ReadList(ListModelMixin, ReadView):
    """A list of objects, in pages."""

    pagination_class = KeysetPagination
    filter_backends = [StrictFilterBackend]
    filterset_class: Any = None
    orderings: Mapping[str, Ordering]

    def parameters(self) -> set[str]:
        filters = self.filterset_class.base_filters if self.filterset_class else {}
        return {*filters, *KeysetPagination.parameters}

    def show(self, row: Any) -> Any:
        """The object of one row."""
        raise NotImplementedError

    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response([self.show(row) for row in page])


class ReadOne(ReadView):
    """One object by its number."""

    def row(self, number: int) -> Any:
        """Its row, or None."""
        return self.get_queryset().filter(pk=number).first()

    def show(self, row: Any) -> Any:
        """The object of the row."""
        raise NotImplementedError

    def get(self, request: Request, pk: int) -> Response:
        row = self.row(pk)
        if row is None:
            raise Http404
        return Response(self.show(row))


class PublicView(ReadView):
    """For everybody; a token only makes the throttle one's own."""

    authentication_classes = [TokenAuthentication]
    permission_classes = [AllowAny]


class DeskView(ReadView):
    """For the newsroom: Reporter or above, by token or signed in."""

    authentication_classes = [TokenAuthentication, SessionAuthentication]
    permission_classes = [ReadsTheDesk]

    def viewer(self) -> str:
        return str(self.request.user.pk)

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(answer, ["Cookie"])
        return answer


# Claims


AS_OF = OpenApiParameter(
    "as_of",
    str,
    description=_(
        "What stood then: a day (its end, UTC), an instant such as `2026-03-04T05:06:07Z`, or the"
        " number of a publication."
    ),
)
AS_OF_NUMBER = OpenApiParameter(
    "As-Of-Publication",
    int,
    location=OpenApiParameter.HEADER,
    response=[200],
    description=_("Only where `as_of` was asked for: the number of the last publication by then."),
)


class AsOfView(PublicView):
    """What stands now, or stood at the moment that ``?as_of=`` names."""

    moment: Moment | None = None

    def parameters(self) -> set[str]:
        return {*super().parameters(), "as_of"}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if "as_of" in request.query_params:
            try:
                self.moment = point_in_time.read(request.query_params["as_of"])
            except Refused as refused:
                raise Misunderstood({"as_of": [refused.sentence]}) from refused

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if self.moment is not None:
            answer["As-Of-Publication"] = str(self.moment.number)
        return answer


class _Published(AsOfView):
    renderer_classes = [SplicedJSON]

    def show(self, row: Publication) -> Rendered:
        return Rendered(json_objects.published(row, address("claim", row.claim_id)))


@extend_schema(
    tags=["public"],
    parameters=[AS_OF, AS_OF_NUMBER],
    responses={200: json_objects.PublishedClaim, **PROBLEMS},
)
class ClaimList(_Published, ReadList):
    """The claims that stand: signed, or signed and under review again. Newest published first.

    `?status=verified` exports the verified ones.
    """

    filterset_class = PublicClaimFilters
    pagination_class = AsOfPagination
    orderings = {
        "published": by_number("number"),
        "said": by_day_said("number"),
    }

    def get_queryset(self) -> QuerySet[Publication]:
        if self.moment is not None:
            return Publication.objects.as_of(*self.moment).only(*READ).served()
        return Publication.objects.listed().only(*READ)


@extend_schema(
    tags=["public"],
    parameters=[AS_OF, AS_OF_NUMBER],
    responses={
        200: PolymorphicProxySerializer("ClaimOrTombstone", CLAIM_OR_TOMBSTONE, None),
        **PROBLEMS,
        **NOT_FOUND,
    },
)
class ClaimDetail(_Published, ReadOne):
    """What the public may see of one claim. Of a withdrawn one: that it is, and why."""

    def get_queryset(self) -> QuerySet[Publication]:
        if self.moment is not None:
            return Publication.objects.readable_as_of(*self.moment).only(*READ).served()
        return Publication.objects.readable().only(*READ)

    def row(self, number: int) -> Publication | None:
        return self.get_queryset().filter(claim=number).first()


class _Working(DeskView):
    def get_queryset(self) -> QuerySet[Claim]:
        return json_objects.for_working(Claim.objects.all())

    def show(self, row: Claim) -> json_objects.WorkingClaim:
        return json_objects.working(row, address("working-claim", row.pk))


@extend_schema(
    tags=["newsroom"],
    responses={
        200: json_objects.WorkingClaim,
        **PROBLEMS,
        403: OpenApiResponse(Problem, "This takes the role Reporter or higher."),
    },
)
class WorkingClaimList(_Working, ReadList):
    """Every claim in its present state, published or not. Latest added first."""

    filterset_class = WorkingClaimFilters
    orderings = {"added": by_number("pk"), "said": by_day_said("pk")}


@extend_schema(
    tags=["newsroom"],
    responses={
        200: json_objects.WorkingClaim,
        **PROBLEMS,
        403: OpenApiResponse(Problem, "This takes the role Reporter or higher."),
        404: OpenApiResponse(Problem, "There is no claim of this number."),
    },
)
class WorkingClaimDetail(_Working, ReadOne):
    """One claim in its present state."""


# What publications name

LISTED = Publication.objects.listed


class _NamedSpeakers(PublicView):
    def get_queryset(self) -> QuerySet[Speaker]:
        named = LISTED().naming_speaker(OuterRef("pk"))
        return Speaker.objects.nameable().unmerged().filter(Exists(named))

    def show(self, row: Speaker) -> json_objects.NamedSpeaker:
        return json_objects.speaker(row, address("speaker", row.pk))


@extend_schema(tags=["public"], responses={200: json_objects.NamedSpeaker, **PROBLEMS})
class SpeakerList(_NamedSpeakers, ReadList):
    """The speakers whom listed claims name. Nobody who is protected, or whom a text doesn't name."""

    orderings = {"id": by_number("pk", descending=False)}


@extend_schema(
    tags=["public"],
    responses={200: json_objects.NamedSpeaker, **PROBLEMS, **NOT_FOUND},
)
class SpeakerDetail(_NamedSpeakers, ReadOne):
    """One of them. The number of one who was merged leads to whom they were merged into."""

    def row(self, number: int) -> Speaker | None:
        asked = Speaker.objects.nameable().filter(pk=number).standing_for()
        return self.get_queryset().filter(pk__in=asked).first()


class _NamedSources(PublicView):
    def get_queryset(self) -> QuerySet[Source]:
        return _named(Source.objects.only("pk"), LISTED().naming_source(OuterRef("pk")))

    def show(self, row: Any) -> json_objects.NamedSource:
        return json_objects.source(json.loads(row.said), row.pk, address("source", row.pk))


@extend_schema(tags=["public"], responses={200: json_objects.NamedSource, **PROBLEMS})
class SourceList(_NamedSources, ReadList):
    """The sources in which listed claims appear, or from which their evidence is."""

    orderings = {"id": by_number("pk", descending=False)}


@extend_schema(
    tags=["public"],
    responses={200: json_objects.NamedSource, **PROBLEMS, **NOT_FOUND},
)
class SourceDetail(_NamedSources, ReadOne):
    """One of them."""


class _NamedPublishers(PublicView):
    def get_queryset(self) -> QuerySet[Publisher]:
        return _named(Publisher.objects.only("pk"), LISTED().naming_publisher(OuterRef("pk")))

    def show(self, row: Any) -> json_objects.NamedPublisher:
        return json_objects.publisher(json.loads(row.said), row.pk, address("publisher", row.pk))


@extend_schema(
    tags=["public"],
    responses={200: json_objects.NamedPublisher, **PROBLEMS},
)
class PublisherList(_NamedPublishers, ReadList):
    """The publishers of those sources."""

    orderings = {"id": by_number("pk", descending=False)}


@extend_schema(
    tags=["public"],
    responses={200: json_objects.NamedPublisher, **PROBLEMS, **NOT_FOUND},
)
class PublisherDetail(_NamedPublishers, ReadOne):
    """One of them."""


def _named(rows: QuerySet[Any], naming: QuerySet[Publication]) -> QuerySet[Any]:
    """Those that a listed publication names, with the body of the latest one as ``said``."""
    latest = naming.order_by("-number").values("body")[:1]
    named: QuerySet[Any] = rows.filter(Exists(naming)).annotate(said=Subquery(latest))
    return named
