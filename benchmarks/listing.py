"""The API's lists over N claims: requests a second beside Datasette's JSON, and later pages.

    python -m benchmarks.listing 10000 1000000

Limits: in the largest newsroom, by speaker and by status, over four connections to one process,
2.5 times Datasette's requests a second; its first and 1,000th page take at most 1.5 times as long as
the first page of the smallest newsroom.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg

from benchmarks.newsroom import kept, machine, peers, served, timing

OF_DATASETTE, SLOWER = 2.5, 1.5
CONNECTIONS, SECONDS = 4, 10.0
DEEP = 1000  # the page
CALLS, WARM = 60, 10
LISTS = "/api/v1/claims/?"

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Beside:
    """Requests a second of one list, ours and Datasette's, as it comes and asked for rows alone."""

    claims: int
    name: str
    ours: timing.Load
    datasette: timing.Load
    datasette_bare: timing.Load

    @property
    def times(self) -> float:
        return self.ours.per_second / self.datasette.per_second

    @property
    def times_bare(self) -> float:
        return self.ours.per_second / self.datasette_bare.per_second

    @property
    def holds(self) -> bool:
        wrong = self.ours.failed + self.ours.refused
        return self.times >= OF_DATASETTE and not wrong


@dataclass(frozen=True)
class Page:
    """How long one page takes, asked for again and again over one connection."""

    claims: int
    name: str
    number: int
    times: timing.Times


HEADER = (
    "| claims | list | requests/s, p50 / p95 / p99 | Datasette | times (≥ 2.5)"
    " | Datasette without counts and facets | times |\n|---|---|---|---|---|---|---|"
)
PAGES_HEADER = (
    "| claims | list | page | p50 / p95 / p99 | of the smallest's first (≤ 1.5) |\n"
    "|---|---|---|---|---|"
)


def line(found: Beside) -> str:
    """A row of the table that HEADER begins."""
    return (
        f"| {found.claims:,} | {found.name} | {found.ours} | {found.datasette} | {found.times:.2f}"
        f" | {found.datasette_bare} | {found.times_bare:.2f} |"
    )


def page_line(found: Page, first: Page) -> str:
    """A row of the table that PAGES_HEADER begins."""
    return (
        f"| {found.claims:,} | {found.name} | {found.number:,} | {found.times}"
        f" | {found.times.p50 / first.times.p50:.2f} |"
    )


def beside(database: kept.Database, tell: Tell = print) -> list[Beside]:
    """By speaker (twenty, from those who say most to those who say little) and by status."""
    speakers = _speakers(database)
    lists = {
        "by speaker": ("speaker={}", "speaker_id={}", speakers),
        "by status": ("status={}", "status={}", ["verified", "refuted", "mixed", "disputed"]),
    }
    ours: dict[str, timing.Load] = {}
    datasette: dict[tuple[str, str], timing.Load] = {}
    with served.website(database) as website:
        for name, (filtered, _datasette_values, values) in lists.items():
            paths = [LISTS + filtered.format(value) for value in values]
            timing.load(website.address, paths, CONNECTIONS, 2)
            ours[name] = timing.load(website.address, paths, CONNECTIONS, SECONDS)
            tell(f"{name}: {ours[name]}")
    path = peers.export(database)
    with peers.datasette(database) as peer:
        for name, (_ours, filtered, values) in lists.items():
            for bare in ("", "&_nocount=1&_nofacet=1&_nosuggest=1"):
                at = f"/{path.stem}/{peers.TABLE}.json?_sort_desc=number{bare}&"
                paths = [at + filtered.format(value) for value in values]
                timing.load(peer.address, paths, CONNECTIONS, 2)
                found = timing.load(peer.address, paths, CONNECTIONS, SECONDS)
                datasette[name, bare] = found
                tell(f"Datasette {name} {bare}: {found}")
    return [
        Beside(
            *(database.plan.claims, name, ours[name]),
            *(load for (of, _bare), load in datasette.items() if of == name),
        )
        for name in lists
    ]


def pages(database: kept.Database, tell: Tell = print) -> list[Page]:
    """The first page and the 1,000th, where there are so many, of all and by status."""
    found = []
    with served.website(database) as website, httpx.Client(timeout=60) as client:
        for name, query in (("all", ""), ("verified", "status=verified")):
            first = LISTS + query
            there = {1: first}
            following = first
            for number in range(2, DEEP + 1):
                answer = client.get(website.address + following)
                answer.raise_for_status()
                if (leads := answer.json()["next"]) is None:
                    break
                there[number] = following = _path(leads)
            last = max(there)
            for number in sorted({1, last if last == DEEP else 1}):

                def call(path: str = website.address + there[number]) -> None:
                    client.get(path).raise_for_status()

                times = timing.timed([call] * CALLS, warm=WARM)
                found.append(Page(database.plan.claims, name, number, times))
                tell(f"{name}, page {number}: {times}")
    return found


def steady(found: Sequence[Page]) -> bool:
    """Whether no page takes much longer than the first of the smallest newsroom."""
    return all(each.times.p50 <= SLOWER * first_of(found, each).times.p50 for each in found)


def first_of(found: Sequence[Page], page: Page) -> Page:
    """The first page of the same list in the smallest newsroom."""
    same = [each for each in found if each.name == page.name and each.number == 1]
    return min(same, key=lambda each: each.claims)


def _path(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def _speakers(database: kept.Database) -> list[str]:
    with psycopg.connect(**database.application) as connection:
        rows = connection.execute(
            "SELECT speaker_id FROM claims_publication WHERE shown_until IS NULL AND NOT withheld"
            " AND standing IN ('signed', 'under_review') AND speaker_id IN"
            " (SELECT id FROM sources_speaker WHERE NOT protected AND kind NOT IN"
            " ('anonymous', 'unattributed', 'article'))"
            " GROUP BY speaker_id ORDER BY count(*) DESC, speaker_id"
        ).fetchall()
    step = max(1, len(rows) // 20)
    return [str(number) for (number,) in rows[::step][:20]]


def main() -> Any:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", type=int, nargs="+")
    parser.add_argument("--var", type=Path, default=None, help="where the server's data is kept")
    given = parser.parse_args()
    compared: list[Beside] = []
    read: list[Page] = []
    sizes = sorted(given.claims)
    for claims in sizes:
        with kept.of(claims, var=given.var) as database:
            print(machine.describe(database.owner))

            def tell(words: str) -> None:
                print(f"  {words}", file=sys.stderr)

            read += pages(database, tell)
            if claims == sizes[-1]:
                compared = beside(database, tell)
    print("\n".join(["", HEADER, *map(line, compared)]))
    print("\n".join(["", PAGES_HEADER, *(page_line(each, first_of(read, each)) for each in read)]))
    return 0 if steady(read) and all(each.holds for each in compared) else 1


if __name__ == "__main__":
    sys.exit(main())
