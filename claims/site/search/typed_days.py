"""Years, months and days that are typed among the words of a search, as the filter that they mean."""

import re
from dataclasses import replace
from datetime import date

from claims.site.search.request import SearchRequest
from nlp.dates import days

_YEAR = re.compile(r"(?<![\w.,$€£:/-])(?:19|20)\d\d(?![\w%:/-]|[.,]\d)", re.ASCII)


def narrowed(search: SearchRequest) -> SearchRequest | None:
    """The search for the other words among claims that may have been said then, if days are typed."""
    if not search.parsed or '"' in search.q or {"said_from", "said_to"} & search.facets.keys():
        return None
    read = _read(search.q)
    if read is None:
        return None
    start, end, first, last = read
    rest = " ".join(f"{search.q[:start]} {search.q[end:]}".split())
    facets = {**search.facets, "said_from": first.isoformat(), "said_to": last.isoformat()}
    return replace(search, q=rest, facets=facets)


def _read(text: str) -> tuple[int, int, date, date] | None:
    """(start, end, first day, last day) of the first month or day, else of the first year."""
    for each in days(text, None):
        if each.full:
            return each.start, each.end, each.first, each.last
    year = _YEAR.search(text)
    if year is None:
        return None
    return year.start(), year.end(), date(int(year[0]), 1, 1), date(int(year[0]), 12, 31)
