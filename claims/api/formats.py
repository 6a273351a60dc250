"""Public claims in the formats of the field: ClaimReview, provenance, annotations.

Like everything public they are read off publications.
"""

import hashlib
import json
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.http import Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import APIException, NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims.api.links import absolute, address
from claims.api.problems import Problem
from claims.api.streaming import NO_PLACE, Streamed, placed
from claims.api.views import NOT_FOUND, PROBLEMS, READ, DeskView, PublicView
from claims.choices import Standing
from claims.formats import annotations, claimreview, json_objects, provenance
from claims.formats.claimreview.shapes import ClaimReview, DataFeed, RatingScale
from claims.formats.exports.streams import a_place
from claims.models import Claim, Publication
from claims.publication.chain import stamp
from claims.publication.representation import ClaimBody


class LinkedData(JSONRenderer):
    """JSON-LD: the same bytes under its own name."""

    media_type = "application/ld+json"
    format = "jsonld"


class Gone(APIException):
    """It was public, and was withdrawn: copies of it should go."""

    status_code = 410
    default_detail = _("This claim was withdrawn. Its own address says when and why.")
    default_code = "gone"


GONE = {410: OpenApiResponse(Problem, "The claim was withdrawn: drop your copy.")}


def _linked(shape: Any) -> dict[Any, Any]:
    """What a view of linked data answers, for the schema; what goes wrong is plain JSON."""
    problems = {
        (status, "application/json"): said for status, said in {**PROBLEMS, **NOT_FOUND}.items()
    }
    return {
        (200, "application/ld+json"): shape,
        (200, "application/json"): shape,
        **problems,
    }


class _LinkedDataView(PublicView):
    renderer_classes = [LinkedData, JSONRenderer]

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        if getattr(response, "exception", False):
            # Whoever may ask for linked data reads JSON, too.
            request.accepted_renderer = JSONRenderer()
            request.accepted_media_type = "application/json"
        return super().finalize_response(request, response, *args, **kwargs)


def _readable(number: int) -> Publication:
    """The claim's row that may be read. Raises Http404, as if what is hidden were not there."""
    row = claimreview.dated(Publication.objects.readable().filter(claim=number)).first()
    if row is None:
        raise Http404
    return row


class ClaimReviewDetail(_LinkedDataView):
    """A claim that we rated as schema.org's ClaimReview, while its conclusion is in force."""

    @extend_schema(
        operation_id="claims_review",
        tags=["public"],
        responses={**_linked(ClaimReview), (410, "application/json"): GONE[410]},
    )
    def get(self, request: Request, pk: int) -> Response:
        row = _readable(pk)
        if row.standing == Standing.WITHDRAWN:
            raise Gone
        said = json.loads(row.body)
        if blocked := claimreview.blocks(said):
            raise NotFound(" ".join(blocked))
        return Response(claimreview.review(row, said, address))


class ClaimReviewFeed(_LinkedDataView):
    """All of them as one schema.org DataFeed, streamed: one ClaimReview to an item and a line."""

    @extend_schema(
        operation_id="claims_feed",
        tags=["public"],
        responses={
            **{status: each for status, each in _linked(DataFeed).items() if status[0] != 404},
            (503, "application/json"): NO_PLACE,
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        latest = Publication.objects.only("number", "published_at").first()
        head = claimreview.feed_head(absolute(request.path), latest)
        named = json.dumps([head, request.accepted_renderer.media_type])
        etag = quote_etag(hashlib.sha256(named.encode()).hexdigest())
        answer: HttpResponseBase | None = get_conditional_response(request._request, etag=etag)
        if answer is None:
            answer = StreamingHttpResponse(content_type=request.accepted_renderer.media_type)
            if request.method == "GET":
                answer.streaming_content = self._pieces(request, head, latest)
        answer["ETag"] = etag
        return answer

    def _pieces(self, request: Request, head: DataFeed, latest: Publication | None) -> Any:
        with placed(a_place(settings.EXPORTS_AT_ONCE)) as stack:
            pieces = claimreview.feed(head, latest, address)
            return Streamed(pieces, stack.pop_all(), request.META.get("gunicorn.socket"))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(response, Response):
            return super().finalize_response(request, response, *args, **kwargs)
        # Its bytes are not there to be named: they follow from the publication that it is as of.
        answer = APIView.finalize_response(self, request, response, *args, **kwargs)
        patch_vary_headers(answer, ["Accept", "Authorization"])
        answer["Cache-Control"] = "public, no-cache"
        return answer


class RatingScaleDetail(PublicView):
    """The numbers in our ClaimReviews, and what each conclusion means."""

    @extend_schema(
        operation_id="rating_scale",
        tags=["public"],
        responses={200: RatingScale, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        return Response(claimreview.scale())


class AnnotationsDetail(_LinkedDataView):
    """Each quote of a claim as a W3C Web Annotation of the page that it is from."""

    @extend_schema(
        operation_id="claims_annotations",
        tags=["public"],
        responses={
            **_linked(annotations.AnnotationPage),
            (410, "application/json"): GONE[410],
        },
    )
    def get(self, request: Request, pk: int) -> Response:
        row = _readable(pk)
        if row.standing == Standing.WITHDRAWN:
            raise Gone
        created = stamp(cast("datetime", row.published_at))
        return Response(annotations.page(json.loads(row.body), created, absolute(request.path)))


PROVENANCE = OpenApiResponse(OpenApiTypes.OBJECT, "A PROV-JSON document.")


class ProvenanceDetail(PublicView):
    """How a public claim came to be, as W3C PROV-JSON: of what publications say, nothing else."""

    @extend_schema(
        operation_id="claims_provenance",
        tags=["public"],
        responses={200: PROVENANCE, **PROBLEMS, **NOT_FOUND},
    )
    def get(self, request: Request, pk: int) -> Response:
        _readable(pk)
        rows = Publication.objects.filter(claim=pk, withheld=False)
        told = rows.exclude(standing=Standing.HIDDEN).order_by("number").only(*READ)
        return Response(provenance.document(pk, told, address))


class WorkingProvenanceDetail(DeskView):
    """How a claim came to be as the newsroom sees it, private evidence included."""

    @extend_schema(
        operation_id="working_claims_provenance",
        tags=["newsroom"],
        responses={
            200: PROVENANCE,
            **PROBLEMS,
            403: OpenApiResponse(Problem, "This takes the role Reporter or higher."),
            404: OpenApiResponse(Problem, "There is no claim of this number."),
        },
    )
    def get(self, request: Request, pk: int) -> Response:
        claim = json_objects.for_working(Claim.objects.filter(pk=pk)).first()
        if claim is None:
            raise Http404
        now = json_objects.working(claim, address("working-claim", pk))
        rows = Publication.objects.filter(claim=pk).order_by("number").only(*READ)
        return Response(provenance.document(pk, rows, address, cast("ClaimBody", now)))
