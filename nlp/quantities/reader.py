"""Reading a text's quantities, from left to right.

In English; in other languages only digits beside a sign, a symbol or a unit that is known. The
language of each sentence, known by its words, decides what points and commas mean. Only what can be
compared is kept: a number and what it counts or measures ("number" is the unit of "4,200" or
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

from nlp.english import ONES, TENS, word_set
from nlp.kinds import Bound
from nlp.quantities import elsewhere, number_words_elsewhere, numerals, shares, things, units
from nlp.quantities.bounds import bound_after, bound_before, qualifier_before
from nlp.quantities.counted import no_one_at
from nlp.quantities.measures import Of, measure_after, opening, sign_after
from nlp.quantities.number import SCALES, Number, fits
from nlp.quantities.numerals import number_at
from nlp.quantities.ranges import ends, far_end
from nlp.quantities.shares import share_at
from nlp.quantities.text import Text
from nlp.quantities.tokens import Token, hyphen_at, lower, touching

_BEGINNINGS = numerals.BEGINNINGS | shares.BEGINNINGS | {"no"}


_CARDINALS = frozenset((*ONES, *TENS, *SCALES)) - {"one"}
_APART = 3  # tokens


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
    uncertain: bool = False  # it can be read otherwise, or a number beside it was not read

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
    uncertain: bool = False


def quantities(text: str, published: date | None = None, language: str = "") -> list[Found]:
    """Every quantity in the text, in its order. ``published`` resolves "as of March 2";
    ``language`` (BCP 47), where it is known, decides about sentences without tell-tale words."""
    return list(_read_all(Text(text, published, language)))


def _read_all(text: Text) -> Iterator[Found]:
    at = taken = 0  # tokens before ``taken`` belong to quantities that have been read
    last: tuple[int, Of] | None = None
    while at < len(text.tokens):
        before = last[1] if last and last[0] == text.sentences[at] else None
        end, amount = _read(text, at, before)
        found = _found(text, amount, taken) if amount else None
        if amount and found:
            yield found
            _bound, behind = bound_after(text.tokens, amount.of.end)
            taken, last = max(end, behind), (text.sentences[at], amount.of)
        at = max(end, at + 1)


def _read(text: Text, at: int, last: Of | None) -> tuple[int, _Amount | None]:
    """The quantity that begins with this token, if any, and the token to continue from."""
    tokens = text.tokens
    beginnings = _BEGINNINGS if text.english(at) else number_words_elsewhere.WORDS
    if text.closed(at) or (tokens[at].kind == "word" and tokens[at].lower not in beginnings):
        return at + 1, None
    if text.english(at) and not (hyphen_at(tokens, at - 1) or _within_a_word(text, at)):
        share = share_at(tokens, at)
        none = no_one_at(tokens, at)
        if none:
            share = Decimal(0), none
        if share:
            value, of = share
            return of.end, _Amount(at, of.end, value, value, of)
    number = number_at(tokens, at) if text.english(at) else elsewhere.number_at(tokens, at)
    if number is None:
        return at + 1, None
    end = number.to.end if number.to else number.end
    if number.value is None or _counts_nothing(text, number):
        return end, None
    amount = _amount(text, number, last)
    return max(end, amount.of.end if amount else 0), amount


def _within_a_word(text: Text, at: int) -> bool:
    return at > 0 and touching(text.tokens, at - 1) and text.tokens[at - 1].kind != "mark"


def _counts_nothing(text: Text, number: Number) -> bool:
    """A name, a time or a year: F-35, 7 p.m., 1987."""
    ahead = opening(text.tokens, number)
    if ahead.money or _a_rise(text, number):
        return False
    if ahead.below_zero and lower(text.tokens, ahead.begin) == "minus":
        return False
    if text.is_a_name(number):
        return True
    if not text.is_a_year(number):
        return False
    of = measure_after(text.tokens, number.to or number)
    return of is None or of.unit in units.TIMES or of.unit.endswith(units.MONEY_ENDS)


def _a_rise(text: Text, number: Number) -> bool:
    """+0.2%"""
    tokens, at = text.tokens, number.begin
    plus = (
        lower(tokens, at - 1) == "+" and touching(tokens, at - 1) and not touching(tokens, at - 2)
    )
    return plus and sign_after(tokens, number) is not None


def _amount(text: Text, near: Number, last: Of | None) -> _Amount | None:
    ahead = opening(text.tokens, near)
    far = near.to or far_end(text, near, ahead.begin, near.end)
    if far and not text.english(far.begin):
        far = elsewhere.reread(text.tokens, far)
    low, high = ends(near, far) if far else (near.value, near.value)
    number = far or near
    if low is None or high is None or (far and low >= high):
        return None
    of = things.of(things.Reading(text, near, number, ahead.money, last))
    if of is None:
        return None
    if ahead.below_zero and not far:
        low = high = -low
    own = {"many": Bound.AT_LEAST, "couple": Bound.ABOUT}.get(near.style, Bound.EXACTLY)
    unclear = text.english(near.begin) and "unclear" in (near.style, number.style)
    amount = _Amount(ahead.begin, number.end, low, high, of, own, unclear)
    return amount if far else _up_to_the_same(text, amount, near)


def _up_to_the_same(text: Text, amount: _Amount, near: Number) -> _Amount:
    """5% to 10%, 2 miles to 3 miles: one range."""
    far = far_end(text, near, amount.begin, amount.of.end)
    if far is None or far.value is None:
        return amount
    of = things.of(things.Reading(text, far, far, opening(text.tokens, far).money))
    if of is None or of.unit != amount.of.unit:
        return amount
    return replace(amount, digits=far.end, high=far.value, of=of)


def _found(text: Text, amount: _Amount, taken: int) -> Found | None:
    tokens, of = text.tokens, amount.of
    if amount.begin < taken:
        return None  # its sign belongs to the number before it
    low, high = fits(amount.low), fits(amount.high)
    if low is None or high is None:
        return None
    begin, qualifier = qualifier_before(tokens, amount.begin, taken)
    before = bound_before(tokens, begin, taken)
    behind, end = bound_after(tokens, of.end)
    bound = before.bound or behind or bound_after(tokens, amount.digits)[0] or amount.bound
    if lower(tokens, amount.digits - 2) in ("plus", "+"):
        bound = Bound.AT_LEAST  # 5-plus million
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
        uncertain=amount.uncertain or _beside_a_number(text, amount, taken),
    )


# Between two numbers, of which each may be a part of the other's.
_BETWEEN = word_set("point and or coma virgule punto y e o u et ou a à - – — , . /")
_MAYBE = word_set("maybe perhaps possibly quizá quizás acaso")


def _beside_a_number(text: Text, amount: _Amount, taken: int) -> bool:
    """Whether a number that is not read stands right before it, or right after its own digits."""
    tokens, at = text.tokens, amount.begin - 1
    while at > taken and tokens[at].lower in _BETWEEN and amount.begin - at < _APART:
        at -= 1
    before = at >= taken and _numeral(text, at)
    behind = amount.digits + (lower(tokens, amount.digits) in _BETWEEN)
    if before or (amount.of.end == amount.digits and _numeral(text, behind)):
        return True
    return _beside_a_maybe(tokens, amount)


def _beside_a_maybe(tokens: list[Token], amount: _Amount) -> bool:
    """ "maybe 30 buses", "30 buses, maybe 45" """
    at = amount.of.end
    while lower(tokens, at) in (",", "(", "-", "–", "—", "or", "and"):
        at += 1
    return not _MAYBE.isdisjoint((lower(tokens, amount.begin - 1), lower(tokens, at)))


def _numeral(text: Text, at: int) -> bool:
    """Whether a number's digits or words are here, and not those of a date or an address."""
    if at >= len(text.tokens) or text.closed(at):
        return False
    token = text.tokens[at]
    if token.kind == "digits":
        return not text.is_a_year(Number(at, at + 1, Decimal(1)))
    words = number_words_elsewhere.WORDS if not text.english(at) else _CARDINALS
    return token.lower in words
