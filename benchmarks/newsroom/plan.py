"""The size and seed of a generated newsroom, which determine all its rows."""

import hashlib
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

# The period of everything generated, before whatever is done with it.
BEGINS = datetime(2016, 1, 4, 6, 0, tzinfo=UTC)
ENDS = datetime(2026, 1, 4, 6, 0, tzinfo=UTC)

SMALLEST = 100  # claims

MAKES_ROWS = (
    *("articles.py", "batches.py", "desk.py", "lives.py", "load.py", "people.py", "plan.py"),
    *("states.py", "tables.py", "words.py", "writing.py"),
)


@dataclass(frozen=True)
class Plan:
    """The size of everything, and the seed. Equal plans give equal rows."""

    claims: int
    publications: int
    speakers: int  # persons, organisations and groups, without those that texts don't name
    sources: int
    seed: int = 1

    @classmethod
    def of(
        cls,
        claims: int,
        publications: int | None = None,
        speakers: int | None = None,
        sources: int | None = None,
        seed: int = 1,
    ) -> "Plan":
        """Numbers not given are in proportion: 20,000 speakers and 100,000 sources at a million."""
        return cls(
            claims,
            claims if publications is None else publications,
            speakers or max(60, claims // 50),
            sources or max(24, claims // 10),
            seed,
        )

    def __post_init__(self) -> None:
        if self.claims < SMALLEST or self.sources < 24 or self.speakers < 60:
            raise ValueError(
                f"At least {SMALLEST} claims, 24 sources and 60 speakers make a newsroom."
            )
        if not 0 <= self.publications <= 4 * self.claims:
            raise ValueError("There are up to four times as many publications as claims.")

    def random(self, *parts: object) -> random.Random:
        """The dice for one part of the rows, the same whatever else is generated."""
        return random.Random(f"{self.seed} {parts}")

    @property
    def batches(self) -> int:
        """Claims are made in batches of about a hundred; relations stay within one."""
        return max(2, min(self.claims // 100, self.sources // 12))

    def share(self, total: int, batch: int) -> range:
        """The numbers, from 1, of the rows of a kind that belong to a batch (from 0)."""
        return range(total * batch // self.batches + 1, total * (batch + 1) // self.batches + 1)

    def moment(self, batch: float) -> datetime:
        """When a batch begins."""
        return BEGINS + timedelta(
            seconds=round((ENDS - BEGINS).total_seconds() * batch / self.batches)
        )

    @property
    def key(self) -> str:
        """A hash of all that the rows are a consequence of."""
        known = hashlib.sha256(repr(self).encode())
        for name in MAKES_ROWS:
            known.update(Path(__file__).with_name(name).read_bytes())
        return known.hexdigest()[:8]
