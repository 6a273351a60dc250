"""Public answers that are kept and given again, beside a server that makes each anew, and Datasette.

    python -m benchmarks.again [N] [--seconds S] [--connections C]

Each server is one process with four threads on a generated newsroom of N claims. Limits: given again, 5 times
the requests a second of the server that keeps nothing, and lists 3 times those of Datasette asked for bare rows;
made anew, after something public has changed, no more than a tenth slower. The exit code is 1 where one is missed.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import httpx
import psycopg

from benchmarks.newsroom import kept, machine, peers, served, timing
from benchmarks.site import BARE, LISTED

TIMES, OF_DATASETTE, SLOWER = 5, 3, 1.1
SAMPLE = 40  # different addresses of a kind
WARM = 3  # seconds
ROUNDS = 3  # of answers that are made anew, in turns
# Changes nothing, but says that it may have.
CHANGE = "DELETE FROM claims_synonyms WHERE false"


@dataclass(frozen=True)
class Case:
    name: str
    paths: Sequence[str]
    datasette: Sequence[str] = ()


def cases(database: kept.Database) -> list[Case]:
    dice = random.Random(7)
    with psycopg.connect(**database.application) as connection:
        rows = connection.execute(
            f"SELECT claim_id, speaker_id FROM claims_publication WHERE {LISTED}"
            " AND speaker_id IS NOT NULL AND body::jsonb #>> '{speaker,kind}' = 'person' ORDER BY number"
        ).fetchall()
    chosen = dice.sample(rows, SAMPLE)
    claims, speakers = [claim for claim, _of in chosen], [speaker for _of, speaker in chosen]
    bare = f"/{peers.export(database).stem}/{peers.TABLE}"
    return [
        Case("front page", ["/"]),
        Case("claim", [f"/claims/{each}/" for each in claims]),
        Case("speaker", [f"/speakers/{each}/" for each in speakers]),
        Case(
            "search by speaker",
            [f"/?speaker={each}" for each in speakers],
            [f"{bare}?speaker_id={each}{BARE}" for each in speakers],
        ),
        Case("API: claim", [f"/api/v1/claims/{each}/" for each in claims]),
        Case(
            "API: by speaker",
            [f"/api/v1/claims/?speaker={each}" for each in speakers],
            [f"{bare}.json?speaker_id={each}{BARE}" for each in speakers],
        ),
    ]


def anew(address: str, paths: Sequence[str], change: Callable[[], object]) -> timing.Times:
    """One after the other, each after something public has changed."""
    took: list[float] = []
    with httpx.Client(base_url=address, timeout=30) as client:
        for path in paths:
            change()
            began = time.perf_counter()
            client.get(path).raise_for_status()
            took.append(time.perf_counter() - began)
    return timing.Times.of(took)


def middle(found: Sequence[timing.Times]) -> float:
    return sorted(each.p50 for each in found)[len(found) // 2]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.again",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("claims", type=int, nargs="?", default=10_000, metavar="N")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--connections", type=int, default=4)
    given = parser.parse_args(arguments)
    missed = []
    with ExitStack() as stack:
        database = stack.enter_context(kept.of(given.claims))
        print(machine.describe(database.owner))
        keeps = stack.enter_context(served.website(database, PAGE_CACHE="memory"))
        makes = stack.enter_context(served.website(database, PAGE_CACHE="none"))
        peer = stack.enter_context(peers.datasette(database))
        owner = stack.enter_context(psycopg.connect(**database.owner, autocommit=True))

        def load(server: served.Served, paths: Sequence[str]) -> timing.Load:
            # By the same program, which asks with other headers than ours.
            timing.load(server.address, paths, given.connections, WARM)
            return timing.load(server.address, paths, given.connections, given.seconds)

        for case in cases(database):
            made, again = load(makes, case.paths), load(keeps, case.paths)
            times = again.per_second / made.per_second
            print(f"{case.name:20} made anew    {made}")
            print(f"{case.name:20} given again  {again}: {times:.1f} times")
            if times < TIMES or again.failed or again.refused:
                missed.append(f"{case.name}: {times:.1f} times < {TIMES}")
            if case.datasette:
                bare = load(peer, case.datasette)
                times = again.per_second / bare.per_second
                print(f"{case.name:20} Datasette    {bare}: {times:.1f} times")
                if times < OF_DATASETTE:
                    missed.append(f"{case.name}: {times:.1f} times Datasette < {OF_DATASETTE}")
            both: dict[str, list[timing.Times]] = {"kept": [], "made": []}
            for _round in range(ROUNDS):
                for name, server in (("made", makes), ("kept", keeps)):
                    paths = list(case.paths) * (SAMPLE // len(case.paths))
                    both[name].append(anew(server.address, paths, lambda: owner.execute(CHANGE)))
            slower = middle(both["kept"]) / middle(both["made"])
            first, second = (1000 * middle(both[name]) for name in ("made", "kept"))
            print(f"{case.name:20} after a change {first:.1f} ms and {second:.1f} ms: {slower:.2f}")
            if slower > SLOWER:
                missed.append(f"{case.name}: after a change {slower:.2f} times > {SLOWER}")
    print("\n".join(missed) or "every limit is kept")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
