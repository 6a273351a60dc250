"""How many of the claims found have each value of a facet, among a bounded number of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from claims.site.search import names
from claims.site.search.facets import FACETS, Counting, Facet, Value
from claims.site.search.request import SearchRequest

SHOWN = 8  # values of a facet


@dataclass(frozen=True)
class Choice:
    """``query``: the search narrowed to this value; where it is chosen already, the search without."""

    label: str
    count: int
    query: str
    chosen: bool


@dataclass(frozen=True)
class CountedFacet:
    title: str
    choices: Sequence[Choice]


@dataclass(frozen=True)
class Counted:
    """``among``: only so many, the newest found, were counted; 0: all were."""

    facets: Sequence[CountedFacet]
    among: int


def counted(search: SearchRequest) -> Counted:
    """Raises Refused where the search is not understood."""
    sample = search.row_search().sample()
    # Codes first, then the rest.
    facets = sorted(
        (
            (facet, facet.counting)
            for facet in FACETS
            if facet.counting and facet.is_of(inside=search.inside)
        ),
        key=lambda each: each[0].shown is None,
    )
    columns = {
        name: column
        for _facet, counting in facets
        for name, column in (counting.working if search.inside else counting.public).items()
    }
    rows = list(sample.rows.annotate(**columns).values("speaker_id", *columns))
    found = [
        CountedFacet(str(facet.title), choices)
        for facet, counting in facets
        if (choices := _choices(search, facet, _count(search, facet, counting, rows)))
    ]
    return Counted(found, len(rows) if sample.cut else 0)


def _count(
    search: SearchRequest, facet: Facet, counting: Counting, rows: Sequence[object]
) -> Sequence[tuple[Value, int]]:
    most = Counter(value for row in rows for value in counting.values(row)).most_common(SHOWN)
    if facet.name != "publisher":
        return most
    by_number = names.publisher_names(
        [int(value) for (value, _label), _n in most], inside=search.inside
    )
    return [
        ((value, by_number[int(value)]), count)
        for (value, _label), count in most
        if int(value) in by_number
    ]


def _choices(
    search: SearchRequest, facet: Facet, most: Sequence[tuple[Value, int]]
) -> list[Choice]:
    given = search.facets.get(facet.name, "")
    chosen = set(given.split(",")) if facet.several else {given}
    return [
        Choice(
            label,
            count,
            search.query(**{facet.name: None if value in chosen else value}),
            value in chosen,
        )
        for (value, label), count in most
    ]
