"""Thousands of requests to every operation of our OpenAPI schema, by schemathesis.

    python -m benchmarks.contract [CASES] [--seed 1]

serves a small generated newsroom and sends what the schema allows, edge cases, and what it doesn't
allow, until at least CASES (10,000) requests were sent, with the token of a senior editor that may be
used for everything. Exits with 1 for a server error, an answer that the schema doesn't describe, and an
accepted request that should be refused. What is written changes only that newsroom; how many changes
were recorded is printed.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.contract_hooks import ROWS
from benchmarks.newsroom import kept, machine, served
from benchmarks.newsroom.plan import ROOT

CLAIMS, SEED = 1000, 7
CASES = 10_000
PATIENCE = 60  # seconds for an answer, on a machine that has other work too
# Checks that are off: a cursor, a moment or a speaker's name is a text, but not every text is one,
# and the schema has the 400 for it.
NOT_HELD = "positive_data_acceptance"
# What the requests are about, as JSON.
PROGRAM = """
import json
from claims.models import Candidate, Claim, ImportRun, Publication
from newsroom import tokens
from newsroom.models import Event
from newsroom.permissions import who_may
from sources.models import CaptureRequest, Publisher, Snapshot, Source, Speaker
def some(rows):
    return list(rows.order_by("pk").values_list("pk", flat=True)[:200])
listed = some(Publication.objects.listed().values_list("claim"))
public = Publication.objects.listed().filter(pk__in=listed).values("claim")
open_ = some(Claim.objects.filter(status__in=["unreviewed", "in_review"]))
snapshots = Snapshot.objects.exclude(text="").order_by("pk")[:50]
print(json.dumps({
    "token": tokens.make(who_may("manage_webhooks").order_by("pk")[0], "contract", 1),
    "changes": Event.objects.filter(via="api").count(),
    "claims": open_,
    "snapshots": [each.pk for each in snapshots],
    "words": {each.pk: " ".join(each.text.split("\\n")[0].split(" ")[:9]) for each in snapshots},
    "speakers": some(Speaker.objects.unmerged()),
    "organisations": some(Speaker.objects.unmerged().filter(kind="organisation")),
    "publishers": some(Publisher.objects.all()),
    "sources": some(Source.objects.all()),
    "of paths": {
        "claims": [row["claim"] for row in public],
        "working/claims": open_,
        "in review": some(Claim.objects.filter(status="in_review")),
        "working/candidates": some(Candidate.objects.filter(state="pending")),
        "working/captures": some(CaptureRequest.objects.all()),
        "working/imports": some(ImportRun.objects.all()),
        "speakers": some(Speaker.objects.unmerged()),
        "sources": some(Source.objects.all()),
        "publishers": some(Publisher.objects.all()),
    },
}))
"""


def main() -> Any:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", type=int, nargs="?", default=CASES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--var", type=Path, default=None, help="where the server's data is kept")
    given = parser.parse_args()
    sent, seed, failed = 0, given.seed, False
    with (
        kept.of(CLAIMS, seed=SEED, var=given.var) as database,
        # A client that goes away leaves its export running for a moment.
        served.website(database, workers=2, EXPORTS_AT_ONCE="50") as ours,
    ):
        print(machine.describe(database.owner), flush=True)
        rows = {"address": ours.address, **_rows(database)}
        # Each round sends each operation's edge cases and then random ones, by another seed.
        while sent < given.cases and not failed:
            some, failed = _round(rows, seed)
            sent, seed = sent + some, seed + 1
            print(f"{sent:,} cases", flush=True)
        changes = _rows(database)["changes"] - rows["changes"]
    print(f"{changes:,} changes were recorded that came over the API")
    print(f"\n{sent:,} cases; " + ("the contract is broken: see above" if failed else "0 broken"))
    return int(failed)


def _rows(database: kept.Database) -> dict[str, Any]:
    """A token, and numbers of rows that there are."""
    ran = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", PROGRAM],
        cwd=ROOT,
        env=database.environment(),
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def _round(rows: dict[str, Any], seed: int) -> tuple[int, bool]:
    """How many cases were sent, and whether one of them broke the contract."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        (Path(folder) / ROWS).write_text(json.dumps(rows), encoding="utf-8")
        command = [
            *(str(Path(sys.executable).with_name("schemathesis")), "run"),
            f"{rows['address']}/api/v1/schema/",
            *("--header", "Accept: application/json"),
            *("--phases", "coverage,fuzzing", "--max-examples", "100", "--seed", str(seed)),
            *("--request-timeout", str(PATIENCE)),
            *("--continue-on-failure", "--exclude-checks", NOT_HELD, "--no-color"),
            *("--report", "json", "--report-json-path", str(report)),
        ]
        hooks = {"SCHEMATHESIS_HOOKS": "benchmarks.contract_hooks", "PYTHONPATH": str(ROOT)}
        ran = subprocess.run(command, cwd=folder, env={**os.environ, **hooks}, check=False)
        result = json.loads(report.read_text(encoding="utf-8"))
    return _cases(result), ran.returncode != 0


def _cases(result: dict[str, Any]) -> int:
    """The cases that were sent and compared with the schema."""
    cases = result["test_cases"]
    return int(cases["generated"]) - int(cases["without_checks"]) - int(cases["errored"])


if __name__ == "__main__":
    sys.exit(main())
