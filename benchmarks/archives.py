"""Importing real archives: whether rows are lost, why pages are refused, and who is who.

    python -m benchmarks.archives DATA

DATA has ``politifact/politifact_claims.jsonl``, ``liar/*.tsv`` and ``claimreview/pages/*``. They are
imported into an empty newsroom, one after the other, by ``manage.py import_claims``. Exit code 1
where a row is neither a claim nor refused in words, or where one person's names made two speakers.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import newsroom
from benchmarks.newsroom import ROOT, Database

# Written in more than one way in these archives; each is one person.
ONE_EACH = ("Barack Obama", "Donald Trump", "Hillary Clinton", "Mitt Romney", "Rick Scott")

OUTCOME = """
SELECT r.file_name, r.state, r.rows_made, r.rows_known, r.rows_refused, r.speakers_made,
       r.speakers_matched, r.speakers_unsure,
       (SELECT count(*) FROM claims_importnote n WHERE n.run_id = r.id AND n.kind = 'refused'
           AND n.reason <> ''),
       (SELECT string_agg(n.reason, ' ' ORDER BY n.line) FROM (
          SELECT line, reason FROM claims_importnote WHERE run_id = r.id AND kind = 'refused'
           ORDER BY line LIMIT 3) n)
  FROM claims_importrun r WHERE r.file_name = %s ORDER BY r.id DESC LIMIT 1
"""
PEOPLE = """
SELECT count(DISTINCT s.id), count(*) FROM sources_speaker s JOIN claims_claim c ON c.speaker_id = s.id
 WHERE name_key(fold(s.name)) = name_key(fold(%s))
"""


@dataclass(frozen=True)
class Brought:
    """The outcome for one file; ``rows``: how many it has, if that can be counted otherwise."""

    name: str
    rows: int | None
    took: float
    state: str
    made: int
    known: int
    refused: int
    speakers: tuple[int, int, int]
    in_words: int
    why: str

    @property
    def lost(self) -> bool:
        counted = self.made + self.known + self.refused
        return (
            self.state != "done"
            or self.in_words != self.refused
            or counted == 0
            or (self.rows is not None and counted != self.rows)
        )

    def __str__(self) -> str:
        made, matched, unsure = self.speakers
        rows = "" if self.rows is None else f"{self.rows:,}"
        return (
            f"| {self.name} | {rows} | {self.made:,} | {self.known:,} | {self.refused:,} {self.why}"
            f" | {made:,} / {matched:,} / {unsure:,} | {self.took:.1f} |"
        )


def bring_in(database: Database, path: Path, rows: int | None, *how: str) -> Brought:
    """By the command."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *(sys.executable, "manage.py", "import_claims", str(path), "--by", "owner"),
            *("--reports", folder, *how),
        ]
        began = time.monotonic()
        ran = subprocess.run(
            command,
            cwd=ROOT,
            env=database.environment(),
            check=False,
            capture_output=True,
            text=True,
        )
        took = time.monotonic() - began
    with psycopg.connect(**database.owner) as connection:
        outcome: Any = connection.execute(OUTCOME, [path.name]).fetchone()
    if outcome is None:  # refused as a whole
        return Brought(path.name, rows, took, "refused", 0, 0, 0, (0, 0, 0), 0, ran.stderr.strip())
    _name, state, made, known, refused, *speakers, in_words, why = outcome
    return Brought(
        *(path.name, rows, took, state, made, known, refused),
        (speakers[0], speakers[1], speakers[2]),
        in_words,
        why or "",
    )


def archives(database: Database, data: Path) -> list[Brought]:
    politifact = data / "politifact" / "politifact_claims.jsonl"
    found = [
        bring_in(
            database, politifact, _lines(politifact), "--format=ndjson", "--mapping=politifact"
        )
    ]
    found += [
        bring_in(database, path, _lines(path), "--format=csv", "--mapping=liar")
        for path in sorted((data / "liar").glob("*.tsv"))
    ]
    found += [
        bring_in(database, path, None, "--format=claimreview")
        for path in sorted((data / "claimreview" / "pages").iterdir())
    ]
    return found


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for line in file if line.strip())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--var", type=Path, default=None)
    given = parser.parse_args()
    with newsroom.empty(var=given.var) as (database,):
        newsroom.person(database)
        found = archives(database, given.data)
        with psycopg.connect(**database.owner) as connection:
            people: list[Any] = [
                (name, *(connection.execute(PEOPLE, [name]).fetchone() or (0, 0)))
                for name in ONE_EACH
            ]
    print(
        "| file | rows | claims | there already | refused, and why"
        " | speakers made / matched / unsure | s |\n|---|---|---|---|---|---|---|"
    )
    print("\n".join(map(str, found)))
    print(
        "\n".join(f"- {name}: {count} speaker, {claims:,} claims" for name, count, claims in people)
    )
    lost = [each.name for each in found if each.lost]
    torn = [name for name, count, _claims in people if count != 1]
    if lost or torn:
        print(
            f"Lost rows in: {', '.join(lost) or 'none'}. Torn apart: {', '.join(torn) or 'none'}."
        )
    return 1 if lost or torn else 0


if __name__ == "__main__":
    sys.exit(main())
