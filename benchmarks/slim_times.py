"""What pages and a signature take in slim newsrooms of several sizes: time, pages read, memory.

Each newsroom is asked by a process of its own, without a web server before it. Time is what that process and its
connection to PostgreSQL had on a processor, so it depends little on what else the machine does.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import signed, slim
from benchmarks.newsroom import kept, served
from benchmarks.newsroom.plan import ROOT

ROUNDS, SIGNED = 20, 10

# Run in a process of the project: of each kind of page the median of its milliseconds, and 8 kB pages read.
READ = """
import json, random, resource, statistics, sys, time, django
django.setup()
from django.db import connection
from django.test import Client
from benchmarks.newsroom import timing
from claims.models import Claim
from newsroom.models import Event
from sources.models import Speaker
claims, rounds, per_speaker = map(int, sys.argv[1:4])
reader = Client()
def get(path):
    answer = reader.get(path, headers={"host": "127.0.0.1"})
    b"".join(answer) if answer.streaming else answer.content
    if answer.status_code != 200:
        sys.exit(f"{path}: {answer.status_code}")
newest = Claim.objects.filter(language="la").latest("pk").pk
speaker = Speaker.objects.filter(slug__regex=r"^s[0-9]+$").latest("pk").pk
dice = random.Random(1)
claim = lambda: newest - dice.randrange(claims)
with_history = lambda: newest - claims + 1 + dice.randrange(claims // 30)
by = lambda: speaker - dice.randrange(claims // per_speaker)
pages = {
    "a public claim": lambda: get(f"/claims/{claim()}/"),
    "a public claim, as JSON": lambda: get(f"/api/v1/claims/{claim()}/"),
    "the newest claims, as JSON": lambda: get("/api/v1/claims/"),
    "a speaker's claims": lambda: get(f"/?speaker={by()}"),
    "a speaker's claims, as JSON": lambda: get(f"/api/v1/claims/?speaker={by()}"),
    "a claim's history": lambda: list(Event.objects.about(with_history())),
}
def count():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT blks_hit + blks_read FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]
def spent():
    connection.ensure_connection()
    return time.process_time() + timing.processor(connection.connection.info.backend_pid)
found = {}
for name, ask in pages.items():
    took, had = [], 0
    for number in range(rounds + 3):
        if number == 3:
            had = count()
        began = spent()
        ask()
        if number >= 3:
            took.append((spent() - began) * 1000)
    found[name] = [statistics.median(took), (count() - had) / rounds]
    print(name, found[name], file=sys.stderr, flush=True)
held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"pages": found, "held": held}))
"""

Found = dict[str, list[float]]


def read(claims: int, var: Path | None) -> tuple[Found, int]:
    """Of each kind of page its milliseconds and the pages read; the bytes that the process held at most."""
    with slim.of(claims, var) as database:
        return read_in(database, claims, var or kept.VAR)


def read_in(database: kept.Database, claims: int, var: Path) -> tuple[Found, int]:
    values = [claims, ROUNDS, slim.PER_SPEAKER]
    environ = served.environment(database, var)
    manage = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    if not (Path(environ["STATIC_ROOT"]) / "staticfiles.json").exists():
        subprocess.run(manage, cwd=ROOT, env=environ, check=True)
    done = subprocess.run(
        [sys.executable, "-c", READ, *map(str, values)],
        cwd=ROOT,
        env=environ,
        check=True,
        stdout=subprocess.PIPE,
    )
    answer = json.loads(done.stdout.splitlines()[-1])
    return answer["pages"], answer["held"] * signed.KIBIBYTES


def measure(sizes: Sequence[int], var: Path | None) -> None:
    """Prints one line for each kind of page."""
    found = {claims: read(claims, var) for claims in sizes}
    named = " | ".join(f"{claims:,}" for claims in sizes)
    print(f"\n| ms of a processor | {named} | growth | 8 kB pages read |")
    print("|---" * (len(sizes) + 3) + "|")
    for name in found[sizes[0]][0]:
        took = [found[claims][0][name] for claims in sizes]
        _line(name, [each[0] for each in took], " / ".join(f"{each[1]:,.0f}" for each in took))
    times: list[list[float]] = [[] for _ in sizes]
    for _turn in range(2):
        for each, claims in zip(times, sizes, strict=True):
            with slim.of(claims, var) as database:
                signatures, _held = signed.by_verbs(database, SIGNED // 2, f"{time.time_ns()}", 600)
            each.extend(signatures[1:])
    _line("signing one more", [statistics.median(each) for each in times], "")
    for claims in sizes:
        print(f"held by the process at {claims:,}: {found[claims][1] / 2**20:.0f} MB", flush=True)


def _line(name: str, took: Sequence[float], pages: str) -> None:
    middle = " | ".join(f"{each:.1f}" for each in took)
    print(f"| {name} | {middle} | {took[-1] / took[0]:.2f} | {pages} |", flush=True)
