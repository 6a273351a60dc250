"""Thousands of requests to every operation of our OpenAPI schema, by schemathesis.

    python -m benchmarks.contract [CASES] [--seed 1]

serves a small generated newsroom and sends what the schema allows, edge cases, and what it doesn't
allow, until at least CASES (10,000) requests were sent. Exits with 1 for a server error, an answer
that the schema doesn't describe, an accepted request that should be refused, and too few cases.
Requests to ``working/sources/`` change only that newsroom.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.newsroom import kept, machine, served
from benchmarks.newsroom.plan import ROOT

CLAIMS, SEED = 1000, 7
CASES = 10_000
# Checks that are off: a cursor, a moment or a speaker's name is a text, but not every text is one,
# and the schema has the 400 for it.
NOT_HELD = "positive_data_acceptance"
PROGRAM = (
    "from newsroom import tokens; from newsroom.models import User;"
    " print('token', tokens.make(User.objects.get(username='reporter-1'), 'contract', 1))"
)


def main() -> Any:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", type=int, nargs="?", default=CASES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--var", type=Path, default=None, help="where the server's data is kept")
    given = parser.parse_args()
    sent, seed, failed = 0, given.seed, False
    with (
        kept.of(CLAIMS, seed=SEED, var=given.var) as database,
        served.website(database, workers=2) as ours,
    ):
        print(machine.describe(database.owner), flush=True)
        token = _token(database)
        # Each round sends each operation's edge cases and then random ones, by another seed.
        while sent < given.cases and not failed:
            some, failed = _round(ours.address, token, seed)
            sent, seed = sent + some, seed + 1
            print(f"{sent:,} cases", flush=True)
    print(f"\n{sent:,} cases; " + ("the contract is broken: see above" if failed else "0 broken"))
    return int(failed)


def _token(database: kept.Database) -> str:
    """A reporter's. Raises RuntimeError."""
    ran = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", PROGRAM],
        cwd=ROOT,
        env=database.environment(),
        check=True,
        capture_output=True,
        text=True,
    )
    for line in ran.stdout.splitlines():
        if line.startswith("token "):
            return line.removeprefix("token ")
    raise RuntimeError(f"no token: {ran.stdout} {ran.stderr}")


def _round(address: str, token: str, seed: int) -> tuple[int, bool]:
    """How many cases were sent, and whether one of them broke the contract."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            *(str(Path(sys.executable).with_name("schemathesis")), "run"),
            f"{address}/api/v1/schema/",
            *("--header", f"Authorization: Token {token}", "--header", "Accept: application/json"),
            *("--phases", "coverage,fuzzing", "--max-examples", "100", "--seed", str(seed)),
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
