"""Title, byline and date that the first lines of a pasted text state. A person checks them before they are stored."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from nlp.attribution.rules.french import FRENCH
from nlp.attribution.rules.spanish import SPANISH
from nlp.dates import days

LINES = 6  # that are read
LONGEST = 150  # characters of a line of a heading
_BYLINE = re.compile(r"(?i:by|por|par|texto:|text:)\s+([^\W\d_a-zß-ÿ][^.!?]{2,80})")
_ENDS = re.compile(r"[.,;:][”\"’»)]?$")
_APART = re.compile(r"\s*[|·•]\s*")
_DAYS = [
    (
        re.compile(
            rf"\b(\d{{1,2}})(?:er|º|°)?\s+(?:de\s+)?({'|'.join(each.months)})\s+(?:de(?:l)?\s+)?(\d{{4}})\b",
            re.IGNORECASE,
        ),
        each.months,
    )
    for each in (SPANISH, FRENCH)
]


@dataclass(frozen=True)
class Heading:
    title: str = ""
    byline: str = ""
    published_on: date | None = None


def read(text: str) -> Heading:
    """Empty where the text does not begin with lines of a heading."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()][: LINES + 1]
    if len(lines) < 2:
        return Heading()
    heading: list[str] = []
    # The last line belongs to the text, however short it is.
    for line in lines[:-1]:
        if len(line) > LONGEST or (_ENDS.search(line) and not (_byline(line) or _day(line))):
            break
        heading.append(line)
    parts = [part for line in heading for part in _APART.split(line) if part]
    byline = next(filter(None, map(_byline, parts)), "")
    published_on = next(filter(None, map(_day, parts)), None)
    first = heading[0] if heading else ""
    is_title = len(first.split()) > 1 and not _byline(first) and not _is_day(first)
    return Heading(first if is_title else "", byline, published_on)


def _byline(line: str) -> str:
    found = _BYLINE.fullmatch(line)
    return found[1].strip() if found and len(found[1].split()) <= 10 else ""


def _day(line: str) -> date | None:
    """The only day that a line names in full."""
    found = {each.first for each in days(line) if each.full and each.first == each.last}
    for pattern, months in _DAYS:
        for day, month, year in pattern.findall(line):
            with suppress(ValueError):
                found.add(date(int(year), months[month.lower()], int(day)))
    return found.pop() if len(found) == 1 else None


def _is_day(line: str) -> bool:
    """Whether it says little more than a day: "Published March 3, 2026, 20:54"."""
    return _day(line) is not None and len(line.split()) <= 8
