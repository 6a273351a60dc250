"""What is shown instead of, or beside, the claims with all words of a search, for the site's searches."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from claims.matching import misspelt
from claims.matching.nearest import Nearest, with_any_word
from claims.matching.nearest import nearest as nearest_claims
from claims.search import typed_days
from claims.site.search.request import SearchRequest
from newsroom.errors import Refused


@dataclass(frozen=True)
class Offer:
    """``rest``: the words that are not the name. ``query``: the search for them with the speaker."""

    name: str
    rest: str
    query: str


def nearest(search: SearchRequest) -> Nearest:
    def meeting(claims: Sequence[int]) -> Mapping[int, int]:
        filtered = replace(search, q=search.parsed.without).filters.qs.order_by()
        key, of = ("pk", "pk") if search.inside else ("claim", "number")
        return dict(filtered.filter(**{f"{key}__in": claims}).values_list(key, of))

    if search.errors:
        return Nearest()
    found = nearest_claims(search.scope, search.parsed, meeting)
    return found if found.numbers else Nearest(_with_some_words(search))


def _with_some_words(search: SearchRequest) -> Sequence[int]:
    """The best of the rows with some of the words anywhere: statements are matched by their wordings,
    but a word may be in a quote alone.
    """
    any_of = with_any_word(search.parsed)
    if not any_of:
        return ()
    try:
        return replace(search, q=any_of, order="").number_search().step(None).numbers
    except Refused:  # it would take too long
        return ()


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
