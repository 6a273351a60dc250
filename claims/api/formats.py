"""Public claims in other formats, made from publications: ClaimReview, provenance, annotations."""

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
from drf_spectacular.utils import OpenApiResponse
from rest_framework.exceptions import APIException, NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims.api.base import READ, DeskView, PublicView
from claims.api.problems import NOT_FOUND, PROBLEMS, Problem
from claims.api.streaming import NO_PLACE, StreamedBlocks, held_place, state_checkpoint
from claims.choices import Standing
from claims.formats import annotations, claimreview, provenance, working_objects
from claims.formats.claimreview.shapes import ClaimReview, DataFeed, RatingScale
from claims.formats.exports.streams import a_place
from claims.models import Claim, Publication
from claims.publication.addresses import absolute, address
from claims.publication.fields import stamp
from claims.publication.representation import ClaimBody


class LinkedData(JSONRenderer):
    """JSON-LD: the same bytes with another media type."""

    media_type = "application/ld+json"
    format = "jsonld"


class Gone(APIException):
    """A withdrawn claim, copies of which should be deleted."""

    status_code = 410
    default_detail = _("This claim was withdrawn. Its own address says when and why.")
    default_code = "gone"


GONE = {
    (410, "application/json"): OpenApiResponse(
        Problem, "The claim was withdrawn: delete your copy."
    )
}


class _LinkedDataView(PublicView):
    renderer_classes = [LinkedData, JSONRenderer]
    problems = {**PROBLEMS, **NOT_FOUND}
    gone: dict[Any, Any] = {}

    def responses(self) -> dict[Any, Any]:
        problems = {(status, "application/json"): each for status, each in self.problems.items()}
        types = ("application/ld+json", "application/json")
        return {
            **dict.fromkeys([(200, type_) for type_ in types], self.shape),
            **problems,
            **self.gone,
        }

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        if getattr(response, "exception", False):
            # A client that accepts linked data reads JSON, too.
            request.accepted_renderer = JSONRenderer()
            request.accepted_media_type = "application/json"
        return super().finalize_response(request, response, *args, **kwargs)


def _readable(number: int) -> Publication:
    """The claim's row that may be read. Raises Http404, for hidden claims too."""
    row = claimreview.dated(Publication.objects.readable().filter(claim=number)).first()
    if row is None:
        raise Http404
    return row


class ClaimReviewDetail(_LinkedDataView):
    """A claim that we rated, as schema.org's ClaimReview, while its conclusion is in force."""

    operation_id = "claims_review"
    shape = ClaimReview
    gone = GONE

    def get(self, request: Request, pk: int) -> Response:
        row = _readable(pk)
        if row.standing == Standing.WITHDRAWN:
            raise Gone
        body = json.loads(row.body)
        if blocked := claimreview.blocks(body):
            raise NotFound(" ".join(blocked))
        return Response(claimreview.review(row, body, address))


class ClaimReviewFeed(_LinkedDataView):
    """All ClaimReviews as one schema.org DataFeed, streamed: one to an item and to a line."""

    operation_id = "claims_feed"
    shape = DataFeed
    problems = {**PROBLEMS, 503: NO_PLACE}

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
        state_checkpoint(answer, latest.number if latest else 0)
        answer["ETag"] = etag
        return answer

    def _pieces(self, request: Request, head: DataFeed, latest: Publication | None) -> Any:
        with held_place(a_place(settings.EXPORTS_AT_ONCE)) as stack:
            pieces = claimreview.feed(head, latest, address)
            return StreamedBlocks(pieces, stack.pop_all())

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(response, Response):
            return super().finalize_response(request, response, *args, **kwargs)
        # A stream's ETag can't be of its bytes; it is of the publication that it is as of.
        answer = APIView.finalize_response(self, request, response, *args, **kwargs)
        patch_vary_headers(answer, ["Accept", "Authorization"])
        answer["Cache-Control"] = "public, no-cache"
        return answer


class RatingScaleDetail(PublicView):
    """The numbers in our ClaimReviews, and what each rating and each label of our own means."""

    operation_id = "rating_scale"
    shape = RatingScale

    def get(self, request: Request) -> Response:
        return Response({**claimreview.scale(), "labels": claimreview.labels()})


class AnnotationsDetail(_LinkedDataView):
    """Each quote of a claim as a W3C Web Annotation of the page that it is from."""

    operation_id = "claims_annotations"
    shape = annotations.AnnotationPage
    gone = GONE

    def get(self, request: Request, pk: int) -> Response:
        row = _readable(pk)
        if row.standing == Standing.WITHDRAWN:
            raise Gone
        created = stamp(cast("datetime", row.published_at))
        return Response(annotations.page(json.loads(row.body), created, absolute(request.path)))


PROVENANCE = OpenApiResponse(OpenApiTypes.OBJECT, "A PROV-JSON document.")


class ProvenanceDetail(PublicView):
    """The provenance of a public claim, as W3C PROV-JSON: only what publications say."""

    operation_id = "claims_provenance"
    shape = PROVENANCE
    problems = {**PROBLEMS, **NOT_FOUND}

    def get(self, request: Request, pk: int) -> Response:
        _readable(pk)
        rows = Publication.objects.filter(claim=pk, withheld=False)
        shown = rows.exclude(standing=Standing.HIDDEN).order_by("number").only(*READ)
        return Response(provenance.document(pk, shown, address))


class WorkingProvenanceDetail(DeskView):
    """The provenance of a claim for the newsroom, private evidence included."""

    operation_id = "working_claims_provenance"
    shape = PROVENANCE
    problems = {**PROBLEMS, **NOT_FOUND}

    def get(self, request: Request, pk: int) -> Response:
        claim = working_objects.for_working(Claim.objects.filter(pk=pk)).first()
        if claim is None:
            raise Http404
        now = working_objects.working(claim, address("working-claim", pk))
        rows = Publication.objects.filter(claim=pk).order_by("number").only(*READ)
        return Response(provenance.document(pk, rows, address, cast("ClaimBody", now)))
