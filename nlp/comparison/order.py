"""Whether two statements have their common words in one order, so that each does the same to the other:
"Police shot protesters" and "Protesters shot police" have all words in common.

The order may differ in what moves without changing that: the parts of "A and B", one phrase with its
preposition or of time ("In March …", "… in March"), who said it, and the passive.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nlp.comparison.statement import Reading, Word
from nlp.comparison.stems import small, stem
from nlp.english import MONTH_NUMBERS, WEEKDAYS, word_set

LONGEST = 60  # words that are compared; longer statements must have one order
_MOVED = 6  # words of a phrase
_PREPOSITIONS = word_set("""
    in on at by for from with without to into onto over under above below between among across through
    during before after since until till against toward towards about around near of amid despite
    en de del a por para con sin desde hasta contra entre sobre
""")
# Between what they join nothing moves.
_CLAUSES = word_set(
    "than while whereas but because if unless although though when who which que si"
)
_JOINING = word_set("and or y o")
_SAYING = word_set("say says said saying claim claims claimed tell tells told dice dijo")
# One of these in place of another turns the direction: "sold to", "sold by".
_DIRECTIONS = word_set("to from by against without before after over under until since")
_AUXILIARIES = word_set("is are was were be been being")
_TIMES = frozenset(
    {stem(word) for word in (*MONTH_NUMBERS, *WEEKDAYS)}
    | {stem(word) for word in word_set("year month week day decade today yesterday tomorrow")}
)


class _Token(NamedTuple):
    text: str
    # The preposition right before it.
    after: str = ""
    # Whether "and" joins it with the token before.
    joined: bool = False


def is_one_order(a: Reading, b: Reading) -> bool:
    """Whether the words that both have are in the same order, but for what may move."""
    one, other = _of_both(list(_tokens(a)), list(_tokens(b)))
    if _texts(one) == _texts(other):
        return not any(
            first.after != second.after and {first.after, second.after} <= _DIRECTIONS
            for first, second in zip(one, other, strict=True)
        )
    if max(len(one), len(other)) > LONGEST:
        return False
    return any(
        _joined(first) == _joined(second) or _one_phrase_moved(first, second)
        for first, second in (
            (one, other),
            (_active(a, one), other),
            (one, _active(b, other)),
        )
    )


def _tokens(reading: Reading) -> Iterator[_Token]:
    """Numbers, names and words that are not small, and words that begin a clause."""
    begins = {found.start: found for found in reading.quantities}
    after, joined = "", False
    words = reading.words
    for at, word in enumerate(words):
        text = ""
        if word.start in begins:
            found = begins[word.start]
            text = f"{found.low:f} {found.high:f}"
        elif word in reading.in_quantities:
            continue
        elif word.lower in _CLAUSES:
            text = word.lower
        elif not small(word.lower) and not word.title and not _says(words, at):
            text = word.stem
        if text:
            yield _Token(text, after, joined)
            after, joined = "", False
        elif word.lower in _PREPOSITIONS:
            after = word.lower
        elif word.lower in _JOINING:
            joined = True


def _says(words: Sequence[Word], at: int) -> bool:
    """A name beside "said": whose words they are stands at the beginning or at the end."""
    beside = [words[place].lower for place in (at - 1, at + 1) if 0 <= place < len(words)]
    return words[at].name and any(word in _SAYING for word in beside)


def _of_both(a: list[_Token], b: list[_Token]) -> tuple[list[_Token], list[_Token]]:
    """The tokens that both have equally often."""
    in_a, in_b = Counter(_texts(a)), Counter(_texts(b))
    common = {text for text, many in in_a.items() if in_b[text] == many}
    return (
        [token for token in a if token.text in common],
        [token for token in b if token.text in common],
    )


def _texts(tokens: Sequence[_Token]) -> list[str]:
    return [token.text for token in tokens]


def _joined(tokens: Sequence[_Token]) -> list[str]:
    """Their texts, two that "and" joins in the order of the alphabet."""
    texts = _texts(tokens)
    for at, token in enumerate(tokens):
        if token.joined and at:
            texts[at - 1 : at + 1] = sorted(texts[at - 1 : at + 1])
    return texts


def _one_phrase_moved(a: list[_Token], b: list[_Token]) -> bool:
    """Whether they are the same without one phrase that both have, with the same preposition."""
    for begin, first in enumerate(a):
        for end in range(begin + 1, min(begin + _MOVED, len(a)) + 1):
            phrase = _texts(a[begin:end])
            timed = any(text in _TIMES or _is_year(text) for text in phrase)
            if not (first.after or timed):
                continue
            at = _place(phrase, _texts(b))
            if at is None or (b[at].after != first.after and not timed):
                continue
            rest = [*a[:begin], *a[end:]], [*b[:at], *b[at + len(phrase) :]]
            if _joined(rest[0]) == _joined(rest[1]):
                return True
    return False


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdecimal() and text.startswith(("19", "20"))


def _place(part: list[str], whole: list[str]) -> int | None:
    found = (at for at in range(len(whole) - len(part) + 1) if whole[at : at + len(part)] == part)
    return next(found, None)


def _active(reading: Reading, tokens: list[_Token]) -> list[_Token]:
    """ "150 people were killed by strikes near Lima" as "strikes killed 150 people near Lima"."""
    if not any(word.lower in _AUXILIARIES for word in reading.words):
        return tokens
    at = next((place for place, token in enumerate(tokens) if token.after == "by" and place), None)
    if at is None:
        return tokens
    end = next((place for place in range(at + 1, len(tokens)) if tokens[place].after), len(tokens))
    return [*tokens[at:end], tokens[at - 1], *tokens[: at - 1], *tokens[end:]]
