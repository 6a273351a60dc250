"""A text made ready for judging anchors, once for any number of them."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from sources.anchors.differences import words
from sources.anchors.sentences import sentences
from sources.anchors.typesetting import Plain


@dataclass(frozen=True)
class Sentence:
    """``words`` of a sentence at ``start`` to ``end`` of the plain text."""

    start: int
    end: int
    text: str
    words: tuple[str, ...]


class Prepared:
    """A stored text with its plain form; its sentences and their words when they are asked for."""

    def __init__(self, stored: str) -> None:
        self.stored = stored
        self.plain = Plain(stored)

    @cached_property
    def sentences(self) -> list[Sentence]:
        found: list[Sentence] = []
        for stored_start, stored_end in sentences(self.stored):
            start, end = self.plain.plain_start(stored_start), self.plain.plain_end(stored_end)
            text = self.plain.text[start:end]
            if text:
                found.append(Sentence(start, end, text, keys(text)))
        return found

    def between(self, start: int, end: int) -> list[Sentence]:
        """The sentences of which a part lies between these plain offsets."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        return [
            sentence
            for sentence in self.sentences[first : bisect_left(self.starts, end)]
            if sentence.end > start
        ]

    @cached_property
    def wordings(self) -> Counter[str]:
        """How often each sentence stands in the text."""
        return Counter(sentence.text for sentence in self.sentences)

    @cached_property
    def starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        index: dict[str, list[int]] = defaultdict(list)
        for number, sentence in enumerate(self.sentences):
            for word in set(sentence.words):
                index[word].append(number)
        return index

    def alike(self, wanted: Iterable[str], most: int, looked_at: int = 5000) -> list[int]:
        """The sentences, by number, that share the most and the rarest of these words.

        No more than about ``looked_at`` occurrences of words are counted, the rarest words first.
        """
        lists = sorted((self._by_word.get(word, []) for word in set(wanted)), key=len)
        shared: dict[int, float] = defaultdict(float)
        for found in lists:
            if shared and len(found) > looked_at:
                break
            looked_at -= len(found)
            for number in found[: max(looked_at + len(found), 1)]:
                shared[number] += 1 / (1 + len(found))
        return sorted(shared, key=lambda number: (-shared[number], number))[:most]


def keys(plain: str) -> tuple[str, ...]:
    """The words by which sentences are told to be alike."""
    return tuple(word.casefold() for word in words(plain))
