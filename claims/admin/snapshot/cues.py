"""A transcript's origin, recording and cues, for the desk's page of its text."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from claims.presentation.recordings import at_second, media_time
from sources.models import Cue, Snapshot, Transcript
from sources.transcripts import clock

AT_ONCE = 200  # cues on a page: a debate of three hours has thousands
PARAMETER = "cues"


@dataclass(frozen=True)
class CueRow:
    """``url``: the recording's address at that second; empty where it has none."""

    clock: str
    url: str
    speaker: str
    words: str


def context(request: HttpRequest, snapshot: Snapshot) -> dict[str, Any]:
    """Empty where the text is no transcript."""
    rows = Transcript.objects.select_related("recording").filter(pk=snapshot.pk)
    transcript: Transcript | None = rows.first()
    if transcript is None:
        return {}
    found = Paginator(Cue.objects.filter(transcript=transcript.pk).order_by("start"), AT_ONCE)
    page = found.get_page(request.GET.get(PARAMETER))
    address = transcript.recording.url if transcript.recording is not None else ""
    return {
        "transcript": transcript,
        "cue_page": page,
        "cues": [_row(each, snapshot.text, address) for each in page],
    }


def _row(cue: Cue, text: str, address: str) -> CueRow:
    return CueRow(
        clock(cue.start_ms),
        at_second(address, media_time(cue.start_ms, cue.end_ms)),
        cue.speaker,
        text[cue.start : cue.end],
    )
