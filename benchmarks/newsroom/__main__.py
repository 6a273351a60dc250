"""Fill a database with a newsroom of N claims, and check that no row breaks a rule.

    python -m benchmarks.newsroom N [--publications M] [--speakers S] [--sources S] [--seed 1]
        [--history] [--var FOLDER] [--only NAME …]

On the server of DATABASE_OWNER_URL, else on a permanent embedded one in FOLDER; an existing
database is used again. Exits with 1 when a rule is broken.
"""

import argparse
import resource
import sys
import time
from pathlib import Path

import psycopg

from benchmarks.newsroom import invariants, kept
from benchmarks.newsroom.plan import SMALLEST

# The unit of a process's memory.
KIBIBYTES = 1 if sys.platform == "darwin" else 1024


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.newsroom",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("claims", type=int, metavar="N")
    for name in ("publications", "speakers", "sources"):
        parser.add_argument(f"--{name}", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--history", action="store_true")
    parser.add_argument("--var", type=Path)
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=sorted(invariants.QUERIES))
    given = parser.parse_args(arguments)
    if given.claims < SMALLEST:
        parser.error(f"at least {SMALLEST} claims make a newsroom")
    with kept.of(
        given.claims,
        given.publications,
        given.speakers,
        given.sources,
        given.seed,
        var=given.var,
        history=given.history,
    ) as database:
        plan, took = database.plan, database.filled_in
        print(plan)
        print(f"{database.owner['dbname']}, filled in {took:.1f} s" if took else "found filled")
        with psycopg.connect(**database.owner) as connection:
            size = connection.execute(
                "SELECT pg_size_pretty(pg_database_size(current_database()))"
            ).fetchone()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIBIBYTES / 2**20
        print(f"at most {peak:.0f} MB held here")
        print(f"size: {size[0] if size else '?'}\n{database.owner_url}\n{database.url}\n")
        return _ask(database, given.only)


def _ask(database: kept.Database, only: list[str] | None) -> int:
    broken = 0
    began = time.monotonic()
    for name, rows, seconds in invariants.ask(database.owner, only):
        broken += len(rows)
        shown = ", ".join(map(str, rows[:5]))
        print(f"{len(rows):8} {name:40} {seconds:8.1f} s  {shown}", flush=True)
    print(f"\n{broken} rows break a rule; checked in {time.monotonic() - began:.1f} s")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
