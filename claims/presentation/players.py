"""What players ask for: recordings that we hold, and their captions."""

from dataclasses import dataclass
from pathlib import Path

from sources import recordings
from sources.captions import webvtt
from sources.models import Cue, Transcript

# Opened by itself it can run and load nothing; a takedown has to show at once.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
CAPTIONS = "text/vtt; charset=utf-8"


@dataclass(frozen=True)
class HeldFile:
    path: Path
    sha256: str
    media_type: str


def transcript_of(snapshot_id: int) -> Transcript | None:
    rows = Transcript.objects.select_related("recording", "snapshot__source__publisher")
    found: Transcript | None = rows.filter(pk=snapshot_id).first()
    return found


def held_file(transcript: Transcript | None) -> HeldFile | None:
    """None where we don't hold the recording."""
    held = transcript.recording if transcript is not None else None
    path = recordings.path_of(held) if held is not None else None
    if held is None or path is None:
        return None
    return HeldFile(path, held.sha256, held.media_type)


def captions(transcript: Transcript) -> str:
    return webvtt(transcript.snapshot.text, Cue.objects.filter(transcript=transcript.pk))
