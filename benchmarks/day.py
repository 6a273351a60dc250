"""How many articles a day two cores can capture and read, and which stage takes how much.

    python -m benchmarks.day DATA [--articles 3000] [--least 12000]

DATA has articles/html/*.html.gz, real news pages. A server on loopback serves them, each as often as it takes; a
process of the project captures one link after the other, as a worker does, into an empty newsroom. Prints
for each stage its share by the clock and its processor time, the SQL statements of one article, and what
two cores would handle in a day by processor time. The exit code is 1 where that is below the least.
"""

import argparse
import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from benchmarks.importing import person
from benchmarks.newsroom import kept
from benchmarks.newsroom.plan import ROOT, Plan

DAY = 24 * 3600.0
CORES = 2
ARTICLES = 3_000
LEAST = 12_000  # articles of a day
WARM_UP = 3  # articles, not counted: programs start and plans are made

# Run in a process of the project; each line of its output is what one article took.
STEPS = """
import json, sys, time
import django
django.setup()
import psutil
from django.db import connection
from claims.capture import intake, processing
from newsroom.models import User

first, count, address = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
by = User.objects.order_by("pk").first()
own = psutil.Process()
clock, statements = {}, 0

def timed(module, name, stage):
    run = getattr(module, name)
    def measured(*given, **named):
        began = time.perf_counter()
        try:
            return run(*given, **named)
        finally:
            clock[stage] += time.perf_counter() - began
    setattr(module, name, measured)

timed(processing.fetching, "fetch", "fetch")
timed(processing.documents, "read", "parse")
timed(processing.reading, "statements_in", "find statements")

def counted(execute, *given):
    global statements
    statements += 1
    began = time.perf_counter()
    try:
        return execute(*given)
    finally:
        clock["database"] += time.perf_counter() - began

def used(process):
    found = process.cpu_times()
    return found.user + found.system + found.children_user + found.children_system

def processors():
    programs = {"parse": 0.0, "find statements": 0.0}
    for each in own.children():
        stage = "find statements" if "reading_process" in " ".join(each.cmdline()) else "parse"
        programs[stage] += used(each)
    mine = own.cpu_times()
    return {**programs, "worker": mine.user + mine.system, "database": used(server)}

connection.ensure_connection()
with connection.cursor() as cursor:
    cursor.execute("SELECT pg_backend_pid()")
    server = psutil.Process(cursor.fetchone()[0])
for number in range(first, first + count):
    request = intake.request_link(by, f"{address}/{number}")
    clock = dict.fromkeys(("fetch", "parse", "find statements", "database"), 0.0)
    statements, before, began = 0, processors(), time.perf_counter()
    with connection.execute_wrapper(counted):
        processing.process(request.pk)
    seconds = time.perf_counter() - began
    after = processors()
    request.refresh_from_db()
    print(json.dumps({
        "seconds": seconds, "clock": clock, "statements": statements, "state": request.state,
        "processor": {stage: after[stage] - before.get(stage, 0.0) for stage in after},
    }), flush=True)
"""


@dataclass(frozen=True)
class Day:
    """Seconds for one article, on average. ``processor``: by the program that used it."""

    articles: int
    failed: int
    seconds: float
    clock: dict[str, float]
    processor: dict[str, float]
    statements: float

    @property
    def processor_seconds(self) -> float:
        return sum(self.processor.values())

    @property
    def a_day(self) -> int:
        """The articles that the cores handle by processor time."""
        return int(CORES * DAY / self.processor_seconds)


def summary(found: list[dict[str, Any]]) -> Day:
    """Averages over the articles."""
    count = len(found)
    clock = {name: sum(each["clock"][name] for each in found) / count for name in found[0]["clock"]}
    seconds = sum(each["seconds"] for each in found) / count
    return Day(
        articles=count,
        failed=sum(each["state"] != "done" for each in found),
        seconds=seconds,
        clock={**clock, "the rest": seconds - sum(clock.values())},
        processor={
            name: sum(each["processor"][name] for each in found) / count
            for name in found[0]["processor"]
        },
        statements=sum(each["statements"] for each in found) / count,
    )


def lines(day: Day) -> Iterator[str]:
    yield f"{day.articles:,} articles, of which {day.failed:,} could not be read"
    yield "| stage | ms by the clock | share |\n|---|---|---|"
    for name, seconds in day.clock.items():
        yield f"| {name} | {seconds * 1000:.1f} | {seconds / day.seconds:.0%} |"
    yield f"| together | {day.seconds * 1000:.1f} | |"
    yield "| program | ms of the processor | share |\n|---|---|---|"
    for name, seconds in day.processor.items():
        yield f"| {name} | {seconds * 1000:.1f} | {seconds / day.processor_seconds:.0%} |"
    yield f"| together | {day.processor_seconds * 1000:.1f} | |"
    yield f"{day.statements:.0f} SQL statements for one article"
    yield f"{CORES} cores handle {day.a_day:,} articles a day"


@contextmanager
def serving(pages: list[bytes]) -> Iterator[str]:
    """The address of a server that has page after page at /0, /1, …, again and again."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            number = self.path.strip("/")
            found = pages[int(number) % len(pages)] if number.isdigit() else b""
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(found)))
            self.end_headers()
            self.wfile.write(found)

        def log_message(self, *_: Any) -> None:
            """Nothing: thousands of lines."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def measure(pages: list[bytes], articles: int, var: Path | None = None) -> Day:
    """Raises CalledProcessError where the project's process fails."""
    with serving(pages) as address, kept.empty(Plan.of(100), var=var) as (database,):
        person(database)
        host = address.removeprefix("http://")
        done = subprocess.run(
            [sys.executable, "-c", STEPS, "0", str(WARM_UP + articles), address],
            cwd=ROOT,
            env=database.environment(FETCH_ALLOWED_HOSTS=host),
            check=True,
            stdout=subprocess.PIPE,
        )
    return summary([json.loads(line) for line in done.stdout.splitlines()][WARM_UP:])


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.day",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--least", type=int, default=LEAST)
    parser.add_argument("--var", type=Path)
    given = parser.parse_args(arguments)
    found = sorted((given.data / "articles/html").glob("*.html.gz"))
    pages = [gzip.decompress(each.read_bytes()) for each in found]
    day = measure(pages, given.articles, given.var)
    for line in lines(day):
        print(line)
    return int(day.a_day < given.least)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
