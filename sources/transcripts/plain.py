"""Plain text with "[00:12:34]" or "SPEAKER:" lines."""

import re

from sources.transcripts.composing import plain_words
from sources.transcripts.cues import Line, Screen, UnreadableTranscript, gettext_noop
from sources.transcripts.labels import turns
from sources.transcripts.times import clock, milliseconds

_TIME = r"(?:\d{1,4}:)?\d{1,3}:[0-5]?\d(?:[.,]\d{1,3})?"
# "[00:12:34] words", "(12:34)", "00:12:34 - words", alone on its line or before the words
_BEFORE = re.compile(
    rf"\s*(?:\[\s*({_TIME})\s*\]|\(\s*({_TIME})\s*\)|({_TIME})(?=\s|$))\s*(?:[-–—]\s+)?"
)
# "Jane Doe (00:12):", "Jane Doe 0:12", above the words
_AFTER = re.compile(
    rf"\s*([^\W\d_][\w .,'’&/#-]{{0,78}}?)\s*(?:\(\s*({_TIME})\s*\)|\[\s*({_TIME})\s*\]|\s({_TIME}))\s*:?\s*"
)
_LONGEST_HEADING = 150  # characters

BACKWARDS = gettext_noop(
    "Line %(line)d goes back to %(time)s, after %(before)s. Put the lines in the order of their times,"
    " then upload the file again."
)
BEFORE_THE_FIRST = gettext_noop(
    "Line %(line)d: these words stand before the first time: “%(found)s”. Put a time above them, or"
    " remove them, then upload the file again."
)


def timed_lines(text: str) -> list[Screen] | None:
    """The words after each time; None where the text has no lines with times."""
    lines = text.split("\n")
    marks = [_mark(line) for line in lines]
    times = sum(mark is not None for mark in marks)
    if not times or (times == 1 and any(mark and mark[3] for mark in marks)):
        return None
    screens: list[Screen] = []
    start: int | None = None
    at = 0
    speaker: str | None = None
    found: list[Line] = []

    def close() -> None:
        if start is not None and found:
            screens.append(Screen(start, None, tuple(found), at))

    for number, (line, mark) in enumerate(zip(lines, marks, strict=True), start=1):
        if mark:
            close()
            time, speaker, rest, _ = mark
            if start is not None and time < start:
                raise UnreadableTranscript(
                    BACKWARDS, line=number, time=clock(time), before=clock(start)
                )
            start, at, found = time, number, []
        else:
            rest = line
        if rest.strip():
            if start is None:
                words = " ".join(rest.split())
                raise UnreadableTranscript(BEFORE_THE_FIRST, line=number, found=words[:60])
            found.append(Line(rest, speaker))
    close()
    return screens


def _mark(line: str) -> tuple[int, str | None, str, bool] | None:
    """Time, speaker, the words after it, and whether nothing but its place says that it is a time."""
    found = _BEFORE.match(line)
    if found:
        written = found[1] or found[2] or found[3]
        time = milliseconds(written.strip())
        return None if time is None else (time, None, line[found.end() :], bool(found[3]))
    found = _AFTER.fullmatch(line) if len(line) <= _LONGEST_HEADING else None
    if found:
        time = milliseconds(found[2] or found[3] or found[4])
        return None if time is None else (time, found[1].strip(), "", bool(found[4]))
    return None


def labelled_lines(text: str) -> str | None:
    """A text with speakers and no times, without empty lines; None where it names no speakers."""
    plain = "\n".join(words for line in text.split("\n") if (words := plain_words(line)))
    return plain if turns(plain) else None
