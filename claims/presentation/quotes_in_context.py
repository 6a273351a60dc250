"""Quotes as readers see them: in their sentence, and whether their source still has them so.

The public reads of a stored text what a publication quotes from it, with the sentence around that;
the paragraph only where publisher or licence permits whole texts. Of a text that is taken down it
reads nothing, and nothing that would name a protected person.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from claims.publication.representation import (
    AppearanceBody,
    ClaimBody,
    EvidenceBody,
    QuoteBody,
    SourceBody,
)
from sources.anchors.sentences import around
from sources.choices import Judged
from sources.licences import permits_whole_texts
from sources.models import Publisher

# How far the text is read on either side of a quote, in code points.
REACH = 1200

PLACES = """
SELECT w.place,
       substr(s.text, greatest(w.first - %(reach)s, 0) + 1,
              w.upto + %(reach)s - greatest(w.first - %(reach)s, 0)),
       EXISTS (SELECT FROM sources_takedown t WHERE t.snapshot_id = s.id AND t.lifted_at IS NULL),
       CASE WHEN last.id = s.id THEN 'exact' ELSE c.verdict END,
       CASE WHEN last.id = s.id THEN seen.at ELSE greatest(c.checked_at, seen.at) END::date
  FROM unnest(%(places)s::int[], %(sources)s::bigint[], %(texts)s::text[],
              %(starts)s::int[], %(ends)s::int[]) AS w(place, source, text, first, upto)
  JOIN sources_snapshot s ON s.source_id = w.source AND s.text_sha256 = w.text
 CROSS JOIN LATERAL (SELECT source_last_seen(s.source_id) AS id) last
  LEFT JOIN sources_anchorcheck c
    ON c.snapshot_id = s.id AND c.start = w.first AND c."end" = w.upto AND c.later_id = last.id
  LEFT JOIN LATERAL (
    SELECT max(seen_at) AS at FROM sources_sighting WHERE snapshot_id = last.id) seen ON true
"""
# In one step for all pieces, as PostgreSQL looks for names wherever a protected person is at stake.
NAMING = """
SELECT w.place FROM unnest(%s::int[], %s::text[]) AS w(place, words)
 WHERE contains_a_name(jsonb_build_object('words', w.words),
                    ARRAY(SELECT id FROM sources_speaker WHERE protected))
"""


@dataclass(frozen=True)
class Check:
    """What became of the words at their source when it was last looked at."""

    verdict: str  # Judged
    on: date

    @property
    def same(self) -> bool:
        return self.verdict in (Judged.EXACT, Judged.MOVED)


@dataclass(frozen=True)
class Passage:
    """The quote between what stands before and after it."""

    before: str
    exact: str
    after: str


@dataclass(frozen=True)
class Quoted:
    """A quote in its sentence, and in its paragraph if that may be shown and says more.

    ``check``: None where its source was not looked at again.
    """

    sentence: Passage
    paragraph: Passage | None
    check: Check | None


def in_context(said: ClaimBody, *, desk: bool) -> list[list[Quoted]]:
    """Of each appearance its quotes. ``desk``: for the newsroom, which reads whole texts."""
    wanted = [
        (appearance, quote) for appearance in said["appearances"] for quote in appearance["quotes"]
    ]
    found = _places(wanted)
    hidden = set() if desk else _naming_protected(found)
    permitted = set() if desk else _permitting(said)
    made, at = [], 0
    for appearance in said["appearances"]:
        mine = []
        for quote in appearance["quotes"]:
            text, taken_down, verdict, on = found.get(at, ("", False, None, None))
            check = Check(verdict, on) if verdict and on else None
            bare = not (quote["prefix"] or quote["suffix"]) and not desk
            if not text or at in hidden or bare or (taken_down and not desk):
                mine.append(Quoted(_as_signed(quote), None, check))
            else:
                whole = desk or _may_be_read_whole(appearance["source"], permitted)
                mine.append(_quoted(quote, text, check, whole))
            at += 1
        made.append(mine)
    return made


def _as_signed(quote: QuoteBody) -> Passage:
    return Passage(quote["prefix"] and f"…{quote['prefix']}", quote["exact"], quote["suffix"])


def _quoted(quote: QuoteBody, window: str, check: Check | None, whole: bool) -> Quoted:
    start = min(quote["start"], REACH)
    end = start + quote["end"] - quote["start"]
    lines = "\n\n" not in window
    sentence = _cut(window, start, end, *around(window, start, end, lines=lines))
    paragraph = None
    if whole:
        first, last = window.rfind("\n", 0, start) + 1, window.find("\n", end)
        paragraph = _cut(window, start, end, first, last if last >= 0 else len(window))
    return Quoted(sentence, paragraph if paragraph != sentence else None, check)


def _cut(text: str, start: int, end: int, first: int, last: int) -> Passage:
    first, last = min(first, start), max(last, end)
    return Passage(text[first:start].lstrip(), text[start:end], text[end:last].rstrip())


def _places(wanted: list[tuple[AppearanceBody, QuoteBody]]) -> dict[int, Any]:
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            PLACES,
            {
                "reach": REACH,
                "places": list(range(len(wanted))),
                "sources": [appearance["source"]["id"] for appearance, _quote in wanted],
                "texts": [appearance["snapshot"]["text_sha256"] for appearance, _quote in wanted],
                "starts": [quote["start"] for _appearance, quote in wanted],
                "ends": [quote["end"] for _appearance, quote in wanted],
            },
        )
        return {place: rest for place, *rest in cursor.fetchall()}


def _naming_protected(found: dict[int, Any]) -> set[int]:
    if not found:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(NAMING, [list(found), [rest[0] for rest in found.values()]])
        return {place for (place,) in cursor.fetchall()}


def _permitting(said: ClaimBody) -> set[int]:
    """The publishers of its appearances whose whole texts the public may read now."""
    named = {
        publisher["id"]
        for appearance in said["appearances"]
        if (publisher := appearance["source"]["publisher"])
    }
    rows = Publisher.objects.filter(pk__in=named, whole_texts=True)
    return set(rows.values_list("pk", flat=True)) if named else set()


def _may_be_read_whole(source: SourceBody, permitted: set[int]) -> bool:
    publisher = source["publisher"]
    return permits_whole_texts(source["licence"]) or (
        publisher is not None and publisher["id"] in permitted
    )


def sources_of(said: ClaimBody) -> list[SourceBody]:
    """Every source that the body names, each once, in the order of reading."""
    parts: list[AppearanceBody | EvidenceBody] = [*said["appearances"], *said["evidence"]]
    found = {source["id"]: source for part in parts if (source := part["source"])}
    return list(found.values())
