"""The claims that a statement may repeat: candidates of three rankings, judged by learned weights.

The rankings are by words and their rarity, by names and numbers in common, and by vectors where an
embedder is set. Each is deterministic, and so is the answer.
"""

from dataclasses import dataclass

import numpy as np
from django.conf import settings
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from claims.matching import documents, embedders, features, judging, postings, vectors
from claims.matching.document import Document
from claims.matching.reasons import sentence
from claims.matching.words import Text, cleaned, posted_on, sentences
from claims.models.matching import Scope
from nlp.comparison import Comparison, Reading, Related, Statement, compare

BY_WORDS, BY_NAMES, BY_VECTORS = 60, 15, 40  # candidates of each ranking
LEAST = 0.15  # of the likelihood, for people
NOTHING = gettext_lazy("No published check here. This says nothing about whether it is true.")
MOST_VECTORS = 3  # of the whole statement and its first sentences


@dataclass(frozen=True)
class Match:
    """A claim, how likely it is the same (from 0 to 1), and what comparing the two says."""

    document: Document
    score: float
    comparison: Comparison

    @property
    def claim(self) -> int:
        return self.document.claim

    @property
    def external_id(self) -> str:
        return self.document.external_id

    @property
    def relation(self) -> Related:
        return self.comparison.relation

    @property
    def reason(self) -> str:
        return sentence(self.comparison)


def find(statement: Statement, scope: Scope, most: int) -> list[Match]:
    """The likeliest first; of equally likely ones the lower number."""
    if Text(cleaned(statement.text)).is_small:
        return []
    reading = Reading(statement)
    return [
        Match(document, score, compare(reading, _as_statement(document)))
        for document, score in _judged(*candidates(statement, scope))[:most]
    ]


def likely(statement: Statement, scope: Scope, most: int) -> list[Match]:
    """For people: without what is probably another claim, and whose words compare to nothing."""
    return [
        each
        for each in find(statement, scope, most)
        if each.score >= LEAST or each.relation != Related.UNRELATED
    ]


def _judged(found: list[Document], measures: NDArray[np.float64]) -> list[tuple[Document, float]]:
    weights = judging.weights(settings.MATCHING_EMBEDDER)
    sums = weights.sums(measures)
    scores = weights.likelihoods(sums)
    order = np.argsort(-sums, kind="stable")  # they are in the order of their numbers
    return [(found[at], float(scores[at])) for at in order]


def measures_of() -> tuple[str, ...]:
    """The names of what is measured."""
    return features.names(int(embedders.current() is not None))


def candidates(statement: Statement, scope: Scope) -> tuple[list[Document], NDArray[np.float64]]:
    """What the rankings find, by ascending number, and what is measured of each."""
    plain = cleaned(statement.text)
    text = Text(plain)
    known = postings.frequencies(scope, text.words)
    by_words, by_names = postings.rank(scope, known, text.words, text.names | text.numbers)
    claims = {*by_words.first(BY_WORDS).claims.tolist(), *by_names.first(BY_NAMES).claims.tolist()}
    embedder = embedders.current()
    if embedder is not None:
        given = [plain, *sentences(plain)][:MOST_VECTORS]
        embedded = vectors.Statement(embedder, embedder.queries(given))
        nearby = vectors.nearest(scope, embedded, BY_VECTORS)
        claims |= {claim for claim, _cosine in nearby}
    read = documents.read(scope, claims)
    found = [read[claim] for claim in sorted(read)]
    known = postings.frequencies(scope, text.words.union(*(each.known_by for each in found)))
    around = [] if embedder is None else [vectors.vicinity(scope, embedded, nearby, sorted(read))]
    day = statement.said_on or posted_on(statement.text)
    return found, features.measured(text, found, known, around, day)


def _as_statement(document: Document) -> Statement:
    return Statement(document.statement, document.speaker, document.said_on, document.language)
