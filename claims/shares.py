"""Shares and multiples: "one in five", "two-thirds of", "half the", "doubled", "twice as many"."""

from decimal import Decimal

from claims import units
from claims.counted import Of, lower, of_what, phrase_end, plural, text_of
from claims.numerals import DASHES, SCALES, Number, Token, number_at, part_at, touching

_OF_ALL = ("the", "its", "their", "his", "her", "our", "all", "those", "these")
_BOTTOMS = {Decimal(n) for n in (*range(2, 11), 12, 15, 20, 25, 30, 40, 50, 100, 200, 500)} | {
    Decimal(10) ** power for power in range(3, 8)
}


def share_at(tokens: list[Token], at: int, bounded: bool) -> tuple[Decimal, Of] | None:
    """A value and what it is of, where a share or a multiple begins with this token."""
    return _multiple(tokens, at) or _in_so_many(tokens, at) or _part(tokens, at, bounded)


def _multiple(tokens: list[Token], at: int) -> tuple[Decimal, Of] | None:
    word, following = lower(tokens, at), lower(tokens, at + 1)
    if word in units.MULTIPLES:
        if following in ("down", "up", "over", "back"):
            return None
        return Decimal(units.MULTIPLES[word]), Of("times", at + 1)
    if word in ("halved", "halving"):
        return Decimal("0.5"), Of("times", at + 1)
    if word in ("double", "triple", "twice", "half") and (
        following in ("as", "what") or (following == "the" and lower(tokens, at + 2) in _COUNTS)
    ):
        if following == "as" and lower(tokens, at + 2) not in (
            "many",
            "much",
            "likely",
            "high",
            "big",
            "large",
            "long",
            "fast",
        ):
            return None
        value = {"double": "2", "twice": "2", "triple": "3", "half": "0.5"}[word]
        return Decimal(value), Of("times", at + 1)
    if word in ("cut", "cutting") and following == "in" and lower(tokens, at + 2) == "half":
        return Decimal("0.5"), Of("times", at + 3)
    return None


_COUNTS = (
    "number",
    "amount",
    "rate",
    "figure",
    "size",
    "price",
    "cost",
    "total",
    "average",
    "level",
)


def _in_so_many(tokens: list[Token], at: int) -> tuple[Decimal, Of] | None:
    """One in five; three out of four; 1-in-10."""
    top = number_at(tokens, at)
    if (
        top is None
        or top.value is None
        or top.to
        or top.scale > 1
        or top.style not in ("digits", "words")
    ):
        return None
    place = top.end
    hyphen = lower(tokens, place) in tuple(DASHES)
    place += hyphen
    if lower(tokens, place) == "out" and lower(tokens, place + 1) == "of":
        place += 2
        if lower(tokens, place) == "every":
            place += 1
    elif lower(tokens, place) == "in":
        place += 1
        if lower(tokens, place) == "every":
            place += 1
    else:
        return None
    place += hyphen and lower(tokens, place) in tuple(DASHES)
    if place >= len(tokens):
        return None
    bottom = number_at(tokens, place)
    if (
        bottom is None
        or bottom.value is None
        or bottom.to
        or bottom.value not in _BOTTOMS
        or not 0 < top.value < bottom.value
    ):
        return None
    if lower(tokens, bottom.end) in units.TIMES and lower(tokens, place - 1) == "in":
        return None
    of = Of("percent", bottom.end)
    thing = _thing(tokens, bottom.end)
    return top.value / bottom.value * 100, thing or of


def _thing(tokens: list[Token], at: int) -> Of | None:
    """The noun right behind "one in five", or behind "of the"."""
    from_ = Of("percent", at)
    with_of = of_what(tokens, from_)
    if with_of.counted:
        return with_of
    end = phrase_end(tokens, at)
    return (
        Of("percent", at, text_of(tokens, at, end))
        if end > at and plural(lower(tokens, end - 1))
        else None
    )


def _part(tokens: list[Token], at: int, bounded: bool) -> tuple[Decimal, Of] | None:
    part = part_at(tokens, at)
    if part is None:
        number = number_at(tokens, at)
        if number is None or number.style != "part":
            return None
        part = number
    if part.value is None:
        return None
    before, following = lower(tokens, at - 1), lower(tokens, part.end)
    if following in tuple(DASHES) and touching(tokens, part.end - 1):
        return None
    if following in ("of", "a", "an"):
        exact = _of_a_unit(tokens, part)
        if exact:
            return exact
    single = lower(tokens, at) in ("half", "a", "an", "one")
    if following == "of" or (following in _OF_ALL and lower(tokens, at) == "half"):
        place = part.end + (following == "of")
        end = place
        while lower(tokens, end) in _OF_ALL:
            end += 1
        stop = phrase_end(tokens, end)
        return part.value * 100, Of("percent", part.end, text_of(tokens, end, stop))
    if (not single) or before == "by" or (bounded and lower(tokens, at) != "half"):
        return part.value * 100, Of("percent", part.end)
    return None


def _of_a_unit(tokens: list[Token], part: Number) -> tuple[Decimal, Of] | None:
    """Half an hour, a quarter of a million people, three quarters of a mile."""
    at = part.end + (lower(tokens, part.end) == "of")
    if lower(tokens, at) not in ("a", "an") or part.value is None:
        return None
    word = lower(tokens, at + 1)
    if word in SCALES:
        number = Number(part.begin, at + 2, part.value * SCALES[word], "words", SCALES[word])
        return (
            (part.value * SCALES[word], of_number(tokens, number))
            if of_number(tokens, number)
            else None
        )
    if word in units.MEASURES and word not in ("point", "time", "second", "degree"):
        return part.value, of_what(tokens, Of(units.MEASURES[word], at + 2))
    if word in ("percent", "per"):
        end = at + (3 if word == "per" else 2)
        return part.value, Of("percent", end)
    if word == "percentage":
        return part.value, Of("percentage points", at + 3)
    return None
