"""A text prepared once for judging any number of anchors."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest

import regex

from sources.anchors.sentences import around, sentences
from sources.anchors.typesetting import Plain
from sources.anchors.words import words

COUNTED = 5000  # occurrences of the words that are sought, in all
_line_break = regex.compile(r"\S[^\S\n]*\n(?=[^\S\n]*\S)")
_line_break_after_sentence = regex.compile(
    r"(?<![^\w\s])(?=[^\w\s]*[.!?…:;؟۔।॥。！？])[^\w\s]++[^\S\n]*+\n(?=[^\S\n]*\S)"
)
_paragraph_break, _paragraph_break_before = (
    {
        lines: regex.compile(direction + (r"\n" if lines else r"\n[^\S\n]*\n"))
        for lines in (False, True)
    }
    for direction in ("", "(?r)")
)


@dataclass(frozen=True)
class Sentence:
    """A sentence at ``start`` to ``end`` of the plain text."""

    start: int
    end: int
    text: str
    words: tuple[str, ...]


class Prepared:
    """A stored text with its plain form, and lazily its sentences and their words."""

    def __init__(self, stored: str) -> None:
        self.stored = stored
        self.plain = Plain(stored)

        # A plain text has at most one space at each end.
        self.text_start = int(self.plain.text.startswith(" "))
        self.text_end = len(self.plain.text.rstrip(" "))

    def plain_span(self, start: int, end: int) -> tuple[int, int]:
        """The plain span of a stored one, without spaces around it."""
        start, end = self.plain.plain_start(start), self.plain.plain_end(end)
        words = self.plain.text[start:end]
        return end - len(words.lstrip(" ")), start + len(words.rstrip(" "))

    @cached_property
    def lines(self) -> bool:
        """Whether each line is a paragraph: most single line breaks follow sentences."""
        breaks = len(_line_break.findall(self.stored))
        return 2 * len(_line_break_after_sentence.findall(self.stored)) >= breaks

    def paragraph_start(self, at: int) -> int:
        """Where the paragraph of this plain character begins in the plain text."""
        found = _paragraph_break_before[self.lines].search(
            self.stored, 0, self.plain.stored_start(at)
        )
        if found:
            return self.plain.plain_start(found.start()) + 1
        return self.text_start

    def paragraph_end(self, at: int) -> int:
        """Where the paragraph of the plain character before this offset ends."""
        found = _paragraph_break[self.lines].search(self.stored, self.plain.stored_end(at))
        return self.plain.plain_start(found.start()) if found else self.text_end

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """The span of the sentences that overlap these plain offsets."""
        span = around(self.stored, *self.plain.stored_span(start, end), lines=self.lines)
        return self.plain_span(*span)

    @cached_property
    def sentences(self) -> list[Sentence]:
        found: list[Sentence] = []
        for stored_start, stored_end in sentences(self.stored, lines=self.lines):
            start, end = self.plain.plain_start(stored_start), self.plain.plain_end(stored_end)
            text = self.plain.text[start:end]
            if text:
                found.append(Sentence(start, end, text, keys(text)))
        return found

    def between(self, start: int, end: int) -> list[Sentence]:
        """The sentences that overlap these plain offsets."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        return [
            sentence
            for sentence in self.sentences[first : bisect_left(self.starts, end)]
            if sentence.end > start
        ]

    @cached_property
    def wordings(self) -> Counter[str]:
        """How often the text has each sentence."""
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

    def alike(self, wanted: Iterable[str], most: int) -> list[int]:
        """The numbers of the sentences that share the most and rarest of these words.

        At most about ``COUNTED`` occurrences are counted, the rarest words first.
        """
        left = COUNTED
        lists = sorted((self._by_word.get(word, []) for word in set(wanted)), key=len)
        shared: dict[int, float] = defaultdict(float)
        for found in lists:
            if shared and len(found) > left:
                break
            for number in found[: max(left, 1)]:
                shared[number] += 1 / (1 + len(found))
            left -= len(found)
        return nlargest(most, shared, key=lambda number: (shared[number], -number))


def keys(plain: str) -> tuple[str, ...]:
    """The words by which sentences are compared."""
    return tuple(word.casefold() for word in words(plain))
