"""Signing, pages, the API's lists and exports in a newsroom of N claims.

    python -m benchmarks.speed N [--only signing desk public api export] [--rounds 3] [--var FOLDER]

Each page is asked for over HTTP, one request after the other, of a server with one process, and each kind with forty different
values. "Made again" keeps no answers; "warm" asks for what was asked before. Prints Markdown: milliseconds by the clock (median and 95th
percentile) and of Python on a processor. To compare two versions, copy ``benchmarks/`` beside the other one, and run both
in turns: each has a newsroom of its own on the same server.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx
import psycopg

from benchmarks import measuring, newsroom

SAMPLE = 40  # addresses of a kind
SIGNED = 40  # claims
FILES = ("claims.ndjson", "claims.csv", "claims.csv?compression=zstd", "claims.parquet")
# A session of the editor, who is there since the newsroom was filled.
SESSION = """
import django
django.setup()
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from newsroom.account.session_store import SessionStore
from newsroom.models import User
request = HttpRequest()
request.META["REMOTE_ADDR"] = "127.0.0.1"
request.session = SessionStore()
login(request, User.objects.get(username="editor"))
request.session.save()
print(settings.SESSION_COOKIE_NAME, request.session.secret)
"""


def chosen(database: newsroom.Database) -> tuple[list[int], list[int]]:
    """Claims that verbs signed, and their speakers."""
    with psycopg.connect(**database.owner) as connection:
        rows = connection.execute(
            "SELECT c.id, c.speaker_id FROM claims_claim c JOIN claims_publication p ON p.claim_id = c.id"
            " WHERE p.shown_until IS NULL ORDER BY c.id LIMIT %s",
            [SAMPLE],
        ).fetchall()
    return [claim for claim, _ in rows], [speaker for _, speaker in rows]


def ask(
    server: measuring.Served,
    paths: Sequence[str],
    rounds: int,
    cookies: dict[str, str] | None = None,
) -> str:
    """Cells of a row, after a first round that isn't counted."""
    took = []
    with httpx.Client(base_url=server.address, cookies=cookies, timeout=60) as client:
        for number in range(rounds + 1):
            if number == 1:
                spent = server.processor()
            for path in paths:
                began = time.perf_counter()
                answer = client.get(path)
                answer.raise_for_status()
                if number:
                    took.append((time.perf_counter() - began) * 1000)
                if answer.is_redirect:
                    raise RuntimeError(f"{path} leads to {answer.headers['Location']}")
        spent = server.processor() - spent
    return f"{measuring.percentiles(took)} | {spent * 1000 / len(took):.1f}"


def signing(database: newsroom.Database, rounds: int) -> None:
    for _round in range(rounds):
        made = json.loads(database.run("-m", "benchmarks.signed", str(SIGNED), str(time.time())))
        for verb in ("propose", "sign"):
            print(f"| {verb} | {measuring.percentiles(made[verb])} | |", flush=True)


def desk(database: newsroom.Database, rounds: int) -> None:
    claims, _speakers = chosen(database)
    kinds = {
        "desk: the queue": ["/admin/claims/claim/"] * SAMPLE,
        "desk: page of a claim": [f"/admin/claims/claim/{claim}/change/" for claim in claims],
    }
    with measuring.website(database) as server:
        name, value = database.run(
            "-c", SESSION, DJANGO_SETTINGS_MODULE=measuring.SETTINGS, SITE_URL=server.address
        ).split()
        for kind, paths in kinds.items():
            print(f"| {kind} | {ask(server, paths, rounds, {name: value})} |", flush=True)


def public(database: newsroom.Database, rounds: int) -> None:
    claims, speakers = chosen(database)
    kinds = {
        "front page": ["/"] * SAMPLE,
        "a claim": [f"/claims/{claim}/" for claim in claims],
        "a speaker": [f"/speakers/{speaker}/" for speaker in speakers],
        "a search by speaker": [f"/?speaker={speaker}" for speaker in speakers],
        "API: a claim": [f"/api/v1/claims/{claim}/" for claim in claims],
    }
    for how, cache in (("made again", "none"), ("warm", "memory")):
        with measuring.website(database, PAGE_CACHE=cache) as server:
            for kind, paths in kinds.items():
                print(f"| {kind}, {how} | {ask(server, paths, rounds)} |", flush=True)


def api(database: newsroom.Database, rounds: int) -> None:
    _claims, speakers = chosen(database)
    lists = {
        "all": ["/api/v1/claims/"] * SAMPLE,
        "by speaker": [f"/api/v1/claims/?speaker={speaker}" for speaker in speakers],
        "by status": ["/api/v1/claims/?status=verified", "/api/v1/claims/?status=refuted"] * 20,
        "of words": ["/api/v1/claims/?q=bridges", "/api/v1/claims/?q=bridges+topic"] * 20,
    }
    with measuring.website(database, PAGE_CACHE="none") as server:
        for kind, paths in lists.items():
            print(f"| API's list, {kind} | {ask(server, paths, rounds)} |", flush=True)
        with httpx.Client(base_url=server.address, timeout=60) as client:
            path, page = "/api/v1/claims/", 1
            while page < 1000 and (leads := client.get(path).json()["next"]):
                path, page = leads.removeprefix(server.address), page + 1
        print(f"| API's list, page {page:,} | {ask(server, [path] * SAMPLE, rounds)} |", flush=True)


def export(database: newsroom.Database, rounds: int) -> None:
    with psycopg.connect(**database.owner) as connection:
        row = connection.execute(
            "SELECT count(*) FROM claims_publication WHERE shown_until IS NULL"
            " AND NOT withheld AND standing IN ('signed', 'under_review')"
        ).fetchone()
    rows = row[0] if row else 0
    with measuring.website(database) as server, httpx.Client(base_url=server.address) as client:
        client.get("/api/v1/claims/")
        for file in FILES:
            took = []
            with measuring.memory(server.pid) as memory:
                for _round in range(rounds):
                    began = time.perf_counter()
                    with client.stream("GET", f"/api/v1/export/{file}", timeout=600) as answer:
                        answer.raise_for_status()
                        for _block in answer.iter_raw():
                            pass
                    took.append(time.perf_counter() - began)
            held = f"{memory.grown / 2**20:.0f} MB above {memory.samples[0] / 2**20:.0f}"
            seconds = statistics.median(took)
            print(
                f"| {file}, {rows:,} rows | {seconds:.2f} s, {rows / seconds:,.0f} rows/s | {held} |",
                flush=True,
            )


PARTS: dict[str, Callable[[newsroom.Database, int], None]] = {
    "desk": desk,
    "public": public,
    "api": api,
    "export": export,
    "signing": signing,  # last: it adds claims
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("claims", type=int, metavar="N")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--var", type=Path)
    given = parser.parse_args()
    with newsroom.of(given.claims, given.var) as database:
        print(f"{given.claims:,} claims; {measuring.machine(database)}\n")
        print("| what | p50 / p95, ms | Python, ms |\n|---|---|---|", flush=True)
        for name, part in PARTS.items():
            if name in given.only:
                part(database, given.rounds)


if __name__ == "__main__":
    main()
