"""Years, months and days that are typed among the words of a search, as the filter that they mean."""

import re
from dataclasses import dataclass
from datetime import date

from nlp.dates import days

_YEAR = re.compile(r"(?<![\w.,$€£:/-])(?:19|20)\d\d(?![\w%:/-]|[.,]\d)", re.ASCII)


@dataclass(frozen=True)
class TypedDays:
    """``rest``: the other words."""

    rest: str
    first: date
    last: date


def read(q: str) -> TypedDays | None:
    """Days among the words; None also with phrases, whose words are taken as they are."""
    found = None if '"' in q else _read(q)
    if found is None:
        return None
    start, end, first, last = found
    return TypedDays(" ".join(f"{q[:start]} {q[end:]}".split()), first, last)


def _read(text: str) -> tuple[int, int, date, date] | None:
    """(start, end, first day, last day) of the first month or day, else of the first year."""
    for each in days(text, None):
        if each.full:
            return each.start, each.end, each.first, each.last
    year = _YEAR.search(text)
    if year is None:
        return None
    return year.start(), year.end(), date(int(year[0]), 1, 1), date(int(year[0]), 12, 31)
