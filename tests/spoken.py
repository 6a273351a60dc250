"""Transcripts for tests: what was said in a debate, by whom and when, as a file's reader would give it."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from newsroom.models import User
from newsroom.verbs import permitted
from sources import recordings, transcript_capture
from sources.choices import TranscriptOrigin
from sources.models import Snapshot
from sources.transcript_capture import Making
from sources.transcripts import Cue, Transcript
from tests import factories

# The smallest file that is a recording: the head of a WAVE file, and silence.
WAVE = b"RIFF\x2c\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00" + bytes(64)
SAID = (
    ("NUÑEZ", "We have built 150 bridges since January.", 12_000, 15_800),
    ("NUÑEZ", "Nobody has built as many.", 15_500, 18_000),
    ("RUIZ", "That is not what the audit office counted.", 17_200, 21_000),
)
MAKINGS = {
    "official": Making(TranscriptOrigin.OFFICIAL, "Parliament"),
    "captions": Making(TranscriptOrigin.CAPTIONS, "VideoSite"),
    "machine": Making(TranscriptOrigin.MACHINE, "whisper-tiny.en", "1"),
    "person": Making(TranscriptOrigin.PERSON, "R. Reporter"),
}


def read(spoken: Sequence[tuple[str, str, int, int]] = SAID) -> Transcript:
    """Each (speaker, words, first and last millisecond) on a line of its own."""
    cues, at = [], 0
    for speaker, words, first, last in spoken:
        cues.append(Cue(first, last, at, at + len(words), speaker))
        at += len(words) + 1
    text = "\n".join(words for _speaker, words, _first, _last in spoken)
    return Transcript(text, tuple(cues), "WebVTT")


def transcript(
    origin: str = "captions",
    found: Any = None,
    recording: recordings.Given = recordings.NONE,
    by: User | None = None,
    **stated: Any,
) -> Snapshot:
    by, found = by or factories.reporter(), found or read()
    source = factories.source(found.text, by, **({"kind": "transcript"} | stated))
    with permitted(by, "add_source"):
        made, _new = transcript_capture.store(
            source, by, found, found.text.encode(), MAKINGS[origin], recording
        )
    return made


def file(content: bytes = WAVE) -> recordings.Given:
    return recordings.Given(BytesIO(content))
