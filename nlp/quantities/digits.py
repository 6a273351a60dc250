"""Numbers written in digits, in the groupings that texts use: 1,234.5, 1 000 000, 12,34,567, 3½.

One point before exactly three digits (1.234) is unclear: it is a decimal point in English and
groups thousands in German.
"""

import unicodedata
from dataclasses import replace
from decimal import Decimal

from nlp.english import spellings
from nlp.quantities.number import MOST_DIGITS, SCALES, Number, Style
from nlp.quantities.tokens import DASHES, Token, hyphen_at, lower, touching

_SUFFIXES = {
    suffix: 10 ** int(power)
    for suffix, power in spellings(
        "3: k K; 6: m M mn mln; 9: b B bn Bn BN bln; 12: t T tn trn"
    ).items()
}
_APART = ("bn", "mn", "tn", "mln", "bln")  # also after a space: $5 bn
_EXTENT = ("long", "high", "tall", "deep", "wide", "away", "across", "above", "below", "from")
_GROUP_MARKS = ("'", "’", "\u00a0", "\u2009", "\u202f")
_BETWEEN = (".", ",", ":", "/", *_GROUP_MARKS, *DASHES)
_BELOW = (2, 3, 4, 5, 6, 8, 10)


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
    if "/" in marks:
        return Number(at, end, _part(parts, marks), "part")
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


def _is_group(tokens: list[Token], at: int) -> bool:
    """Whether this is the next group of 1 000 000."""
    return (
        at < len(tokens)
        and tokens[at].kind == "digits"
        and len(tokens[at].text) == 3
        and tokens[at].start - tokens[at - 1].end == 1
        and not (touching(tokens, at) and tokens[at + 1].text in ("/", ":", *DASHES))
    )


def _part(parts: list[str], marks: list[str]) -> Decimal | None:
    """1/2 is a fraction; 9/11 and 24/7 are not."""
    if marks != ["/"] or len(parts[0]) > 1 or len(parts[1]) > 2:
        return None
    top, bottom = int(parts[0]), int(parts[1])
    return Decimal(top) / bottom if 0 < top < bottom and bottom in _BELOW else None


def _and_a_part(tokens: list[Token], number: Number) -> Number:
    """3½, 3 1/2."""
    if number.value is None or number.style != "digits" or number.end >= len(tokens):
        return number
    following, end = tokens[number.end], number.end + 1
    part = vulgar(following)
    if part is None and following.kind == "digits" and lower(tokens, end) == "/":
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
    """With "million", "bn" or "dozen" behind it."""
    at = number.end
    if number.value is None or at >= len(tokens):
        return number
    if hyphen_at(tokens, at):
        at += 1  # $5-million
    token = tokens[at]
    scale = SCALES.get(token.lower, 0) if token.lower != "hundred" else 0
    if token.text == "m" and lower(tokens, at + 1) in _EXTENT:
        return number  # 100m long
    if not scale and at == number.end and (touching(tokens, at - 1) or token.text in _APART):
        scale = _SUFFIXES.get(token.text, 0)
    if not scale:
        return number
    style: Style = number.style if number.style == "comma" else "grouped"
    return replace(number, end=at + 1, value=number.value * scale, style=style, scale=scale)
