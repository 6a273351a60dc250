"""Times as people and files write them, to milliseconds and back."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sources.transcripts.cues import LATEST, Screen, UnreadableTranscript, gettext_noop

_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,3}):([0-5]?\d)(?:[.,](\d{1,3}))?")
_WORD = 400  # milliseconds that a word takes, where nothing says when the last one ends

TOO_LATE = gettext_noop(
    "Line %(line)d: %(time)s is later than any recording lasts (100 hours). Correct the time, then"
    " upload the file again."
)
ENDS_BEFORE_IT_STARTS = gettext_noop(
    "Line %(line)d: the cue ends (%(end)s) before it starts (%(start)s). Correct the times, then"
    " upload the file again."
)
NEGATIVE = gettext_noop(
    "Line %(line)d: a time is negative. Shift the times so that the recording starts at 0, then"
    " upload the file again."
)


def clock(milliseconds: int) -> str:
    """``0:12:34``"""
    seconds = milliseconds // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def milliseconds(written: str) -> int | None:
    """Of ``1:02:03.450``, ``02:03`` or ``62:03``; None where that is no time."""
    found = _CLOCK.fullmatch(written)
    if not found or (found[1] and int(found[2]) > 59):
        return None
    hours, minutes, seconds, fraction = found.groups()
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((fraction or "").ljust(3, "0"))


def checked(screens: Iterable[Screen]) -> Iterator[Screen]:
    """The screens, whose times are possible. Raises UnreadableTranscript."""
    for screen in screens:
        start, end = screen.start_ms, screen.end_ms
        if start < 0:
            raise UnreadableTranscript(NEGATIVE, line=screen.at)
        latest = start if end is None else max(start, end)
        if latest > LATEST:
            raise UnreadableTranscript(TOO_LATE, line=screen.at, time=clock(latest))
        if end is not None and end < start:
            raise UnreadableTranscript(
                ENDS_BEFORE_IT_STARTS, line=screen.at, start=clock(start), end=clock(end)
            )
        yield screen


def with_ends(screens: list[Screen]) -> list[Screen]:
    """Screens in the order of their starts, all with an end that is later.

    One that states none, or states its start as its end, lasts until the next later start; the last
    one for as long as its words take to say.
    """
    ended: list[Screen] = []
    later: int | None = None  # the next start after this one's
    follower: int | None = None  # the next start
    for screen in reversed(screens):
        if follower is not None and follower > screen.start_ms:
            later = follower
        follower = screen.start_ms
        end = screen.end_ms
        if end is None or end <= screen.start_ms:
            words = sum(len(line.text.split()) for line in screen.lines)
            end = later if later is not None else screen.start_ms + _WORD * max(words, 1)
        ended.append(replace(screen, end_ms=end))
    return ended[::-1]
