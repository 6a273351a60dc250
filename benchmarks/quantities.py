"""Numbers of real news: which quantities are read, with which unit and bound?

    .venv/bin/python -m benchmarks.quantities DATA [--part even|odd] [--errors]

DATA has quantities/*.jsonl (NewsQuant: news sentences with every quantity that a person marked).
A quantity is right when both ends of its range are (to 1 in 100,000); with unit and with bound when
that is right, too. The marks are compared as they are; only the ways of writing differ: a part
(0.25) and a percentage (25 percent) are one, "up" and "down" are no bound. "Wrong magnitude": both
have a number that the other lacks, in the same sentence, and one is ten times the other or more and
has the same first digits, or the same unit.

"even" and "odd" are halves by the sentences' order, so that rules can be made on one and measured
on the other. Exits 1 when a limit is missed.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from time import process_time
from typing import Any

from nlp.kinds import Bound
from nlp.quantities import Found, quantities

LIMITS = {"value": 0.90, "value and unit": 0.82, "value and bound": 0.86}
BOUNDS = {">": Bound.AT_LEAST, "<": Bound.AT_MOST, "~": Bound.ABOUT}  # the rest: exactly
_NUMBER = r"[-+]?\d+(?:\.\d*)?(?:[Ee][-+]?\d+)?"
_MARKED = re.compile(rf"({_NUMBER})(?:\s*-\s*({_NUMBER}))?")
# Other names for the same unit: the marks' and ours.
_SAME = {
    "percentage": "percent",
    "year of age": "year",
    "age": "year",
    "celsius": "°c",
    "fahrenheit": "°f",
    "degree celsius": "°c",
    "degree fahrenheit": "°f",
    "us dollar": "dollar",
    "united states dollar": "dollar",
    "pound sterling": "pound",
    "danish krone": "danish crown",
    "chinese yuan": "yuan",
    "japanese yen": "yen",
    "kilometre": "km",
    "metre": "m",
    "centimetre": "cm",
    "millimetre": "mm",
    "micrometre": "μm",
    "kilogram": "kg",
    "gram": "g",
    "milligram": "mg",
    "millilitre": "ml",
    "gigabyte": "gb",
    "megabyte": "mb",
    "hertz": "hz",
    "watt": "w",
    "kilowatt": "kw",
    "megawatt": "mw",
    "gigawatt": "gw",
    "foot": "feet",
    "inch": "inche",
    "person": "people",
    "touch down": "touchdown",
    "count": "time",
    "gigapascal": "gpa",
    "sq m": "square m",
    "terabyte": "tb",
    "kilohertz": "khz",
    "farad": "f",
}


@dataclass
class Sentence:
    id: object
    text: str
    marked: list["Marked"]


@dataclass(frozen=True)
class Marked:
    low: float
    high: float
    units: frozenset[str]  # as normalised, and as written
    bound: Bound

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Marked":
        match = _MARKED.fullmatch(row["value"].strip())
        if match is None:
            raise ValueError(f"not a number: {row['value']!r}")
        ends = [float(end) for end in match.groups() if end is not None]
        low, high = min(ends), max(ends)
        names = {row["normalized_unit"], row["unit"]}
        if any(name.startswith("% ") for name in names) and high < 1:
            low, high, names = 100 * low, 100 * high, {"percent"}
        bound = BOUNDS.get(row["change"], Bound.EXACTLY)
        return cls(low, high, frozenset(name.lower().strip() for name in names), bound)


@dataclass
class Counts:
    marked: int = 0
    found: int = 0
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LIMITS, 0))
    magnitude: int = 0

    def shares(self, name: str) -> tuple[float, float, float]:
        """Precision, recall, F1."""
        right = self.right[name]
        precision, recall = right / max(1, self.found), right / max(1, self.marked)
        return precision, recall, 2 * right / max(1, self.found + self.marked)


def sentences(data: Path, part: str = "") -> Iterator[Sentence]:
    for file in sorted((data / "quantities").glob("*.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
            if part and (number % 2 == 0) != (part == "even"):
                continue
            row = json.loads(line)
            yield Sentence(row["id"], row["text"], [Marked.of(each) for each in row["quantities"]])


def near(one: Decimal, other: float) -> bool:
    return abs(float(one) - other) <= 1e-5 * abs(other) + 1e-8


def singular(words: str) -> str:
    words = re.sub(
        r"\s+(?:an?|each)\s+", " per ", " ".join(words.lower().replace("’", "'").split())
    )
    return " per ".join(_one(end) for end in words.split(" per "))


def _one(words: str) -> str:
    if words in _SAME:
        return _SAME[words]
    *before, last = words.split() or [""]
    last = _SAME.get(last) or re.sub(r"(?<=\w\w)s$", "", last)
    single = " ".join([*before, _SAME.get(last, last)])
    return _SAME.get(single, single)


def same_unit(found: Found, marked: Marked) -> bool:
    """The unit, or the words for what is counted, or their last word."""
    ours = {singular(found.unit), singular(found.counted)}
    units = {singular(name) for name in marked.units}
    if ours & units or (found.unit == "number" and marked.units & {"-", ""}):
        return True
    heads = {name.split()[-1] for name in units if name and "per" not in name.split()}
    counted = found.counted.split() or [""]
    return bool(heads & {singular(found.unit), singular(counted[-1])})


def same_value(found: Found, marked: Marked) -> bool:
    return near(found.low, marked.low) and near(found.high, marked.high)


def pairs(found: list[Found], marked: list[Marked]) -> Iterator[tuple[Found, Marked]]:
    """Each with at most one of the same value, of the same unit and bound where there is one."""
    left = list(marked)
    for each in found:
        same = [other for other in left if same_value(each, other)]
        if same:
            best = max(same, key=lambda other: (same_unit(each, other), each.bound == other.bound))
            left.remove(best)
            yield each, best


def wrong_magnitudes(found: list[Found], marked: list[Marked]) -> Iterator[tuple[Found, Marked]]:
    for each in found:
        for other in marked:
            ours, marked_value = abs(float(each.low)), abs(other.low)
            if (
                not ours
                or not marked_value
                or max(ours, marked_value) / min(ours, marked_value) < 10
            ):
                continue
            if each.low <= other.high and each.high >= other.low:
                continue  # "dozens": at least 24, or 12 to 120
            digits = [f"{value:e}".partition("e")[0].rstrip("0.") for value in (ours, marked_value)]
            if digits[0] == digits[1] or (same_unit(each, other) and each.unit != "number"):
                yield each, other


def judge(sentence: Sentence, counts: Counts) -> list[str]:
    """Add to the counts; what is wrong, for reading."""
    found = quantities(sentence.text)
    counts.marked += len(sentence.marked)
    counts.found += len(found)
    missed, extra, wrong = list(sentence.marked), list(found), []
    for ours, marked in pairs(found, sentence.marked):
        missed.remove(marked)
        extra.remove(ours)
        unit, bound = same_unit(ours, marked), ours.bound == marked.bound
        counts.right["value"] += 1
        counts.right["value and unit"] += unit
        counts.right["value and bound"] += bound
        if not unit:
            wrong.append(f"unit   {written(ours)}, marked {sorted(marked.units)}")
        if not bound:
            wrong.append(f"bound  {written(ours)}, marked {marked.bound}")
    for ours, marked in wrong_magnitudes(extra, missed):
        counts.magnitude += 1
        wrong.append(f"MAGNITUDE {written(ours)}, marked {marked.low:g}")
    wrong += [f"missed {each.low:g}–{each.high:g} {sorted(each.units)}" for each in missed]
    wrong += [f"extra  {written(each)}" for each in extra]
    return wrong


def written(found: Found) -> str:
    value = f"{found.low:f}" if found.low == found.high else f"{found.low:f}–{found.high:f}"
    return f"{found.bound} {value} {found.unit} ({found.counted})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--part", default="", choices=("", "even", "odd"))
    parser.add_argument("--errors", action="store_true", help="print every error")
    given = parser.parse_args()
    missed = False
    for part in [given.part] if given.part else ["", "even", "odd"]:
        counts = Counts()
        read = list(sentences(given.data, part))
        before = process_time()
        for sentence in read:
            wrong = judge(sentence, counts)
            if wrong and given.errors and part == given.part:
                print(f"\n{sentence.id}: {sentence.text}")
                print(*(f"    {each}" for each in wrong), sep="\n")
        taken = process_time() - before
        print(
            f"\n{part or 'all'}: {len(read)} sentences, {counts.marked} quantities, {taken:.2f} s"
        )
        for name, limit in LIMITS.items():
            precision, recall, f1 = counts.shares(name)
            print(f"  {name:16} F1 {f1:.3f} (limit {limit})  P {precision:.3f}  R {recall:.3f}")
            missed |= part == given.part and f1 < limit
        print(f"  wrong magnitude  {counts.magnitude}")
        missed |= bool(counts.magnitude)
    sys.exit(missed)


if __name__ == "__main__":
    main()
