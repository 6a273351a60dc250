"""The site's search under load, beside its SQL sent straight to PostgreSQL and Datasette's pages.

    python -m benchmarks.site [N] [--small N] [--seconds S] [--connections C] [--processes P] [--only CASE …]

On generated newsrooms of N claims and of the small size, with one process for each server (of ours P). Prints
the limits that are missed; then the exit code is 1.
"""

import argparse
import json
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote_plus

import httpx
import psycopg

from benchmarks.newsroom import kept, machine, peers, served, timing
from benchmarks.newsroom.people import PASSWORD
from benchmarks.newsroom.plan import ROOT
from benchmarks.newsroom.words import misspelt

SAMPLE = 60  # different questions of a kind
LISTED = "shown_until IS NULL AND NOT withheld AND standing IN ('signed', 'under_review')"
COMMON = ("government", "minister", "people", "percent")
RARE = 50  # a rare word is in no more claims


BARE = "&_nocount=1&_nofacet=1&_nosuggest=1"
SIGNED_IN = "signed in: "
FASTER = 2  # times Datasette's requests a second
GROWTH = 1.5  # of p95 from the small newsroom to the large one
# Each with its p95 in seconds, and whether its growth is limited, too.
OF_ALL = {
    "by speaker": (0.050, True),
    "two rare words": (0.050, True),
    "an exact phrase": (0.050, True),
    "a misspelt name, completed": (0.050, True),
    "a very common word, likest first": (0.100, False),
}
LIMITS = {**OF_ALL, **{f"{SIGNED_IN}{name}": limit for name, limit in OF_ALL.items()}}


@dataclass(frozen=True)
class Case:
    name: str
    ours: Sequence[str]
    datasette: Sequence[str]  # Datasette's, of the same; empty: it has no such thing


@dataclass(frozen=True)
class Result:
    """``datasette_bare``: Datasette asked for rows alone, without counts, facets and suggestions."""

    ours: timing.Load
    datasette: timing.Load | None = None
    datasette_bare: timing.Load | None = None


def cases(database: kept.Database) -> list[Case]:
    """Questions drawn from what is there, the same in every run."""
    dice = random.Random(5)
    with psycopg.connect(**database.application) as connection:
        rows = connection.execute(
            f"SELECT speaker_id, text, (body::jsonb #>> '{{speaker,name}}') FROM claims_publication"
            f" WHERE {LISTED} AND language = 'en' AND speaker_id IS NOT NULL"
            f"   AND body::jsonb #>> '{{speaker,kind}}' = 'person'"
            " AND number % greatest(1, (SELECT max(number) / 2000 FROM claims_publication)) = 0"
        ).fetchall()
        dice.shuffle(rows)
        rare = list(_rare_pairs(connection, [text for _speaker, text, _name in rows]))
    speakers = [speaker for speaker, _text, _name in rows[:SAMPLE]]
    phrases = [" ".join(text.rstrip(".").split()[3:6]) for _speaker, text, _name in rows[:SAMPLE]]
    names = [misspelt(name, dice) for _speaker, _text, name in rows[:SAMPLE]]
    page = f"/{peers.export(database).stem}/{peers.TABLE}"
    search = f"{page}?_searchmode=raw&_search="
    found = [
        Case(
            "by speaker",
            [f"/?speaker={speaker}" for speaker in speakers],
            [f"{page}?speaker_id={speaker}" for speaker in speakers],
        ),
        Case(
            "two rare words",
            [f"/?q={quote_plus(pair)}" for pair in rare],
            [f"{page}?_search={quote_plus(pair)}" for pair in rare],
        ),
        Case(
            "an exact phrase",
            ["/?q=" + quote_plus(f'"{phrase}"') for phrase in phrases],
            [search + quote_plus(f'"{phrase}"') for phrase in phrases],
        ),
        Case(
            "a misspelt name, completed",
            [f"/search/speakers/?q={quote_plus(name)}" for name in names],
            [],
        ),
        Case(
            "a very common word, likest first",
            [f"/?q={word}" for word in COMMON],
            [f"{page}?_search={word}" for word in COMMON],
        ),
    ]
    signed_in = [
        Case(
            SIGNED_IN + case.name, ["/working/" + path.removeprefix("/") for path in case.ours], []
        )
        for case in found
    ]
    return found + signed_in


def _rare_pairs(connection: psycopg.Connection[Any], texts: Sequence[str]) -> Sequence[str]:
    """Two rare words of one claim each."""
    pairs: list[str] = []
    for text in texts:
        words = sorted({word for word in text.rstrip(".").split() if word.isalpha()}, key=len)[-2:]
        counted = [
            connection.execute(
                f"SELECT count(*) FROM (SELECT FROM claims_publication WHERE {LISTED}"
                " AND search @@ websearch_to_tsquery('english', fold(%s)) LIMIT %s) f",
                [word, RARE + 1],
            ).fetchone()
            for word in words
        ]
        if len(words) == 2 and all(row is not None and row[0] <= RARE for row in counted):
            pairs.append(" ".join(words))
        if len(pairs) == SAMPLE:
            break
    return pairs


def session(address: str) -> tuple[str, str]:
    """The header of a reporter who signed in."""
    with httpx.Client(base_url=address, timeout=60) as client:
        client.get("/account/sign-in/")
        answer = client.post(
            "/account/sign-in/",
            data={
                "login": "reporter-1",
                "password": PASSWORD,
                "csrfmiddlewaretoken": client.cookies["csrftoken"],
            },
            headers={"Referer": address},
        )
        if answer.status_code != 302:
            raise RuntimeError(f"The reporter could not sign in: {answer.status_code}.")
        return "Cookie", f"sessionid={client.cookies['sessionid']}"


def straight(database: kept.Database, paths: Sequence[str]) -> timing.Times:
    """The SQL of each page, all of it, sent from here over one connection."""
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.captured", *paths],
        cwd=ROOT,
        env=served.environment(database),
        check=True,
        capture_output=True,
        text=True,
    )
    pages = [json.loads(line) for line in ran.stdout.splitlines()]
    with psycopg.connect(**database.application, autocommit=True) as connection:

        def ask(statements: Sequence[str]) -> None:
            for statement in statements:
                cursor = connection.execute(statement.encode())
                if cursor.description:
                    cursor.fetchall()

        # All once before, so that both sides find the same in memory.
        for page in pages:
            ask(page)
        return timing.timed([partial(ask, page) for page in pages])


def measure(
    size: int, seconds: float, connections: int, processes: int, only: Sequence[str]
) -> dict[str, Result]:
    """Each case on the newsroom of that size."""
    results: dict[str, Result] = {}

    def tell(name: str, what: str, found: object) -> None:
        print(f"{size:9,}  {name:45} {what:10} {found}", flush=True)

    with kept.of(size) as database:
        print(machine.describe(database.owner))
        chosen = [case for case in cases(database) if not only or case.name in only]
        with served.website(database, workers=processes) as ours:
            cookie = session(ours.address)
            for case in chosen:
                headers = [cookie] if case.name.startswith(SIGNED_IN) else []
                timing.ask_each(ours.address, case.ours, headers)
                load = timing.load(ours.address, case.ours, connections, seconds, headers)
                results[case.name] = Result(load)
                tell(case.name, "ours", load)
        with peers.datasette(database) as peer:
            for case in chosen:
                if not case.datasette:
                    continue
                loads = []
                for what, asking in (("Datasette", ""), ("bare", BARE)):
                    paths = [path + asking for path in case.datasette]
                    timing.ask_each(peer.address, paths)
                    loads.append(timing.load(peer.address, paths, connections, seconds))
                    tell(case.name, what, loads[-1])
                results[case.name] = Result(results[case.name].ours, *loads)
        for case in chosen:
            if not case.name.startswith(SIGNED_IN):
                tell(case.name, "its SQL", straight(database, case.ours))
    return results


def missed(
    limits: Sequence[tuple[str, float, bool]], large: dict[str, Result], small: dict[str, Result]
) -> list[str]:
    """Which limits are, in words."""
    found = []
    for name, p95, grows in limits:
        if name not in large:
            continue
        result = large[name]
        if result.ours.failed or result.ours.refused:
            found.append(f"{name}: {result.ours.failed + result.ours.refused} were not answered")
        if result.ours.times.p95 > p95:
            found.append(f"{name}: p95 {1000 * result.ours.times.p95:.0f} ms > {1000 * p95:.0f} ms")
        if result.datasette:
            if result.datasette.failed or result.datasette.refused:
                found.append(f"{name}: Datasette did not answer all, so it is no comparison")
            if result.ours.per_second < FASTER * result.datasette.per_second:
                found.append(f"{name}: less than {FASTER} times Datasette's requests a second")
        if grows and name in small:
            growth = result.ours.times.p95 / small[name].ours.times.p95
            if growth > GROWTH:
                found.append(f"{name}: p95 grew {growth:.1f} times > {GROWTH}")
    return found


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.site",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("claims", type=int, nargs="?", default=1_000_000, metavar="N")
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--processes", type=int, default=1, metavar="P", help="of ours")
    parser.add_argument("--only", nargs="+", default=[], metavar="CASE", choices=sorted(LIMITS))
    given = parser.parse_args(arguments)
    small = measure(given.small, given.seconds, given.connections, given.processes, given.only)
    large = measure(given.claims, given.seconds, given.connections, given.processes, given.only)
    limits = [(name, p95, grows) for name, (p95, grows) in LIMITS.items()]
    found = missed(limits, large, small)
    print("\n".join(found) or "every limit is kept")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
