"""A number found in a text, and the words for powers of ten."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

from nlp.english import spellings

MOST_DIGITS = 24  # before the point, and PLACES after it: what Quantity can hold
PLACES = Decimal("0.000001")

SCALES = {
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "quadrillion": 10**15,
    "lakh": 10**5,
    "crore": 10**7,
    "dozen": 12,
}

# Written after the digits: $5bn.
SUFFIXES = {
    suffix: 10 ** int(power)
    for suffix, power in spellings(
        "3: k K; 6: m M mn mln; 9: b B bn Bn BN bln; 12: t T tn trn"
    ).items()
}

Style = Literal[
    "digits", "grouped", "decimal", "comma", "unclear", "part", "words", "many", "couple"
]


@dataclass(frozen=True, slots=True)
class Number:
    """A number in tokens[begin:end]. ``value`` is None for what only looks like one (a telephone
    number, forty digits)."""

    begin: int
    end: int
    value: Decimal | None
    style: Style = "digits"
    scale: int = 1
    to: "Number | None" = None  # the other end of 30-40


def fits(value: Decimal) -> Decimal | None:
    """The value as Quantity can hold it; None where it is too great."""
    if abs(value) >= Decimal(10) ** MOST_DIGITS:
        return None
    rounded = value.quantize(PLACES, rounding=ROUND_HALF_EVEN)
    whole = rounded.to_integral_value()
    return whole if rounded == whole else rounded.normalize()
