"""What the partitions of the history cost: newsroom_event as it is beside one table with the same rows.

    python -m benchmarks.partitions [--events 1000000] [--dead 0.05] [--var FOLDER]

The events are those of a slim newsroom (benchmarks/slim.py), which forty signed claims left, again and again with
other numbers, so that each claim has as many as in use. They fill one partition; three empty ones and that for the rest
follow. Both tables have the same rows and indexes, in one database, and are measured in turns:
adding rows under history (the table's name is exchanged, so that the triggers write to the one or the other),
a claim's history, a row's events, the highest number, VACUUM after an update of the newest events, pg_dump, and sizes.
Times are those that the server's process had on a processor, so they depend little on what else the machine does; of
pg_dump it is the clock. What it takes to plan a query is part of each time, and measured by itself.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import slim
from benchmarks.newsroom import kept, machine, timing
from factcheck.embedded import binaries

PARTS, PLAIN = "newsroom_event", "event_in_one_table"
INDEXES = {
    "by number": "ALTER TABLE {} ADD PRIMARY KEY (id)",
    "by row": 'CREATE INDEX ON {} ("table", "row")',
    "about": "CREATE INDEX ON {} USING gin (about)",
}
SIZE = """
SELECT sum(pg_table_size(oid)), sum(pg_indexes_size(oid)) FROM pg_class
 WHERE relkind = 'r' AND coalesce(pg_partition_root(oid), oid) = %s::regclass
"""
OF_CLAIM = "SELECT * FROM {} WHERE about @> ARRAY[%s]::bigint[] ORDER BY id"
HIGHEST = "SELECT max(id) FROM {}"
OF_ROW = 'SELECT * FROM {} WHERE "table" = %s AND "row" = %s ORDER BY id'

Connection = psycopg.Connection[Any]


def tell(words: str, began: float) -> None:
    print(f"{words}: {time.monotonic() - began:.0f} s", flush=True)


def copy(owner: Mapping[str, Any]) -> None:
    """One table with the same events, unless it is there."""
    with psycopg.connect(**owner, autocommit=True) as connection:
        if _one(connection, "SELECT to_regclass(%s)", PLAIN):
            return
        connection.execute("SET maintenance_work_mem = '512MB'")
        last = _one(connection, f"SELECT max(id) FROM {PARTS}")
        began = time.monotonic()
        connection.execute(
            f"CREATE TABLE {PLAIN} (LIKE {PARTS} INCLUDING DEFAULTS INCLUDING CONSTRAINTS"
            " INCLUDING STORAGE INCLUDING IDENTITY)"
        )
        connection.execute(f"INSERT INTO {PLAIN} SELECT * FROM {PARTS} ORDER BY id")
        tell("the same events in one table", began)
        _add_indexes(connection, PLAIN)
        connection.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [PLAIN, last])
        connection.execute(f"VACUUM (ANALYZE) {PLAIN}, {PARTS}")


def _one(connection: Connection, statement: str, *values: Any) -> Any:
    found = connection.execute(statement, values or None).fetchone()
    return found[0] if found else None


def _add_indexes(connection: Connection, table: str) -> None:
    for name, statement in INDEXES.items():
        began = time.monotonic()
        connection.execute(statement.format(table))
        tell(f"index {name} of {table}", began)


def _since(connection: Connection, began: float) -> float:
    """Milliseconds on a processor."""
    return (timing.processor(connection.info.backend_pid) - began) * 1000


def exchange(connection: Connection) -> None:
    """The triggers write to the table of this name."""
    connection.execute(
        f"ALTER TABLE {PARTS} RENAME TO aside; ALTER TABLE {PLAIN} RENAME TO {PARTS};"
        f"ALTER TABLE aside RENAME TO {PLAIN}"
    )


def add_rows(connection: Connection, rounds: int, statements: int, rows: int) -> list[list[float]]:
    """Milliseconds of so many statements with so many rows under history, plain and in partitions."""
    took: list[list[float]] = [[], []]
    for number in range(rounds * 2):
        began = timing.processor(connection.info.backend_pid)
        with connection.transaction():
            for statement in range(statements):
                connection.execute(
                    "INSERT INTO claims_topic (name, slug) SELECT n, n FROM generate_series(1, %s) g,"
                    " LATERAL (SELECT concat_ws('-', %s::text, %s::int, %s::int, g) n) s",
                    [rows, f"topic-{os.getpid()}-{rows}", number, statement],
                )
        # First in partitions, then in the one table.
        took[1 - number % 2].append(_since(connection, began))
        exchange(connection)
    return took


def ask(
    connection: Connection, statement: str, values: list[tuple[Any, ...]]
) -> tuple[list[list[float]], float]:
    """Milliseconds for each of the values, plain and in partitions; and the rows found, on average."""
    took: list[list[float]] = [[], []]
    rows = 0
    for value in values:
        # Twice: the first reads from the disk what the second finds in memory.
        for warm in (True, False):
            for index, table in enumerate((PLAIN, PARTS)):
                began = timing.processor(connection.info.backend_pid)
                found = connection.execute(statement.format(table), value).fetchall()
                if not warm:
                    took[index].append(_since(connection, began))
                    rows += len(found)
    return took, rows / len(values) / 2


def plans(connection: Connection, statement: str, values: tuple[Any, ...]) -> list[list[float]]:
    """Milliseconds, by PostgreSQL's own clock, plain and in partitions."""
    took: list[list[float]] = [[], []]
    for _ in range(200):
        for index, table in enumerate((PLAIN, PARTS)):
            explain = "EXPLAIN (SUMMARY, FORMAT JSON) " + statement.format(table)
            took[index].append(_one(connection, explain, *values)[0]["Planning Time"])
    return took


def vacuum(connection: Connection, last: int, dead: int) -> list[float]:
    """Seconds of VACUUM after an update of the newest events, plain and in partitions."""
    took = []
    connection.execute(f"ALTER TABLE {PARTS} DISABLE TRIGGER USER")
    for table in (PLAIN, PARTS):
        began = time.monotonic()
        connection.execute(f"UPDATE {table} SET reason = 'x' WHERE id > %s", [last - dead])
        tell(f"update of {dead:,} in {table}", began)
        began = timing.processor(connection.info.backend_pid)
        connection.execute(f"VACUUM (PARALLEL 0) {table}")
        took.append(_since(connection, began) / 1000)
    connection.execute(f"ALTER TABLE {PARTS} ENABLE TRIGGER USER")
    return took


def dump(database: kept.Database) -> list[float]:
    """Seconds of pg_dump of the rows, uncompressed, to nowhere."""
    took = []
    for pattern in (PLAIN, f"{PARTS}_*"):
        began = time.monotonic()
        command = [str(binaries() / "pg_dump"), "--data-only", "-Fc", "-Z0", "-t", pattern]
        command.append(f"--dbname={database.owner_url}")
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        took.append(time.monotonic() - began)
    return took


def measure(database: kept.Database, dead: float) -> None:
    dice = random.Random(1)
    with psycopg.connect(**database.owner, autocommit=True) as connection:
        connection.prepare_threshold = None
        if _one(connection, "SELECT relkind FROM pg_class WHERE relname = %s", PLAIN) == "p":
            exchange(connection)  # a run was cut off
        last = _one(connection, f"SELECT max(id) FROM {PLAIN}")
        print(
            f"\n| {last:,} events | plain | in partitions | ratio |\n|---|---|---|---|", flush=True
        )
        sizes = [
            [float(size) for size in connection.execute(SIZE, [table]).fetchone() or ()]
            for table in (PLAIN, PARTS)
        ]
        _line("rows, MB", sizes[0][0] / 1e6, sizes[1][0] / 1e6)
        _line("indexes, MB", sizes[0][1] / 1e6, sizes[1][1] / 1e6)
        drawn = connection.execute(
            f'SELECT about, "table", "row" FROM {PLAIN} WHERE id = ANY (%s) AND about <> %s',
            [[dice.randint(1, last) for _ in range(300)], []],
        ).fetchall()
        took, found = ask(connection, OF_CLAIM, [(about[0],) for about, _, _ in drawn[:200]])
        _medians(f"a claim's history ({found:.0f} events), ms", took)
        took, found = ask(connection, OF_ROW, [(table, row) for _, table, row in drawn[:200]])
        _medians(f"a row's events ({found:.1f}), ms", took)
        took, _found = ask(connection, HIGHEST, [()] * 200)
        _medians("the highest number, ms", took)
        for what, statement, values in (
            ("a claim's history", OF_CLAIM, (drawn[0][0][0],)),
            ("a row's events", OF_ROW, drawn[0][1:]),
        ):
            _medians(f"of that, the plan of {what}, ms", plans(connection, statement, values))
        _medians("200 rows added, each in a statement, ms", add_rows(connection, 9, 200, 1))
        _medians("5,000 rows added in one statement, ms", add_rows(connection, 5, 1, 5000))
        plain, parts = vacuum(connection, last, int(last * dead))
        _line(f"VACUUM after an update of the newest {dead:.0%}, s", plain, parts)
    plain, parts = dump(database)
    _line("pg_dump, s", plain, parts)


def _medians(what: str, took: list[list[float]]) -> None:
    _line(what, statistics.median(took[0]), statistics.median(took[1]))


def _line(what: str, plain: float, parts: float) -> None:
    print(f"| {what} | {plain:,.2f} | {parts:,.2f} | {parts / plain:.2f} |", flush=True)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.partitions",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--dead", type=float, default=0.05, help="Part of the events updated.")
    parser.add_argument("--var", type=Path)
    given = parser.parse_args(arguments)
    with slim.of(given.events, given.var) as database:
        print(machine.describe(database.owner))
        copy(database.owner)
        measure(database, given.dead)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
