"""Numbers written in digits, in the groupings that texts use: 1,234.5, 1 000 000, 12,34,567, 3½.

One point before exactly three digits (1.234) is unclear: it is a decimal point in English and
groups thousands in German.
"""

import unicodedata
from dataclasses import replace
from decimal import Decimal

from nlp.quantities import units
from nlp.quantities.number import MOST_DIGITS, SCALES, SUFFIXES, Number, Style
from nlp.quantities.tokens import DASHES, Token, hyphen_at, lower, touching

_INDIAN = ("lakhs", "crores")
_APART = ("bn", "mn", "tn", "mln", "bln")  # also after a space: $5 bn
_EXTENT = ("long", "high", "tall", "deep", "wide", "away", "across", "above", "below", "from")
_GROUP_MARKS = ("'", "’", "\u00a0", "\u2009", "\u202f")
_SLASHES = ("/", "⁄")
_BETWEEN = (".", ",", ":", *_SLASHES, *_GROUP_MARKS, *DASHES)
_BELOW = (2, 3, 4, 5, 6, 8, 10)
_BELOW_OF = (12, 16, 20, 32, 64, 100, 128)


def digits_at(tokens: list[Token], at: int) -> Number:
    """Digits with the marks between them: 1,234.5 and 30-40, but also 555-0100, 9/11 and 7:30."""
    end = at + 1
    parts, marks = [tokens[at].text], list[str]()
    while (
        lower(tokens, end) in _BETWEEN
        and touching(tokens, end - 1)
        and touching(tokens, end)
        and tokens[end + 1].kind == "digits"
    ):
        marks.append(tokens[end].text)
        parts.append(tokens[end + 1].text)
        end += 2
    dashes = [place for place, mark in enumerate(marks) if mark in DASHES]
    if any(mark in _SLASHES for mark in marks):
        of = marks == ["⁄"] or lower(tokens, end) == "of"
        return Number(at, end, _part(parts, marks, of), "part")
    if ":" in marks or len(dashes) > 1:
        return Number(at, end, None)
    if dashes:
        cut = dashes[0]
        middle = at + 2 * cut + 1
        near = Number(at, middle, *_value(parts[: cut + 1], marks[:cut]))
        far = Number(middle + 1, end, *_value(parts[cut + 1 :], marks[cut + 1 :]))
        return replace(near, to=_scaled(tokens, far))
    if not marks and len(parts[0]) <= 3:
        while _is_group(tokens, end):
            parts.append(tokens[end].text)
            marks.append("'")
            end += 1
    if _power_of_ten(tokens, end):
        return Number(at, _power_of_ten(tokens, end), None)
    number = Number(at, end, *_value(parts, marks))
    return _scaled(tokens, _and_a_part(tokens, number))


def vulgar(token: Token) -> Decimal | None:
    """½ and similar characters."""
    if token.kind != "mark" or unicodedata.category(token.text) != "No":
        return None
    top, slash, bottom = unicodedata.normalize("NFKC", token.text).partition("⁄")
    if not slash or not (top.isdecimal() and bottom.isdecimal()) or not int(bottom):
        return None
    return Decimal(int(top)) / Decimal(int(bottom))


def _power_of_ten(tokens: list[Token], at: int) -> int:
    """The end of a power of ten ("x10^30"), which is not read; 0 where there is none."""
    if lower(tokens, at) not in ("×", "x") or lower(tokens, at + 1) != "10":
        return 0
    end = at + 2 + (lower(tokens, at + 2) in ("^", *DASHES))
    end += lower(tokens, end) in DASHES
    return end + 1 if end < len(tokens) and tokens[end].kind == "digits" else at + 2


def _is_group(tokens: list[Token], at: int) -> bool:
    """Whether this is the next group of 1 000 000."""
    return (
        at < len(tokens)
        and tokens[at].kind == "digits"
        and len(tokens[at].text) == 3
        and tokens[at].start - tokens[at - 1].end == 1
        and not (touching(tokens, at) and tokens[at + 1].text in ("/", ":", *DASHES))
    )


def _part(parts: list[str], marks: list[str], of: bool) -> Decimal | None:
    """1/2 and 1/16 of are fractions; 9/11 and 24/7 are not."""
    if len(marks) > 1 or len(parts[0]) > 1 or len(parts[1]) > 3:
        return None
    top, bottom = int(parts[0]), int(parts[1])
    usual = bottom in _BELOW or (of and bottom in _BELOW_OF)
    return Decimal(top) / bottom if 0 < top < bottom and usual else None


def _and_a_part(tokens: list[Token], number: Number) -> Number:
    """3½, 3 1/2, 3 and a half."""
    if number.value is None or number.style != "digits" or number.end >= len(tokens):
        return number
    if [lower(tokens, number.end + step) for step in range(3)] == ["and", "a", "half"]:
        return replace(number, end=number.end + 3, value=number.value + Decimal("0.5"))
    following, end = tokens[number.end], number.end + 1
    part = vulgar(following)
    if part is None and following.kind == "digits" and lower(tokens, end) in _SLASHES:
        read = digits_at(tokens, number.end)
        part, end = read.value, read.end
    return number if part is None else replace(number, end=end, value=number.value + part)


def _value(parts: list[str], marks: list[str]) -> tuple[Decimal | None, Style]:
    """The number that groups of digits make."""
    joined = "".join(parts)
    if len(joined) > MOST_DIGITS + 6:
        return None, "digits"
    if not marks:
        return (None if joined[0] == "0" and len(joined) > 1 else Decimal(joined)), "digits"
    if len(set(marks)) == 1:
        return _alike(parts, marks[0], joined)
    *grouping, last = marks
    *groups, decimals = parts
    if len(set(grouping)) == 1 and last in (".", ",") and (_thousands(groups) or _indian(groups)):
        return Decimal(f"{''.join(groups)}.{decimals}"), "grouped"
    return None, "digits"


def _alike(parts: list[str], mark: str, joined: str) -> tuple[Decimal | None, Style]:
    """Groups divided by the same mark."""
    one = len(parts) == 2
    if mark == "." and one:
        unclear = _thousands(parts) and parts[0] != "0"
        return Decimal(".".join(parts)), "unclear" if unclear else "decimal"
    if (_thousands(parts) and parts[0] != "0") or (mark == "," and _indian(parts)):
        return Decimal(joined), "grouped"
    if mark == "," and one and len(parts[1]) < 3:
        return Decimal(".".join(parts)), "comma"
    return None, "digits"


def _thousands(parts: list[str]) -> bool:
    return len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])


def _indian(parts: list[str]) -> bool:
    """12,34,567"""
    *middle, last = parts[1:] or [""]
    return len(parts[0]) <= 2 and len(last) == 3 and all(len(part) == 2 for part in middle)


def _scaled(tokens: list[Token], number: Number) -> Number:
    """With "million", "bn", "dozen" or "hundred million" behind it."""
    if number.value is None or number.end >= len(tokens):
        return number
    scale, end = 1, number.end
    while True:
        place = end + hyphen_at(tokens, end)  # $5-million
        if lower(tokens, place) in ("plus", "+") and lower(tokens, place + 1) in SCALES:
            place += 1  # $11-plus trillion
        word = lower(tokens, place)
        power = SCALES.get(word.removesuffix("s") if word in _INDIAN else word, 0)
        if power <= scale:
            break
        scale, end = scale * power, place + 1
    token = tokens[number.end]
    if scale == 1:
        money = lower(tokens, number.begin - 1) in units.SIGNS
        if token.text == "m" and not money and lower(tokens, end + 1) in _EXTENT:
            return number  # 100m long
        if touching(tokens, end - 1) or token.text in _APART:
            scale, end = SUFFIXES.get(token.text, 1), end + 1
    if scale == 1:
        return number
    style: Style = number.style if number.style == "comma" else "grouped"
    return replace(number, end=end, value=number.value * scale, style=style, scale=scale)


def leading_point(tokens: list[Token], at: int) -> Number | None:
    """.534"""
    if not touching(tokens, at) or tokens[at + 1].kind != "digits" or len(tokens[at + 1].text) > 6:
        return None
    end = at + 2
    if touching(tokens, end - 1) and touching(tokens, end) and tokens[end + 1].kind == "digits":
        return None  # .5.1
    return _scaled(tokens, Number(at, end, Decimal(f"0.{tokens[at + 1].text}"), "decimal"))
