"""Names that may be misspelt among other words of a search: offered, and no other word is dropped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from claims.matching import postings
from claims.matching.words import Text, folded
from claims.models.matching import Scope
from claims.search.query import SearchQuery

ALIKE = 0.65  # the least likeness of two words (difflib's ratio) of which one may be misspelt
MOST = 2  # words that no claim has, or few have, of which the names are looked for
# A word that so few claims have may be misspelt there, too, where so many times as many have the name.
FEW, TIMES = 20, 20
EXACT = 0.9  # the least likeness of a name that has the word as it is typed
LONGEST = 12  # words of a search


@dataclass(frozen=True)
class Offer:
    """``rest``: the words that are not the name."""

    speaker: Any
    rest: str


def is_like(typed: str, name: str) -> bool:
    """Whether each word is like one of the name's."""
    words = folded(name).split()
    return all(get_close_matches(each, words, n=1, cutoff=ALIKE) for each in folded(typed).split())


def offered(
    scope: Scope,
    q: str,
    query: SearchQuery,
    suggested: Callable[[str], Sequence[Any]],
    *,
    matched: bool = False,
) -> list[Offer]:
    """The speaker whom a word that no claim has may name, alone or with the word beside it.

    So may a word that few claims have, where far more have the name. ``suggested``: the speakers
    with similar names whom this reader may see. ``matched``: claims match the search, so that a word
    which is not in the index of words may be right. ``q``: the text as it was typed.
    """
    words = query.wanted.split()
    if len(words) > LONGEST:
        return []
    known = postings.frequencies(scope, Text(query.wanted).words).having
    having = {
        at: max((known.get(stem, 0) for stem in Text(word).words), default=0)
        for at, word in enumerate(words)
        if not any(map(str.isdigit, word))
    }
    rarest = sorted((claims, at) for at, claims in having.items() if claims <= FEW)
    offers: dict[Any, Offer] = {}
    for claims, at in rarest[:MOST]:
        is_rare = matched or claims > 0
        around = [] if is_rare else [(at - 1, at + 1), (at, at + 2)]
        for start, end in (*around, (at, at + 1)):
            typed = " ".join(words[max(start, 0) : end])
            if start < 0 or end > len(words) or typed not in q:
                continue
            similar = suggested(typed)
            if is_rare and any(each.likeness >= EXACT for each in similar):
                break
            speaker = next((each for each in similar if is_like(typed, each.name)), None)
            if speaker is None or (is_rare and not _has_far_more(scope, typed, claims, speaker)):
                continue
            rest = " ".join(q.replace(typed, " ", 1).split())
            offers.setdefault(speaker.pk, Offer(speaker, rest))
            break
    return list(offers.values())


def _has_far_more(scope: Scope, typed: str, claims: int, speaker: Any) -> bool:
    """Whether far more than so many claims have the word of the speaker's name that is like this one."""
    # None where folding makes several words of the one.
    alike = get_close_matches(folded(typed), folded(speaker.name).split(), n=1, cutoff=ALIKE)
    right = next(iter(alike), "")
    known = postings.frequencies(scope, Text(right).words).having
    return max(known.values(), default=0) >= TIMES * max(1, claims)
