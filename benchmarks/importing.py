"""Importing an archive of N claims.

    python -m benchmarks.importing 100000

makes a table of N claims by N/50 speakers from N/10 sources and imports it with ``manage.py
import_claims`` into an empty database. Limits: 300 claims a second, memory that does not grow with N.
"""

import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.newsroom import kept, machine, timing, words
from benchmarks.newsroom.plan import ROOT, Plan

LEAST = 300  # claims a second
ORIGIN = "archive.example"
COLUMNS = (
    *("external_id", "text", "speaker", "speaker_role", "said_on", "source_url", "source_title"),
    *("publisher", "language", "topics", "rating", "rationale", "review_url", "reviewed_on"),
)
RATINGS = ("True", "Half true", "Mostly false", "False", "Pants on fire", "No evidence")

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Figures:
    """Seconds and bytes. ``made``: claims."""

    claims: int
    made: int
    took: float
    memory_early: int
    memory_late: int
    memory_peak: int

    @property
    def per_second(self) -> float:
        return self.made / self.took

    @property
    def holds(self) -> bool:
        return self.per_second >= LEAST and self.made == self.claims


HEADER = (
    "| claims | import, s | claims/s | limit | importer's memory at a tenth, at the end, peak |\n"
    "|---|---|---|---|---|"
)


def line(found: Figures) -> str:
    """A row of the table that HEADER begins."""
    held = (found.memory_early, found.memory_late, found.memory_peak)
    memory = ", ".join(f"{each / 2**20:.0f}" for each in held)
    return f"| {found.claims:,} | {found.took:.1f} | {found.per_second:,.0f} | ≥ {LEAST} | {memory} MB |"


def measure(claims: int, var: Path | None = None, tell: Tell = print) -> Figures:
    """Raises RuntimeError where the import fails."""
    plan = Plan.of(claims)
    with tempfile.TemporaryDirectory() as folder, kept.empty(plan, var=var) as (database,):
        path = Path(folder) / "archive.csv"
        tell(f"a table of {claims:,} claims …")
        write(path, plan)
        person(database)
        tell(f"{path.stat().st_size / 2**20:.0f} MB; imported …")
        took, memory = _imported(database, path, Path(folder))
        made = _made(database)
        tell(f"{took:.1f} s")
    tenth = memory[len(memory) // 10 : len(memory) // 10 + 20] or memory
    return Figures(
        *(claims, made, took),
        *(max(each, default=0) for each in (tenth, memory[-20:], memory)),
    )


# The archive


def write(path: Path, plan: Plan) -> None:
    """A table of claims; equal plans give equal bytes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows(plan))


def rows(plan: Plan) -> Iterator[list[str]]:
    """In the order of COLUMNS. Few speakers say very much, most a handful."""
    dice = plan.random("archive")
    people = _people(dice, plan.speakers)
    falling = list(accumulate(1 / (rank + 3) for rank in range(plan.speakers)))
    vocabularies = [words.vocabulary(language) for language in words.SPEAKS]
    spoken = list(accumulate(words.SPEAKS.values()))
    topics = [words.vocabulary("en").heading(dice)[:60] for _ in range(60)]
    begins = date(2010, 1, 1)
    numbers = range(plan.claims)
    whose = dice.choices(people, cum_weights=falling, k=plan.claims)
    # Each speaker and each source is named at least once.
    for number, person in zip(dice.sample(numbers, len(people)), people, strict=True):
        whose[number] = person
    for number in numbers:
        source = number % plan.sources if number < plan.sources else dice.randrange(plan.sources)
        (language,) = dice.choices(vocabularies, cum_weights=spoken)
        day = begins + timedelta(days=dice.randrange(5_000))
        yield [
            f"c{number}",
            language.sentence(dice, str(dice.randrange(2, 9_999))),
            whose[number],
            "Minister of works" if dice.random() < 0.3 else "",
            day.isoformat(),
            f"https://outlet-{source % 200}.example/{source // 200}/{source}",
            f"Report {source}",
            f"Outlet {source % 200}",
            language.language,
            ";".join(dice.sample(topics, dice.randrange(3))),
            dice.choice(RATINGS),
            language.sentence(dice),
            f"https://{ORIGIN}/{number}",
            (day + timedelta(days=dice.randrange(40))).isoformat(),
        ]


def _people(dice: random.Random, count: int) -> list[str]:
    families = words.families(dice, max(40, count // 3))
    made: dict[str, None] = {}
    while len(made) < count:
        made[f"{dice.choice(words.GIVEN)} {dice.choice(families)}"] = None
    return list(made)


# Importing


def person(database: kept.Database) -> None:
    """The user who imports."""
    ran = subprocess.run(
        [
            *(sys.executable, "manage.py", "name_senior", "owner", "--reason", "They import."),
        ],
        cwd=ROOT,
        env=database.environment(),
        check=False,
        capture_output=True,
        text=True,
    )
    if ran.returncode:
        raise RuntimeError(f"name_senior: {ran.stderr}")


def _imported(database: kept.Database, path: Path, folder: Path) -> tuple[float, list[int]]:
    """Seconds, including the start of the process, and its memory in bytes meanwhile."""
    command = [
        *(sys.executable, "manage.py", "import_claims", str(path), "--format", "csv"),
        *("--origin", ORIGIN, "--by", "owner", "--reports", str(folder)),
    ]
    with (folder / "log").open("w+", encoding="utf-8") as log:
        began = time.monotonic()
        process = subprocess.Popen(
            command, cwd=ROOT, env=database.environment(), stdout=log, stderr=log
        )
        with timing.memory(process.pid, every=0.2) as held:
            code = process.wait()
        took = time.monotonic() - began
        if code:
            log.seek(0)
            raise RuntimeError(f"import_claims: {log.read()[-4000:]}")
    return took, [each for each in held.samples if each]


def _made(database: kept.Database) -> int:
    with psycopg.connect(**database.owner) as connection:
        row = connection.execute("SELECT count(*) FROM claims_claim").fetchone()
    return row[0] if row else 0


def main() -> Any:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", type=int, nargs="+")
    parser.add_argument("--var", type=Path, default=None, help="where the server's data is kept")
    given = parser.parse_args()
    print(machine.describe())
    found = [
        measure(each, given.var, lambda words: print(f"  {words}", file=sys.stderr))
        for each in given.claims
    ]
    print("\n".join(["", HEADER, *map(line, found)]))
    return os.EX_OK if all(each.holds for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
