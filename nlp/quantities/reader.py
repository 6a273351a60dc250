"""Reading a text's quantities, from left to right.

In English; in other languages only digits right beside a sign or symbol of their unit. Only what
can be compared is kept: a number and what it counts or measures ("number" is the unit of "4,200" or
"at least 20" without a noun). Dates, times, names ("F-35", "Article 5"), ordinals and bare small
numbers are not quantities, and what can be read two ways (1.234) is left out. "Dozens" are at least
two dozen; "nearly" and "estimated" are "about"; "up to" and "as many as" are "at most"; "no
survivors" and "zero" are 0, "none" is not a number. A share ("one in five", "half of") is in
percent, a multiple ("doubled") in times.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypedDict

from nlp.kinds import Bound
from nlp.quantities import numerals, shares, units
from nlp.quantities.bounds import bound_after, bound_before, qualifier_before
from nlp.quantities.counted import (
    hurt_before,
    no_one_at,
    of_them,
    of_what,
    thing_after,
    toll_before,
)
from nlp.quantities.measures import Of, aged, hyphened, measure_after, opening, per, sign_after
from nlp.quantities.nouns import stops
from nlp.quantities.number import Number, fits
from nlp.quantities.numerals import number_at
from nlp.quantities.shares import share_at
from nlp.quantities.text import Text
from nlp.quantities.tokens import DASHES, hyphen_at, lower, touching

_BEGINNINGS = numerals.BEGINNINGS | shares.BEGINNINGS | {"no"}


class QuantityFields(TypedDict):
    """The fields of a claim's quantity."""

    low: Decimal
    high: Decimal
    unit: str
    bound: str
    qualifier: str
    counted: str
    as_of: date | None


@dataclass(frozen=True)
class Found:
    """A quantity and its place, from its bound to its unit (code points of the text)."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    unit: str
    bound: Bound = Bound.EXACTLY
    qualifier: str = ""
    counted: str = ""
    as_of: date | None = None

    def fields(self) -> QuantityFields:
        return {
            "low": self.low,
            "high": self.high,
            "unit": self.unit,
            "bound": self.bound.value,
            "qualifier": self.qualifier,
            "counted": self.counted,
            "as_of": self.as_of,
        }


@dataclass(frozen=True, slots=True)
class _Amount:
    """The quantity of tokens[begin:of.end]; its numbers end before token ``digits``."""

    begin: int
    digits: int
    low: Decimal
    high: Decimal
    of: Of
    bound: Bound = Bound.EXACTLY  # implied by the number's own words


def quantities(text: str, published: date | None = None) -> list[Found]:
    """Every quantity in the text, in its order. ``published`` resolves "as of March 2"."""
    return list(_read_all(Text(text, published)))


def _read_all(text: Text) -> Iterator[Found]:
    at = taken = 0  # tokens before ``taken`` belong to quantities that have been read
    while at < len(text.tokens):
        end, amount = _read(text, at)
        found = _found(text, amount, taken) if amount else None
        if found:
            yield found
            taken = end
        at = max(end, at + 1)


def _read(text: Text, at: int) -> tuple[int, _Amount | None]:
    """The quantity that begins with this token, if any, and the token to continue from."""
    tokens = text.tokens
    if text.closed(at) or (tokens[at].kind == "word" and tokens[at].lower not in _BEGINNINGS):
        return at + 1, None
    if text.english(at) and not (hyphen_at(tokens, at - 1) or _within_a_word(text, at)):
        share = share_at(tokens, at)
        none = no_one_at(tokens, at)
        if none:
            share = Decimal(0), none
        if share:
            value, of = share
            return of.end, _Amount(at, of.end, value, value, of)
    number = number_at(tokens, at)
    if number is None or not (text.english(at) or tokens[at].kind == "digits"):
        return at + 1, None
    end = number.to.end if number.to else number.end
    if number.value is None or text.is_a_name(number) or text.is_a_year(number):
        return end, None
    amount = _amount(text, number)
    return max(end, amount.of.end if amount else 0), amount


def _within_a_word(text: Text, at: int) -> bool:
    return at > 0 and touching(text.tokens, at - 1) and text.tokens[at - 1].kind != "mark"


def _amount(text: Text, near: Number) -> _Amount | None:
    ahead = opening(text.tokens, near)
    far = near.to or _far_end(text, near, ahead.begin, near.end)
    low, high = _ends(near, far) if far else (near.value, near.value)
    number = far or near
    if low is None or high is None or (far and low >= high):
        return None
    of = _of(text, near, number, ahead.money)
    if of is None:
        return None
    if ahead.below_zero and not far:
        low = high = -low
    own = {"many": Bound.AT_LEAST, "couple": Bound.ABOUT}.get(near.style, Bound.EXACTLY)
    amount = _Amount(ahead.begin, number.end, low, high, of, own)
    return amount if far else _up_to_the_same(text, amount, near)


def _far_end(text: Text, near: Number, begin: int, at: int) -> Number | None:
    """The other end of a range whose first end stops at this token: "30 to 40"."""
    tokens = text.tokens
    word, before = lower(tokens, at), lower(tokens, begin - 1)
    if word in DASHES:
        joined = touching(tokens, at) == touching(tokens, at - 1)
    else:
        joined = (word in ("to", "or") and before != "from") or (
            word == "and" and before == "between"
        )
    place = at + 1
    while lower(tokens, place) in units.SIGNS:
        place += 1
    far = number_at(tokens, place) if joined and place < len(tokens) else None
    if far is None or far.to or far.style in ("part", "many", "couple"):
        return None
    if word == "or" and (far.value != (near.value or 0) + 1 or near.scale != far.scale):
        return None
    low, high = _ends(near, far)
    return far if low is not None and high is not None and low < high else None


def _ends(near: Number, far: Number) -> tuple[Decimal | None, Decimal | None]:
    """Both ends of a range: "2 to 3 million" are millions."""
    low, high = near.value, far.value
    if low is not None and high is not None and near.scale == 1 and low < high / far.scale:
        low *= far.scale
    return low, high


def _up_to_the_same(text: Text, amount: _Amount, near: Number) -> _Amount:
    """5% to 10%, 2 miles to 3 miles: one range."""
    far = _far_end(text, near, amount.begin, amount.of.end)
    if far is None or far.value is None:
        return amount
    of = _of(text, far, far, opening(text.tokens, far).money)
    if of is None or of.unit != amount.of.unit:
        return amount
    return replace(amount, digits=far.end, high=far.value, of=of)


def _of(text: Text, near: Number, number: Number, money: str) -> Of | None:
    """What the number counts or measures. ``near`` is the first end of a range."""
    tokens, end = text.tokens, number.end
    if not text.english(near.begin):
        scaled = lower(tokens, end).startswith(units.FOREIGN_SCALES)
        return Of(money, end) if money and not scaled else sign_after(tokens, number)
    of = Of(money, end) if money else sign_after(tokens, number)
    if of:
        return of_what(tokens, per(tokens, of))
    if number.style in ("comma", "part"):
        return None
    _bound, end = bound_after(tokens, end)
    if end > number.end:
        number = replace(number, end=end)
    elif hyphen_at(tokens, end):
        return hyphened(tokens, number)
    elif touching(tokens, end - 1) and tokens[end].kind == "word":
        return None  # 20th, 1990s, 5G
    return (
        aged(tokens, near.begin, number)
        or _measure(text, near, number)
        or _thing(text, near, number)
    )


def _measure(text: Text, near: Number, number: Number) -> Of | None:
    tokens = text.tokens
    of = measure_after(tokens, number)
    if of is None or (
        number.style == "unclear" and tokens[number.end].lower not in units.ENGLISH_ONLY
    ):
        return None
    if of.unit in units.NOT_HYPHENED and _singly(near, number) and not _surely(text, near):
        return None  # at one point
    if of.unit in units.TIMES:
        before = lower(tokens, near.begin - 1)
        if lower(tokens, of.end) in units.FROM_THEN or before in units.WHICH_TIME:
            return None
        if _singly(near, number) and not _surely(text, near) and before not in units.HOW_LONG:
            return None
    return of_what(tokens, per(tokens, of))


def _thing(text: Text, near: Number, number: Number) -> Of | None:
    if number.style == "unclear":
        return None
    tokens, begin, end = text.tokens, near.begin, number.end
    singly = _singly(near, number)
    return (
        thing_after(tokens, number, singly=singly, surely=_surely(text, near))
        or (None if singly else of_them(tokens, number))
        or toll_before(tokens, begin, end)
        or hurt_before(tokens, begin, end)
        or (Of("number", end) if _stands_alone(text, near, number) else None)
    )


def _singly(near: Number, number: Number) -> bool:
    return near is number and number.value == 1 and number.scale == 1


def _surely(text: Text, near: Number) -> bool:
    """Whether this "one" is a number: written as 1, or bounded."""
    return near.style == "digits" or bool(bound_before(text.tokens, near.begin).bound)


def _stands_alone(text: Text, near: Number, number: Number) -> bool:
    """Whether a number without a unit can't be a label: it is great or bounded, and does not follow
    a name."""
    tokens = text.tokens
    if near.style in ("many", "couple"):
        return False
    suffixed = number.scale > 1 and len(tokens[number.end - 1].text) == 1  # 5m: metres, or what?
    great = ("grouped" in (near.style, number.style) or number.scale > 100) and not suffixed
    if not great and not bound_before(tokens, near.begin).surely:
        return False
    following = tokens[number.end] if number.end < len(tokens) else None
    if following and following.kind == "word" and not stops(following):
        return False  # an unknown noun
    before = near.begin - 1
    return before < 0 or not tokens[before].text[:1].isupper() or text.opens(before)


def _found(text: Text, amount: _Amount, taken: int) -> Found | None:
    tokens, of = text.tokens, amount.of
    low, high = fits(amount.low), fits(amount.high)
    if low is None or high is None:
        return None
    begin, qualifier = qualifier_before(tokens, amount.begin, taken)
    before = bound_before(tokens, begin, taken)
    behind, end = bound_after(tokens, of.end)
    bound = before.bound or behind or bound_after(tokens, amount.digits)[0] or amount.bound
    qualifiers = " ".join(filter(None, (qualifier, of.qualifier)))
    if bound is Bound.EXACTLY and "estimated" in qualifiers:
        bound = Bound.ABOUT
    return Found(
        start=tokens[before.begin].start,
        end=tokens[end - 1].end,
        low=low,
        high=high,
        unit=of.unit[:60],
        bound=bound,
        qualifier=qualifiers[:100],
        counted=of.counted[:300],
        as_of=text.as_of(amount.begin),
    )
