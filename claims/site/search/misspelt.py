"""Names that may be misspelt among other words of a search: offered, and no other word is dropped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from claims.matching import postings
from claims.matching.words import Text, folded
from claims.models.matching import Scope
from claims.site.search.request import SearchRequest

ALIKE = 0.65  # the least likeness of two words (difflib's ratio) of which one may be misspelt
MOST = 2  # words that no claim has, of which the names are looked for
LONGEST = 12  # words of a search


@dataclass(frozen=True)
class Offer:
    """``rest``: the words that are not the name. ``query``: the search for them with the speaker."""

    name: str
    rest: str
    query: str


def is_like(typed: str, name: str) -> bool:
    """Whether each word is like one of the name's."""
    words = folded(name).split()
    return all(get_close_matches(each, words, n=1, cutoff=ALIKE) for each in folded(typed).split())


def offered(search: SearchRequest, suggested: Callable[[str], Sequence[Any]]) -> list[Offer]:
    """The speaker whom a word that no claim has may name, alone or with the word beside it.

    ``suggested``: the speakers with similar names whom this reader may see.
    """
    words = search.parsed.wanted.split()
    if "speaker" in search.facets or len(words) > LONGEST:
        return []
    scope = Scope.WORKING if search.inside else Scope.PUBLIC
    known = postings.frequencies(scope, Text(search.parsed.wanted).words).having
    unknown = [
        at
        for at, word in enumerate(words)
        if not Text(word).words & known.keys() and not any(map(str.isdigit, word))
    ]
    offers: dict[Any, Offer] = {}
    for at in unknown[:MOST]:
        for start, end in ((at - 1, at + 1), (at, at + 2), (at, at + 1)):
            typed = " ".join(words[max(start, 0) : end])
            if start < 0 or end > len(words) or typed not in search.q:
                continue
            speaker = next((each for each in suggested(typed) if is_like(typed, each.name)), None)
            if speaker is not None:
                offers.setdefault(speaker.pk, _offer(search, typed, speaker))
                break
    return list(offers.values())


def _offer(search: SearchRequest, typed: str, speaker: Any) -> Offer:
    rest = " ".join(search.q.replace(typed, " ", 1).split())
    facets = {**search.facets, "speaker": speaker.slug or str(speaker.pk)}
    return Offer(speaker.name, rest, replace(search, q=rest, facets=facets).query())
