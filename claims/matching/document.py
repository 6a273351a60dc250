"""What is matched of a claim: its wording, its speaker's name, and the words of others' reviews."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from claims.matching.words import Text, folded


@dataclass(frozen=True)
class Document:
    """``headings``: what others wrote of the claim, such as the title of their review. ``context``: where
    it was said, as an archive has it. ``days``: when it was said, and when others checked it."""

    claim: int
    statement: str
    speaker: str = ""
    headings: str = ""
    context: str = ""
    language: str = ""
    said_on: date | None = None
    days: tuple[date, ...] = ()
    external_id: str = field(default="", compare=False)

    @cached_property
    def texts(self) -> tuple[Text, Text, Text, Text]:
        """The statement, the headings, the speaker and the context, read."""
        return Text(self.statement), Text(self.headings), Text(self.speaker), Text(self.context)

    @cached_property
    def words(self) -> Mapping[str, float]:
        """How often each word occurs, for the ranking by words."""
        counted: dict[str, float] = defaultdict(float)
        for text, times in zip(self.texts, WEIGHTS, strict=True):
            for word, count in text.counts.items():
                counted[word] += count * times
        return {word: count for word, count in counted.items() if count}

    @cached_property
    def length(self) -> float:
        return sum(self.words.values())

    @property
    def by(self) -> str:
        """A word that no text has: all claims of the speaker have it, so that they are counted."""
        return f"by:{folded(self.speaker)}" if self.speaker else ""

    @property
    def known_by(self) -> frozenset[str]:
        """All words of which the rarity is asked."""
        return frozenset(self.indexed).union(*(text.words for text in self.texts))

    @property
    def indexed(self) -> Mapping[str, float]:
        return {**self.words, self.by: 0.0} if self.by else self.words


WEIGHTS = (1.0, 1.0, 1.0, 0.0)  # of statement, headings, speaker, context
