"""Two readings side by side, and how alike their words are."""

from dataclasses import dataclass
from functools import cached_property

from nlp.comparison import amounts
from nlp.comparison.amounts import Pair
from nlp.comparison.statement import Reading
from nlp.comparison.stems import stem
from nlp.quantities import Found

ABBREVIATED = 4  # letters, from which the beginning of a name is the name: Ariz., Arizona
FEWEST = 2  # words in common, without which nothing is said


@dataclass(frozen=True)
class Both:
    """Two readings, and how alike their words are."""

    a: Reading
    b: Reading

    @cached_property
    def common(self) -> frozenset[str]:
        return self.a.subject & self.b.subject

    @cached_property
    def likeness(self) -> float:
        """The words in common, names included, of the mean."""
        total = len(self.a.subject) + len(self.b.subject)
        return 2 * len(self.common) / max(1, total)

    @cached_property
    def union(self) -> float:
        return len(self.common) / max(1, len(self.a.subject | self.b.subject))

    @cached_property
    def contained(self) -> float:
        """The part of the shorter one's words that the other has."""
        return len(self.common) / max(1, min(len(self.a.subject), len(self.b.subject)))

    @cached_property
    def pairs(self) -> tuple[list[Pair], list[Found], list[Found]]:
        return amounts.matched(self.a.quantities, self.b.quantities)

    @cached_property
    def names(self) -> tuple[frozenset[str], frozenset[str]]:
        """The names that only one has; the speakers' own don't count ("Obama said that …")."""
        speakers = {
            stem(word.lower())
            for each in (self.a, self.b)
            for word in each.statement.speaker.split()
        }
        only_a, only_b = (
            each.names - other.subject - speakers - each.capitalised_among(other.content)
            for each, other in ((self.a, self.b), (self.b, self.a))
        )
        short = {
            each
            for one, other in ((only_a, only_b), (only_b, only_a))
            for each in one
            if len(each) >= ABBREVIATED and any(name.startswith(each) for name in other)
        }
        long = {each for each in only_a | only_b if any(each.startswith(name) for name in short)}
        return only_a - short - long, only_b - short - long

    @cached_property
    def only_a(self) -> frozenset[str]:
        return self.a.subject - self.b.subject

    @cached_property
    def only_b(self) -> frozenset[str]:
        return self.b.subject - self.a.subject
