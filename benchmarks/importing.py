"""Importing an archive of N claims, beside plain COPY of the finished rows.

    python -m benchmarks.importing 100000

makes a table of N claims by N/50 speakers from N/10 sources, imports it with ``manage.py
import_claims`` into an empty database, and copies all resulting rows into a second one: as the
application's role, into the same tables with the same indexes, guards and history, one COPY for each table and one
transaction in all. Limits: 0.7 of COPY's rows a second, memory that does not grow with N.
"""

import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from benchmarks.newsroom import kept, machine, timing, words
from benchmarks.newsroom.plan import ROOT, Plan
from newsroom import history

LEAST = 0.7  # of the rows a second of plain COPY
ORIGIN = "archive.example"
COLUMNS = (
    *("external_id", "text", "speaker", "speaker_role", "said_on", "source_url", "source_title"),
    *("publisher", "language", "topics", "rating", "rationale", "review_url", "reviewed_on"),
)
RATINGS = ("True", "Half true", "Mostly false", "False", "Pants on fire", "No evidence")
# The tables that an import writes, each after those that it refers to.
WRITTEN = (
    *("sources_publisher", "sources_source", "sources_speaker", "sources_alias", "claims_topic"),
    *("claims_importrun", "claims_claim", "claims_claim_topics", "claims_importedspeaker"),
    *("claims_importrecord", "claims_externalreview", "claims_importnote"),
)
AT_ONCE = 1 << 20

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Figures:
    """Seconds and bytes. ``made``: claims; ``rows``: of all tables together."""

    claims: int
    made: int
    rows: int
    imported_in: float
    copied_in: float
    memory_early: int
    memory_late: int
    memory_peak: int

    @property
    def imported_per_second(self) -> float:
        return self.made / self.imported_in

    @property
    def copied_per_second(self) -> float:
        return self.made / self.copied_in

    @property
    def share(self) -> float:
        """Of COPY's speed."""
        return self.copied_in / self.imported_in

    @property
    def holds(self) -> bool:
        return self.share >= LEAST and self.made == self.claims


HEADER = (
    "| claims | import, s | claims/s | COPY of the finished rows, s | claims/s | share | limit"
    " | importer's memory at a tenth, at the end, peak |\n|---|---|---|---|---|---|---|---|"
)


def line(found: Figures) -> str:
    """A row of the table that HEADER begins."""
    held = (found.memory_early, found.memory_late, found.memory_peak)
    memory = ", ".join(f"{each / 2**20:.0f}" for each in held)
    return (
        f"| {found.claims:,} | {found.imported_in:.1f} | {found.imported_per_second:,.0f}"
        f" | {found.copied_in:.1f} | {found.copied_per_second:,.0f} | {found.share:.2f}"
        f" | ≥ {LEAST} | {memory} MB |"
    )


def measure(claims: int, var: Path | None = None, tell: Tell = print) -> Figures:
    """Raises RuntimeError where the import fails."""
    plan = Plan.of(claims)
    with tempfile.TemporaryDirectory() as folder, kept.empty(plan, 2, var=var) as (imported, plain):
        path = Path(folder) / "archive.csv"
        tell(f"a table of {claims:,} claims …")
        write(path, plan)
        for database in (imported, plain):
            person(database)
        tell(f"{path.stat().st_size / 2**20:.0f} MB; brought in …")
        imported_in, memory = _imported(imported, path, Path(folder))
        tell(f"{imported_in:.1f} s; the rows that it made, copied …")
        finished = _finished(imported, Path(folder))
        made = _made(imported)
        copied_in, rows = _copied(plain, finished)
        tell(f"{copied_in:.1f} s")
    tenth = memory[len(memory) // 10 : len(memory) // 10 + 20] or memory
    late = memory[-20:]
    return Figures(
        *(claims, made, rows, imported_in, copied_in),
        *(max(tenth, default=0), max(late, default=0), max(memory, default=0)),
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
    """The user who imports, the same in both databases."""
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


# The same rows, copied


def _finished(database: kept.Database, folder: Path) -> dict[str, tuple[list[str], Path]]:
    """The rows of each table with their columns, as COPY writes them, in the order of their keys."""
    found = {}
    with psycopg.connect(**database.owner) as connection:
        for table in WRITTEN:
            columns = [
                name
                for (name,) in connection.execute(
                    "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
                    " AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
                    [table],
                )
            ]
            path = folder / table
            statement = sql.SQL("COPY (SELECT {} FROM {} ORDER BY id) TO STDOUT").format(
                _listed(columns), sql.Identifier(table)
            )
            with path.open("wb") as file, connection.cursor().copy(statement) as copy:
                for data in copy:
                    file.write(data)
            found[table] = columns, path
    return found


def _listed(columns: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _made(database: kept.Database) -> int:
    with psycopg.connect(**database.owner) as connection:
        row = connection.execute("SELECT count(*) FROM claims_claim").fetchone()
    return row[0] if row else 0


def _copied(
    database: kept.Database, finished: Mapping[str, tuple[list[str], Path]]
) -> tuple[float, int]:
    """As the application's role, in one transaction, its end included; and how many rows."""
    rows = 0
    with psycopg.connect(**database.application) as connection:
        began = time.monotonic()
        with connection.transaction():
            _act(connection, database)
            for table, (columns, path) in finished.items():
                statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
                    sql.Identifier(table), _listed(columns)
                )
                with path.open("rb") as file, connection.cursor() as cursor:
                    with cursor.copy(statement) as copy:
                        while data := file.read(AT_ONCE):
                            copy.write(data)
                    rows += cursor.rowcount
        return time.monotonic() - began, rows


def _act(connection: psycopg.Connection[Any], database: kept.Database) -> None:
    """This transaction is the importing person's: nobody imports in another's name."""
    row = connection.execute(
        "SELECT this_transaction(), id FROM pg_current_xact_id(), newsroom_user WHERE username = 'owner'"
    ).fetchone()
    if row is None:
        raise RuntimeError("Nobody is there to import.")
    context = {"transaction": row[0], "actor_id": row[1], "actor": "owner", "via": "command"}
    words = history.signed({**context, "reason": ""}, database.environment()["SECRET_KEY"])
    connection.execute("SELECT set_config('history.context', %s, true)", [words])


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
