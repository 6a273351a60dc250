"""Imports, exports and the API at N claims: the tables of docs/performance.md in one run.

    python -m benchmarks.interchange 1000000 [--small 10000] [--only files imports lists soak]

Each part is a benchmark with its own limits and peers: imports (``benchmarks.importing``), exports
(``benchmarks.exporting``), the API's lists (``benchmarks.listing``) and the API under load
(``benchmarks.soak``), at the small size too where something must not grow with N. Prints Markdown;
exits with 1 where a limit is missed.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import exporting, importing, listing, soak
from benchmarks.newsroom import kept, machine

Tell = Callable[[str], None]


class Report:
    """Markdown as it is measured, and which limits were missed."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def part(self, title: str, header: str, lines: Sequence[str], *, holds: bool) -> None:
        print("\n".join(["", f"### {title}", "", header, *lines]), flush=True)
        if not holds:
            self.missed.append(title)


def imports(report: Report, sizes: Sequence[int], var: Path | None, tell: Tell) -> None:
    found = importing.measure(sizes[-1], var, tell)
    report.part("Archives in", importing.HEADER, [importing.line(found)], holds=found.holds)


def files(report: Report, sizes: Sequence[int], var: Path | None, tell: Tell) -> None:
    found: list[exporting.Taken] = []
    for claims in sizes:
        with kept.of(claims, var=var) as database:
            found += exporting.measure(database, tell, datasette=claims == sizes[-1])
    holds = exporting.equal(found) and all(each.holds for each in found)
    report.part("Files out", exporting.HEADER, [*map(exporting.line, found)], holds=holds)


def lists(report: Report, sizes: Sequence[int], var: Path | None, tell: Tell) -> None:
    read: list[listing.Page] = []
    compared: list[listing.Beside] = []
    for claims in sizes:
        with kept.of(claims, var=var) as database:
            read += listing.pages(database, tell)
            if claims == sizes[-1]:
                compared = listing.beside(database, tell)
    lines = [listing.page_line(each, listing.first_of(read, each)) for each in read]
    report.part("Pages", listing.PAGES_HEADER, lines, holds=listing.steady(read))
    holds = all(each.holds for each in compared)
    report.part("Lists", listing.HEADER, [*map(listing.line, compared)], holds=holds)


def under_load(report: Report, sizes: Sequence[int], var: Path | None, tell: Tell) -> None:
    found = []
    for claims in sizes:
        with kept.of(claims, var=var) as database:
            found.append(soak.measure(database, tell))
    holds = all(each.holds for each in found)
    report.part("Under load", soak.HEADER, [*map(soak.line, found)], holds=holds)


PARTS = {"imports": imports, "files": files, "lists": lists, "soak": under_load}


def main() -> Any:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("claims", type=int, metavar="N")
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--only", nargs="+", choices=sorted(PARTS), default=sorted(PARTS))
    parser.add_argument("--var", type=Path, default=None, help="where the server's data is kept")
    given = parser.parse_args()
    sizes = sorted({given.small, given.claims})

    def tell(words: str) -> None:
        print(f"  {words}", file=sys.stderr, flush=True)

    report = Report()
    with kept.of(sizes[-1], var=given.var) as database:
        print(machine.describe(database.owner), flush=True)
    for name, measure in PARTS.items():
        if name in given.only:
            measure(report, sizes, given.var, tell)
    print(f"\nMissed: {', '.join(report.missed) or 'nothing'}.")
    return int(bool(report.missed))


if __name__ == "__main__":
    sys.exit(main())
