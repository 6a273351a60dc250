"""Quotes in the sentence around them, and whether their source still has them.

Of a stored text the public reads what a publication quotes, with its sentence; the paragraph only
where the publisher or the licence permits whole texts. It does not read a text that is
taken down, nor words that name a protected person.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, pairwise
from typing import Any, NamedTuple

from django.db import connection

from claims.publication.representation import AppearanceBody, ClaimBody, QuoteBody, SourceBody
from sources.anchors.sentences import around
from sources.choices import Judged
from sources.licences import permits_whole_texts
from sources.models import Publisher

# How far the text is read on either side of a quote, in code points.
REACH = 1200

WINDOWS = """
SELECT w.place,
       substr(s.text, greatest(w.first - %(reach)s, 0) + 1,
              w.upto + %(reach)s - greatest(w.first - %(reach)s, 0)),
       EXISTS (SELECT FROM sources_takedown t WHERE t.snapshot_id = s.id AND t.lifted_at IS NULL),
       CASE WHEN last.id = s.id THEN 'exact' ELSE c.verdict END,
       CASE WHEN last.id = s.id THEN sightings.at
            -- Only what was fetched shows what the source has.
            WHEN sightings.at IS NOT NULL OR EXISTS (
              SELECT FROM sources_snapshot l WHERE l.id = last.id AND l.method = 'fetched')
            THEN greatest(c.checked_at, sightings.at) END::date
  FROM unnest(%(places)s::int[], %(sources)s::bigint[], %(texts)s::text[],
              %(starts)s::int[], %(ends)s::int[]) AS w(place, source, text, first, upto)
  JOIN sources_snapshot s ON s.source_id = w.source AND s.text_sha256 = w.text
 CROSS JOIN LATERAL (SELECT source_last_seen(s.source_id) AS id) last
  LEFT JOIN sources_anchorcheck c
    ON c.snapshot_id = s.id AND c.start = w.first AND c."end" = w.upto AND c.later_id = last.id
  LEFT JOIN LATERAL (
    SELECT max(seen_at) AS at FROM sources_sighting
     WHERE snapshot_id = last.id AND method = 'fetched') sightings ON true
"""
# Protected names are looked for as everywhere else: by PostgreSQL.
NAMING = """
SELECT w.place FROM unnest(%s::int[], %s::text[]) AS w(place, words)
 WHERE contains_a_name(jsonb_build_object('words', w.words),
                    ARRAY(SELECT id FROM sources_speaker WHERE protected))
    OR contains_a_protected_name(w.words)
"""


@dataclass(frozen=True)
class Check:
    """Whether the source still had the words when it was last captured."""

    verdict: str  # Judged
    on: date

    @property
    def same(self) -> bool:
        return self.verdict in (Judged.EXACT, Judged.MOVED)


@dataclass(frozen=True)
class Passage:
    """The quote with the text before and after it."""

    before: str
    exact: str
    after: str

    @property
    def whole(self) -> str:
        return self.before + self.exact + self.after

    @property
    def span(self) -> tuple[int, int]:
        """Where the quote begins and ends in it."""
        return len(self.before), len(self.before) + len(self.exact)


@dataclass(frozen=True)
class QuoteInContext:
    """A quote in its sentence, and in its paragraph if that may be shown and is longer.

    ``check``: None where its source was not captured again.
    """

    sentence: Passage
    paragraph: Passage | None
    check: Check | None


class Words(NamedTuple):
    text: str
    is_quoted: bool


@dataclass(frozen=True)
class QuotedPassage:
    """A sentence with all quotes from it, and its paragraph; ``times``: how often the text has them."""

    sentence: list[Words]
    paragraph: list[Words]
    check: Check | None
    times: int


_STRAIGHT = str.maketrans(dict.fromkeys("“”„", '"') | dict.fromkeys("‘’", "'"))


def once_each(quotes: Sequence[QuoteInContext]) -> list[QuotedPassage]:
    """The passages without repeating what is the same but for the form of its quotation marks."""
    same: dict[tuple[str, Check | None], list[QuoteInContext]] = {}
    for each in quotes:
        same.setdefault((each.sentence.whole.translate(_STRAIGHT), each.check), []).append(each)
    found = []
    for (_whole, check), those in same.items():
        sentences = [each.sentence for each in those]
        paragraphs = [each.paragraph for each in those if each.paragraph]
        alike = [each for each in paragraphs if each.whole == paragraphs[0].whole]
        times = max(Counter(each.span for each in sentences).values())
        found.append(QuotedPassage(_marked(sentences), _marked(alike), check, times))
    return found


def _marked(passages: Sequence[Passage]) -> list[Words]:
    """Their text, which is that of each, with what any of them quotes."""
    if not passages:
        return []
    text, spans = passages[0].whole, {each.span for each in passages}
    edges = sorted({0, len(text), *chain.from_iterable(spans)})
    return [
        Words(text[start:end], any(first <= start and end <= last for first, last in spans))
        for start, end in pairwise(edges)
    ]


def in_context(body: ClaimBody, *, desk: bool) -> list[list[QuoteInContext]]:
    """The quotes of each appearance. ``desk``: for the newsroom, which reads whole texts."""
    quotes = [
        (appearance, quote) for appearance in body["appearances"] for quote in appearance["quotes"]
    ]
    windows = _windows(quotes)
    hidden = set() if desk else _naming_protected(windows)
    permitted = set() if desk else _permitting_publishers(body)
    found, place = [], 0
    for appearance in body["appearances"]:
        shown = []
        for quote in appearance["quotes"]:
            text, taken_down, verdict, on = windows.get(place, ("", False, None, None))
            check = Check(verdict, on) if verdict and on else None
            bare = not (quote["prefix"] or quote["suffix"]) and not desk
            if not text or place in hidden or bare or (taken_down and not desk):
                shown.append(QuoteInContext(_as_signed(quote), None, check))
            else:
                whole = desk or _may_be_read_whole(appearance["source"], permitted)
                shown.append(_from_text(quote, text, check, whole))
            place += 1
        found.append(shown)
    return found


def _as_signed(quote: QuoteBody) -> Passage:
    return Passage(quote["prefix"] and f"…{quote['prefix']}", quote["exact"], quote["suffix"])


def _from_text(quote: QuoteBody, window: str, check: Check | None, whole: bool) -> QuoteInContext:
    start = min(quote["start"], REACH)
    end = start + quote["end"] - quote["start"]
    lines = "\n\n" not in window
    sentence = _cut(window, start, end, *around(window, start, end, lines=lines))
    paragraph = None
    if whole:
        first, last = window.rfind("\n", 0, start) + 1, window.find("\n", end)
        paragraph = _cut(window, start, end, first, last if last >= 0 else len(window))
    return QuoteInContext(sentence, paragraph if paragraph != sentence else None, check)


def _cut(text: str, start: int, end: int, first: int, last: int) -> Passage:
    first, last = min(first, start), max(last, end)
    return Passage(text[first:start].lstrip(), text[start:end], text[end:last].rstrip())


def _windows(quotes: list[tuple[AppearanceBody, QuoteBody]]) -> dict[int, Any]:
    """By the quote's place in the list: the text around it, takedown, verdict and its day."""
    if not quotes:
        return {}
    parameters: dict[str, Any] = {
        "reach": REACH,
        "places": list(range(len(quotes))),
        "sources": [appearance["source"]["id"] for appearance, _quote in quotes],
        "texts": [appearance["snapshot"]["text_sha256"] for appearance, _quote in quotes],
        "starts": [quote["start"] for _appearance, quote in quotes],
        "ends": [quote["end"] for _appearance, quote in quotes],
    }
    with connection.cursor() as cursor:
        cursor.execute(WINDOWS, parameters)
        return {place: rest for place, *rest in cursor.fetchall()}


def _naming_protected(windows: dict[int, Any]) -> set[int]:
    if not windows:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(NAMING, [list(windows), [text for text, *_rest in windows.values()]])
        return {place for (place,) in cursor.fetchall()}


def _permitting_publishers(body: ClaimBody) -> set[int]:
    """The publishers of its appearances whose whole texts the public may read now."""
    numbers = {
        publisher["id"]
        for appearance in body["appearances"]
        if (publisher := appearance["source"]["publisher"])
    }
    rows = Publisher.objects.filter(pk__in=numbers, whole_texts=True)
    return set(rows.order_by().values_list("pk", flat=True)) if numbers else set()


def may_be_read_whole(source: SourceBody) -> bool:
    """Whether the public may read whole texts of the source now."""
    if permits_whole_texts(source["licence"]):
        return True
    publisher = source["publisher"]
    if publisher is None:
        return False
    return Publisher.objects.filter(pk=publisher["id"], whole_texts=True).exists()


def _may_be_read_whole(source: SourceBody, permitted: set[int]) -> bool:
    publisher = source["publisher"]
    return permits_whole_texts(source["licence"]) or (
        publisher is not None and publisher["id"] in permitted
    )
