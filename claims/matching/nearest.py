"""The claims nearest to a search that nothing has all the words of: those with the most and rarest of them.

They come from the index of words that statements are matched by (``claims.matching.postings``), which
knows how rare each word is, and are read again before they are shown: of the public, what is published
now. Filters and exclusions hold for them as for any other result. A whole sentence is ordered as
``manage.py match`` does it without vectors, by weights learned from sentences as they were heard.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from claims.matching import documents, judging, postings
from claims.matching.document import Document
from claims.matching.frequencies import Frequencies, weight
from claims.matching.words import Text, is_small
from claims.models.matching import Scope
from claims.search.planner import time_limit
from claims.search.query import LONGEST, SearchQuery
from claims.search.synonyms import parsed
from newsroom.errors import Refused

MOST = 20
MOST_WORDS = 12  # at most this many words in an any-word search

# Of the claims with the best words that meet the filters: for words, and for a sentence.
READ, READ_FOR_A_SENTENCE = 100, 60
SENTENCE = 7  # words; fewer are typed to search, and each is meant
LEAST = 0.25  # of the best one's score


@dataclass(frozen=True)
class Nearest:
    """``numbers``: of the rows, the nearest first. ``has_all``: the first one has every word, in
    another form ("pre-existing" for "preexisting")."""

    numbers: Sequence[int] = ()
    has_all: bool = False


def nearest(scope: Scope, query: SearchQuery, rows: Any, *, any_word: bool = True) -> Nearest:
    """Of these rows, which meet the filters: claims, or publications of the public's scope.

    Where no statement has the words, with ``any_word`` those with any of them, since a word may be in a quote alone.
    """
    key, number = ("pk", "pk") if scope == Scope.WORKING else ("claim", "number")
    try:
        with time_limit():
            found = _by_wording(scope, query, rows, key, number)
            if found.numbers or not any_word:
                return found
            return Nearest(_with_any_word(query, rows, number))
    except Refused:  # it would take too long
        return Nearest()


def _by_wording(scope: Scope, query: SearchQuery, rows: Any, key: str, number: str) -> Nearest:
    text = Text(query.wanted)
    if text.is_small:
        return Nearest()
    known = postings.frequencies(scope, text.words)
    (ranking,) = postings.rank(scope, known, text.words)
    is_sentence = len(text.words) >= SENTENCE
    ranked = ranking.claims.tolist()
    if query.without:
        rows = rows.matching(query.without)
    meeting = rows.filter(**{f"{key}__in": ranked}).order_by()
    numbers = dict(meeting.values_list(key, number))
    most = READ_FOR_A_SENTENCE if is_sentence else READ
    of = {claim: numbers[claim] for claim in [each for each in ranked if each in numbers][:most]}
    read = documents.read(scope, of)
    found = _as_heard(text, read, scope) if is_sentence else _by_words(text, read, known)
    if not found:
        return Nearest()
    return Nearest([of[claim] for claim in found], _has_all(query, read[found[0]]))


def _with_any_word(query: SearchQuery, rows: Any, number: str) -> Sequence[int]:
    words = [each for each in query.wanted.split() if not Text(each).is_small]
    any_of = " or ".join(f"{each} {query.without}".strip() for each in words[:MOST_WORDS])
    if len(words) < 2 or len(any_of) > LONGEST:
        return ()
    search = parsed(any_of)
    found = rows.matching(search).with_relevance(search).order_by("-relevance", f"-{number}")
    return list(found.values_list(number, flat=True)[:MOST])


def _by_words(text: Text, read: Mapping[int, Document], known: Frequencies) -> list[int]:
    scores = {claim: _score(text, document, known) for claim, document in read.items()}
    least = LEAST * max(scores.values(), default=0.0)
    # Of equally near ones the newer number.
    return sorted(
        (claim for claim, score in scores.items() if score > 0 and score >= least),
        key=lambda claim: (-scores[claim], -claim),
    )[:MOST]


def _as_heard(text: Text, read: Mapping[int, Document], scope: Scope) -> list[int]:
    among = [
        document
        for _claim, document in sorted(read.items())
        if not is_small(text.words & document.words.keys())
    ]
    known = postings.frequencies(scope, text.words.union(*(each.known_by for each in among)))
    return [document.claim for document, _score in judging.by_words(text, among, known)][:MOST]


def _has_all(query: SearchQuery, document: Document) -> bool:
    """Whether the claim has each word: as a whole, or all parts of it."""
    there = document.words.keys()
    typed = [Text(each).tokens for each in query.wanted.split()]
    return all(
        tokens[-1].stem in there or {each.stem for each in tokens[:-1] or tokens} <= there
        for tokens in typed
        if tokens
    )


def _score(text: Text, document: Document, known: Frequencies) -> float:
    """How rare the words in common are, how many of all they are, and whether they stand together."""
    common = text.words & document.words.keys()
    if is_small(common):
        return 0.0
    score = sum(
        known.rarity(word) * weight(document.words[word], document.length)
        for word in sorted(common)
    )
    together = text.pairs & document.texts[0].pairs
    score += sum(min(map(known.rarity, pair)) for pair in sorted(together)) / 2
    return score * len(common) / len(text.words)
