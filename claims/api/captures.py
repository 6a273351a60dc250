"""Adding a source from a script: the answer comes at once, with an address to follow the capture."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import bodies
from claims.api.authentication import MayAddSources
from claims.api.base import DeskView, ReadOne
from claims.api.bodies import Body, JSONObjectParser, RowNumber, TextField
from claims.api.writing import REFUSALS, WriteView, describes
from claims.capture import intake
from claims.formats import working_objects
from claims.publication.addresses import address
from newsroom.models import User
from newsroom.repeatable import Answer
from sources.capture import LONGEST_TEXT
from sources.choices import SourceKind
from sources.models import CaptureRequest, Publisher, Source


class SourceFields(Body):
    """What the sender knows of the source; it overrides what the page or file says of itself."""

    kind = bodies.Word(choices=SourceKind.choices, required=False)
    title = bodies.text(500)
    byline = bodies.text(300)
    publisher = RowNumber(
        queryset=Publisher.objects.all(),
        required=False,
        help_text="A publisher's number.",
    )
    published_on = serializers.DateField(required=False, help_text="YYYY-MM-DD.")
    published_note = bodies.text(500, "How the date is known.")
    language = bodies.text(12, "BCP 47, such as en or es-EC.")
    licence = bodies.text(300)
    syndicated_from = RowNumber(
        queryset=Source.objects.all(),
        required=False,
        help_text="The number of the source that this is a copy of.",
    )
    note = bodies.text(10_000, "Internal; never public.")


URI = "Its address. Without one it is identified by the hash of its text."


class NewSource(SourceFields):
    """A link to fetch, or a text: one of the two."""

    # Not oneOf, of which generators of clients make several objects.
    SCHEMA = {
        "if": {"required": ["url"]},
        "then": {"not": {"required": ["text"]}},
        "else": {"required": ["text"]},
    }

    url = bodies.text(2000, "A link; its page is fetched.")
    text = TextField(
        max_length=LONGEST_TEXT,
        of_a_source=True,
        required=False,
        trim_whitespace=False,
        help_text="A pasted text.",
    )
    uri = bodies.text(2000, URI)

    def validate(self, attrs: Any) -> Any:
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

    file = bodies.Upload()
    uri = bodies.text(2000, URI)


def request_capture(by: User, given: dict[str, Any]) -> CaptureRequest:
    """Request the capture that a valid body describes. Raises Refused."""
    stated = {name: each for name, each in given.items() if name not in ("file", "url", "text")}
    if file := given.get("file"):
        return intake.request_file(by, file.name, file.read(), **stated)
    if text := given.get("text"):
        return intake.paste(by, text, **stated)
    return intake.request_link(by, given.get("url", ""), **stated)


class WorkingSources(WriteView):
    """Adds sources."""

    permission_classes = [MayAddSources]
    writing_permission = MayAddSources
    parser_classes = [JSONObjectParser, MultiPartParser]

    @describes(
        "working_sources_create",
        {"application/json": NewSource, "multipart/form-data": UploadedSource},
        working_objects.Capture,
        REFUSALS,
        code=202,
    )
    def post(self, request: Request) -> Response:
        """Request the capture of a link, a text or a file.

        The answer comes before anything is fetched; its `Location` is for following the capture's
        progress. The statements found go to the newsroom's inbox; none of it is public.
        """
        is_form = (request.content_type or "").startswith("multipart/")
        given = bodies.read(request, UploadedSource if is_form else NewSource)

        def do() -> Answer:
            made = request_capture(self.person, given)
            url = address("working-capture", made.pk)
            row = working_objects.for_captures(CaptureRequest.objects.filter(pk=made.pk)).get()
            return Answer(202, working_objects.capture(row, url), {"Location": url})

        return self.carry_out(given, do)


class CaptureDetail(DeskView, ReadOne):
    """A capture's progress: `waiting`, `stored` (being read), `done` or `failed`, and why in words."""

    shape = working_objects.Capture

    def get_queryset(self) -> QuerySet[CaptureRequest]:
        return working_objects.for_captures(CaptureRequest.objects.all())

    def show(self, row: CaptureRequest) -> working_objects.Capture:
        return working_objects.capture(row, address("working-capture", row.pk))
