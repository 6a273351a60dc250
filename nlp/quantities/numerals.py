"""Numbers in a text: digits, English number words, fractions."""

from decimal import Decimal

from nlp.english import ONES, entries, with_plurals
from nlp.quantities.digits import digits_at, leading_point, vulgar
from nlp.quantities.number import Number
from nlp.quantities.number_words import WORDS, with_decimals, words_at
from nlp.quantities.tokens import Token, hyphen_at, lower, touching

_FRACTIONS = {
    word: int(below)
    for below, words in entries("""
        2: half; 3: third; 4: quarter fourth; 5: fifth; 6: sixth; 7: seventh; 8: eighth;
        9: ninth; 10: tenth; 20: twentieth; 100: hundredth
    """).items()
    for word in with_plurals(" ".join(words))
} | {"halves": 2}
BEGINNINGS = WORDS | {"an"}  # of numbers and fractions in words


def number_at(tokens: list[Token], at: int) -> Number | None:
    """The number that begins with this token; None where none does."""
    token = tokens[at]
    if token.kind == "digits":
        number = digits_at(tokens, at)
        return with_decimals(tokens, number) or number
    if token.kind == "word":
        return words_at(tokens, at)
    if token.text == "." and not touching(tokens, at - 1):
        return leading_point(tokens, at)
    value = vulgar(token)
    return None if value is None else Number(at, at + 1, value, "digits")


def part_at(tokens: list[Token], at: int) -> Number | None:
    """A fraction: two-thirds, a quarter, half, 1/3."""
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
