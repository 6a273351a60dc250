"""What a signed claim takes on disk, by table.

    python -m benchmarks.growth [--signed 400] [--in 1000] [--rationale 600] [--var FOLDER]

Signs claims with the verbs that the desk calls, and compares the sizes of all tables and indexes before and after.
"""

import argparse
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import measuring, newsroom

SIZES = """
SELECT c.oid::regclass::text, pg_table_size(c.oid), pg_indexes_size(c.oid) FROM pg_class c
 WHERE c.relkind IN ('r', 'm') AND c.relnamespace = 'public'::regnamespace
"""


def sizes(owner: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    with psycopg.connect(**owner, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
        return {table: (rows, indexes) for table, rows, indexes in connection.execute(SIZES)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--signed", type=int, default=400)
    parser.add_argument("--in", dest="claims", type=int, default=1_000, help="claims there before")
    parser.add_argument("--rationale", type=int, default=600, help="characters of a rationale")
    parser.add_argument("--var", type=Path)
    given = parser.parse_args()
    with newsroom.of(given.claims, given.var) as database:
        print(f"{measuring.machine(database)}\n\n| table | rows | indexes |\n|---|---|---|")
        before = sizes(database.owner)
        seed = str(time.time())
        database.run("-m", "benchmarks.signed", str(given.signed), seed, str(given.rationale))
        after = sizes(database.owner)
    grown = {
        table: tuple(
            (now - was) / given.signed for now, was in zip(after[table], before[table], strict=True)
        )
        for table in before
    }
    for table, (rows, indexes) in sorted(grown.items(), key=lambda each: -sum(each[1])):
        if rows + indexes >= 50:
            print(f"| {table} | {rows:,.0f} | {indexes:,.0f} |")
    print(f"| all tables | {sum(map(sum, grown.values())):,.0f} bytes a claim | |")


if __name__ == "__main__":
    main()
