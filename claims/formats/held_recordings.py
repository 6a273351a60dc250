"""Recordings that we hold, as files on this machine's disk."""

from dataclasses import dataclass
from pathlib import Path

from django.core.files.storage import default_storage

from claims.formats.exports import kept_files
from sources import recordings
from sources.models import Recording, Transcript


@dataclass(frozen=True)
class HeldFile:
    path: Path
    sha256: str
    media_type: str


def held_file(transcript: Transcript | None) -> HeldFile | None:
    """None where we don't hold the recording, or storage has lost it."""
    held = transcript.recording if transcript is not None else None
    if held is None:
        return None
    try:
        path = recordings.path_of(held)
    except NotImplementedError:
        path = _fetched(held)
    return HeldFile(path, held.sha256, held.media_type) if path is not None else None


def _fetched(held: Recording) -> Path | None:
    """From storage that is not on this machine."""
    tag = f"recording-{held.sha256}"
    path = kept_files.find(tag)
    if path is None:
        try:
            with default_storage.open(held.file_name) as stored:
                path = kept_files.keep(stored.chunks(), tag)
        except OSError:
            return None
    return path if path.stat().st_size == held.size else None
