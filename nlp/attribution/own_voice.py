"""Statements of the article itself that carry a number: "At least 44 aerial strikes were …"."""

import re
from collections.abc import Iterator

from nlp.attribution import cues
from nlp.attribution.draft import Draft
from nlp.attribution.parsing import Span, Words
from nlp.attribution.quotations import Quotation
from nlp.english import ONES, TENS, word_set
from nlp.quantities import quantities

# Sentences without any of these state no quantity and need not be read.
_NUMBER = re.compile(
    rf"\d|\b(?:{'|'.join((*ONES, *TENS))}|\w+teen|hundreds?|thousands?|millions?|billions?|trillions?"
    r"|dozens?|half|halves|thirds?|quarters?|fifth|tenth|doubled?|tripled?|quadrupled|no)\b",
    re.IGNORECASE,
)
# Their numbers are the pollster's.
_POLLS = word_set("poll polls polling survey surveys respondents")


def own_sentences(
    words: Words, quotes: list[Quotation], found: list[Draft]
) -> Iterator[tuple[int, int]]:
    """Spans of sentences in the article's own words that state a quantity."""
    taken = [(draft.start, draft.end) for draft in found if draft.rule != "alleged"]
    taken += [(quote.start, quote.end) for quote in quotes]
    for first, last in sentences(words):
        start, end = words.starts[first], words.ends[last]
        if (
            _NUMBER.search(words.text, start, end)
            and words.lower[last] != "?"
            and not any(begin < end and start < stop for begin, stop in taken)
            and not _reports(words, first, last)
            and quantities(words.text[start:end])
        ):
            yield start, end


def sentences(words: Words) -> Iterator[Span]:
    """The first and last word of each."""
    first = 0
    for i in range(1, len(words) + 1):
        if i == len(words) or words.sentence[i] != words.sentence[first]:
            yield first, i - 1
            first = i


def _reports(words: Words, first: int, last: int) -> bool:
    """Whether the sentence may report somebody else's words, though none were found."""
    return any(
        (words.tags[i][:2] == "VB" and words.lower[i] in cues.SAY) or words.lower[i] in _POLLS
        for i in range(first, last + 1)
        if words.lower[i] not in cues.ALLEGED
    )
