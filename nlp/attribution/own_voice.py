"""What an article says itself and carries a number: "At least 44 aerial strikes have been …"."""

import re
from collections.abc import Iterable, Iterator

from nlp.attribution import cues
from nlp.attribution.draft import Draft
from nlp.attribution.parsing import Span, Words
from nlp.attribution.quotations import Quotation
from nlp.quantities import quantities

# Sentences without any of these carry no quantity: most are passed over without being read.
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty"
    r"|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|trillions?"
    r"|dozens?|half|halves|thirds?|quarters?|fifth|tenth|doubled?|tripled?|quadrupled|no|zero)\b",
    re.IGNORECASE,
)


# Numbers of these are those of whoever asked.
_ASKED = frozenset(["poll", "polls", "polling", "survey", "surveys", "respondents"])


def own_sentences(
    words: Words, quotes: list[Quotation], found: list[Draft]
) -> Iterator[tuple[int, int]]:
    """Spans of sentences in nobody else's words that state a quantity."""
    taken = [(draft.start, draft.end) for draft in found if draft.rule != "alleged"]
    taken += [(quote.start, quote.end) for quote in quotes]
    for first, last in _sentences(words):
        start, end = words.starts[first], words.ends[last]
        if (
            _NUMBER.search(words.text, start, end)
            and not _meets(taken, start, end)
            and not _tells(words, first, last)
            and quantities(words.text[start:end])
        ):
            yield start, end


def _sentences(words: Words) -> Iterator[Span]:
    first = 0
    for i in range(1, len(words) + 1):
        if i == len(words) or words.sentence[i] != words.sentence[first]:
            yield first, i - 1
            first = i


def _tells(words: Words, first: int, last: int) -> bool:
    """Whether somebody else may be speaking, though it was not understood who or what."""
    return any(
        (words.tags[i][:2] == "VB" and words.lower[i] in cues.SAY) or words.lower[i] in _ASKED
        for i in range(first, last + 1)
        if words.lower[i] not in cues.ALLEGED
    )


def _meets(taken: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    return any(begin < end and start < stop for begin, stop in taken)
