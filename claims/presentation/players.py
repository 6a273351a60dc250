"""What players ask for: recordings that we hold, and their captions."""

from claims.presentation.named_texts import find
from claims.presentation.recordings import may_be_played
from sources.captions import webvtt
from sources.models import Cue, Transcript

# Opened by itself it can run and load nothing; a takedown has to show at once.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
CAPTIONS = "text/vtt; charset=utf-8"


def transcript_of(snapshot_id: int) -> Transcript | None:
    rows = Transcript.objects.select_related("recording", "snapshot__source__publisher")
    found: Transcript | None = rows.filter(pk=snapshot_id).first()
    return found


def public_transcript(source: int, text_sha256: str) -> Transcript | None:
    """None unless a listed publication names it and readers may hear its recording."""
    named = find(source, text_sha256)
    found = transcript_of(named[0].pk) if named is not None else None
    return found if found is not None and may_be_played(found.snapshot) else None


def captions(transcript: Transcript) -> str:
    held = transcript.recording
    is_sound = held is not None and not held.media_type.startswith("video/")
    cues = Cue.objects.filter(transcript=transcript.pk)
    return webvtt(transcript.snapshot.text, cues, is_sound=is_sound)
