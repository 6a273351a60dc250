"""The sentence that an anchor's sentence has become, where it is no longer what it was."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import islice
from typing import NamedTuple

from sources.anchors.prepared_text import Prepared, Sentence, keys
from sources.anchors.words import words_after, words_before

# How like its old self a sentence must be (difflib's ratio over words: 1 the same, 0 nothing in
# common) when it is known by neither neighbour, by one, or by both.
LIKE = (0.65, 0.5, 0.3)
# With both neighbours in place, another short sentence between them is this one changed
# ("Yes." → "No.").
_SHORT = 4

# What neighbours add to likeness when sentences are compared: between both of them it counts for
# more than the very words elsewhere.
_KNOWN_BY = (0.0, 0.15, 1.1)

_NEIGHBOUR = 4  # words that make one
_SHORTLISTED = 20
_COMPARED = 12
_PLACES = 20


@dataclass(frozen=True)
class Found:
    """A sentence, or some in a row, at ``start`` to ``end`` of the newer plain text."""

    start: int
    end: int
    likeness: float  # 0 to 1
    neighbours: int  # how many still stand beside it
    edges: int  # on how many sides the paragraph ends, or goes on, as it did

    @property
    def score(self) -> float:
        return self.likeness + _KNOWN_BY[self.neighbours] + self.edges / 10


class _Setting(NamedTuple):
    """The words next to a place (fewer or none at the edges of the text), and its paragraph."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    starts_paragraph: bool
    ends_paragraph: bool


def altered(start: int, end: int, old: Prepared, new: Prepared) -> list[Found]:
    """What the sentences at these plain offsets may have become, equally well; mostly one or none.

    A sentence that stood in the older text by itself is never taken for this one.
    """
    mine = old.plain.text[start:end]
    wanted = keys(mine)
    counted = Counter(wanted)
    setting = _setting(start, end, old)
    guessed: list[tuple[Found, tuple[str, ...]]] = []
    for window in _windows(start, end, wanted, old, new):
        theirs = tuple(word for sentence in window for word in sentence.words)
        place = window[0].start, window[-1].end
        there = _setting(*place, new)
        found = Found(
            *place,
            likeness=_shared(counted, Counter(theirs)),
            neighbours=(setting.before == there.before != ())
            + (setting.after == there.after != ()),
            edges=(setting.starts_paragraph == there.starts_paragraph)
            + (setting.ends_paragraph == there.ends_paragraph),
        )
        # Their likeness is at most the guessed one.
        if _is_like(found, wanted, theirs):
            guessed.append((found, theirs))
    compared: list[Found] = []
    guessed.sort(key=lambda each: -each[0].score)
    for guess, theirs in guessed[:_COMPARED]:
        same = new.plain.text[guess.start : guess.end] == mine
        matcher = SequenceMatcher(None, wanted, theirs, autojunk=False)
        found = replace(guess, likeness=1.0 if same else matcher.ratio())
        if _is_like(found, wanted, theirs):
            compared.append(found)
    best = max((each.score for each in compared), default=0)
    return [each for each in compared if each.score == best]


def _is_like(found: Found, wanted: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    short = found.neighbours == 2 and max(len(wanted), len(theirs)) <= _SHORT
    return short or found.likeness >= LIKE[found.neighbours]


def _shared(ours: Counter[str], theirs: Counter[str]) -> float:
    """An upper bound of difflib's ratio, which heeds the order of words."""
    return 2 * (ours & theirs).total() / max(ours.total() + theirs.total(), 1)


def _setting(start: int, end: int, text: Prepared) -> _Setting:
    plain = text.plain.text
    return _Setting(
        keys(plain[words_before(plain, start, _NEIGHBOUR) : start]),
        keys(plain[end : words_after(plain, end, _NEIGHBOUR)]),
        text.paragraph_start(start) == start,
        text.paragraph_end(end) == end,
    )


def _windows(
    start: int, end: int, wanted: tuple[str, ...], old: Prepared, new: Prepared
) -> Iterator[list[Sentence]]:
    """As many sentences of the newer text as there were, one less or more, where they are alike.

    Those that stood in the older text too are left out, unless they have become more.
    """
    own = old.between(start, end)
    spare = Counter(sentence.text for sentence in own)
    seen: set[tuple[int, int]] = set()
    for number in (*_beside_neighbours(start, end, old, new), *new.alike(wanted, _SHORTLISTED)):
        for width in range(max(len(own) - 1, 1), len(own) + 2):
            for first in range(max(number - width + 1, 0), number + 1):
                window = new.sentences[first : first + width]
                if (first, width) not in seen and any(
                    new.wordings[each.text] > old.wordings[each.text] - spare[each.text]
                    for each in window
                ):
                    yield window
                seen.add((first, width))


def _beside_neighbours(start: int, end: int, old: Prepared, new: Prepared) -> Iterator[int]:
    """The sentences that stand in the newer text where this one's neighbours are."""
    plain = old.plain.text
    before = plain[words_before(plain, start, _NEIGHBOUR) : start].strip()
    for at in islice(new.plain.places(before), _PLACES):
        yield bisect_left(new.starts, at + len(before))
    after = plain[end : words_after(plain, end, _NEIGHBOUR)].strip()
    for at in islice(new.plain.places(after), _PLACES):
        yield bisect_right(new.starts, at - 1) - 1
