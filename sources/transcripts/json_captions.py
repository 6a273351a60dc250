"""Captions as JSON: YouTube's json3, and what Whisper and WhisperX write."""

import json
import math
from typing import Any

from sources.transcripts.cues import LATEST, Line, Screen, UnreadableTranscript, gettext_noop

NO_JSON = gettext_noop(
    "Line %(line)d: this JSON is damaged. Download it again, or save the captions as WebVTT."
)
OTHER_JSON = gettext_noop(
    "Line 1: this JSON has neither YouTube's “events” nor Whisper's “segments”. Save the captions as"
    " WebVTT or SRT, then upload that."
)
ENTRY = gettext_noop(
    "Entry %(entry)d: its words or times can't be read. Download the captions again, or save them as"
    " WebVTT."
)


def json_captions(text: str) -> tuple[list[Screen], str]:
    """The captions, and the format's name."""
    try:
        found = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise UnreadableTranscript(NO_JSON, line=getattr(error, "lineno", 1)) from error
    entries = found.get("events") if isinstance(found, dict) else None
    if isinstance(entries, list):
        return [each for i, entry in enumerate(entries, 1) if (each := _event(entry, i))], "json3"
    entries = found.get("segments") if isinstance(found, dict) else None
    if isinstance(entries, list):
        return [_segment(entry, i) for i, entry in enumerate(entries, 1)], "Whisper"
    raise UnreadableTranscript(OTHER_JSON)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _event(event: Any, entry: int) -> Screen | None:
    """Of json3. Events without words define windows and pens, or clear a line."""
    try:
        if "segs" not in event:
            return None
        text = "".join(part.get("utf8", "") for part in event["segs"])
        if not text.strip():
            return None
        start = _whole(event["tStartMs"])
        lasts = event.get("dDurationMs")
        end = start + _whole(lasts) if lasts is not None else None
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        raise UnreadableTranscript(ENTRY, entry=entry) from error
    return Screen(start, end, tuple(Line(line) for line in text.split("\n")), entry)


def _segment(segment: Any, entry: int) -> Screen:
    """Of Whisper; times are seconds."""
    try:
        start, end = (_whole(segment[name] * 1000) for name in ("start", "end"))
        speaker = segment.get("speaker")
        words = "" + segment["text"]
        named = None if speaker is None else "" + speaker
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        raise UnreadableTranscript(ENTRY, entry=entry) from error
    lines = tuple(Line(line, named) for line in words.split("\n"))
    return Screen(start, end, lines, entry)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError
    if abs(value) > 10 * LATEST:
        raise ValueError
    return round(value)
