"""How long it takes to look for a person's names and to erase them, and how long others wait meanwhile.

    python -m benchmarks.erasing N [--claims 10 1000] [--history] [--var FOLDER]

In the generated newsroom of N claims, for each number of --claims the person who is quoted in about so many is erased:
the job that looks for the names, the request, and the job that carries it out. Beside it another process signs new claims,
one after the other. What is erased stays erased: the same people are not found a second time.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.newsroom import kept, machine
from benchmarks.newsroom.plan import ROOT

SIGNING = ROOT / "ops" / "drills" / "signing.py"

# Run in a process of the project.
STEPS = """
import json, sys, time, django
django.setup()
from django.db import connection
from django.db.models import Count
from claims.models import ErasureRun, ErasureSearch
from claims.workflow import erasure_runs, erasure_searches
from newsroom.history import acting, through
from newsroom.choices import Via
from newsroom.models import Approval
from newsroom.permissions import who_may
from sources.models import Speaker

def timed(function, *arguments):
    begin = time.time()
    result = function(*arguments)
    return result, time.time() - begin

waiting = Approval.objects.filter(kind="erase_person", outcome="open").values_list("subject_id")
people = Speaker.objects.unmerged().filter(kind="person", protected=False).exclude(name__startswith="[").exclude(pk__in=waiting)
quoted = list(people.annotate(claims_said=Count("claims")).order_by("claims_said").values_list("pk", "claims_said"))
editor = who_may("request_erasure").order_by("pk").first()
senior = who_may("decide_approval").exclude(pk=editor.pk).order_by("pk").last()
for wanted in json.loads(sys.argv[1]):
    speaker, claims = min(quoted, key=lambda each: abs(each[1] - wanted))
    quoted.remove((speaker, claims))
    search = erasure_searches.request(speaker, editor)
    tables, last = {}, [time.time(), ""]
    show = erasure_searches._show
    def noting(search_id, content, reading, done, total):
        now = time.time()
        tables[last[1]] = now - last[0]
        last[:] = [now, reading]
        return show(search_id, content, reading, done, total)
    erasure_searches._show = noting
    _, searching = timed(erasure_searches.run, search.pk)
    erasure_searches._show = show
    tables[last[1]] = time.time() - last[0]
    search.refresh_from_db()
    found = erasure_searches.found(erasure_searches.content_of(search))
    approval, requesting = timed(
        erasure_searches.request_erasure, search.pk, editor, "They asked for it.", "data_subject")
    run = erasure_runs.approve(approval.pk, senior)
    began = time.time()
    with through(Via.JOB):
        _, erasing = timed(erasure_runs.run, run.pk)
    run.refresh_from_db()
    slowest = sorted(tables.items(), key=lambda each: -each[1])[:4]
    print(json.dumps({"claims": claims, "rows": sum(found.rows.values()), "offline": len(found.offline),
        "seconds": [searching, requesting, erasing], "state": run.state, "message": run.message,
        "slowest": slowest, "span": [began, began + erasing]}), flush=True)
"""
HEADER = """\
| claims | rows with the name | taken offline | looking, s | requesting | erasing | longest wait |
|---|---|---|---|---|---|---|"""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.erasing",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("newsroom", type=int, metavar="N")
    parser.add_argument("--claims", type=int, nargs="+", default=[10, 1000])
    parser.add_argument("--history", action="store_true")
    parser.add_argument("--var", type=Path)
    given = parser.parse_args(arguments)
    with (
        kept.of(given.newsroom, history=given.history, var=given.var) as database,
        tempfile.TemporaryDirectory() as folder,
    ):
        print(machine.describe(database.owner))
        log = Path(folder) / "signed"
        command = [sys.executable, "-c", STEPS, json.dumps(given.claims)]
        with _signing(database, log):
            done = subprocess.run(
                command,
                cwd=ROOT,
                env=database.environment(),
                stdout=subprocess.PIPE,
                text=True,
                check=False,
            )
        signed = [json.loads(each) for each in log.read_text().splitlines()]
    print(HEADER)
    for row in map(json.loads, done.stdout.splitlines()):
        print(line(row, signed))
    refused = [each for each in signed if "failed" in each]
    print(f"\n{len(signed) - len(refused)} signings, {len(refused)} refused")
    return done.returncode


@contextmanager
def _signing(database: kept.Database, log: Path) -> Iterator[None]:
    environment = database.environment(PYTHONPATH=str(ROOT))
    subprocess.run([sys.executable, str(SIGNING), "people"], env=environment, check=True)
    process = subprocess.Popen([sys.executable, str(SIGNING), str(log)], env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def line(row: dict[str, Any], signed: list[dict[str, Any]]) -> str:
    first, last = row["span"]
    waits = [
        each.get("longest", each["seconds"])
        for each in signed
        if (ended := datetime.fromisoformat(each["at"]).timestamp()) >= first
        and ended - each["seconds"] <= last
    ]
    seconds = " | ".join(f"{each:.1f}" for each in [*row["seconds"], max(waits, default=0.0)])
    slowest = ", ".join(f"{table or 'before'} {took:.1f}" for table, took in row["slowest"])
    end = "" if row["state"] == "done" else f" **{row['message']}**"
    return (
        f"| {row['claims']:,} | {row['rows']:,} | {row['offline']:,} | {seconds} |{end}\n"
        f"(looking took longest in {slowest})"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
