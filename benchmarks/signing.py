"""How long it takes to propose a conclusion and to sign it, in a newsroom of N claims.

    python -m benchmarks.signing N [--claims 200] [--var FOLDER]

Proposes and signs claims of the generated newsroom that are in review, with the verbs that the desk calls,
and prints the median of each in milliseconds. The claims stay signed, so each run takes others. To compare
two versions, run both in turns: each has a database of its own on the same server.
"""

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.newsroom import kept
from benchmarks.newsroom.plan import ROOT

# Run in a process of the project: the milliseconds of each proposal and of each signature.
STEPS = """
import json, sys, time, django
django.setup()
from claims.models import Claim
from claims.workflow import review
from newsroom.permissions import who_may
editor = who_may("propose").order_by("pk").first()
waiting = Claim.objects.filter(status="in_review", embargo_until=None, holds=None).order_by("pk")
times = []
for claim in waiting.iterator():
    if len(times) == int(sys.argv[1]):
        break
    if review.why_not_propose(claim, "reported", "unrated"):
        continue
    start = time.perf_counter()
    proposal = review.propose(claim.pk, editor, "reported", "unrated", harms=[])
    proposed = time.perf_counter()
    signer = review.who_may_sign(proposal).order_by("pk").first()
    begin = time.perf_counter()
    review.sign(claim.pk, signer, proposal.version)
    times.append([(proposed - start) * 1000, (time.perf_counter() - begin) * 1000])
print(json.dumps(times))
"""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.signing",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("newsroom", type=int, metavar="N")
    parser.add_argument("--claims", type=int, default=200)
    parser.add_argument("--var", type=Path)
    given = parser.parse_args(arguments)
    with kept.of(given.newsroom, var=given.var) as database:
        command = [sys.executable, "-c", STEPS, str(given.claims)]
        environment = database.environment()
        done = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE
        )
    times = json.loads(done.stdout)
    if not times:
        print("No claim is left in review.")
        return 1
    proposing, signing = zip(*times, strict=True)
    print(
        f"{given.newsroom:,} claims, {len(times)} signed: propose {statistics.median(proposing):.1f} ms,"
        f" sign {statistics.median(signing):.1f} ms, both {statistics.median(map(sum, times)):.1f} ms"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
