"""Numbers as texts write them: digits in their groupings, English number words, fractions.

A text becomes a list of tokens, and a number is read from one of them onwards, each token once: the
work grows with the length of the text, whatever stands in it.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

MOST_DIGITS = 24  # before the point, and PLACES behind it: what Quantity can hold
PLACES = Decimal("0.000001")

_TOKEN = re.compile(r"(?P<digits>[0-9]+)|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)|\S")
_ONES = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen".split()  # noqa: SIM905  # reads as it counts
    )
}
_TENS = {
    word: value * 10
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
SCALES = {
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "dozen": 12,
}
# "Dozens of boats" are two dozen at least: the plural says no more.
_MANY = {
    "tens": 10,
    "dozens": 12,
    "scores": 20,
    "hundreds": 100,
    "thousands": 10**3,
    "millions": 10**6,
    "billions": 10**9,
    "trillions": 10**12,
}
_SUFFIXES = {
    **dict.fromkeys(["k", "K"], 10**3),
    **dict.fromkeys(["m", "M", "mn", "mln", "mm"], 10**6),
    **dict.fromkeys(["b", "B", "bn", "Bn", "BN", "bln"], 10**9),
    **dict.fromkeys(["t", "T", "tn", "trn"], 10**12),
}
_FRACTIONS = {
    **{"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4},
    **{"fourth": 4, "fourths": 4, "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6},
    **{"seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8, "ninth": 9, "ninths": 9},
    **{"tenth": 10, "tenths": 10, "twentieth": 20, "hundredth": 100, "hundredths": 100},
}
_GROUP_MARKS = "'’\u00a0\u2009\u202f"
DASHES = "-‐‑–—−"


@dataclass(frozen=True, slots=True)
class Token:
    kind: Literal["digits", "word", "mark"]
    text: str
    lower: str
    start: int
    end: int


Style = Literal["digits", "grouped", "words", "comma", "unclear", "part", "many", "couple"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number read from tokens[begin:end]. ``value`` is None for what looks like one and is none
    that can be told (a telephone number, 1.234, forty digits)."""

    begin: int
    end: int
    value: Decimal | None
    style: Style
    scale: int = 1
    to: "Number | None" = None  # the other end of "30–40"


def tokens_of(text: str) -> list[Token]:
    made: list[Token] = []
    for match in _TOKEN.finditer(text):
        words = match[0]
        kind: Literal["digits", "word", "mark"] = (
            "digits" if match["digits"] else "word" if match["word"] else "mark"
        )
        lower = words.lower().replace("’", "'") if kind == "word" else words
        made.append(Token(kind, words, lower, match.start(), match.end()))
    return made


def touching(tokens: list[Token], left: int) -> bool:
    """Whether nothing stands between this token and the next."""
    return 0 <= left < len(tokens) - 1 and tokens[left].end == tokens[left + 1].start


def fits(value: Decimal) -> Decimal | None:
    """The value as Quantity can hold it; None for one that is too great."""
    if not value.is_finite() or abs(value) >= Decimal(10) ** MOST_DIGITS:
        return None
    rounded = value.quantize(PLACES, rounding=ROUND_HALF_EVEN)
    whole = rounded.to_integral_value()
    return whole if rounded == whole else rounded.normalize()


def number_at(tokens: list[Token], at: int) -> Number | None:
    """The number that begins with this token; None where none does."""
    token = tokens[at]
    if token.kind == "digits":
        return _digits(tokens, at)
    if token.kind == "word":
        return _words(tokens, at)
    if _vulgar(token) is not None:
        return Number(at, at + 1, _vulgar(token), "digits")
    return None


def part_at(tokens: list[Token], at: int) -> Number | None:
    """A part of a whole, as its share of 1: "two-thirds", "a quarter", "half", "1/3"."""
    top = _ONES.get(tokens[at].lower, 1 if tokens[at].lower in ("a", "an") else 0)
    following = at + 1
    if tokens[at].lower == "half":
        top, following = 1, at
    elif top and touching(tokens, at) and _text(tokens, at + 1) in DASHES and top > 0:
        following = at + 2
    if not top or following >= len(tokens):
        return None
    bottom = _FRACTIONS.get(tokens[following].lower)
    if bottom is None or top >= bottom:
        return None
    return Number(at, following + 1, Decimal(top) / bottom, "part")


def _text(tokens: list[Token], at: int) -> str:
    return tokens[at].lower if 0 <= at < len(tokens) else ""


def _vulgar(token: Token) -> Decimal | None:
    """½ and its kin."""
    if token.kind != "mark" or unicodedata.category(token.text) != "No":
        return None
    top, slash, bottom = unicodedata.normalize("NFKC", token.text).partition("⁄")
    if not slash or not (top.isdecimal() and bottom.isdecimal()) or not int(bottom):
        return None
    return Decimal(int(top)) / Decimal(int(bottom))


def _digits(tokens: list[Token], at: int) -> Number:
    """Digits and all that clings to them: 1,234.5 and 30–40, but also 555-0100, 9/11 and 7:30."""
    end = at + 1
    parts, marks = [tokens[at].text], list[str]()
    while (
        touching(tokens, end - 1)
        and touching(tokens, end)
        and tokens[end + 1].kind == "digits"
        and tokens[end].text in f".,:/{_GROUP_MARKS}{DASHES}"
    ):
        marks.append(tokens[end].text)
        parts.append(tokens[end + 1].text)
        end += 2
    if "/" in marks:
        return _slashed(tokens, at, end, parts, marks)
    dashes = [place for place, mark in enumerate(marks) if mark in DASHES]
    if ":" in marks or len(dashes) > 1:
        return Number(at, end, None, "digits")
    if dashes:
        cut = dashes[0]
        middle = at + 2 * cut + 1
        low = _value(parts[: cut + 1], marks[:cut])
        high = _value(parts[cut + 1 :], marks[cut + 1 :])
        other = Number(middle + 1, end, high[0], high[1])
        return Number(at, middle, low[0], low[1], to=_scaled(tokens, other))
    if not marks and len(parts[0]) <= 3:
        while _spaced_group(tokens, end):
            parts.append(tokens[end].text)
            marks.append("'")
            end += 1
    value, style = _value(parts, marks)
    number = Number(at, end, value, style)
    if value is not None and style == "digits":
        number = _and_a_part(tokens, number)
    return _scaled(tokens, number)


def _spaced_group(tokens: list[Token], at: int) -> bool:
    """Whether this is the next group of 1 000 000."""
    return (
        at < len(tokens)
        and tokens[at].kind == "digits"
        and len(tokens[at].text) == 3
        and tokens[at].start - tokens[at - 1].end == 1
        and not (touching(tokens, at) and tokens[at + 1].text in f"/:{DASHES}")
    )


def _slashed(tokens: list[Token], at: int, end: int, parts: list[str], marks: list[str]) -> Number:
    """1/2 is a part; 9/11 and 24/7 are none."""
    if marks == ["/"] and len(parts[0]) == 1 and len(parts[1]) <= 2:
        top, bottom = int(parts[0]), int(parts[1])
        if 0 < top < bottom and bottom in (2, 3, 4, 5, 6, 8, 10):
            return Number(at, end, Decimal(top) / bottom, "part")
    return Number(at, end, None, "digits")


def _and_a_part(tokens: list[Token], number: Number) -> Number:
    """3½, 3 1/2."""
    if number.end >= len(tokens) or number.value is None:
        return number
    following = tokens[number.end]
    part = _vulgar(following)
    end = number.end + 1
    if part is None and following.kind == "digits" and _text(tokens, number.end + 1) == "/":
        read = _digits(tokens, number.end)
        part, end = (read.value if read.style == "part" else None), read.end
    return number if part is None else replace(number, end=end, value=number.value + part)


def _value(parts: list[str], marks: list[str]) -> tuple[Decimal | None, Style]:
    """What the groups of digits say together. Sources differ: 1.234 is left alone, as it is one
    number in English and another in German."""
    if sum(map(len, parts)) > MOST_DIGITS + 6:
        return None, "digits"
    thousands = all(len(part) == 3 for part in parts[1:]) and len(parts[0]) <= 3
    kinds = set(marks)
    joined = "".join(parts)
    if not marks:
        zeros = len(joined) > 1 and joined.startswith("0")
        return (None if zeros else Decimal(joined)), "digits"
    if len(kinds) == 1:
        mark = marks[0]
        if mark == ".":
            return _pointed(parts, thousands, joined)
        if thousands and parts[0] != "0":
            return Decimal(joined), "grouped"
        if mark == "," and _indian(parts):
            return Decimal(joined), "grouped"
        if mark == "," and len(parts) == 2 and len(parts[1]) < 3:
            return Decimal(".".join(parts)), "comma"
        return None, "digits"
    *grouping, last = marks
    groups = parts[:-1]
    if (
        len(set(grouping)) == 1
        and last in ".,"
        and (_indian(groups) or all(len(part) == 3 for part in groups[1:]))
        and len(groups[0]) <= 3
    ):
        return Decimal("".join(groups) + "." + parts[-1]), "grouped"
    return None, "digits"


def _pointed(parts: list[str], thousands: bool, joined: str) -> tuple[Decimal | None, Style]:
    if len(parts) == 2:
        unclear = thousands and parts[0] != "0"
        return Decimal(".".join(parts)), "unclear" if unclear else "grouped"
    return (Decimal(joined), "grouped") if thousands else (None, "digits")


def _indian(parts: list[str]) -> bool:
    """12,34,567"""
    return (
        len(parts) > 2
        and len(parts[-1]) == 3
        and len(parts[0]) <= 2
        and all(len(part) == 2 for part in parts[1:-1])
    )


def _scaled(tokens: list[Token], number: Number) -> Number:
    """With "million", "bn" or "dozen" behind it."""
    if number.value is None or number.end >= len(tokens):
        return number
    at = number.end
    close = touching(tokens, at - 1)
    if close and tokens[at].text in DASHES and touching(tokens, at):
        at += 1  # $5-million
    token = tokens[at]
    scale = SCALES.get(token.lower, 0) if token.lower != "hundred" else 0
    if not scale and (close or token.text in ("bn", "mn", "tn", "mln", "bln")) and at == number.end:
        scale = _SUFFIXES.get(token.text, 0)
    if not scale:
        return number
    style: Style = "grouped" if number.style in ("digits", "unclear", "comma") else number.style
    if number.style == "comma":
        style = "comma"
    return replace(number, end=at + 1, value=number.value * scale, style=style, scale=scale)


def _words(tokens: list[Token], at: int) -> Number | None:
    word = tokens[at].lower
    if word in _MANY:
        return _many(tokens, at)
    if word in ("a", "an", "several", "few", "couple", "half"):
        return _loose(tokens, at)
    if word in SCALES and word != "dozen" or word not in _ONES and word not in _TENS:
        return None
    return _cardinal(tokens, at)


def _many(tokens: list[Token], at: int) -> Number | None:
    """Dozens, hundreds of thousands."""
    value, end = Decimal(2 * _MANY[tokens[at].lower]), at + 1
    while _text(tokens, end) == "of" and _text(tokens, end + 1) in _MANY and end - at < 6:
        value *= _MANY[_text(tokens, end + 1)]
        end += 2
    if tokens[at].lower in ("tens", "scores") and end == at + 1 and _text(tokens, end) != "of":
        return None
    return Number(at, end, value, "many")


def _loose(tokens: list[Token], at: int) -> Number | None:
    """A dozen, half a million, a couple of, several hundred."""
    word, following, third = (_text(tokens, at + step) for step in range(3))
    if word == "half":
        if following in ("a", "an") and third in SCALES:
            return Number(at, at + 3, Decimal(SCALES[third]) / 2, "words", SCALES[third])
        return None
    if word == "several" and following in SCALES:
        return Number(at, at + 2, Decimal(2 * SCALES[following]), "many")
    if word == "a" and following == "few" and third in SCALES:
        return Number(at, at + 3, Decimal(2 * SCALES[third]), "many")
    if word in ("a", "couple"):
        begin = at + 1 if word == "a" else at
        if word == "a" and following == "couple" or word == "couple":
            after = _text(tokens, begin + 1)
            if after in SCALES:
                return Number(at, begin + 2, Decimal(2 * SCALES[after]), "couple")
            if word == "a" and after == "of":
                return Number(at, begin + 2, Decimal(2), "couple")
            return None
        if following in SCALES:
            return _cardinal(tokens, at)
    return None


def _cardinal(tokens: list[Token], at: int) -> Number | None:
    """Three hundred and fifty; twenty-two; two and a half million."""
    total, group, place = Decimal(0), Decimal(0), at
    last = 10**15  # each scale is smaller than the one before it
    scale, level = 1, 3  # level: 3 nothing yet, 2 after hundred, 1 after tens, 0 after ones
    if tokens[at].lower == "a":
        group, place, level = Decimal(1), at + 1, 0
    end = place
    while place < len(tokens):
        word = tokens[place].lower
        if word in _ONES and level > 0 and not (level == 1 and not 0 < _ONES[word] < 10):
            group += _ONES[word]
            level = 0
        elif word in _TENS and level >= 2:
            group += _TENS[word]
            level = 1
        elif word == "hundred" and 0 < group < 100 and level < 2:
            group *= 100
            level, scale = 2, 100
        elif word in SCALES and word != "hundred" and group and SCALES[word] < last:
            total += group * SCALES[word]
            group, last, level = Decimal(0), SCALES[word], 3
            scale = SCALES[word]
        else:
            break
        place += 1
        end = place
        place = _on(tokens, place, scale > 1)
        half = _and_a_half(tokens, end)
        if half:
            return _with_a_half(tokens, at, half, total + group)
    if end == at or (tokens[at].lower == "a" and end == at + 1):
        return None
    return Number(at, end, total + group, "words", scale)


def _on(tokens: list[Token], place: int, scaled: bool) -> int:
    """Where the next word of the number would stand: behind a hyphen, or an "and"."""
    if _text(tokens, place) in DASHES and touching(tokens, place - 1) and touching(tokens, place):
        return place + 1
    if scaled and _text(tokens, place) == "and":
        after = _text(tokens, place + 1)
        if after in _ONES or after in _TENS:
            return place + 1
    return place


def _and_a_half(tokens: list[Token], place: int) -> int:
    """Where "and a half" ends; 0 where it doesn't stand."""
    words = tuple(_text(tokens, place + step) for step in range(3))
    return place + 3 if words == ("and", "a", "half") else 0


def _with_a_half(tokens: list[Token], at: int, end: int, value: Decimal) -> Number:
    number = Number(at, end, value + Decimal("0.5"), "words")
    if _text(tokens, end) in SCALES:
        scale = SCALES[_text(tokens, end)]
        return replace(number, end=end + 1, value=(value + Decimal("0.5")) * scale, scale=scale)
    return number
