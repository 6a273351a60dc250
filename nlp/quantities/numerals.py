"""Numbers as texts write them: digits, English number words, parts of a whole."""

from decimal import Decimal

from nlp.quantities.digits import digits_at, vulgar
from nlp.quantities.number import Number
from nlp.quantities.number_words import ONES, WORDS, words_at
from nlp.quantities.tokens import Token, hyphen_at, lower

_FRACTIONS = {
    name + ending: below
    for name, below in (
        *(("third", 3), ("quarter", 4), ("fourth", 4), ("fifth", 5), ("sixth", 6), ("seventh", 7)),
        *(("eighth", 8), ("ninth", 9), ("tenth", 10), ("twentieth", 20), ("hundredth", 100)),
    )
    for ending in ("", "s")
} | {"half": 2, "halves": 2}


BEGINNINGS = WORDS | {"an"}  # of numbers and parts in words


def number_at(tokens: list[Token], at: int) -> Number | None:
    """The number that begins with this token; None where none does."""
    token = tokens[at]
    if token.kind == "digits":
        return digits_at(tokens, at)
    if token.kind == "word":
        return words_at(tokens, at)
    value = vulgar(token)
    return None if value is None else Number(at, at + 1, value, "digits")


def part_at(tokens: list[Token], at: int) -> Number | None:
    """A part of a whole, as its share of 1: two-thirds, a quarter, half, 1/3."""
    if tokens[at].kind == "digits":
        number = digits_at(tokens, at)
        return number if number.style == "part" else None
    word = tokens[at].lower
    top = 1 if word in ("a", "an", "half") else ONES.get(word, 0)
    below = at if word == "half" else at + 1
    if hyphen_at(tokens, below):
        below += 1
    bottom = _FRACTIONS.get(lower(tokens, below), 0)
    if not 0 < top < bottom:
        return None
    return Number(at, below + 1, Decimal(top) / bottom, "part")
