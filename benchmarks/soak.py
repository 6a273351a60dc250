"""The public API under load for a minute: errors, duration of answers, and growth of memory.

    python -m benchmarks.soak 1000000 [--seconds 60] [--connections 32]

requests of a generated newsroom, served as in production (two processes, four threads each), what
readers use, in turn: lists, filters, searches, single claims, changes, ClaimReview, Google's API. Limits:
no errors; in the last quarter no more memory than in the first, apart from what an allocator keeps.
"""

import argparse
import random
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.newsroom import kept, machine, served, timing

CONNECTIONS, SECONDS = 32, 60.0
PROCESSES = 2
PATHS = 2000
EQUAL = 15 * 2**20  # bytes

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Soaked:
    """Bytes: held before, at most in the load's first quarter, and at most in its last."""

    claims: int
    load: timing.Load
    idle: int
    early: int
    late: int

    @property
    def holds(self) -> bool:
        wrong = self.load.failed + self.load.refused
        return not wrong and self.late - self.early <= EQUAL


HEADER = (
    "| claims | requests | requests/s | p50 / p95 / p99 | longest | errors (0)"
    " | held: idle, first quarter, last quarter |\n|---|---|---|---|---|---|---|"
)


def line(found: Soaked) -> str:
    """A row of the table that HEADER begins."""
    load = found.load
    held = ", ".join(f"{each / 2**20:.0f}" for each in (found.idle, found.early, found.late))
    return (
        f"| {found.claims:,} | {load.times.count:,} | {load.per_second:,.0f} | {load.times}"
        f" | {1000 * load.times.longest:,.0f} ms | {load.failed + load.refused} | {held} MB |"
    )


def measure(
    database: kept.Database,
    tell: Tell = print,
    *,
    connections: int = CONNECTIONS,
    seconds: float = SECONDS,
) -> Soaked:
    paths = list(_paths(database))
    with served.website(database, workers=PROCESSES) as ours:
        # What every process loads once is no growth.
        timing.load(ours.address, paths, connections, 5)
        with timing.memory(ours.pid) as memory:
            load = timing.load(ours.address, paths, connections, seconds)
    tell(f"{load}; {memory}")
    quarter = len(memory.samples) // 4
    return Soaked(
        *(database.plan.claims, load, memory.before),
        *(max(memory.samples[:quarter]), max(memory.samples[-quarter:])),
    )


def _paths(database: kept.Database) -> Iterator[str]:
    """Of the newsroom's own numbers and words; equal newsrooms give equal addresses."""
    dice = database.plan.random("soak")
    with psycopg.connect(**database.application) as connection:
        listed = (
            "SELECT {} FROM claims_publication WHERE shown_until IS NULL AND NOT withheld"
            " AND standing = 'signed' AND number %% 97 = 0 {} ORDER BY number LIMIT 5000"
        )

        def some(what: str, where: str = "") -> list[Any]:
            rows = connection.execute(listed.format(what, where).replace("%%", "%")).fetchall()
            return [value for (value,) in rows]

        claims = some("claim_id")
        rated = some("claim_id", "AND status IN ('verified', 'refuted')")
        speakers = some("speaker_id", "AND speaker_id IS NOT NULL")
        words = re.findall(r"[^\W\d_]{4,}", " ".join(some("text")))
        last = connection.execute("SELECT max(number) FROM claims_publication").fetchone()
    newest = last[0] if last else 1
    asking: list[Callable[[], str]] = [
        lambda: "/api/v1/claims/",
        lambda: f"/api/v1/claims/?status={dice.choice(['verified', 'refuted', 'mixed'])}",
        lambda: f"/api/v1/claims/?speaker={dice.choice(speakers)}",
        lambda: f"/api/v1/claims/?q={_ascii(dice, words)}",
        lambda: f"/api/v1/claims/{dice.choice(claims)}/",
        lambda: f"/api/v1/claims/{dice.choice(claims)}/",
        lambda: f"/api/v1/claims/{dice.choice(rated)}.jsonld",
        lambda: f"/api/v1/changes/?since={dice.randrange(newest)}",
        lambda: f"/v1alpha1/claims:search?query={_ascii(dice, words)}",
    ]
    for number in range(PATHS):
        yield asking[number % len(asking)]()


def _ascii(dice: random.Random, words: list[str]) -> str:
    """A word that stands in an address as it is."""
    while not (word := dice.choice(words)).isascii():
        pass
    return word


def main() -> Any:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", type=int, nargs="+")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--connections", type=int, default=CONNECTIONS)
    parser.add_argument("--var", type=Path, default=None, help="where the server's data is kept")
    given = parser.parse_args()
    found = []
    for claims in given.claims:
        with kept.of(claims, var=given.var) as database:
            print(machine.describe(database.owner))
            one = measure(
                database,
                lambda words: print(f"  {words}", file=sys.stderr),
                connections=given.connections,
                seconds=given.seconds,
            )
            found.append(one)
    print("\n".join(["", HEADER, *map(line, found)]))
    return 0 if all(each.holds for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
