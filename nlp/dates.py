"""The days that an English text names, resolved against its day of publication.

A day without its year, or a weekday, is the latest such day on or before publication; without a
publication date it is not resolved. Days after publication ("next week", "tomorrow") and dates that
two countries read differently (3/4/2026) are left out. Pure functions over text.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from nlp.english import MONTH_NUMBERS, MONTHS, ONES, WEEKDAYS

_COUNTS = ONES | {"a": 1, "an": 1}
# Only with a capital: "may" and "march" are verbs, "sat" and "sun" are no days.
_MONTH = (
    rf"(?P<%s>{'|'.join(MONTHS).title()}"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"(?P<%s>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d.,]?\d)"
_YEAR = r"(?P<%s>1[5-9]\d\d|20\d\d)(?![\d-])"
_WEEKDAY = rf"(?P<%s>{'|'.join(WEEKDAYS).title()})"
_AND = r"\s?(?:and|to|[-–—]|through|or)\s?"

_NAMED = re.compile(
    r"\b(?:"
    r"(?P<iso>(?:1[5-9]|20)\d\d-\d\d-\d\d)(?![\w-])"
    # 2 March 2026; 2 and 3 March; Monday 2 March
    rf"|(?:{_WEEKDAY % 'w1'},?\s)?(?:{_DAY % 'a1'}{_AND})?{_DAY % 'd1'}\s(?:of\s)?{_MONTH % 'm1'}"
    rf"(?:,?\s{_YEAR % 'y1'})?(?!\w)"
    # March 2, 2026; March 2 and 3; Monday, March 2
    rf"|(?:{_WEEKDAY % 'w2'},?\s(?:the\s)?)?{_MONTH % 'm2'}\s{_DAY % 'd2'}"
    rf"(?:{_AND}{_DAY % 'b2'})?(?:,?\s{_YEAR % 'y2'})?(?![\w])"
    # March 2026; March of 2026
    rf"|{_MONTH % 'm3'}(?:,?|\sof)\s{_YEAR % 'y3'}(?!\w)"
    # Monday and Tuesday; last Monday; Monday's; Monday evening
    rf"|(?P<ahead>[Nn]ext\s|[Tt]his\scoming\s|[Cc]oming\s)?(?P<past>[Ll]ast\s)?{_WEEKDAY % 'w4'}"
    rf"(?:\s(?:and|to|through)\s{_WEEKDAY % 'v4'})?(?!\w)"
    r"|(?P<relative>(?i:the\sday\sbefore\syesterday|yesterday|today|tonight|last\snight"
    r"|this\s(?:morning|afternoon|evening|week|month|year)|(?:last|previous)\s(?:week|month|year)"
    r"|(?:over|at|on|during|last|this\spast)\s(?:the\s)?(?:past\s|last\s)?weekend))(?!\w)"
    # two weeks ago
    rf"|(?P<ago>(?i:\d{{1,3}}|{'|'.join(list(ONES)[1:11])}|an?))\s"
    r"(?P<span>(?i:day|week|month|year))s?\s(?i:ago)(?!\w)"
    # in March; in early March
    rf"|(?P<in>(?i:in|last|during|this|since))\s(?i:(?:early|mid|late)[\s-])?{_MONTH % 'm5'}(?![\w-]|\s\d)"
    # in 2019; the 2019 law
    r"|(?i:in|during|since|of|early|late|mid|an?|the|his|her|their|its|by|until|before|after|from)[\s-]"
    rf"{_YEAR % 'y6'}(?![\w%]|[,.]\d)"
    r")"
)


@dataclass(frozen=True)
class Days:
    """A day or a run of days, and where the text names it (code points)."""

    start: int
    end: int
    first: date
    last: date
    full: bool  # the text says all of it, the year included


MonthDay = tuple[int, int]
_Resolved = tuple[date, date, bool]  # the first three of these: first, last, full


def days(text: str, published: date | None = None) -> list[Days]:
    """Every day that the text names and that can be resolved, in the text's order."""
    found = []
    for match in _NAMED.finditer(text):
        resolved = _resolved(match, published)
        if resolved is None:
            continue
        first, last, full = resolved
        if published and not full:
            if first > published:
                continue
            last = min(last, published)
        # The small word before a lone year is not part of the day.
        start = match.start("y6") if match["y6"] else match.start()
        found.append(Days(start, match.end(), first, last, full))
    return found


def yearless(text: str) -> list[tuple[MonthDay, MonthDay]]:
    """The days that the text names by month and day only, as the first and last of each run.

    A month alone ("in March") is its days; weekdays and "yesterday" say neither.
    """
    found = []
    for match in _NAMED.finditer(text):
        if match["m1"] and not match["y1"]:
            month, first, last = match["m1"], match["a1"] or match["d1"], match["d1"]
        elif match["m2"] and not match["y2"]:
            month, first, last = match["m2"], match["d2"], match["b2"] or match["d2"]
        elif match["m5"]:
            month, first, last = match["m5"], "1", "31"
        else:
            continue
        if int(first) <= int(last):
            found.append(((_number(month), int(first)), (_number(month), int(last))))
    return found


def _resolved(match: re.Match[str], published: date | None) -> _Resolved | None:
    if match["iso"]:
        return _iso(match["iso"])
    if match["m1"]:
        first = match["a1"] or match["d1"]
        return _month_days(match["m1"], first, match["d1"], match["y1"], published)
    if match["m2"]:
        last = match["b2"] or match["d2"]
        return _month_days(match["m2"], match["d2"], last, match["y2"], published)
    if match["m3"]:
        return *_month(int(match["y3"]), _number(match["m3"])), True
    if match["y6"]:
        return date(int(match["y6"]), 1, 1), date(int(match["y6"]), 12, 31), True
    if published is None:
        return None
    if match["w4"]:
        return _weekdays(match, published)
    if match["m5"]:
        return _latest_month(match, published)
    if match["ago"]:
        return _ago(match["ago"], match["span"].lower(), published)
    return _relative(" ".join(match["relative"].lower().split()), published)


def _iso(day: str) -> _Resolved | None:
    try:
        return date.fromisoformat(day), date.fromisoformat(day), True
    except ValueError:
        return None


def _number(month: str) -> int:
    return MONTH_NUMBERS[month.rstrip(".").lower()]


def _month_days(
    month: str, first: str, last: str, year: str | None, published: date | None
) -> _Resolved | None:
    if year:
        years: tuple[int, ...] = (int(year),)
    elif published:
        # Nine years back there is a 29 February, whatever the year.
        years = tuple(range(published.year, max(published.year - 9, 0), -1))
    else:
        return None
    for each in years:
        try:
            one, other = (date(each, _number(month), int(day)) for day in (first, last))
        except ValueError:
            continue
        if one <= other and (year or (published and one <= published)):
            return one, other, bool(year)
    return None


def _month(year: int, number: int) -> tuple[date, date]:
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def _latest_month(match: re.Match[str], published: date) -> _Resolved | None:
    number, year = _number(match["m5"]), published.year
    if number > published.month or (match["in"].lower() == "last" and number == published.month):
        year -= 1
    return (*_month(year, number), False) if year else None


def _weekdays(match: re.Match[str], published: date) -> _Resolved | None:
    if match["ahead"]:
        return None
    last = _latest(match["v4"] or match["w4"], published)
    if match["past"] and last == published:
        last -= timedelta(days=7)
    return (_latest(match["w4"], last) if match["v4"] else last), last, False


def _latest(weekday: str, until: date) -> date:
    return until - timedelta(days=(until.weekday() - WEEKDAYS.index(weekday.lower())) % 7)


def _ago(count: str, span: str, published: date) -> _Resolved | None:
    many = int(count) if count.isdecimal() else _COUNTS[count.lower()]
    try:
        if span == "day":
            day = published - timedelta(days=many)
            return day, day, False
        if span == "week":  # from Monday on
            first = published - timedelta(weeks=many, days=published.weekday())
            return first, first + timedelta(days=6), False
        if span == "month":
            months = published.year * 12 + published.month - 1 - many
            return *_month(months // 12, months % 12 + 1), False
        return date(published.year - many, 1, 1), date(published.year - many, 12, 31), False
    except (ValueError, OverflowError):  # before the calendar begins
        return None


def _relative(words: str, published: date) -> _Resolved | None:
    if words.endswith("weekend"):
        saturday = _latest("Saturday", published)
        return saturday, saturday + timedelta(days=1), False
    if words == "the day before yesterday":
        return _ago("2", "day", published)
    if words in ("yesterday", "last night"):
        return _ago("1", "day", published)
    which, _, span = words.partition(" ")
    if span in ("week", "month", "year"):
        return _ago("0" if which == "this" else "1", span, published)
    return published, published, False
