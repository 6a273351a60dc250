"""The text of a source with every public quote marked in it, where the public may read whole texts.

Quotes come from publications. The text itself is shown if the publisher or the licence permits whole
texts, it is not taken down, and it names nobody who is protected.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from django.db import connection

from claims.presentation.chip import chip_text
from claims.presentation.quotes_in_context import may_be_read_whole
from claims.publication.representation import AppearanceBody, ClaimBody, QuoteBody

# Of a longer text only the paragraphs with quotes are shown; a text beyond that is not read at all.
WHOLE, LONGEST = 24_000, 400_000  # code points

TEXTS = """
SELECT s.text, s.method = 'fetched' AND s.raw_name <> '' AND NOT s.erased FROM sources_snapshot s
 WHERE s.source_id = %(source)s AND s.text_sha256 = ANY (%(texts)s)
   AND char_length(s.text) <= %(longest)s
   AND NOT EXISTS (SELECT FROM sources_takedown t WHERE t.snapshot_id = s.id AND t.lifted_at IS NULL)
   AND NOT contains_a_protected_name(s.text)
   AND NOT contains_a_name(jsonb_build_object('words', s.text),
                           ARRAY(SELECT id FROM sources_speaker WHERE protected))
 ORDER BY s.id DESC LIMIT 1
"""

Span = tuple[int, int, int]  # where a quote begins and ends, and the claim


@dataclass(frozen=True)
class Note:
    """A claim whose quote ends there; ``chip``: its conclusion in words, of a published one."""

    claim: int
    chip: str = ""


@dataclass(frozen=True)
class Segment:
    """``begins``: the claims whose first quote begins there, to which links lead."""

    words: str
    is_quoted: bool = False
    notes: list[Note] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class MarkedText:
    """``is_cut``: paragraphs without quotes are left out. ``archived``: the hash of the text, where readers
    may have it as a web archive. ``spoken``: an appearance in the text, where it is a transcript.
    """

    segments: list[Segment]
    is_cut: bool
    archived: str = ""
    spoken: AppearanceBody | None = None

    @property
    def claims(self) -> set[int]:
        """Those with a quote in it."""
        return {claim for each in self.segments for claim in each.begins}


def of_source(number: int, bodies: Sequence[tuple[int, str, ClaimBody]]) -> MarkedText | None:
    """``bodies``: of the listed claims that name the source, latest first: the claim's number, its
    standing and body.
    """
    appearances = [
        (claim, each)
        for claim, _standing, body in bodies
        for each in body["appearances"]
        if each["source"]["id"] == number and each["quotes"]
    ]
    if not appearances or not may_be_read_whole(appearances[0][1]["source"]):
        return None
    hashes = [each["snapshot"]["text_sha256"] for _claim, each in appearances]
    latest = max(dict.fromkeys(hashes), key=hashes.count)
    with connection.cursor() as cursor:
        cursor.execute(TEXTS, {"source": number, "texts": [latest], "longest": LONGEST})
        row = cursor.fetchone()
    if row is None:
        return None
    quotes = [
        (claim, quote)
        for claim, each in appearances
        if each["snapshot"]["text_sha256"] == latest
        for quote in each["quotes"]
    ]
    evidence = [
        (claim, each["quote"])
        for claim, _standing, body in bodies
        for each in body["evidence"]
        if each["quote"] and each["source"] and each["source"]["id"] == number
    ]
    chips = {claim: chip_text(body, standing) for claim, standing, body in bodies}
    text, is_archived = row
    marked = _marked(text, [*quotes, *evidence], chips)
    if marked is None:
        return None
    spoken = (
        each
        for _claim, each in appearances
        if each["snapshot"]["text_sha256"] == latest and "transcript" in each
    )
    return replace(marked, archived=latest if is_archived else "", spoken=next(spoken, None))


def _marked(
    text: str, quotes: Sequence[tuple[int, QuoteBody]], chips: Mapping[int, str]
) -> MarkedText | None:
    spans = [
        (quote["start"], quote["end"], claim)
        for claim, quote in quotes
        # A passage of evidence may be from another text of the source.
        if text[quote["start"] : quote["end"]] == quote["exact"]
    ]
    if not spans:
        return None
    is_cut = len(text) > WHOLE
    pieces = _paragraphs(text, spans) if is_cut else [(0, len(text))]
    segments: list[Segment] = []
    for at, (first, last) in enumerate(pieces):
        if is_cut and (at or first):
            segments.append(Segment("[…]\n\n"))
        segments += _segments(text, first, last, spans, chips)
    if pieces[-1][1] < len(text):
        segments.append(Segment("\n[…]"))
    return MarkedText(segments, is_cut)


def _paragraphs(text: str, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """From the beginning of the paragraph of a quote to the end of its paragraph, in order."""
    pieces: list[tuple[int, int]] = []
    for start, end, _claim in sorted(spans):
        first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end) + 1
        last = last or len(text)
        if pieces and first <= pieces[-1][1]:
            pieces[-1] = (pieces[-1][0], max(last, pieces[-1][1]))
        else:
            pieces.append((first, last))
    return pieces


def _segments(
    text: str, first: int, last: int, spans: Sequence[Span], chips: Mapping[int, str]
) -> list[Segment]:
    inside = [span for span in spans if first <= span[0] and span[1] <= last]
    firsts = _firsts(spans)
    edges = sorted({first, last, *(s for s, _e, _c in inside), *(e for _s, e, _c in inside)})
    return [
        Segment(
            text[start:end],
            any(a <= start and end <= b for a, b, _claim in inside),
            [
                Note(claim, chips[claim])
                for claim in sorted({claim for a, b, claim in inside if a <= start and b == end})
            ],
            [claim for claim, place in firsts.items() if place == start],
        )
        for start, end in pairwise(edges)
    ]


def _firsts(spans: Sequence[Span]) -> dict[int, int]:
    """By claim, where its first quote begins."""
    found: dict[int, int] = {}
    for start, _end, claim in sorted(spans):
        found.setdefault(claim, start)
    return found
