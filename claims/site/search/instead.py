"""What is shown instead of, or beside, the claims with all words of a search, for the site's searches."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from claims.matching import misspelt
from claims.matching.nearest import Nearest
from claims.matching.nearest import nearest as nearest_claims
from claims.search import typed_days
from claims.site.search.request import SearchRequest


@dataclass(frozen=True)
class Offer:
    """``rest``: the words that are not the name. ``query``: the search for them with the speaker."""

    name: str
    rest: str
    query: str


def nearest(search: SearchRequest) -> Nearest:
    if search.errors:
        return Nearest()
    return nearest_claims(search.scope, search.parsed, replace(search, q="").filters.qs)


def offered(
    search: SearchRequest, suggested: Callable[[str], Sequence[Any]], *, matched: bool = False
) -> list[Offer]:
    """The speakers whose names may be misspelt in it, with the other words."""
    if "speaker" in search.facets:
        return []
    found = misspelt.offered(search.scope, search.q, search.parsed, suggested, matched=matched)
    return [_offer(search, each.speaker, each.rest) for each in found]


def _offer(search: SearchRequest, speaker: Any, rest: str) -> Offer:
    facets = {**search.facets, "speaker": speaker.slug or str(speaker.pk)}
    return Offer(speaker.name, rest, replace(search, q=rest, facets=facets).query())


def in_time(search: SearchRequest) -> SearchRequest | None:
    """The search for the other words among claims that may have been said then, if days are typed."""
    if not search.parsed or {"said_from", "said_to"} & search.facets.keys():
        return None
    read = typed_days.read(search.q)
    if read is None:
        return None
    days = {"said_from": read.first.isoformat(), "said_to": read.last.isoformat()}
    return replace(search, q=read.rest, facets={**search.facets, **days})
