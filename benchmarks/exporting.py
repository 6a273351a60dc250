"""Files of N claims over HTTP, beside psql's COPY of the same rows and Datasette's CSV.

    python -m benchmarks.exporting 10000 1000000

serves each generated newsroom with one process and downloads its files: plain NDJSON and CSV, gzipped
CSV, Parquet. For each: rows a second, and the memory of the server's processes. Peers, in turns: psql
copying the same rows out, and Datasette streaming its CSV of them. Limits: 0.8 of psql, five times
Datasette, 100 MB above idle, and no more memory at the largest N than at the smallest.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Any

from benchmarks.newsroom import kept, machine, peers, served, timing
from benchmarks.newsroom.plan import ROOT
from factcheck.embedded import binaries

OF_PSQL, OF_DATASETTE = 0.8, 5.0
MEMORY = 100 * 2**20  # bytes above idle
# Memory at the largest N above that at the smallest, within what an allocator keeps by chance.
EQUAL = 15 * 2**20
ROUNDS = 3

Tell = Callable[[str], None]

# Run in a process of the project: the number of rows, and COPY's statements.
STATEMENTS = """
import json, django
django.setup()
from django.db import connection
from claims.formats.exports.datasets import DATASETS
from claims.formats.exports.statements import ExportQuery, published
query = ExportQuery(DATASETS["claims"], published(None))
rows = query.publications.count()
lines, cells = (each.as_string(connection.connection) for each in (query.lines(), query.cells()))
print(json.dumps([rows, f"COPY ({lines}) TO STDOUT", f"COPY ({cells}) TO STDOUT (FORMAT csv)"]))
"""
FILES = {
    "NDJSON": "claims.ndjson",
    "CSV": "claims.csv",
    "CSV, gzip": "claims.csv?compression=gzip",
    "CSV, zstd": "claims.csv?compression=zstd",
    "NDJSON, zstd": "claims.ndjson?compression=zstd",
    "Parquet": "claims.parquet",
}


@dataclass(frozen=True)
class Taken:
    """One file of one newsroom: the best of the rounds. Seconds and bytes; None: not measured."""

    claims: int
    name: str
    rows: int
    took: float
    size: int
    psql_took: float | None
    datasette_took: float | None
    idle: int
    peak: int

    @property
    def per_second(self) -> float:
        return self.rows / self.took

    @property
    def of_psql(self) -> float | None:
        return self.psql_took and self.psql_took / self.took

    @property
    def of_datasette(self) -> float | None:
        return self.datasette_took and self.datasette_took / self.took

    @property
    def grown(self) -> int:
        return self.peak - self.idle

    @property
    def holds(self) -> bool:
        return (
            (self.of_psql is None or self.of_psql >= OF_PSQL)
            and (self.of_datasette is None or self.of_datasette >= OF_DATASETTE)
            and self.grown <= MEMORY
        )


HEADER = (
    "| claims listed | file | rows/s | MB | psql COPY, rows/s | share (≥ 0.8) | Datasette, rows/s"
    " | times (≥ 5) | held above idle (≤ 100 MB) |\n|---|---|---|---|---|---|---|---|---|"
)


def line(found: Taken) -> str:
    """A row of the table that HEADER begins."""

    def beside(took: float | None, share: float | None) -> str:
        return f"{found.rows / took:,.0f} | {share:.2f}" if took and share else "|"

    return (
        f"| {found.rows:,} | {found.name} | {found.per_second:,.0f} | {found.size / 2**20:,.0f}"
        f" | {beside(found.psql_took, found.of_psql)}"
        f" | {beside(found.datasette_took, found.of_datasette)}"
        f" | {found.grown / 2**20:.0f} MB on {found.idle / 2**20:.0f} |"
    )


def measure(database: kept.Database, tell: Tell = print, *, datasette: bool = True) -> list[Taken]:
    """Each of FILES, taken from a server that was just started. Raises RuntimeError."""
    best: dict[str, list[float]] = {}
    sizes: dict[str, int] = {}
    held: dict[str, timing.Memory] = {}
    with served.website(database) as ours:
        rows, *statements = _statements(database, ours.address)
        copies = dict(zip(("NDJSON", "CSV"), statements, strict=True))
        _download(f"{ours.address}/api/v1/claims/")
        for name, path in FILES.items():
            for _round in range(ROUNDS if name in copies else 1):
                with timing.memory(ours.pid) as memory:
                    took, sizes[name] = _download(f"{ours.address}/api/v1/export/{path}")
                best.setdefault(name, []).append(took)
                before = held.get(name)
                held[name] = memory if before is None or memory.peak > before.peak else before
                tell(f"{name}: {rows / took:,.0f} rows/s; {memory}")
                if name in copies:
                    took = _psql(database, copies[name])
                    best.setdefault(f"psql {name}", []).append(took)
                    tell(f"psql: {rows / took:,.0f} rows/s")
        idle = min(each.before for each in held.values())
    datasettes = _datasette(database, tell) if datasette else None
    return [
        Taken(
            *(database.plan.claims, name, rows, min(best[name]), sizes[name]),
            min(best[f"psql {name}"]) if name in copies else None,
            datasettes if name in copies else None,
            *(idle, held[name].peak),
        )
        for name in FILES
    ]


def equal(found: Sequence[Taken]) -> bool:
    """Whether each file held as much of the smallest newsroom as of the largest."""
    small, large = min(each.claims for each in found), max(each.claims for each in found)
    held = {(each.claims, each.name): each.grown for each in found}
    return all(held[large, name] - held[small, name] <= EQUAL for name in FILES)


def _statements(database: kept.Database, address: str) -> tuple[int, str, str]:
    ran = subprocess.run(
        [sys.executable, "-c", STATEMENTS],
        cwd=ROOT,
        env=database.environment(SITE_URL=address),
        check=True,
        capture_output=True,
        text=True,
    )
    rows, lines, cells = json.loads(ran.stdout)
    return rows, lines, cells


def _download(address: str) -> tuple[float, int]:
    """Seconds and bytes, by curl. Raises RuntimeError for anything but a whole file."""
    telling = "%{time_total} %{size_download}"
    ran = subprocess.run(
        [
            *("curl", "--silent", "--fail", "--output", os.devnull),
            *("--write-out", telling, address),
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    if ran.returncode:
        raise RuntimeError(f"curl {address}: {ran.returncode} {ran.stderr}")
    took, size = ran.stdout.split()
    return float(took), int(size)


def _psql(database: kept.Database, statement: str) -> float:
    command = [which("psql") or str(binaries() / "psql"), "--no-psqlrc", database.url]
    began = time.monotonic()
    subprocess.run([*command, "--command", statement], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def _datasette(database: kept.Database, tell: Tell) -> float:
    path = peers.export(database)
    with peers.datasette(database) as peer:
        took, _size = _download(f"{peer.address}/{path.stem}/{peers.TABLE}.csv?_stream=on")
    tell(f"Datasette: {took:.1f} s")
    return took


def main() -> Any:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", type=int, nargs="+")
    parser.add_argument("--var", type=Path, default=None, help="where the server's data is kept")
    given = parser.parse_args()
    found: list[Taken] = []
    for claims in sorted(given.claims):
        with kept.of(claims, var=given.var) as database:
            print(machine.describe(database.owner))
            found += measure(database, lambda words: print(f"  {words}", file=sys.stderr))
    print("\n".join(["", HEADER, *map(line, found)]))
    return 0 if equal(found) and all(each.holds for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
