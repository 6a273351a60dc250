"""From the bytes of a file to its transcript."""

import re

from sources.decoding import Undecodable, decode, stated_in
from sources.media_types import TEXT, UNKNOWN, XML, sniff
from sources.transcripts.captions import SBV, captions
from sources.transcripts.composing import composed
from sources.transcripts.cues import (
    MANY_CUES,
    MOST_CUES,
    Screen,
    Transcript,
    UnreadableTranscript,
    gettext_noop,
)
from sources.transcripts.json_captions import json_captions
from sources.transcripts.labels import spoken
from sources.transcripts.plain import labelled_lines, timed_lines
from sources.transcripts.rolling import joined
from sources.transcripts.subtitles import substation, ttml
from sources.transcripts.times import checked, with_ends

LARGEST = 20_000_000  # bytes: a recording of 12 hours with a time for each word stays below
_LONGEST_LINE = 5_000  # characters, of a file with times in a fixed form
_LONGEST_CUE = 20_000
_MOST_LINES_AT_ONCE = 100  # of a caption; those of two that follow each other are compared
_PLAIN = "text"
_MOST_LINES = 1_000_000

BREAKS = re.compile("\r\n|[\r\u0085\u2028\u2029\x0b\x0c]")
_ARROW = re.compile(r"^.{0,40}\d[ \t]*-->[ \t]*-?\d", re.MULTILINE)
_SCENARIST = re.compile(r"Scenarist_SCC", re.IGNORECASE)
_SAMI = re.compile(r"<SAMI[\s>]", re.IGNORECASE)

EMPTY = gettext_noop("The file is empty.")
TOO_LARGE = gettext_noop(
    "The file is larger than %(most)d MB, more than the captions of 12 hours. Split it and upload the"
    " parts."
)
NO_TRANSCRIPT = gettext_noop(
    "This is no transcript but %(kind)s. Upload captions (WebVTT, SRT, YouTube's json3, TTML,"
    " SubStation) or plain text."
)
ENCODING = gettext_noop(
    "The encoding of this file is not stated, or stated wrongly. Save it as UTF-8, then upload it again."
)
NUL = gettext_noop(
    "Line %(line)d holds a null character, so this is no text. Save the transcript as plain text, WebVTT"
    " or SRT, then upload that."
)
OTHER_FORMAT = gettext_noop(
    "Line %(line)d: %(format)s is not read. Save the captions as WebVTT or SRT, then upload that."
)
LONG_LINE = gettext_noop(
    "Line %(line)d is longer than %(most)d characters; no caption is. Save the captions again, with line"
    " breaks."
)
MANY_LINES = gettext_noop(
    "The file has %(found)d lines; more than %(most)d are not read. Split it and upload the parts."
)
MANY_AT_ONCE = gettext_noop(
    "Line %(line)d: this caption has more than %(most)d lines; no screen shows as many. Save the captions"
    " again, with a time for every few lines."
)
NO_WORDS = gettext_noop("Line 1: this file has no words. Upload one with the words that were said.")
NEITHER = gettext_noop(
    "Line 1: this text has neither times nor speakers. Put lines like “[00:12:34]” or “SPEAKER:” before"
    " the words, or capture it as a text."
)


def read_transcript(data: bytes, name: str = "") -> Transcript:
    """The words of a file and when they are said. Raises UnreadableTranscript.

    The bytes say what format it is; ``name``, the file's, is for messages of whoever calls. Takes
    seconds and some hundred MB at LARGEST: for a process with limits.
    """
    text = _text(data)
    screens, kind = _screens(text)
    if screens is None:
        labelled = labelled_lines(text)
        if labelled is None:
            raise UnreadableTranscript(NEITHER)
        return Transcript(labelled, (), kind)
    if len(screens) > MOST_CUES:
        raise UnreadableTranscript(MANY_CUES, line=screens[MOST_CUES].at, most=MOST_CUES)
    for screen in screens:
        if sum(len(line.text) for line in screen.lines) > _LONGEST_CUE and kind != _PLAIN:
            raise UnreadableTranscript(LONG_LINE, line=screen.at, most=_LONGEST_CUE)
        if len(screen.lines) > _MOST_LINES_AT_ONCE and kind != _PLAIN:
            raise UnreadableTranscript(MANY_AT_ONCE, line=screen.at, most=_MOST_LINES_AT_ONCE)
    in_order = sorted(checked(screens), key=lambda screen: screen.start_ms)
    found, cues = composed(spoken(with_ends(joined(in_order))))
    if not cues:
        raise UnreadableTranscript(NO_WORDS)
    return Transcript(found, cues, kind)


def _text(data: bytes) -> str:
    """The file's characters, with line feeds only."""
    if not data.strip(b"\x00\t\n\r "):
        raise UnreadableTranscript(EMPTY)
    if len(data) > LARGEST:
        raise UnreadableTranscript(TOO_LARGE, most=LARGEST // 10**6)
    kind = sniff(data)
    if kind not in (TEXT, XML, UNKNOWN):  # text with control characters is of an unknown kind
        raise UnreadableTranscript(NO_TRANSCRIPT, kind=kind)
    if kind == UNKNOWN and b"\x00" in data:
        before = data[: data.index(b"\x00")]
        raise UnreadableTranscript(NUL, line=before.count(b"\n") + 1)
    try:
        text = decode(data, stated_in(data))
    except Undecodable as error:
        raise UnreadableTranscript(ENCODING) from error
    text = BREAKS.sub("\n", text.removeprefix("\ufeff"))
    if (lines := text.count("\n")) > _MOST_LINES:
        raise UnreadableTranscript(MANY_LINES, found=lines, most=_MOST_LINES)
    if "\x00" in text:
        at = text.index("\x00")
        raise UnreadableTranscript(NUL, line=text.count("\n", 0, at) + 1)
    return text


def _screens(text: str) -> tuple[list[Screen] | None, str]:
    """The cues, or None where the text has no times, and the name of the format."""
    start = text.lstrip()[:2_000]
    first = text.count("\n", 0, len(text) - len(text.lstrip())) + 1
    if start.startswith("{"):
        return json_captions(text)
    if _SCENARIST.match(start):
        raise UnreadableTranscript(OTHER_FORMAT, line=first, format="SCC")
    if _SAMI.match(start):
        raise UnreadableTranscript(OTHER_FORMAT, line=first, format="SAMI")
    if start.startswith("<"):
        return ttml(text), "TTML"
    if start.startswith("WEBVTT"):
        _refuse_long_lines(text)
        return captions(text, "vtt"), "WebVTT"
    if start.casefold().startswith(("[script info]", "[v4", "[events]")):
        _refuse_long_lines(text)
        return substation(text), "SubStation"
    if _ARROW.search(text):
        _refuse_long_lines(text)
        return captions(text, "srt"), "SRT"
    if SBV.match(start.split("\n", 1)[0]):
        _refuse_long_lines(text)
        return captions(text, "sbv"), "SBV"
    return timed_lines(text), _PLAIN


def _refuse_long_lines(text: str) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > _LONGEST_LINE:
            raise UnreadableTranscript(LONG_LINE, line=number, most=_LONGEST_LINE)
