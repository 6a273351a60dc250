"""Importing an archive of N claims.

    python -m benchmarks.importing N [--var FOLDER]

Makes a table of N claims by N/50 speakers from N/10 sources and imports it with ``manage.py import_claims`` into an empty database.
Prints claims a second, with the start of the process, and the importer's memory at a tenth, at the end and at most. The exit code is
1 below 300 claims a second, or where a claim is missing.
"""

import argparse
import csv
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

import psycopg

from benchmarks import measuring, newsroom

LEAST = 300  # claims a second
COLUMNS = (
    *("external_id", "text", "speaker", "speaker_role", "said_on", "source_url", "source_title"),
    *("publisher", "language", "topics", "rating", "rationale", "review_url", "reviewed_on"),
)
RATINGS = ("True", "Half true", "Mostly false", "False", "Pants on fire", "No evidence")
SYLLABLES = [first + second for first in "bdfgklmnprstv" for second in "aeiou"]


def rows(claims: int, seed: int = 1) -> Iterator[list[str]]:
    """In the order of COLUMNS. Few speakers say very much, most a handful; equal seeds give equal rows."""
    dice = random.Random(seed)
    words = ["".join(dice.choices(SYLLABLES, k=dice.randint(1, 4))) for _ in range(20_000)]
    falling = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    people = [
        f"{one} {other} {number}".title()
        for number, (one, other) in enumerate(
            zip(
                dice.choices(words, k=max(1, claims // 50)),
                dice.choices(words, k=max(1, claims // 50)),
                strict=True,
            )
        )
    ]
    often = list(accumulate(1 / (rank + 3) for rank in range(len(people))))

    def sentence() -> str:
        return " ".join(dice.choices(words, cum_weights=falling, k=14)).capitalize() + "."

    for number in range(claims):
        source = dice.randrange(max(1, claims // 10))
        day = date(2010, 1, 1) + timedelta(days=dice.randrange(5_000))
        (person,) = dice.choices(people, cum_weights=often)
        yield [
            f"c{number}",
            f"{dice.randrange(2, 9_999)} bridges {sentence()}",
            person,
            "Minister of works" if dice.random() < 0.3 else "",
            day.isoformat(),
            f"https://outlet-{source % 200}.example/{source}",
            f"Report {source}",
            f"Outlet {source % 200}",
            "en",
            ";".join(f"Topic {each}" for each in dice.sample(range(60), dice.randrange(3))),
            dice.choice(RATINGS),
            sentence(),
            f"https://archive.example/{number}",
            (day + timedelta(days=dice.randrange(40))).isoformat(),
        ]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("claims", type=int, metavar="N")
    parser.add_argument("--var", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, newsroom.empty(var=given.var) as (database,):
        newsroom.person(database)
        path = Path(folder) / "archive.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([COLUMNS, *rows(given.claims)])
        command = [
            *(sys.executable, "manage.py", "import_claims", str(path), "--format", "csv"),
            *(
                "--origin",
                "archive.example",
                "--by",
                "owner",
                "--reports",
                folder,
            ),
        ]
        began = time.monotonic()
        process = subprocess.Popen(command, cwd=newsroom.ROOT, env=database.environment())
        with measuring.memory(process.pid) as memory:
            process.wait()
        took = time.monotonic() - began
        with psycopg.connect(**database.owner) as connection:
            row = connection.execute("SELECT count(*) FROM claims_claim").fetchone()
        made = row[0] if row else 0
        print(measuring.machine(database))
    # The last looks may be at a process that has ended.
    held = [each / 2**20 for each in memory.samples if each]
    tenth, late = max(held[: len(held) // 10 or 1]), max(held[-20:])
    print(
        f"{made:,} claims in {took:.1f} s, {made / took:,.0f} a second;"
        f" {tenth:.0f}, {late:.0f}, at most {max(held):.0f} MB"
    )
    return 0 if process.returncode == 0 and made == given.claims and made / took >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
