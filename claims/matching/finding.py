"""The claims that a statement may repeat: candidates of three rankings, judged by learned weights.

The rankings are by words and their rarity, by names and numbers in common, and by vectors where an
embedder is set. Each is deterministic, and so is the answer.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

import numpy as np
from django.conf import settings
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from claims.matching import documents, embedding, features, judging, postings, vectors, wordings
from claims.matching.document import Document
from claims.matching.embedders import NONE
from claims.matching.reasons import sentence
from claims.matching.words import Text, cleaned, posted_on, sentences
from claims.models.matching import Scope
from nlp.comparison import Comparison, Reading, Reason, Related, Statement, compare

BY_WORDS, BY_NAMES, BY_VECTORS = 60, 15, 40  # candidates of each ranking
LEAST = 0.15  # of the likelihood, for people
POOL = 12  # claims that are put in the order in which people see them
SAME_NUMBERS = 0.2  # of the likelihood, by which another claim with the same numbers may be behind
NOTHING = gettext_lazy("No published check here. This says nothing about whether it is true.")
NO_EXACT = gettext_lazy("No check of this exact statement. Related:")
DENIALS = frozenset({Reason.NEGATED, Reason.DENIED, Reason.DENIES_PHRASE, Reason.OPPOSITE})
MOST_VECTORS = 3  # of the whole statement and its first sentences


@dataclass(frozen=True)
class Match:
    """A claim, how likely it is the same (from 0 to 1), and what comparing the two says.

    ``reading``: the statement in the wording that was compared.
    """

    document: Document
    score: float
    comparison: Comparison
    reading: Reading

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
    def likelihood(self) -> float:
        """The score; of a repeat at least how sure the comparison is. Beside many claims like it, a
        verbatim repeat has a low score.
        """
        if self.relation != Related.REPEATS:
            return self.score
        return max(self.score, self.comparison.score)

    @property
    def reason(self) -> str:
        return sentence(self.comparison)

    @property
    def other_than(self) -> str:
        """Of the same words of somebody else: the name that was asked about."""
        return self.comparison.values["a"] if self.comparison.reason == Reason.OTHER_SPEAKER else ""


@dataclass(frozen=True)
class Candidates:
    """By ascending number, and what is measured of each; ``embedder``: the one whose vectors are
    among the measures, or "none"."""

    documents: list[Document]
    measures: NDArray[np.float64]
    embedder: str

    @property
    def columns(self) -> tuple[str, ...]:
        return features.names(int(self.embedder != NONE))


def find(
    statement: Statement, scope: Scope, most: int, patience: float | None = None
) -> list[Match]:
    """The likeliest first; of equally likely ones the lower number.

    ``patience``: how many seconds the vectors are waited for, after which words alone must do.
    """
    return _find(Reading(statement), scope, most, patience)


def _find(reading: Reading, scope: Scope, most: int, patience: float | None) -> list[Match]:
    statement = reading.statement
    if Text(cleaned(statement.text)).is_small:
        return []
    found = candidates(statement, scope, patience)
    return [
        Match(document, score, compare(reading, _as_statement(document)), reading)
        for document, score in judging.ordered(
            *(found.documents, judging.weights(found.embedder), found.measures, found.columns)
        )[:most]
    ]


def likely(statement: Statement, scope: Scope, most: int) -> list[Match]:
    """For people: without what is probably another claim, and whose words compare to nothing.

    First what repeats the statement, then what denies it, then the others by likelihood, where the same
    numbers count more than a little likelihood.
    """
    found = [
        each
        for each in find_in_any_wording(statement, scope, max(most, POOL), embedding.PATIENCE)
        if each.score >= LEAST or each.relation != Related.UNRELATED
    ]
    return in_order(found, statement)[:most]


def in_order(matches: Iterable[Match], statement: Statement) -> list[Match]:
    numbers = Text(cleaned(statement.text)).numbers
    return sorted(matches, key=lambda each: _place(each, numbers))


def _place(match: Match, numbers: AbstractSet[str]) -> tuple[int, float]:
    if match.relation == Related.REPEATS:
        return 0, -match.likelihood
    if match.comparison.reason == Reason.OTHER_SPEAKER:
        return 1, -match.score
    if match.relation == Related.CONTRADICTS and match.comparison.reason in DENIALS:
        return 2, -match.score
    same = numbers & match.document.texts[0].numbers
    return 3, -match.score - (SAME_NUMBERS * len(same) / len(numbers) if numbers else 0)


def find_in_any_wording(
    statement: Statement, scope: Scope, most: int, patience: float | None = None
) -> list[Match]:
    """``find``, where what the newsroom holds for the same counts as the same.

    A claim ranks by the wording that makes it likeliest, and is compared with the nearest one.
    """
    readings = wordings.readings(statement)
    likeliest: dict[int, Match] = {}
    for reading in readings:
        for each in _find(reading, scope, most, patience):
            if each.claim not in likeliest or likeliest[each.claim].score < each.score:
                likeliest[each.claim] = each
    found = sorted(likeliest.values(), key=lambda each: (-each.score, each.claim))[:most]
    return found if len(readings) == 1 else [_beside_nearest(readings, each) for each in found]


def _beside_nearest(readings: Sequence[Reading], match: Match) -> Match:
    reading, compared = wordings.compare_nearest(readings, _as_statement(match.document))
    return replace(match, reading=reading, comparison=compared)


def candidates(statement: Statement, scope: Scope, patience: float | None = None) -> Candidates:
    """What the rankings find. ``patience``: see ``find``."""
    plain = cleaned(statement.text)
    text = Text(plain)
    known = postings.frequencies(scope, text.words)
    by_words, by_names = postings.rank(scope, known, text.words, text.names | text.numbers)
    claims = {*by_words.first(BY_WORDS).claims.tolist(), *by_names.first(BY_NAMES).claims.tolist()}
    embedded = embedding.embed([plain, *sentences(plain)][:MOST_VECTORS], patience)
    nearby = [] if embedded is None else vectors.nearest(scope, embedded, BY_VECTORS)
    if not nearby:
        # No claim has vectors of this embedder yet: weights that count on them would mislead.
        embedded = None
    claims |= {claim for claim, _cosine in nearby}
    read = documents.read(scope, claims)
    found = [read[claim] for claim in sorted(read)]
    known = postings.frequencies(scope, text.words.union(*(each.known_by for each in found)))
    around = [] if embedded is None else [vectors.vicinity(scope, embedded, nearby, sorted(read))]
    day = statement.said_on or posted_on(statement.text)
    measures = features.measured(text, found, known, around, day)
    return Candidates(found, measures, NONE if embedded is None else settings.MATCHING_EMBEDDER)


def _as_statement(document: Document) -> Statement:
    return Statement(document.statement, document.speaker, document.said_on, document.language)
