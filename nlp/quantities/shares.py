"""Shares and multiples: "one in five", "two-thirds of", "half the", "doubled", "twice as many"."""

from dataclasses import replace
from decimal import Decimal

from nlp.quantities import units
from nlp.quantities.bounds import bound_before
from nlp.quantities.counted import of_them, of_what, phrase_end, thing_after
from nlp.quantities.measures import Of, measure_after
from nlp.quantities.nouns import plural
from nlp.quantities.number import SCALES, Number
from nlp.quantities.numerals import number_at, part_at
from nlp.quantities.tokens import Token, hyphen_at, lower, text_of

_AS = {"double": Decimal(2), "twice": Decimal(2), "triple": Decimal(3), "half": Decimal("0.5")}
_BELOW = {Decimal(n) for n in (*range(2, 11), 12, 15, 20, 25, 30, 40, 50, 100, 200, 500)} | {
    Decimal(10) ** power for power in range(3, 8)
}


BEGINNINGS = frozenset(units.MULTIPLES) | frozenset(_AS) | {"cut", "cutting"}


def share_at(tokens: list[Token], at: int) -> tuple[Decimal, Of] | None:
    """The share or multiple that begins with this token: its value and what it is of."""
    return _multiple(tokens, at) or _ratio(tokens, at) or _part(tokens, at)


def _multiple(tokens: list[Token], at: int) -> tuple[Decimal, Of] | None:
    """Doubled, halved, cut in half, twice as many, double the number."""
    word, following, third = (lower(tokens, at + step) for step in range(3))
    if word in units.MULTIPLES and following not in ("down", "up", "over", "back"):
        return units.MULTIPLES[word], Of("times", at + 1)
    if word in ("cut", "cutting") and (following, third) == ("in", "half"):
        return _AS["half"], Of("times", at + 3)
    compared = (
        (following == "as" and third in units.AS_MUCH)
        or (following == "the" and third in units.AMOUNTS)
        or following == "what"
    )
    return (_AS[word], Of("times", at + 1)) if word in _AS and compared else None


def _ratio(tokens: list[Token], at: int) -> tuple[Decimal, Of] | None:
    """One in five; three out of four; one-in-ten."""
    top = number_at(tokens, at)
    if top is None or top.value is None or top.to or top.style not in ("digits", "words"):
        return None
    place = top.end + hyphen_at(tokens, top.end)
    out = lower(tokens, place) == "out" and lower(tokens, place + 1) == "of"
    if not out and lower(tokens, place) != "in":
        return None
    place += 1 + out
    every = lower(tokens, place) == "every"
    place += every or hyphen_at(tokens, place)
    below = number_at(tokens, place) if place < len(tokens) else None
    if below is None or below.value not in _BELOW or below.to or not 0 < top.value < below.value:
        return None
    if lower(tokens, below.end) in units.TIMES and not (out or every):
        return None
    return top.value / below.value * 100, _of_all(tokens, Of("percent", below.end))


def _of_all(tokens: list[Token], of: Of) -> Of:
    """The share with its whole: one in five "children", nine in ten "of the voters"."""
    with_of = of_what(tokens, of)
    end = phrase_end(tokens, of.end)
    if with_of.counted or end == of.end or not plural(lower(tokens, end - 1)):
        return with_of
    return replace(of, counted=text_of(tokens, of.end, end))


def _part(tokens: list[Token], at: int) -> tuple[Decimal, Of] | None:
    """Two-thirds of, half the, by a quarter, half an hour, a quarter of a million."""
    part = part_at(tokens, at)
    if part is None or part.value is None or hyphen_at(tokens, part.end):
        return None
    word, following = lower(tokens, at), lower(tokens, part.end)
    unit = _of_a_unit(tokens, part)
    if unit:
        return unit
    percent = Of("percent", part.end)
    if following == "of":
        return part.value * 100, of_what(tokens, percent)
    if word == "half" and following in units.THE:
        end = phrase_end(tokens, part.end + 1)
        return part.value * 100, replace(percent, counted=text_of(tokens, part.end + 1, end))
    single = word in ("half", "a", "an", "one")
    if not single or lower(tokens, at - 1) == "by":
        return part.value * 100, percent
    # "Nearly a third" is a share, "a third" may be one of three.
    return (
        (part.value * 100, percent) if word != "half" and bound_before(tokens, at).bound else None
    )


def _of_a_unit(tokens: list[Token], part: Number) -> tuple[Decimal, Of] | None:
    at = part.end + (lower(tokens, part.end) == "of")
    if lower(tokens, at) not in ("a", "an") or part.value is None:
        return None
    scale = SCALES.get(lower(tokens, at + 1), 0)
    end = at + 2 if scale else at + 1
    while lower(tokens, end) in ("us", "uk", "imperial", "fluid"):
        end += 1
    head = replace(part, end=end, style="words", scale=scale or 1)
    of = measure_after(tokens, head)
    if scale:
        of = of or thing_after(tokens, head) or of_them(tokens, head)
    if of is None or (of.unit in units.NOT_HYPHENED and not scale):
        return None
    return part.value * (scale or 1), of_what(tokens, of)
