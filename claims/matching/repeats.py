"""The existing claims that a statement may repeat: a hint for a person."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from django.db.models import BigIntegerField, Value

from claims.matching import wordings
from claims.models import Claim
from claims.querysets.claims import ClaimQuerySet
from nlp.comparison import Reading, Reason, Related, Statement

NEAREST = 5
READ_AT_MOST = 200  # claims compared with one statement, which bounds the cost
AT_ONCE = 20  # statements for which claims are read together
LIKELY, PROBABLE = 0.3, 0.5  # of the words that either has, how many both have
Said = tuple[str, int | None]  # a text, and the number of its speaker
_WORD = re.compile(r"[^\W\d_]{4,}")


def likely_repeats(text: str, speaker_id: int | None = None) -> list[int]:
    """The numbers of at most five claims with the most similar words, most similar first.

    Compared (by the Jaccard index of their words) are claims that share two of the statement's five
    longest words, and the speaker's own; by the wording with the newsroom's synonyms that has most in common.
    Claims that don't repeat it come last: 150 deaths do not repeat 180.
    """
    return likely_repeats_of_each([(text, speaker_id)])[0]


def likely_repeats_of_each(statements: Sequence[Said]) -> list[list[int]]:
    """``likely_repeats`` of each, in few statements to the database."""
    found: list[list[int]] = []
    for start in range(0, len(statements), AT_ONCE):
        similar = _similar(statements[start : start + AT_ONCE], LIKELY)
        found += [[number for number, _other in each] for each in similar]
    return found


def probable_repeats(text: str, speaker_id: int | None = None) -> list[int]:
    """Of these, the claims with half of their words in common and no other number."""
    (similar,) = _similar([(text, speaker_id)], PROBABLE)
    return [number for number, other in similar if not other]


def _similar(statements: Sequence[Said], least: float) -> list[list[tuple[int, bool]]]:
    """For each statement the numbers of claims, and whether one has other numbers than the text."""
    readings = wordings.readings_of_each([Statement(text) for text, _speaker in statements])
    worded = [[_words(each.statement.text) for each in one] for one in readings]
    searches = {
        at: " or ".join(_shares_two(words) for words in each if words)
        for at, each in enumerate(worded)
        if each[0]
    }
    # Unordered: sorting every claim that shares two words costs more than comparing 200.
    sharing = _texts({at: Claim.objects.wording_matches(search) for at, search in searches.items()})
    speakers = {statements[at][1] for at in searches} - {None}
    own = _texts(
        {speaker: Claim.objects.by_speaker(speaker) for speaker in speakers if speaker},
        "-pk",
    )
    return [
        _nearest(readings[at], worded[at], sharing[at], own.get(speaker or 0, {}), least)
        if at in searches
        else []
        for at, (_text, speaker) in enumerate(statements)
    ]


def _texts(of: Mapping[int, ClaimQuerySet], *order: str) -> dict[int, dict[int, str]]:
    """For each key the first claims of its query, number and text, in one statement."""
    found: dict[int, dict[int, str]] = {key: {} for key in of}
    queries = [
        query.order_by(*order)
        .annotate(key=Value(key, output_field=BigIntegerField()))
        .values_list("key", "pk", "text")[:READ_AT_MOST]
        for key, query in of.items()
    ]
    if queries:
        for key, number, text in queries[0].union(*queries[1:], all=True):
            found[key][number] = text
    return found


def _nearest(
    readings: Sequence[Reading],
    worded: Sequence[frozenset[str]],
    sharing: Mapping[int, str],
    own: Mapping[int, str],
    least: float,
) -> list[tuple[int, bool]]:
    scored = []
    for number, claim in {**sharing, **own}.items():
        of_claim = _words(claim)
        similarity = max(_similarity(words, of_claim) for words in worded)
        if similarity >= least:
            scored.append((_differs(readings, claim), -similarity, number not in own, -number))
    return [(-number, other) for other, _similarity_, _own, number in sorted(scored)[:NEAREST]]


def _shares_two(words: frozenset[str]) -> str:
    """The search for texts with two of the five longest words."""
    longest = sorted(words, key=lambda word: (-len(word), word))[:5]
    return " or ".join(" ".join(pair) for pair in _pairs(longest))


def _differs(readings: Sequence[Reading], claim: str) -> bool:
    """Whether a number, or anything where the rest is the same, keeps it from being a repeat."""
    _nearest, found = wordings.compare_nearest(readings, Statement(claim))
    return found.relation in (Related.CONTRADICTS, Related.UPDATES) or found.reason in (
        Reason.OTHER_NUMBER,
        Reason.OTHER_CURRENCY,
        Reason.OTHER_NAME,
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(text))


def _similarity(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def _pairs(words: Iterable[str]) -> list[tuple[str, ...]]:
    words = list(words)
    return list(combinations(words, 2)) if len(words) > 1 else [(word,) for word in words]
