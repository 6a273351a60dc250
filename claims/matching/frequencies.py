"""How rare words are, and how much one weighs in a text (BM25)."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log1p

# How soon more of the same word adds nothing, how much a long text is discounted, and what an ordinary
# text's length is (in words that count).
K1, B, ORDINARY = 1.2, 0.6, 28.0


def weight(times: float, length: float) -> float:
    """How much a word weighs in a text in which it occurs so often (BM25, without its rarity)."""
    return times * (K1 + 1) / (times + K1 * (1 - B + B * length / ORDINARY))


@dataclass(frozen=True)
class Frequencies:
    """How many claims there are, and how many have each of some words."""

    claims: int
    having: Mapping[str, int]

    def rarity(self, word: str) -> float:
        """BM25's inverse document frequency."""
        having = self.having.get(word, 0)
        return log1p((self.claims - having + 0.5) / (having + 0.5))
