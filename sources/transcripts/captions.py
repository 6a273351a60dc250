"""WebVTT, SRT and SBV, which webvtt-py reads; here it is seen that it has read every cue."""

import html
import re
from collections.abc import Iterator

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from sources.transcripts.cues import (
    MANY_CUES,
    MOST_CUES,
    Line,
    Screen,
    UnreadableTranscript,
    gettext_noop,
)
from sources.transcripts.times import NEGATIVE

_TIMES = {
    "vtt": re.compile(
        r"\s*((?:\d{1,4}:)?[0-5]?\d:[0-5]?\d\.\d{3})\s*-->\s*((?:\d{1,4}:)?[0-5]?\d:[0-5]?\d\.\d{3})(?=\s|$)"
    ),
    "srt": re.compile(
        r"\s*(\d{1,4}:[0-5]?\d:[0-5]?\d[,.]\d{3})\s*-->\s*(\d{1,4}:[0-5]?\d:[0-5]?\d[,.]\d{3})(?=\s|$)"
    ),
    "sbv": re.compile(
        r"\s*(\d{1,4}:[0-5]?\d:[0-5]?\d\.\d{3}),(\d{1,4}:[0-5]?\d:[0-5]?\d\.\d{3})\s*$"
    ),
}
SBV = _TIMES["sbv"]
_MINUS = re.compile(r"(?:^|-->|,)\s*[-−–]\s*\d{1,4}:")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|</>|<[\d:.]+>")
_VOICE = re.compile(r"v(?:\.[^\s.]+)*\s+(.+)", re.DOTALL)
_OVERRIDE = re.compile(r"\{\\[^{}]*\}")  # {\an8}, which players of SRT have from SubStation
_HALF_A_TIME = re.compile(r"\d{1,4}:[\d:.,]*")  # alone on its line, in a file that was cut
_NOT_CUES = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")

BROKEN_CUE = gettext_noop(
    "Line %(line)d: the times of this cue can't be read: “%(found)s”. Write them as"
    " 00:12:34%(point)s500 --> 00:12:37%(point)s000, with the cue's number on the line above where the"
    " file has numbers and its words on the lines below, then upload the file again."
)
OUTSIDE = gettext_noop(
    "Line %(line)d: “%(found)s” belongs to no cue. Put its times above it, or remove it, then upload the"
    " file again."
)
STREAM = gettext_noop(
    "Line %(line)d: this is one piece of a stream, and its times count from another clock. Save the"
    " captions of the whole recording."
)


def captions(text: str, kind: str) -> list[Screen]:
    """The cues of a file. ``kind`` is "vtt", "srt" or "sbv"."""
    lines = text.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    timings = _timings(lines, kind)
    if len(timings) > MOST_CUES:  # the library takes a minute for a million
        line = timings[MOST_CUES][0] + 1
        raise UnreadableTranscript(MANY_CUES, line=line, most=MOST_CUES)
    try:
        read = webvtt.WebVTT.from_buffer((line + "\n" for line in lines[first:]), format=kind)
        found = read.captions
    except (MalformedFileError, MalformedCaptionError):
        found = []
    return list(_matched(found, timings, lines, kind))


def _timings(lines: list[str], kind: str) -> list[tuple[int, str, str]]:
    """Index of the line, start and end, for each line with times. All must be readable."""
    pattern = _TIMES[kind]
    timings = []
    belongs = kind != "vtt"  # WebVTT has blocks without times: the header, comments, styles
    block = True
    for i, line in enumerate(lines):
        if (found := pattern.match(line)) is not None:
            timings.append((i, found[1], found[2]))
            belongs = True
        elif "-->" in line or (kind == "sbv" and _MINUS.match(line)):
            template = NEGATIVE if _MINUS.search(line) else BROKEN_CUE
            raise _broken(template, i, line, kind)
        elif kind == "srt" and _is_half_a_time(lines, i):
            raise _broken(BROKEN_CUE, i, line, kind)
        elif kind == "vtt":
            if line.startswith("X-TIMESTAMP-MAP") and not timings:
                raise UnreadableTranscript(STREAM, line=i + 1)
            if not line:
                block, belongs = True, False
            elif block and not belongs:
                belongs = i == 0 or bool(_NOT_CUES.match(line)) or not timings or _is_name(lines, i)
                if not belongs:
                    raise UnreadableTranscript(OUTSIDE, line=i + 1, found=_cut(line))
                block = False
    return timings


def _is_half_a_time(lines: list[str], i: int) -> bool:
    """Whether a cue's number stands above the line, after a blank one."""
    numbered = i > 1 and lines[i - 1].strip().isdigit() and not lines[i - 2].strip()
    return numbered and _HALF_A_TIME.fullmatch(lines[i].strip()) is not None


def _is_name(lines: list[str], i: int) -> bool:
    """Whether the line is a cue's identifier."""
    return i + 1 < len(lines) and "-->" in lines[i + 1]


def _matched(
    found: list[webvtt.Caption], timings: list[tuple[int, str, str]], lines: list[str], kind: str
) -> Iterator[Screen]:
    following = iter(found)
    caption = next(following, None)
    for number, (i, start, end) in enumerate(timings):
        times = _milliseconds(start), _milliseconds(end)
        if caption is not None and times == (
            caption.start_time.in_milliseconds(),
            caption.end_time.in_milliseconds(),
        ):
            yield Screen(*times, tuple(spoken_lines(caption.raw_text)), i + 1)
            caption = next(following, None)
        else:
            # A cue without words is left out. Any other must have been read.
            until = timings[number + 1][0] if number + 1 < len(timings) else len(lines)
            words = [line for line in lines[i + 1 : until] if line.strip()]
            if words and not (len(words) == 1 and words[0].strip().isdigit()):
                raise _broken(BROKEN_CUE, i, lines[i], kind)
    if caption is not None:
        raise _broken(BROKEN_CUE, 0, lines[0], kind)


def _milliseconds(written: str) -> int:
    *hours, minutes, rest = written.replace(",", ".").split(":")
    seconds, _, fraction = rest.partition(".")
    hour = int(hours[0]) if hours else 0
    return ((hour * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(fraction)


def _broken(template: str, i: int, line: str, kind: str) -> UnreadableTranscript:
    if template == NEGATIVE:
        return UnreadableTranscript(NEGATIVE, line=i + 1)
    return UnreadableTranscript(
        template, line=i + 1, found=_cut(line), point="," if kind == "srt" else "."
    )


def _cut(line: str) -> str:
    line = " ".join(line.split())
    return line if len(line) <= 60 else line[:59] + "…"


def spoken_lines(raw: str) -> Iterator[Line]:
    """The lines of a cue without markup, with the voices that it names."""
    voice: str | None = None
    for raw_line in raw.split("\n"):
        text, at = "", 0
        said_by = voice
        for tag in _TAG.finditer(raw_line):
            text += raw_line[at : tag.start()]
            at = tag.end()
            inner = tag[0][1:-1]
            named = _VOICE.fullmatch(inner)
            if named or inner == "/v":
                if text.strip():
                    yield _line(text, said_by)
                    text = ""
                voice = said_by = " ".join(html.unescape(named[1]).split()) if named else None
        yield _line(text + raw_line[at:], said_by)


def _line(text: str, speaker: str | None) -> Line:
    return Line(html.unescape(_OVERRIDE.sub("", text)), speaker)
