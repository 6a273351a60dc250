"""The sentence that an anchor's sentence has become, where it is no longer what it was."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

from sources.anchors.differences import words_after, words_before
from sources.anchors.prepared import Prepared, keys

# How like its old self a sentence must be (difflib's ratio over words: 1 the same, 0 nothing in
# common) when it is known by neither neighbour, by one, or by both.
LIKE = (0.65, 0.5, 0.3)
# With both neighbours in place, another short sentence between them is this one changed
# ("Yes." → "No.").
_SHORT = 4

_NEIGHBOUR = 4  # words that make one
_SHORTLISTED = 20
_COMPARED = 12
_PLACES = 20


@dataclass(frozen=True)
class Found:
    """A sentence, or some in a row, at ``start`` to ``end`` of the newer plain text."""

    start: int
    end: int
    likeness: float
    neighbours: int

    @property
    def score(self) -> float:
        return self.likeness + self.neighbours / 4


def altered(start: int, end: int, old: Prepared, new: Prepared) -> list[Found]:
    """What the sentences at these plain offsets may have become, equally well; mostly one or none.

    A sentence that stood in the older text by itself is never taken for this one.
    """
    mine = old.plain.text[start:end]
    own = old.between(start, end)
    wanted = keys(mine)
    counted = Counter(wanted)
    spare = Counter(sentence.text for sentence in own)
    before, after = _neighbours(start, end, old)
    found: list[tuple[float, Found, tuple[str, ...]]] = []
    for first, last in _windows(len(own), start, end, wanted, old, new):
        window = new.sentences[first:last]
        if all(
            new.wordings[each.text] <= old.wordings[each.text] - spare[each.text] for each in window
        ):
            continue
        theirs = tuple(word for sentence in window for word in sentence.words)
        span = window[0].start, window[-1].end
        there = _neighbours(*span, new)
        neighbours = (before == there[0]) + (after == there[1])
        shared = 2 * (counted & Counter(theirs)).total() / max(len(wanted) + len(theirs), 1)
        found.append((shared + neighbours / 4, Found(*span, 0.0, neighbours), theirs))
    found.sort(key=lambda each: -each[0])
    compared: list[Found] = []
    for _guess, each, theirs in found[:_COMPARED]:
        likeness = (
            1.0
            if new.plain.text[each.start : each.end] == mine
            else SequenceMatcher(None, wanted, theirs, autojunk=False).ratio()
        )
        short = each.neighbours == 2 and max(len(wanted), len(theirs)) <= _SHORT
        if short or likeness >= LIKE[each.neighbours]:
            compared.append(Found(each.start, each.end, likeness, each.neighbours))
    best = max((each.score for each in compared), default=0)
    return [each for each in compared if each.score == best]


def _neighbours(start: int, end: int, text: Prepared) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words next to a place; at the edges of the text fewer or none."""
    plain = text.plain.text
    return (
        keys(plain[words_before(plain, start, _NEIGHBOUR) : start]),
        keys(plain[end : words_after(plain, end, _NEIGHBOUR)]),
    )


def _windows(
    size: int, start: int, end: int, wanted: tuple[str, ...], old: Prepared, new: Prepared
) -> Iterator[tuple[int, int]]:
    """As many sentences of the newer text as there were, one less or more, where they are alike."""
    seen: set[tuple[int, int]] = set()
    numbers = [*_beside_neighbours(start, end, old, new), *new.alike(wanted, _SHORTLISTED)]
    for number in numbers:
        for width in range(max(size - 1, 1), size + 2):
            for first in range(max(number - width + 1, 0), number + 1):
                window = first, first + width
                if window not in seen and window[1] <= len(new.sentences):
                    seen.add(window)
                    yield window


def _beside_neighbours(start: int, end: int, old: Prepared, new: Prepared) -> Iterator[int]:
    """The sentences that stand in the newer text where this one's neighbours are."""
    plain = old.plain.text
    before = plain[words_before(plain, start, _NEIGHBOUR) : start].strip()
    for at in islice(new.plain.places(before), _PLACES):
        yield bisect_left(new.starts, at + len(before))
    after = plain[end : words_after(plain, end, _NEIGHBOUR)].strip()
    for at in islice(new.plain.places(after), _PLACES):
        yield bisect_right(new.starts, at - 1) - 1
