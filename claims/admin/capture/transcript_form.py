"""The form that adds a transcript: its file or text, who made it, and the recording."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.capture.speech import request_transcript
from claims.capture.transcripts import add_transcript
from newsroom.admin import fields
from newsroom.errors import Refused
from newsroom.models import User
from sources import speech
from sources.admin.forms import StatedForm
from sources.choices import SourceKind, TranscriptOrigin
from sources.documents import LARGEST as LARGEST_UPLOAD
from sources.models import CaptureRequest
from sources.recordings import Given
from sources.transcript_capture import Making
from sources.transcripts import LARGEST

# At which field a refusal is shown, by the start of its rule's name.
_FIELDS = (
    ("transcript_says", "made_by"),
    ("transcript", "file"),
    ("cue", "file"),
    ("snapshot", "file"),
    ("recording_url", "recording_url"),
    ("recording_has", "recording_url"),
    ("recording", "recording"),
    ("speech_language", "language"),
    ("speech", "recognise"),
)


class AddTranscriptForm(StatedForm):
    aside_template = "admin/claims/adding_a_transcript.html"
    starts_in_field = True
    file = fields.file(
        gettext_lazy("Transcript: a file"),
        LARGEST,
        required=False,
        help_text=gettext_lazy(
            "Captions (WebVTT, SRT, YouTube's json3, TTML, SubStation), Whisper's JSON, or plain text."
        ),
    )
    text = fields.long(
        gettext_lazy("or a pasted text"),
        rows=8,
        most=LARGEST,
        strip=False,
        required=False,
        help_text=gettext_lazy(
            "Captions as they are, or plain text with lines like “[00:12:34]” or “SPEAKER:”."
        ),
    )
    recognise = fields.checkbox(
        gettext_lazy("There is none: transcribe the recording's file by speech recognition"),
        help_text=gettext_lazy(
            "This takes as long as the recording, or longer. Machines mishear: somebody has to listen"
            " before a claim that rests on it is confirmed."
        ),
    )
    origin = fields.choice(gettext_lazy("Made by"), TranscriptOrigin.choices)
    made_by = fields.line(
        gettext_lazy("Name of who or what made it"),
        required=False,
        help_text=gettext_lazy(
            "The person, body or platform; of speech recognition, the model, such as whisper-large."
        ),
    )
    version = fields.line(
        gettext_lazy("Version of the model"),
        required=False,
        most=100,
        help_text=gettext_lazy("Of speech recognition only."),
    )
    recording = fields.file(
        gettext_lazy("Recording: a file"),
        LARGEST_UPLOAD,
        required=False,
        help_text=format_lazy(
            gettext_lazy(
                "Sound or film, at most {most} MB. Readers can play it at the quote if its publisher or"
                " licence permits whole texts. Of a larger one, give the address."
            ),
            most=LARGEST_UPLOAD // 10**6,
        ),
    )
    recording_url = fields.line(
        gettext_lazy("or the recording's address"), required=False, most=2000
    )
    held_by = fields.line(
        gettext_lazy("Who holds the recording there"),
        required=False,
        help_text=gettext_lazy("Such as the parliament, the broadcaster or the platform."),
    )
    url = fields.line(
        gettext_lazy("Address of the transcript"),
        required=False,
        most=2000,
        help_text=gettext_lazy("Where it is published, if it is. It is not fetched."),
    )
    kind = fields.choice(
        gettext_lazy("Kind"), SourceKind.choices, initial=SourceKind.TRANSCRIPT, required=False
    )
    collapsed = (
        (
            gettext_lazy("More details"),
            ("url", "kind", "byline", "published_note", "licence", "syndicated_from", "note"),
        ),
    )
    field_order = [
        *("file", "text", "recognise", "origin", "made_by", "version"),
        *("recording", "recording_url", "held_by"),
        *("title", "publisher", "published_on", "language"),
    ]

    def prepare(self) -> None:
        # Which of them are needed depends on the others.
        for name in (
            *("file", "text", "made_by", "version"),
            *("recording", "recording_url", "held_by"),
        ):
            fields.hide_optional(self.fields[name])
        self.fields["publisher"].help_text = ""
        if not speech.is_on():
            del self.fields["recognise"]

    def aside(self) -> dict[str, Any]:
        return {"recognises": "recognise" in self.fields}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        text = str(data.get("text", "")).strip()
        if data.get("recognise"):
            self._check_for_recognition(data, text)
            return data
        if text and data.get("file"):
            self.add_error("text", _("Give a file or a text, not both."))
        elif not (text or data.get("file") or self.errors):
            self.add_error("file", _("Choose the transcript's file, or paste its text."))
        if data.get("held_by") and not data.get("recording_url"):
            self.add_error("recording_url", _("Give the address at which they hold it."))
        if data.get("recording_url") and not data.get("held_by"):
            self.add_error("held_by", _("Say who holds the recording at this address."))
        return data

    def _check_for_recognition(self, data: dict[str, Any], text: str) -> None:
        if text or data.get("file"):
            self.add_error("recognise", _("Give a transcript, or have one made, not both."))
        if not data.get("recording") and "recording" not in self.errors:
            self.add_error("recording", _("Choose the recording's file."))

    def field_of(self, refused: Refused) -> str | None:
        found = next((field for start, field in _FIELDS if refused.rule.startswith(start)), None)
        return "text" if found == "file" and self.cleaned_data.get("text") else found


def add(by: User, data: dict[str, Any]) -> CaptureRequest:
    file, stated = data["file"], {name: data[name] for name in StatedForm.base_fields}
    recording = Given(data["recording"], data["recording_url"], data["held_by"])
    if data.get("recognise"):
        name = data["recording"].name
        return request_transcript(by, recording, file_name=name, uri=data["url"], **stated)
    return add_transcript(
        by,
        file.read() if file else data["text"].encode(),
        Making(TranscriptOrigin(data["origin"]), data["made_by"], data["version"]),
        recording,
        file_name=file.name if file else "",
        uri=data["url"],
        **stated,
    )
