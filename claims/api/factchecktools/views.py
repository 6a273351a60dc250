"""Google's method and its discovery document, answered by us."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.factchecktools import paging
from claims.api.factchecktools.discovery import VERSION, document
from claims.api.factchecktools.parameters import (
    LARGEST_SIZE,
    USUAL_SIZE,
    AlwaysForm,
    SearchForm,
    WordField,
    checked,
    named,
    understood,
)
from claims.api.factchecktools.types import BadRequest, Found, GoogleProblem
from claims.api.views import PublicView
from claims.formats import claimreview
from claims.models import Publication
from claims.publication.addresses import address

# Days. Who asks for more than a newsroom's life asks for everything.
LONGEST_AGE = 36_500
# Google's words for what went wrong.
STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    406: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
}


class PrettyJSON(JSONRenderer):
    """Indented, unless asked not to be."""

    def get_indent(self, accepted_media_type: str, renderer_context: Any) -> int | None:
        given = renderer_context["request"].query_params
        return None if given.get("prettyPrint") == "false" else 2


class GoogleView(PublicView):
    """What is asked and what goes wrong is said as Google says it; browsers of any site may ask."""

    renderer_classes = [PrettyJSON]
    form: type[forms.Form] = AlwaysForm
    given: QueryDict

    def check(self, given: QueryDict) -> None:
        self.given = understood(given, self.form, AlwaysForm)
        checked(self.given, AlwaysForm)

    def handle_exception(self, exc: Exception) -> Response:
        answer = super().handle_exception(exc)
        answer.data = problem(answer.status_code, answer.data)
        return answer

    def finalize_response(self, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(*args, **kwargs)
        answer["Access-Control-Allow-Origin"] = "*"
        return answer


def problem(code: int, said: Any) -> GoogleProblem:
    """One of our answers, which is a sentence or a few for each parameter, in Google's shape."""
    errors = {name: " ".join(each) for name, each in said.get("errors", {}).items()}
    made: GoogleProblem = {
        "error": {
            "code": code,
            "message": " ".join(
                [f"{name}: {sentence}" for name, sentence in errors.items()] or [said["detail"]]
            ),
            "status": STATUS.get(code, "UNKNOWN"),
        }
    }
    if errors:
        bad: BadRequest = {
            "@type": "type.googleapis.com/google.rpc.BadRequest",
            "fieldViolations": [
                {"field": name, "description": sentence} for name, sentence in errors.items()
            ],
        }
        made["error"]["details"] = [bad]
    return made


def _parameter(name: str, field: forms.Field) -> OpenApiParameter:
    schema: dict[str, Any] = {"type": "string"}
    if isinstance(field, forms.IntegerField):
        schema = {"type": "integer", "minimum": field.min_value, "maximum": field.max_value}
    elif isinstance(field, WordField):
        schema |= {"enum": [*field.words], "default": field.words[0]}
    elif isinstance(field, forms.CharField):
        schema["maxLength"] = field.max_length
    return OpenApiParameter(name, schema, description=field.help_text)


class ClaimSearch(GoogleView):
    """The claims that we rated, as Google's Fact Check Tools API (`claims:search`) answers.

    A client of that API reads us when its host is changed. Latest published first.
    """

    form = SearchForm

    @extend_schema(
        operation_id="fact_check_tools_search",
        tags=["public"],
        parameters=[
            _parameter(name, each)
            for name, each in {**named(SearchForm), **named(AlwaysForm)}.items()
        ],
        responses={
            200: Found,
            400: OpenApiResponse(GoogleProblem, "A parameter was not understood."),
            401: OpenApiResponse(GoogleProblem, "The token is not valid."),
            429: OpenApiResponse(
                GoogleProblem, "Too many requests; Retry-After says how long to wait."
            ),
        },
    )
    def get(self, request: Request) -> Response:
        asked = checked(self.given, SearchForm)
        size = min(asked["page_size"] or USUAL_SIZE, LARGEST_SIZE)
        names = ("query", "language_code", "review_publisher_site_filter", "max_age_days")
        likewise = [asked[name] or None for name in names]
        token, skipped, after = asked["page_token"], asked["offset"] or 0, None
        if token:
            after, skipped = paging.after(token, *likewise), 0
        claims, last = paging.page(rows(asked), after, skipped, size)
        answer: Found = {}
        if claims:
            answer["claims"] = claims
        if last is not None:
            answer["nextPageToken"] = paging.token(last, *likewise)
        return Response(answer)


def rows(asked: dict[str, Any]) -> QuerySet[Publication]:
    """The ratings in force that are asked for, each with what a ClaimReview needs."""
    site, ours = asked["review_publisher_site_filter"], claimreview.site_of(address("page", 1))
    if site and claimreview.site_of(site) != ours:
        return Publication.objects.none()
    found = Publication.objects.listed().with_status(*claimreview.RATED)
    if asked["query"]:
        found = found.matching(asked["query"])
    if asked["language_code"]:
        found = found.in_language(asked["language_code"])
    dated = claimreview.dated(found)
    if days := asked["max_age_days"]:
        since = timezone.now() - timedelta(days=min(days, LONGEST_AGE))
        dated = claimreview.no_older_than(dated, since)
    return dated


@extend_schema(exclude=True)
class Discovery(GoogleView):
    """How to ask, for Google's client libraries."""

    class VersionForm(forms.Form):
        version = forms.CharField(required=False)

    form = VersionForm

    def get(self, request: Request, version: str = VERSION) -> Response:
        if self.given.get("version", version) != VERSION:
            raise Http404
        return Response(document())
