"""What a claim takes on disk, by table and index, and what that makes of 1, 10 and 100 million.

    python -m benchmarks.growth [--signed 400] [--in 1000] [--rationale 600] [--newsrooms 10000 100000]
        [--slim 1000000 10000000] [--var FOLDER]

Signs claims with the verbs that the desk calls, in a generated newsroom of 1,000 claims, and compares the
sizes of all tables before and after. Ten claims each share an article in which they are said and a report
against which they are checked, of 2,500 characters each; a rationale has 600 unless another length is given. Then the
sizes of generated newsrooms, whose claims have rows without history. What many claims take is extrapolated, in
proportion to the rows; whether it is proportional, --slim measures with up to ten million claims that have fewer
rows (benchmarks/slim.py), and nothing else: their sizes, and how the times of pages and of a signature grow.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import psycopg

from benchmarks import signed, slim, slim_times
from benchmarks.newsroom import kept, machine

# Claims of the newsroom in which claims are signed. In a small one most words are new, so their indexes
# grow by more than they do later.
BASE = 1000
MOST = 25_000  # bytes that a signed claim may take
MANY = (1_000_000, 10_000_000, 100_000_000)
HISTORY = ("newsroom_event", "newsroom_eventtext")

SIZES = """
SELECT c.oid::regclass::text, 'rows' AS what, pg_table_size(c.oid)
  FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
UNION ALL
SELECT t.oid::regclass::text, i.oid::regclass::text, pg_relation_size(i.oid) FROM pg_index x
  JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
 WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace
"""

Sizes = dict[tuple[str, str], int]


class Taken(NamedTuple):
    """Bytes a claim."""

    rows: float
    indexes: float

    @property
    def both(self) -> float:
        return self.rows + self.indexes


def sizes(owner: Mapping[str, Any]) -> Sizes:
    """(table, "rows" or an index) -> bytes, after what is dead was cleared away."""
    with psycopg.connect(**owner, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
        return {(table, what): size for table, what, size in connection.execute(SIZES)}


def by_table(before: Sizes, after: Sizes, claims: int) -> dict[str, Taken]:
    """What each table takes a claim, the largest first."""
    rows: defaultdict[str, float] = defaultdict(float)
    indexes: defaultdict[str, float] = defaultdict(float)
    for (table, what), size in after.items():
        part = rows if what == "rows" else indexes
        part[table] += (size - before.get((table, what), 0)) / claims
    taken = {table: Taken(rows[table], indexes[table]) for table in rows | indexes}
    return dict(sorted(taken.items(), key=lambda each: -each[1].both))


def total(taken: Mapping[str, Taken]) -> float:
    return sum(each.both for each in taken.values())


def events(owner: Mapping[str, Any], since: int) -> list[tuple[str, str, int, int]]:
    """(table, action, events, bytes of their rows) after the event with this number."""
    with psycopg.connect(**owner) as connection:
        return connection.execute(
            'SELECT "table", action, count(*), sum(pg_column_size(e.*)) FROM newsroom_event e'
            " WHERE id > %s GROUP BY 1, 2 ORDER BY 4 DESC",
            [since],
        ).fetchall()


def sign(
    database: kept.Database, claims: int, rationale: int
) -> tuple[dict[str, Taken], list[Any], Sizes, list[float]]:
    """What it took by table, events, how each index grew, and each signature's milliseconds on a processor."""
    before = sizes(database.owner)
    with psycopg.connect(**database.owner) as connection:
        found = connection.execute("SELECT coalesce(max(id), 0) FROM newsroom_event").fetchone()
        last = found[0] if found else 0
    took, _held = signed.by_verbs(database, claims, f"{last}", rationale)
    after = sizes(database.owner)
    grown = {key: size - before.get(key, 0) for key, size in after.items()}
    return by_table(before, after, claims), events(database.owner, last), grown, took


def measure_slim(claims: Sequence[int], var: Path | None) -> int:
    with kept.of(slim.BASE, var=var) as database:
        print(machine.describe(database.owner))
        before = sizes(database.owner)
    for number in claims:
        with slim.of(number, var) as database:
            after = sizes(database.owner)
        taken = by_table(before, after, number)
        print(f"\n{number:,} slim claims; bytes a claim:\n")
        _print(taken)
        print("\n| table | index | bytes a claim |\n|---|---|---|")
        for (table, what), size in sorted(after.items(), key=lambda each: -each[1]):
            if what != "rows" and size / number >= 5:
                print(f"| {table} | {what} | {size / number:,.1f} |")
        print(f"\n{sum(after.values()) / 1e9:,.1f} GB with {number:,} claims", flush=True)
    slim_times.measure(claims, var)
    return 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.growth",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--signed", type=int, default=400)
    parser.add_argument(
        "--in", dest="base", type=int, default=BASE, help="Claims already in the newsroom."
    )
    parser.add_argument("--rationale", type=int, default=600, help="Characters of a rationale.")
    parser.add_argument("--newsrooms", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--slim", type=int, nargs="+", metavar="N", help="Slim claims, alone.")
    parser.add_argument("--var", type=Path)
    given = parser.parse_args(arguments)
    if given.slim:
        return measure_slim(sorted(given.slim), given.var)
    with kept.of(given.base, var=given.var) as database:
        print(machine.describe(database.owner))
        taken, written, grown, took = sign(database, given.signed, given.rationale)
    print(
        f"\n{given.signed:,} claims signed by the verbs in a newsroom of {given.base:,},"
        f" with rationales of {given.rationale:,} characters; bytes a claim:\n"
    )
    _print(taken)
    print("\nindexes of 100 bytes a claim and more:\n")
    for (table, what), size in sorted(grown.items(), key=lambda each: -each[1]):
        if what != "rows" and size / given.signed >= 100:
            print(f"| {table} | {what} | {size / given.signed:,.0f} |")
    print("\nevents a claim:\n\n| table | action | events | bytes |\n|---|---|---|---|")
    for table, action, count, size in written:
        print(f"| {table} | {action} | {count / given.signed:.2f} | {size / given.signed:,.0f} |")
    print(f"| all | | {sum(row[2] for row in written) / given.signed:.1f} | |")
    took.sort()
    print(
        f"\nA signature takes {median(took):.1f} ms on a processor, 1 in 20 {took[len(took) * 19 // 20]:.1f} ms,"
        f" the longest {took[-1]:.1f} ms."
    )
    signed = total(taken)
    history = sum(taken[table].both for table in HISTORY if table in taken)
    print(
        f"\nA signed claim takes {signed:,.0f} bytes (≤ {MOST:,}), {history:,.0f} of them history."
    )
    _print_many("signed by the verbs", signed)
    for claims in given.newsrooms:
        with kept.of(claims, var=given.var) as database:
            slim = by_table({}, sizes(database.owner), claims)
        print(f"\n{claims:,} generated claims without history; bytes a claim:\n")
        _print(slim)
        _print_many(f"generated, measured at {claims:,}", total(slim))
    return 0 if signed <= MOST else 1


def _print(taken: Mapping[str, Taken]) -> None:
    print("| table | rows | indexes | together |\n|---|---|---|---|")
    for table, each in taken.items():
        if each.both >= 50:
            print(f"| {table} | {each.rows:,.0f} | {each.indexes:,.0f} | {each.both:,.0f} |")
    print(f"| all tables | | | {total(taken):,.0f} |")


def _print_many(what: str, each: float) -> None:
    print(f"\n| {what} | on disk (extrapolated) |\n|---|---|")
    for claims in MANY:
        print(f"| {claims:,} | {claims * each / 1e9:,.0f} GB |")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
