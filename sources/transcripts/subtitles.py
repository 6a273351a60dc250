"""SubStation and TTML, which pysubs2 reads; here it is seen that it has read all of it."""

import re
import warnings

import pysubs2
from lxml import etree

from sources.transcripts.cues import Line, Screen, UnreadableTranscript, gettext_noop

_SECTION = re.compile(r"^\[(?!script info|v4\+? styles|events)[^\]\n]{1,80}\]\s*$", re.IGNORECASE)
_TTML = "{http://www.w3.org/ns/ttml}"
_FORBIDDEN = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_NAMESPACE = re.compile(r"<(?:\w+:)?tt\b[^>]{0,4000}http://www\.w3\.org/ns/ttml[\"']")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_FORMAT = re.compile(r"Format:\s*(?:Layer|Marked),.*")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
_FIELDS = ["Start", "End", "Style", "Name", "MarginL", "MarginR", "MarginV", "Effect", "Text"]
_NO_LINE = 1
_MODE = re.compile(r"\\p([0-9])|\\r(?![\w ])", re.ASCII)  # of drawing, or back to that of the style
_LONGEST_HEADING = 100

DAMAGED = gettext_noop(
    "Line %(line)d: this %(format)s file can't be read from here on (%(reason)s). Save it as WebVTT or"
    " SRT, then upload that."
)
DOCUMENT_TYPE = gettext_noop(
    "Line %(line)d: timed text needs no document type or entities, and they are not read. Save it as"
    " WebVTT or SRT, then upload that."
)
OTHER_XML = gettext_noop(
    "Line %(line)d: this XML is not TTML of the present namespace (http://www.w3.org/ns/ttml). Save it"
    " as WebVTT or SRT, then upload that."
)
LEFT_OUT = gettext_noop(
    "Line %(line)d: this %(format)s file nests or times its captions in a way that would lose some of"
    " them. Save it as WebVTT or SRT, then upload that."
)


def substation(text: str) -> list[Screen]:
    lines = text.split("\n")
    # Fonts and pictures in the file are not read at all.
    kept, skipped = [], False
    for line in lines:
        if line.startswith("["):
            skipped = bool(_SECTION.match(line))
        # The library looks for the end of a heading from each of its letters.
        no_heading = "[" in line.lstrip()[:4] and len(line) > _LONGEST_HEADING
        kept.append("" if skipped or no_heading else line)
    for i, line in enumerate(kept, start=1):
        if _FORMAT.match(line) and [each.strip() for each in line[7:].split(",")][1:] != _FIELDS:
            raise UnreadableTranscript(LEFT_OUT, line=i, format="SubStation")
    places = [i + 1 for i, line in enumerate(kept) if line.startswith("Dialogue:")]
    # The styles have no times or words, and a flaw in one of them is no reason to refuse.
    plain = "\n".join("" if line.startswith("Style:") else line for line in kept)
    found = _read(plain, "ass", "SubStation")
    spoken = [event for event in found if not event.is_comment]
    if len(spoken) != len(places):
        raise UnreadableTranscript(
            LEFT_OUT, line=places[0] if places else _NO_LINE, format="SubStation"
        )
    screens = []
    for event, at in zip(spoken, places, strict=True):
        words, overrides = _without_overrides(event.text)
        if not any(map(_draws, overrides)):
            name = event.name.strip() or None
            screens.append(
                Screen(event.start, event.end, tuple(Line(line, name) for line in words), at)
            )
    return screens


def _without_overrides(text: str) -> tuple[list[str], list[str]]:
    """The lines that are shown, and the texts in braces; pysubs2 takes time by the square of their number."""
    *pieces, last = text.split("}")
    split = [piece.partition("{") for piece in pieces]
    shown = "".join(before if brace else before + "}" for before, brace, _ in split) + last
    for written, meant in (("\\h", " "), ("\\n", "\n"), ("\\N", "\n")):
        shown = shown.replace(written, meant)
    return shown.split("\n"), [inside for _, brace, inside in split if brace]


def _draws(override: str) -> bool:
    """Whether the words after it are the lines of a drawing."""
    scales = _MODE.findall(override)
    return bool(scales) and scales[-1] not in ("", "0")


def ttml(text: str) -> list[Screen]:
    if found := _FORBIDDEN.search(text):
        raise UnreadableTranscript(DOCUMENT_TYPE, line=_line_at(text, found.start()))
    if not _NAMESPACE.search(text):
        raise UnreadableTranscript(OTHER_XML, line=_NO_LINE)
    text = _DECLARATION.sub("", text)
    # What pysubs2 reads only in part is refused: captions in nested sections, in sequences, or in
    # frames, and times of single words.
    try:
        root = etree.fromstring(text, _PARSER)
    except etree.XMLSyntaxError as error:
        raise _damaged("TTML", error, error.lineno or _NO_LINE) from error
    with_words = [each for each in root.iter(f"{_TTML}p") if "".join(each.itertext()).strip()]
    if any("begin" in span.attrib for span in root.iter(f"{_TTML}span")):
        raise UnreadableTranscript(LEFT_OUT, line=_place(text, "<span"), format="TTML")
    events = _read(text, "ttml", "TTML")
    lines = [_without_overrides(event.text)[0] for event in events]
    if sum(any(map(str.strip, each)) for each in lines) != len(with_words):
        raise UnreadableTranscript(LEFT_OUT, line=_place(text, "<p"), format="TTML")
    places = _lines_of(text, re.compile(r"<(?:\w+:)?p[\s>]"))
    return [
        Screen(
            event.start,
            event.end,
            tuple(map(Line, lines[i])),
            places[i] if i < len(places) else _NO_LINE,
        )
        for i, event in enumerate(events)
    ]


def _read(text: str, kind: str, name: str) -> list[pysubs2.SSAEvent]:
    """Whatever pysubs2 raises at a damaged file becomes one refusal: it has no errors of its own."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(pysubs2.SSAFile.from_string(text, format_=kind))
    except (Exception, RecursionError) as error:
        # It names the value that it can't read, such as a time.
        value = re.search(r"[:'] ?'?([^':]*\d[^']{0,60})'?$", str(error))
        line = _place(text, value[1].strip()) if value else _NO_LINE
        raise _damaged(name, error, line) from error


def _damaged(name: str, error: BaseException, line: int) -> UnreadableTranscript:
    reason = " ".join((str(error) or type(error).__name__).split())[:120]
    return UnreadableTranscript(DAMAGED, line=line, format=name, reason=reason)


def _place(text: str, part: str) -> int:
    return _line_at(text, max(text.find(part), 0))


def _line_at(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _lines_of(text: str, pattern: re.Pattern[str]) -> list[int]:
    return [i for i, line in enumerate(text.split("\n"), start=1) for _ in pattern.finditer(line)]
