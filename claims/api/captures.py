"""Adding a source from a script: what is asked for is answered at once, and followed by its address."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, ParseError, PermissionDenied
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.authentication import AddsSources
from claims.api.links import address
from claims.api.problems import BadParameters, Misunderstood, Problem
from claims.api.views import PROBLEMS, DeskView, ReadOne
from claims.capture import intake
from claims.formats import json_objects
from newsroom.errors import NotAllowed, Refused
from newsroom.models import User
from sources.capture import LONGEST_TEXT
from sources.choices import SourceKind
from sources.models import CaptureRequest, Publisher, Source


class JSONObjectParser(JSONParser):
    """JSON; what is nested without end is no object of ours."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deeply.")) from error


class TextField(serializers.CharField):
    """A text; a number or a truth is none."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        text: str = super().to_internal_value(data)
        return text


def _words(most: int, help_text: Any = "") -> TextField:
    return TextField(max_length=most, required=False, allow_blank=True, help_text=help_text)


class Stated(serializers.Serializer[Any]):
    """What the sender knows of the source; it goes before what the page or file says of itself."""

    # What the schema says besides.
    HOLDS: ClassVar[dict[str, Any]] = {}

    kind = serializers.ChoiceField(choices=SourceKind.choices, required=False)
    title = _words(500)
    byline = _words(300)
    publisher = serializers.PrimaryKeyRelatedField(
        queryset=Publisher.objects.all(),
        required=False,
        help_text=gettext_lazy("A publisher's number."),
    )
    published_on = serializers.DateField(required=False, help_text=gettext_lazy("YYYY-MM-DD."))
    published_note = _words(500, gettext_lazy("How the date is known."))
    language = _words(12, gettext_lazy("BCP 47, such as en or es-EC."))
    licence = _words(300)
    syndicated_from = serializers.PrimaryKeyRelatedField(
        queryset=Source.objects.all(),
        required=False,
        help_text=gettext_lazy("The number of the source of which this is a copy."),
    )
    note = TextField(
        required=False,
        allow_blank=True,
        max_length=10_000,
        help_text=gettext_lazy("Internal; never public."),
    )

    def validate(self, attrs: Any) -> Any:
        unknown = sorted(set(self.initial_data) - set(self.fields))
        if unknown:
            sentence = _("There is no such field. These are understood: %(known)s.") % {
                "known": ", ".join(sorted(self.fields))
            }
            raise serializers.ValidationError({name: [sentence] for name in unknown})
        return attrs


URI = gettext_lazy("The address that it is from. Without one its text's hash names it.")


class NewSource(Stated):
    """A link to fetch, or a text: one of the two."""

    HOLDS = {"oneOf": [{"required": ["url"]}, {"required": ["text"]}]}

    url = _words(2000, gettext_lazy("A link; its page is fetched."))
    text = TextField(
        max_length=LONGEST_TEXT,
        required=False,
        trim_whitespace=False,
        help_text=gettext_lazy("A pasted text."),
    )
    uri = _words(2000, URI)

    def validate(self, attrs: Any) -> Any:
        attrs = super().validate(attrs)
        if bool(attrs.get("url")) == bool(attrs.get("text")):
            raise serializers.ValidationError(
                {"url": [_("Give a url or a text, or send a file; one of them.")]}
            )
        if attrs.get("url") and attrs.get("uri"):
            raise serializers.ValidationError(
                {"uri": [_("A link's address is its own: leave this out.")]}
            )
        return attrs


class UploadedSource(Stated):
    """A file: a web page, a plain text, a PDF or a web archive (WARC)."""

    file = serializers.FileField()
    uri = _words(2000, URI)


class CantBeDone(APIException):
    """422: it was understood, and a rule or the thing itself stands against it."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY


def ask(by: User, given: dict[str, Any]) -> CaptureRequest:
    """Ask for what a valid body names. Raises Refused."""
    if file := given.pop("file", None):
        return intake.request_file(by, file.name, file.read(), **given)
    url, text = given.pop("url", ""), given.pop("text", "")
    if text:
        return intake.paste(by, text, **given)
    return intake.request_link(by, url, **given)


def _checked(data: Any, shape: type[Stated]) -> dict[str, Any]:
    """What a body says. Raises Misunderstood, which names each field that isn't understood."""
    if not isinstance(data, Mapping):
        raise Misunderstood({"body": [_("Send one object.")]})
    if isinstance(data, QueryDict):
        twice = {name: [_("Give this once.")] for name, all_ in data.lists() if len(all_) > 1}
        if twice:
            raise Misunderstood(twice)
    body = shape(data=data)
    if not body.is_valid():
        raise Misunderstood(cast("Any", body.errors))
    return dict(body.validated_data)


FORBIDDEN = {403: OpenApiResponse(Problem, "This takes the role Reporter or higher.")}


class WorkingSources(DeskView):
    """Where sources are added."""

    http_method_names = ["post", "options"]
    permission_classes = [AddsSources]
    parser_classes = [JSONObjectParser, MultiPartParser]

    @extend_schema(
        operation_id="working_sources_create",
        tags=["newsroom"],
        request={"application/json": NewSource, "multipart/form-data": UploadedSource},
        parameters=[
            OpenApiParameter(
                "Location",
                location=OpenApiParameter.HEADER,
                response=[202],
                description="The capture's address: ask there how far it is.",
            )
        ],
        responses={
            202: json_objects.Capture,
            400: OpenApiResponse(BadParameters, "A field was not understood."),
            401: PROBLEMS[401],
            **FORBIDDEN,
            413: OpenApiResponse(Problem, "The request is too large."),
            415: OpenApiResponse(Problem, "Neither JSON nor a multipart form."),
            422: OpenApiResponse(Problem, "It can't be done, for the reason that it says."),
            429: PROBLEMS[429],
        },
    )
    def post(self, request: Request) -> Response:
        """Ask for the capture of a link, a text or a file.

        The answer comes before anything is fetched. Its `Location` says where to ask how far it is;
        the statements found in it wait in the newsroom's inbox, and nothing of it is public.
        """
        is_form = (request.content_type or "").startswith("multipart/")
        try:
            data = request.data
        except ParseError as error:
            raise Misunderstood({"body": [str(error.detail)]}) from error
        given = _checked(data, UploadedSource if is_form else NewSource)
        try:
            made = ask(cast("User", request.user), given)
        except NotAllowed as refused:
            raise PermissionDenied(refused.sentence) from refused
        except Refused as refused:
            raise CantBeDone(refused.sentence) from refused
        url = address("working-capture", made.pk)
        row = json_objects.for_captures(CaptureRequest.objects.filter(pk=made.pk)).get()
        return Response(
            json_objects.capture(row, url),
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": url},
        )


@extend_schema(
    tags=["newsroom"],
    responses={
        200: json_objects.Capture,
        **PROBLEMS,
        **FORBIDDEN,
        404: OpenApiResponse(Problem, "There is no capture of this number."),
    },
)
class CaptureDetail(DeskView, ReadOne):
    """How far a capture is: `waiting`, `stored` (being read), `done` or `failed`, and in words why."""

    def get_queryset(self) -> QuerySet[CaptureRequest]:
        return json_objects.for_captures(CaptureRequest.objects.all())

    def show(self, row: CaptureRequest) -> json_objects.Capture:
        return json_objects.capture(row, address("working-capture", row.pk))
