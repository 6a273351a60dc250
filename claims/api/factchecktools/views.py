"""Google's method `claims:search` and its discovery document."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.authentication import OurTokens
from claims.api.base import PublicView
from claims.api.factchecktools import paging
from claims.api.factchecktools.discovery import VERSION, document
from claims.api.factchecktools.parameters import (
    LARGEST_SIZE,
    USUAL_SIZE,
    CommonForm,
    SearchForm,
    WordField,
    fields_of,
    known_parameters,
    validated,
)
from claims.api.factchecktools.types import BadRequest, Found, GoogleProblem
from claims.api.problems import PROBLEMS
from claims.formats import claimreview
from claims.models import Publication
from claims.publication.addresses import address
from newsroom import public_version
from newsroom.problems import GOOGLE_STATUS

# Days; more would be beyond any newsroom's life, and beyond the calendar.
LONGEST_AGE = 36_500


class PrettyJSON(JSONRenderer):
    """Indented, unless asked not to be."""

    def get_indent(self, accepted_media_type: str, renderer_context: Any) -> int | None:
        given = renderer_context["request"].query_params
        return None if given.get("prettyPrint") == "false" else 2


class GoogleView(PublicView):
    """Parameters and errors as with Google."""

    authentication_classes = [OurTokens]
    renderer_classes = [PrettyJSON]
    form: type[forms.Form] = CommonForm
    given: QueryDict

    def check(self, given: QueryDict) -> None:
        self.given = known_parameters(given, self.form, CommonForm)
        validated(self.given, CommonForm)

    def handle_exception(self, exc: Exception) -> Response:
        answer = super().handle_exception(exc)
        answer.data = problem(answer.status_code, answer.data)
        answer.content_type = None
        return answer


def problem(code: int, answer: Any) -> GoogleProblem:
    """One of our errors (a sentence, or some for each parameter) in Google's form."""
    errors = {name: " ".join(each) for name, each in answer.get("errors", {}).items()}
    made: GoogleProblem = {
        "error": {
            "code": code,
            "message": answer["detail"],
            "status": GOOGLE_STATUS.get(code, "UNKNOWN"),
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
    """The claims that we rated, as in Google's Fact Check Tools API (`claims:search`).

    A client of that API works here when its host is changed. Latest published first.
    """

    form = SearchForm
    operation_id = "fact_check_tools_search"
    documented_parameters = [
        _parameter(name, field)
        for form in (SearchForm, CommonForm)
        for name, field in fields_of(form).items()
    ]
    shape = Found
    problems = {
        status: OpenApiResponse(GoogleProblem, response.description)
        for status, response in PROBLEMS.items()
    }

    def get(self, request: Request) -> Response:
        search = validated(self.given, SearchForm)
        size = min(search["page_size"] or USUAL_SIZE, LARGEST_SIZE)
        names = ("query", "language_code", "review_publisher_site_filter", "max_age_days")
        parameters = [search[name] or None for name in names]
        token, skipped, after = search["page_token"], search["offset"] or 0, None
        if token:
            after, skipped = paging.after(token, *parameters), 0
        claims, last = paging.page(rows(search), after, skipped, size)
        answer: Found = {}
        if claims:
            answer["claims"] = claims
        if last is not None:
            answer["nextPageToken"] = paging.token(last, *parameters)
        return Response(answer)


def rows(search: dict[str, Any]) -> QuerySet[Publication]:
    """The ratings in force that match, each with the columns that a ClaimReview needs."""
    site, ours = search["review_publisher_site_filter"], claimreview.site_of(address("page", 1))
    if site and claimreview.site_of(site) != ours:
        return Publication.objects.none()
    found = Publication.objects.listed()
    if search["query"]:
        found = found.matching(search["query"])
    if search["language_code"]:
        found = found.in_language(search["language_code"])
    dated = claimreview.dated(claimreview.rated(found))
    if days := search["max_age_days"]:
        public_version.depends_on_more()
        since = timezone.now() - timedelta(days=min(days, LONGEST_AGE))
        dated = claimreview.no_older_than(dated, since)
    return dated


class Discovery(GoogleView):
    """The discovery document, for Google's client libraries."""

    schema = None

    class VersionForm(forms.Form):
        version = forms.CharField(required=False)

    form = VersionForm

    def get(self, request: Request, version: str = VERSION) -> Response:
        if self.given.get("version", version) != VERSION:
            raise Http404
        return Response(document())
