"""Adding a transcript from a script, with its recording as a file or its address."""

from typing import Any

from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import bodies
from claims.api.authentication import MayAddSources
from claims.api.bodies import JSONObjectParser, TextField
from claims.api.captures import URI, SourceFields
from claims.api.writing import REFUSALS, WriteView, describes
from claims.capture.transcripts import add_transcript
from claims.formats import working_objects
from claims.publication.addresses import address
from newsroom.models import User
from newsroom.repeatable import Answer
from sources.choices import TranscriptOrigin
from sources.models import CaptureRequest
from sources.recordings import Given
from sources.transcript_capture import Making
from sources.transcripts import LARGEST

OF_THE_TRANSCRIPT = (
    *("file", "text", "origin", "made_by", "version"),
    *("recording", "recording_url", "held_by"),
)


class TranscriptFields(SourceFields):
    """Who made it, and where the recording is."""

    origin = bodies.word(
        TranscriptOrigin.choices, "Who or what wrote down the words.", required=True
    )
    made_by = bodies.text(
        300, "The person, body or platform that made it; of speech recognition, the model."
    )
    version = bodies.text(100, "The version of the model; of speech recognition only.")
    recording_url = bodies.text(2000, "The recording's address, where it is not sent as a file.")
    held_by = bodies.text(300, "Who holds the recording at that address.")
    uri = bodies.text(2000, URI)


class NewTranscript(TranscriptFields):
    """A transcript as a text."""

    text = TextField(
        max_length=LARGEST,
        of_a_source=True,
        trim_whitespace=False,
        help_text="Captions as they are in their file, or plain text with lines like `[00:12:34]` or `SPEAKER:`.",
    )


class UploadedTranscript(TranscriptFields):
    """A transcript as a file: WebVTT, SRT, json3, TTML, SubStation, Whisper's JSON or plain text."""

    file = bodies.Upload()
    recording = bodies.Upload(required=False, help_text="The recording: sound or film.")


def add(by: User, given: dict[str, Any]) -> CaptureRequest:
    """Raises Refused."""
    stated = {name: each for name, each in given.items() if name not in OF_THE_TRANSCRIPT}
    file = given.get("file")
    return add_transcript(
        by,
        file.read() if file else given["text"].encode(),
        Making(
            TranscriptOrigin(given["origin"]), given.get("made_by", ""), given.get("version", "")
        ),
        Given(given.get("recording"), given.get("recording_url", ""), given.get("held_by", "")),
        file_name=file.name if file else "",
        **stated,
    )


class WorkingTranscripts(WriteView):
    """Adds transcripts."""

    permission_classes = [MayAddSources]
    writing_permission = MayAddSources
    parser_classes = [JSONObjectParser, MultiPartParser]

    @describes(
        "working_transcripts_create",
        {"application/json": NewTranscript, "multipart/form-data": UploadedTranscript},
        working_objects.Capture,
        REFUSALS,
        code=202,
    )
    def post(self, request: Request) -> Response:
        """Add a transcript: its text, the times of its words and its recording are stored at once.

        What can't be read is refused with its line, and nothing is stored. The statements in it go to the
        newsroom's inbox; the `Location` of the answer is for following that.
        """
        is_form = (request.content_type or "").startswith("multipart/")
        given = bodies.read(request, UploadedTranscript if is_form else NewTranscript)

        def do() -> Answer:
            made = add(self.person, given)
            url = address("working-capture", made.pk)
            row = working_objects.for_captures(CaptureRequest.objects.filter(pk=made.pk)).get()
            return Answer(202, working_objects.capture(row, url), {"Location": url})

        return self.carry_out(given, do)
