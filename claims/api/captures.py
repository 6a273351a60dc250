"""Adding a source from a script: the answer comes at once, with an address to follow the capture."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, ParseError, PermissionDenied
from rest_framework.parsers import BaseParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.authentication import MayAddSources
from claims.api.base import DeskView, ReadOne
from claims.api.problems import (
    FORBIDDEN,
    PROBLEMS,
    BadParameters,
    InvalidParameters,
    Problem,
)
from claims.capture import intake
from claims.formats import working_objects
from claims.publication.addresses import address
from newsroom.errors import NotAllowed, Refused
from newsroom.models import User
from sources.capture import LONGEST_TEXT
from sources.choices import SourceKind
from sources.models import CaptureRequest, Publisher, Source


class JSONObjectParser(BaseParser):
    """JSON that is not nested too deeply; also a long one, which a JSONParser would not be given."""

    media_type = JSONParser.media_type

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            return JSONParser().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deeply.")) from error


class TextField(serializers.CharField):
    """A text, not a number or a boolean."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        text: str = super().to_internal_value(data)
        return text


class RowNumber(serializers.PrimaryKeyRelatedField[Any]):
    """The number of a row: digits, in JSON a whole number or a string."""

    def to_internal_value(self, data: Any) -> Any:
        # Python rounds a fraction to the number of another row, and can't round 1e400 at all.
        if isinstance(data, float):
            self.fail("incorrect_type", data_type="float")
        return super().to_internal_value(data)


def _text(most: int, help_text: str = "") -> TextField:
    return TextField(max_length=most, required=False, allow_blank=True, help_text=help_text)


class SourceFields(serializers.Serializer[Any]):
    """What the sender knows of the source; it overrides what the page or file says of itself."""

    # Added to the JSON Schema.
    SCHEMA: ClassVar[dict[str, Any]] = {}

    kind = serializers.ChoiceField(choices=SourceKind.choices, required=False)
    title = _text(500)
    byline = _text(300)
    publisher = RowNumber(
        queryset=Publisher.objects.all(),
        required=False,
        help_text="A publisher's number.",
    )
    published_on = serializers.DateField(required=False, help_text="YYYY-MM-DD.")
    published_note = _text(500, "How the date is known.")
    language = _text(12, "BCP 47, such as en or es-EC.")
    licence = _text(300)
    syndicated_from = RowNumber(
        queryset=Source.objects.all(),
        required=False,
        help_text="The number of the source that this is a copy of.",
    )
    note = _text(10_000, "Internal; never public.")

    def validate(self, attrs: Any) -> Any:
        unknown = sorted(set(self.initial_data) - set(self.fields))
        if unknown:
            sentence = _("There is no such field. These are understood: %(known)s.") % {
                "known": ", ".join(sorted(self.fields))
            }
            raise serializers.ValidationError({name: [sentence] for name in unknown})
        return attrs


URI = "Its address. Without one it is identified by the hash of its text."


class NewSource(SourceFields):
    """A link to fetch, or a text: one of the two."""

    SCHEMA = {"oneOf": [{"required": ["url"]}, {"required": ["text"]}]}

    url = _text(2000, "A link; its page is fetched.")
    text = TextField(
        max_length=LONGEST_TEXT,
        required=False,
        trim_whitespace=False,
        help_text="A pasted text.",
    )
    uri = _text(2000, URI)

    def validate(self, attrs: Any) -> Any:
        attrs = super().validate(attrs)
        if bool(attrs.get("url")) == bool(attrs.get("text")):
            raise serializers.ValidationError(
                {"url": [_("Give a url or a text, or send a file: one of them.")]}
            )
        if attrs.get("url") and attrs.get("uri"):
            raise serializers.ValidationError(
                {"uri": [_("A link is its own address: leave this out.")]}
            )
        return attrs


class UploadedSource(SourceFields):
    """A file: a web page, a plain text, a PDF or a web archive (WARC)."""

    file = serializers.FileField()
    uri = _text(2000, URI)


class Unprocessable(APIException):
    """422: the request is understood, but a rule or the source itself prevents it."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY


def request_capture(by: User, given: dict[str, Any]) -> CaptureRequest:
    """Request the capture that a valid body describes. Raises Refused."""
    if file := given.pop("file", None):
        return intake.request_file(by, file.name, file.read(), **given)
    url, text = given.pop("url", ""), given.pop("text", "")
    if text:
        return intake.paste(by, text, **given)
    return intake.request_link(by, url, **given)


def _checked(data: Any, shape: type[SourceFields]) -> dict[str, Any]:
    """The valid fields of a body. Raises InvalidParameters, which names the others."""
    if not isinstance(data, Mapping):
        raise InvalidParameters({"body": [_("Send one object.")]})
    if isinstance(data, QueryDict):
        twice = {name: [_("Give this once.")] for name, given in data.lists() if len(given) > 1}
        if twice:
            raise InvalidParameters(twice)
    body = shape(data=data)
    if not body.is_valid():
        raise InvalidParameters(cast("Any", body.errors))
    return dict(body.validated_data)


class WorkingSources(DeskView):
    """Adds sources."""

    http_method_names = ["post", "options"]
    permission_classes = [MayAddSources]
    parser_classes = [JSONObjectParser, MultiPartParser]

    @extend_schema(
        operation_id="working_sources_create",
        request={"application/json": NewSource, "multipart/form-data": UploadedSource},
        parameters=[
            OpenApiParameter(
                "Location",
                location=OpenApiParameter.HEADER,
                response=[202],
                description="The capture's address, for following its progress.",
            )
        ],
        responses={
            202: working_objects.Capture,
            400: OpenApiResponse(BadParameters, "A field was not understood."),
            401: PROBLEMS[401],
            **FORBIDDEN,
            413: OpenApiResponse(Problem, "The request is too large."),
            415: OpenApiResponse(Problem, "Neither JSON nor a multipart form."),
            422: OpenApiResponse(Problem, "It can't be done; `detail` is the reason."),
            429: PROBLEMS[429],
        },
    )
    def post(self, request: Request) -> Response:
        """Request the capture of a link, a text or a file.

        The answer comes before anything is fetched; its `Location` is for following the capture's
        progress. The statements found go to the newsroom's inbox; none of it is public.
        """
        is_form = (request.content_type or "").startswith("multipart/")
        try:
            data = request.data
        except ParseError as error:
            raise InvalidParameters({"body": [str(error.detail)]}) from error
        given = _checked(data, UploadedSource if is_form else NewSource)
        try:
            made = request_capture(cast("User", request.user), given)
        except NotAllowed as refused:
            raise PermissionDenied(refused.sentence) from refused
        except Refused as refused:
            raise Unprocessable(refused.sentence) from refused
        url = address("working-capture", made.pk)
        row = working_objects.for_captures(CaptureRequest.objects.filter(pk=made.pk)).get()
        return Response(
            working_objects.capture(row, url),
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": url},
        )


class CaptureDetail(DeskView, ReadOne):
    """A capture's progress: `waiting`, `stored` (being read), `done` or `failed`, and why in words."""

    shape = working_objects.Capture

    def get_queryset(self) -> QuerySet[CaptureRequest]:
        return working_objects.for_captures(CaptureRequest.objects.all())

    def show(self, row: CaptureRequest) -> working_objects.Capture:
        return working_objects.capture(row, address("working-capture", row.pk))
