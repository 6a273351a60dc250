"""The sentence of a newer text that an anchor's sentence has become."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import islice
from typing import NamedTuple

from sources.anchors.prepared_text import Prepared, Sentence, keys
from sources.anchors.words import comparable, words_after, words_before

# The least likeness (difflib's ratio over words, from 0 to 1) of a sentence without the same
# neighbours, with one, and with both.
LIKE = (0.65, 0.5, 0.3)
# A sentence this short between the same neighbours is the same one, changed ("Yes." → "No.").
_SHORT = 4

# Added to likeness for the same neighbours: both of them count for more than the same words
# elsewhere.
_KNOWN_BY = (0.0, 0.15, 1.1)

_NEIGHBOUR = 4  # words
_SHORTLISTED = 20
_COMPARED = 12
_PLACES = 20


@dataclass(frozen=True)
class Found:
    """One or more adjacent sentences at ``start`` to ``end`` of the newer plain text."""

    start: int
    end: int
    likeness: float  # 0 to 1
    neighbours: int  # how many are the same
    edges: int  # on how many sides the paragraph ends, or continues, as before

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
    """The equally good candidates for the sentences at these plain offsets; mostly one or none.

    A sentence that the older text has elsewhere is not a candidate.
    """
    text = old.plain.text[start:end]
    words = keys(text)
    counted = Counter(words)
    setting = _setting(start, end, old)
    guessed: list[tuple[Found, tuple[str, ...]]] = []
    for window in _windows(start, end, words, old, new):
        window_words = tuple(word for sentence in window for word in sentence.words)
        place = window[0].start, window[-1].end
        there = _setting(*place, new)
        found = Found(
            *place,
            likeness=_shared(counted, Counter(window_words)),
            neighbours=(setting.before == there.before != ())
            + (setting.after == there.after != ()),
            edges=(setting.starts_paragraph == there.starts_paragraph)
            + (setting.ends_paragraph == there.ends_paragraph),
        )
        # The true likeness is at most this one.
        if _is_like(found, words, window_words):
            guessed.append((found, window_words))
    compared: list[Found] = []
    guessed.sort(key=lambda each: -each[0].score)
    for guess, window_words in guessed[:_COMPARED]:
        found = guess
        if new.plain.text[guess.start : guess.end] == text:
            found = replace(guess, likeness=1.0)
        elif comparable(words, window_words):
            matcher = SequenceMatcher(None, words, window_words, autojunk=False)
            found = replace(guess, likeness=matcher.ratio())
        if _is_like(found, words, window_words):
            compared.append(found)
    best = max((each.score for each in compared), default=0)
    return [each for each in compared if each.score == best]


def _is_like(found: Found, words: tuple[str, ...], window_words: tuple[str, ...]) -> bool:
    short = found.neighbours == 2 and max(len(words), len(window_words)) <= _SHORT
    return short or found.likeness >= LIKE[found.neighbours]


def _shared(one: Counter[str], other: Counter[str]) -> float:
    """An upper bound of difflib's ratio, which depends on the order of words."""
    return 2 * (one & other).total() / max(one.total() + other.total(), 1)


def _setting(start: int, end: int, text: Prepared) -> _Setting:
    plain = text.plain.text
    return _Setting(
        keys(plain[words_before(plain, start, _NEIGHBOUR) : start]),
        keys(plain[end : words_after(plain, end, _NEIGHBOUR)]),
        text.paragraph_start(start) == start,
        text.paragraph_end(end) == end,
    )


def _windows(
    start: int, end: int, words: tuple[str, ...], old: Prepared, new: Prepared
) -> Iterator[list[Sentence]]:
    """Similar runs of sentences in the newer text, of the same number, one fewer or one more.

    Runs of sentences that the older text has as often are left out.
    """
    own = old.between(start, end)
    spare = Counter(sentence.text for sentence in own)
    done: set[tuple[int, int]] = set()
    for number in (*_beside_neighbours(start, end, old, new), *new.alike(words, _SHORTLISTED)):
        for width in range(max(len(own) - 1, 1), len(own) + 2):
            for first in range(max(number - width + 1, 0), number + 1):
                window = new.sentences[first : first + width]
                if (first, width) not in done and any(
                    new.wordings[each.text] > old.wordings[each.text] - spare[each.text]
                    for each in window
                ):
                    yield window
                done.add((first, width))


def _beside_neighbours(start: int, end: int, old: Prepared, new: Prepared) -> Iterator[int]:
    """The sentences of the newer text next to this one's neighbours, by number."""
    plain = old.plain.text
    before = plain[words_before(plain, start, _NEIGHBOUR) : start].strip()
    for at in islice(new.plain.places(before), _PLACES):
        yield bisect_left(new.starts, at + len(before))
    after = plain[end : words_after(plain, end, _NEIGHBOUR)].strip()
    for at in islice(new.plain.places(after), _PLACES):
        yield bisect_right(new.starts, at - 1) - 1
