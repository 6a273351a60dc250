"""Numbers written in English words: three hundred and fifty, a dozen, tens of thousands."""

from dataclasses import dataclass
from decimal import Decimal

from nlp.english import ONES, TENS
from nlp.quantities.number import SCALES, Number
from nlp.quantities.tokens import Token, hyphen_at, lower

# "Dozens of boats" are at least two dozen.
_MANY = {"tens": 10, "scores": 20} | {word + "s": value for word, value in SCALES.items()}
WORDS = frozenset((*ONES, *TENS, *_MANY, "a", "several", "half", "point"))


def words_at(tokens: list[Token], at: int) -> Number | None:
    """The number in words that begins with this token; None where none does."""
    word = tokens[at].lower
    if word in _MANY:
        return _many(tokens, at)
    if word in ("a", "several", "half"):
        return _loose(tokens, at)
    if word == "point":
        alone = at == 0 or (tokens[at - 1].kind == "word" and lower(tokens, at - 1) not in ONES)
        return with_decimals(tokens, Number(at, at, Decimal(0), "words")) if alone else None
    if word not in ONES and word not in TENS:
        return None
    number = _cardinal(tokens, at)
    return number and (with_decimals(tokens, number) or number)


def with_decimals(tokens: list[Token], number: Number) -> Number | None:
    """The number with what is said after it: three "point nine", 3 "point 9 million"."""
    at = place = number.end + 1
    if lower(tokens, number.end) != "point" or number.value is None or number.scale > 100:
        return None
    if lower(tokens, number.begin - 1) == "at" and number.value == 1:
        return None  # at one point two boats sank
    digits = ""
    while place < len(tokens):
        word = tokens[place].lower
        if word in TENS:
            digits += str(TENS[word] + ONES.get(lower(tokens, place + 2), 0) % 10)
            place += 2 * (hyphen_at(tokens, place + 1) and lower(tokens, place + 2) in ONES)
        elif tokens[place].kind == "digits" and place == at:
            digits += word
        elif word in ONES or word == "oh":
            digits += str(ONES.get(word, 0))
        else:
            break
        place += 1
    if not digits or len(digits) > 6:
        return None
    value, scale = number.value + Decimal(f"0.{digits}"), SCALES.get(lower(tokens, place), 1)
    return Number(number.begin, place + (scale > 1), value * scale, "words", scale)


def _many(tokens: list[Token], at: int) -> Number | None:
    """Dozens, hundreds of thousands."""
    value, end = Decimal(2 * _MANY[tokens[at].lower]), at + 1
    while lower(tokens, end) == "of" and lower(tokens, end + 1) in _MANY and end - at < 6:
        value *= _MANY[lower(tokens, end + 1)]
        end += 2
    if tokens[at].lower in ("tens", "scores") and end == at + 1 and lower(tokens, end) != "of":
        return None
    return Number(at, end, value, "many")


def _loose(tokens: list[Token], at: int) -> Number | None:
    """A dozen, half a million, a couple of, several hundred."""
    word, following, third = (lower(tokens, at + step) for step in range(3))
    if word == "half" and (following == "a" or hyphen_at(tokens, at + 1)) and third in SCALES:
        return Number(at, at + 3, Decimal(SCALES[third]) / 2, "words", SCALES[third])
    if word == "several" and following in SCALES:
        return Number(at, at + 2, Decimal(2 * SCALES[following]), "many")
    if word == "a" and following == "few" and third in SCALES:
        return Number(at, at + 3, Decimal(2 * SCALES[third]), "many")
    if word == "a" and following == "couple":
        return _couple(tokens, at)
    return _cardinal(tokens, at) if word == "a" and following in SCALES else None


def _couple(tokens: list[Token], at: int) -> Number | None:
    """A couple of boats, a couple hundred, a couple of hundred."""
    end = at + 2 + (lower(tokens, at + 2) == "of")
    scale = SCALES.get(lower(tokens, end), 0)
    if not scale and end == at + 2:
        return None
    return Number(at, end + bool(scale), Decimal(2 * (scale or 1)), "couple", scale or 1)


@dataclass
class _Sum:
    """A cardinal number, added up word by word."""

    total: int = 0  # of millions and thousands
    group: int = 0  # the hundreds, tens and ones after them
    room: int = 1000  # the next word in the group must be smaller
    least: int = 10**18  # the next scale must be smaller
    scale: int = 1

    def add(self, word: str) -> bool:
        """Add the word if it continues the number; False if it doesn't."""
        value = ONES.get(word, TENS.get(word, -1))
        if 0 <= value < self.room and (value or not (self.group or self.total)):
            self.group += value
            self.room = 10 if value >= 20 else 0
        elif word == "hundred" and 0 < self.group < 100:
            self.group *= 100
            self.room, self.scale = 100, 100
        elif word in SCALES and word != "hundred" and self.group and SCALES[word] < self.least:
            self.total += self.group * SCALES[word]
            self.group, self.room = 0, 1000
            self.least = self.scale = SCALES[word]
        else:
            return False
        return True


def _cardinal(tokens: list[Token], at: int) -> Number | None:
    """Three hundred and fifty; twenty-two; a hundred; two and a half million."""
    so_far = _Sum()
    place = end = at
    if tokens[at].lower == "a":
        so_far.group, so_far.room = 1, 0
        place += 1
    while place < len(tokens) and so_far.add(tokens[place].lower):
        end = place + 1
        if _and_a_half(tokens, end):
            return _with_a_half(tokens, at, end + 3, so_far.total + so_far.group)
        place = _next(tokens, end, so_far.scale > 1)
    value = Decimal(so_far.total + so_far.group)
    return Number(at, end, value, "words", so_far.scale) if end > at else None


def _next(tokens: list[Token], place: int, scaled: bool) -> int:
    """The place of the number's next word: after a hyphen, or an "and"."""
    following = lower(tokens, place + 1)
    if following not in ONES and following not in TENS and following not in SCALES:
        return place
    if hyphen_at(tokens, place):
        return place + 1
    return place + (scaled and lower(tokens, place) == "and" and following not in SCALES)


def _and_a_half(tokens: list[Token], place: int) -> bool:
    return [lower(tokens, place + step) for step in range(3)] == ["and", "a", "half"]


def _with_a_half(tokens: list[Token], at: int, end: int, whole: int) -> Number:
    value, scale = whole + Decimal("0.5"), SCALES.get(lower(tokens, end), 1)
    return Number(at, end + (scale > 1), value * scale, "words", scale)
