"""Two quantities compared: the same, one within the other's bound, or incompatible.

Each is an interval: "at least 44" goes from 44 on, "about 150" is within a tenth, and a rounded
number (1.2 million) stands for what rounds to it. Units are converted where one is a multiple of
the other; two currencies are never compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from nlp.comparison.stems import stem
from nlp.kinds import Bound
from nlp.quantities import Found

_ABOUT = Decimal("0.1")
_CONVERTED = Decimal("0.03")  # 100 miles and 161 km are the same
_ROUND_FROM = 10_000  # smaller numbers are taken as exact
_INFINITE = Decimal("Infinity")
# Unit: base unit and factor.
_FACTORS = {
    unit: (base, Decimal(factor))
    for base, units in {
        "m": "km 1000; cm 0.01; mm 0.001; m 1; miles 1609.344; feet 0.3048; inches 0.0254; yards 0.9144",
        "kg": "kg 1; g 0.001; mg 0.000001; tonnes 1000; metric tons 1000; pounds 0.453592; ounces 0.0283495",
        "litres": "litres 1; ml 0.001; gallons 3.78541; pints 0.473176; quarts 0.946353",
        "square m": "square m 1; square km 1000000; hectares 10000; acres 4046.86; square miles 2589988"
        "; square feet 0.092903",
        "hours": "hours 1; minutes 0.0166667; seconds 0.000277778; days 24; weeks 168",
        "months": "months 1; years 12; decades 120; centuries 1200",
        "W": "W 1; watts 1; kW 1000; MW 1000000; GW 1000000000",
        "km per hour": "km per hour 1; miles per hour 1.609344",
        "dollars": "dollars 1; US dollars 1; cents 0.01",
    }.items()
    for unit, _, factor in (entry.strip().rpartition(" ") for entry in units.split(";"))
}
_MONEY_ENDS = (
    *(
        "dollars",
        "euros",
        "sterling",
        "yen",
        "yuan",
        "rupees",
        "pesos",
        "francs",
        "roubles",
        "rand",
    ),
    *(
        "reais",
        "won",
        "shekels",
        "liras",
        "naira",
        "ringgit",
        "crowns",
        "kronor",
        "kroner",
        "zlotys",
    ),
)
_SHARE = "percent"


class Match(Enum):
    SAME = "same"
    WITHIN = "within"  # compatible, and one says more
    OTHER = "other"  # incompatible
    CURRENCY = "currency"


@dataclass(frozen=True)
class Pair:
    a: Found
    b: Found
    match: Match


def matched(
    one: Sequence[Found], other: Sequence[Found]
) -> tuple[list[Pair], list[Found], list[Found]]:
    """Each quantity with the one of the other that counts the same, the nearest first; and those
    that only one of the two has."""
    left, right = list(one), list(other)
    pairs: list[Pair] = []
    for wanted in (Match.SAME, Match.WITHIN, Match.OTHER, Match.CURRENCY):
        for a in list(left):
            same = [b for b in right if _comparable(a, b) and match(a, b) is wanted]
            if same:
                best = max(same, key=lambda b: len(_things(a) & _things(b)))
                pairs.append(Pair(a, best, wanted))
                left.remove(a)
                right.remove(best)
    return pairs, left, right


def match(a: Found, b: Found) -> Match:
    if _money(a) and _money(b) and _base(a)[0] != _base(b)[0]:
        return Match.CURRENCY
    if (a.low, a.high, a.bound) == (b.low, b.high, b.bound) and _base(a) == _base(b):
        return Match.SAME
    first, second = _interval(a), _interval(b)
    converted = _base(a) != _base(b)
    if converted:
        first, second = _wider(first), _wider(second)
    if first[1] < second[0] or second[1] < first[0]:
        return Match.WITHIN if _rounded(a, b) else Match.OTHER
    alike = converted or (_scaled(a) == _scaled(b))
    return Match.SAME if alike and a.bound == b.bound else Match.WITHIN


def _rounded(a: Found, b: Found) -> bool:
    """Whether one is the other with fewer decimals: 92 percent, 92.3 percent."""
    if _base(a) != _base(b) or a.low != a.high or b.low != b.high:
        return False
    coarse, fine = sorted((a.low, b.low), key=lambda value: int(value.normalize().as_tuple()[2]))[
        ::-1
    ]
    places = int(coarse.normalize().as_tuple()[2])
    return places <= 0 and fine != coarse and fine.quantize(Decimal(1).scaleb(places)) == coarse


def _comparable(a: Found, b: Found) -> bool:
    """Whether both count or measure the same kind of thing."""
    if _base(a)[0] == _base(b)[0]:
        # 3 people: soldiers and 5 people: hostages are two counts, if both are named.
        named = _things(a) and _things(b) and a.unit not in (_SHARE, "number")
        return not named or bool(_things(a) & _things(b)) or a.unit in _FACTORS
    return (_money(a) and _money(b)) or "number" in (a.unit, b.unit)


def _base(found: Found) -> tuple[str, Decimal]:
    """The unit to compare in, and how many of it this is."""
    unit, rate, each = found.unit.partition(" per ")
    if found.unit in _FACTORS:
        return _FACTORS[found.unit]
    base, factor = _FACTORS.get(unit, (unit, Decimal(1)))
    return base + rate + each, factor


def _money(found: Found) -> bool:
    return found.unit.partition(" per ")[0].endswith((*_MONEY_ENDS, "¥"))


def _things(found: Found) -> frozenset[str]:
    """The stems of what is counted."""
    words = found.counted.lower().split()
    return frozenset(stem(word.strip("’'“”\",")) for word in words)


def _scaled(found: Found) -> tuple[Decimal, Decimal]:
    factor = _base(found)[1]
    return found.low * factor, found.high * factor


def _interval(found: Found) -> tuple[Decimal, Decimal]:
    low, high = _scaled(found)
    if found.bound is Bound.AT_LEAST:
        return low, _INFINITE
    if found.bound is Bound.AT_MOST:
        return -_INFINITE, high
    room = max(_rounding(found), abs(high) * _ABOUT if found.bound is Bound.ABOUT else Decimal(0))
    return low - room, high + room


def _rounding(found: Found) -> Decimal:
    """Half of the last digit's place of a great number: 1.2 million is 1,150,000 to 1,250,000."""
    if found.low != found.high or abs(found.low) < _ROUND_FROM:
        return Decimal(0)
    _sign, digits, exponent = found.low.normalize().as_tuple()
    if not isinstance(exponent, int) or len(digits) < 2:
        exponent = len(str(int(abs(found.low)))) - 2  # 700,000 to two digits
    return Decimal(10) ** exponent / 2 * _base(found)[1]


def _wider(interval: tuple[Decimal, Decimal]) -> tuple[Decimal, Decimal]:
    low, high = interval
    return low - abs(low) * _CONVERTED, high + abs(high) * _CONVERTED
