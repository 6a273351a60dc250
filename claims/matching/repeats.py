"""The existing claims that a statement may repeat: a hint for a person."""

import re
from collections.abc import Iterable, Sequence
from itertools import combinations

from claims.matching import wordings
from claims.models import Claim
from nlp.comparison import Reading, Reason, Related, Statement

NEAREST = 5
READ_AT_MOST = 200  # claims compared with one statement, which bounds the cost
LIKELY, PROBABLE = 0.3, 0.5  # of the words that either has, how many both have
_WORD = re.compile(r"[^\W\d_]{4,}")


def likely_repeats(text: str, speaker_id: int | None = None) -> list[int]:
    """The numbers of at most five claims with the most similar words, most similar first.

    Compared (by the Jaccard index of their words) are claims that share two of the statement's five
    longest words, and the speaker's own; by the wording with the newsroom's synonyms that has most in common.
    Claims that don't repeat it come last: 150 deaths do not repeat 180.
    """
    return [number for number, _other in _similar(text, speaker_id, LIKELY)]


def probable_repeats(text: str, speaker_id: int | None = None) -> list[int]:
    """Of these, the claims with half of their words in common and no other number."""
    return [number for number, other in _similar(text, speaker_id, PROBABLE) if not other]


def _similar(text: str, speaker_id: int | None, least: float) -> list[tuple[int, bool]]:
    """The number of each claim, and whether it has other numbers than the text."""
    readings = wordings.readings(Statement(text))
    worded = [_words(each.statement.text) for each in readings]
    if not worded[0]:
        return []
    shared = " or ".join(_shares_two(words) for words in worded if words)
    # Unordered: sorting every claim that shares two words costs more than comparing 200.
    found = dict(
        Claim.objects.wording_matches(shared).order_by().values_list("pk", "text")[:READ_AT_MOST]
    )
    own: dict[int, str] = {}
    if speaker_id is not None:
        own = dict(
            Claim.objects.by_speaker(speaker_id)
            .order_by("-pk")
            .values_list("pk", "text")[:READ_AT_MOST]
        )
    scored = []
    for number, claim in (found | own).items():
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
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(text))


def _similarity(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def _pairs(words: Iterable[str]) -> list[tuple[str, ...]]:
    words = list(words)
    return list(combinations(words, 2)) if len(words) > 1 else [(word,) for word in words]
