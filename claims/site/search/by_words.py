"""The claims that a search for the words of a text finds, for where nothing is a check of the text."""

from claims.search.query import LONGEST, clean
from claims.site.search import hits, results
from claims.site.search.hits import Hit
from claims.site.search.instead import nearest
from claims.site.search.request import SearchRequest
from newsroom.errors import Refused

MOST = 5


def by_words(text: str, *, inside: bool) -> list[Hit]:
    """Those with all of the words, or else with some; none where the search takes too long."""
    search = SearchRequest(clean(text[:LONGEST]), {}, "", inside)
    if search.errors or not search.parsed:
        return []
    try:
        numbers = search.number_search().step(None).numbers or nearest(search).numbers
    except Refused:
        return []
    rows = results.rows(numbers[:MOST], search.parsed.marked, inside=inside)
    return [hits.hit(rows[number], inside=inside) for number in numbers[:MOST] if number in rows]
