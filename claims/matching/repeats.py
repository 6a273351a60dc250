"""Which claims are already there that a statement may only repeat. A hint for a person, no more."""

import re
from collections.abc import Iterable
from itertools import combinations

from claims.models import Claim
from nlp.quantities import quantities

NEAREST = 5
READ_AT_MOST = 200  # claims compared for one statement, so that its cost stays bounded
_WORD = re.compile(r"[^\W\d_]{4,}")


def likely_repeats(text: str, speaker_id: int | None = None) -> list[int]:
    """The numbers of the claims whose words are nearest, nearest first; five at most.

    Claims that share two of the statement's five longest words, and the speaker's own, are
    compared by how many of their words they have in common (Jaccard). One that counts the same
    thing differently is listed after all that don't: 150 deaths do not repeat 180.
    """
    ours = _words(text)
    if not ours:
        return []
    longest = sorted(ours, key=lambda word: (-len(word), word))[:5]
    shared = " or ".join(" ".join(pair) for pair in _pairs(longest))
    # In no order: sorting every claim that shares two words costs more than comparing 200.
    found = dict(
        Claim.objects.wording_matches(shared).order_by().values_list("pk", "text")[:READ_AT_MOST]
    )
    if speaker_id is not None:
        found |= dict(
            Claim.objects.by_speaker(speaker_id)
            .order_by("-pk")
            .values_list("pk", "text")[:READ_AT_MOST]
        )
    scored = [
        (other_numbers(text, theirs), -likeness, -number)
        for number, theirs in found.items()
        if (likeness := _likeness(ours, _words(theirs))) >= 0.3
    ]
    return [-number for _other, _likeness_, number in sorted(scored)[:NEAREST]]


def other_numbers(one: str, other: str) -> bool:
    """Whether both count, and none of the counts of the one is among those of the other."""
    ours, theirs = _values(one), _values(other)
    return bool(ours) and bool(theirs) and not ours & theirs


def _values(text: str) -> set[tuple[object, object]]:
    return {(found.low, found.high) for found in quantities(text)}


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(text))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def _pairs(words: Iterable[str]) -> list[tuple[str, ...]]:
    """Every two of the words; a single one alone."""
    words = list(words)
    return list(combinations(words, 2)) if len(words) > 1 else [(word,) for word in words]
