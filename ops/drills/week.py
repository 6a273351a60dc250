"""A newsroom at work while its programs and its database are stopped and killed at random."""

import json
import os
import random
import shutil
import signal
import threading
import time
import urllib.error
import urllib.request
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPException
from itertools import cycle
from pathlib import Path

import psutil

from ops import newsroom as newsrooms
from ops.drills import machine
from ops.drills.failover import Unit, healthy, unit
from ops.drills.machine import ADDRESS, Cluster, Newsroom, Steps

DEBIAN = ()
NAME = "factcheck"
PAGES = (
    "/",
    "/?q=bridges",
    "/corrections/",
    "/api/v1/claims/",
    "/api/v1/changes/",
    "/corrections/feed/",
)
EXPORTS = ("claims.ndjson", "claims.csv", "sources.csv")
READ_EVERY, EXPORT_EVERY, BACKUP_EVERY, RESTART_EVERY = 1.0, 60.0, 120.0, 20.0  # seconds
FAILURES = (OSError, HTTPException, ValueError, RuntimeError)
AFTERWARDS = 5.0  # seconds in which what a stop has cut off may still come to light
MORE = 64 * 2**20  # bytes that the programs may hold more in the last third than in the first


class Stops:
    """When something was stopped, until all answered again."""

    def __init__(self) -> None:
        self.spans: list[tuple[float, float]] = []
        self.since: float | None = None

    @contextmanager
    def announced(self) -> Iterator[None]:
        self.since = time.monotonic()
        try:
            yield
        finally:
            self.spans.append((self.since, time.monotonic()))
            self.since = None

    def overlap(self, began: float) -> bool:
        """Whether one falls into the time from then until now."""
        if self.since is not None:
            return True
        return any(until + AFTERWARDS >= began for _since, until in self.spans)


class Work:
    """What goes on in threads: each action again and again, its failures with their time."""

    def __init__(self, newsroom: Newsroom, place: Path) -> None:
        self.newsroom, self.place = newsroom, place
        self.stops, self.ended = Stops(), threading.Event()
        self.done: Counter[str] = Counter()
        self.announced: Counter[str] = Counter()
        self.failed: list[str] = []
        self.hidden = place / "hidden"
        self.checked = 0
        self.pages, self.exports = cycle(PAGES), cycle(EXPORTS)
        self.held: list[int] = []  # bytes, one after the other

    def repeat(self, name: str, action: Callable[[], None], every: float) -> threading.Thread:
        def run() -> None:
            while not self.ended.wait(every):
                began = time.monotonic()
                try:
                    action()
                    self.done[name] += 1
                except FAILURES as error:
                    if self.stops.overlap(began):
                        self.announced[name] += 1
                    else:
                        self.failed.append(f"{name}: {type(error).__name__}: {str(error)[-300:]}")

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        return thread

    def read(self) -> None:
        self.ask(next(self.pages))

    def export(self) -> None:
        """Whole, or it is a failure."""
        body = self.ask(f"/api/v1/export/{next(self.exports)}")
        if not body.endswith(b"\n"):
            raise ValueError("an export that breaks off")

    def backup(self) -> None:
        into = self.place / "backup"
        shutil.rmtree(into, ignore_errors=True)
        self.newsroom.manage("backup", str(into))

    def look(self) -> None:
        """What was hidden is shown nowhere once it is acknowledged."""
        lines = self.hidden.read_text().splitlines() if self.hidden.exists() else []
        found = [line for line in map(json.loads, lines) if "hidden" in line]
        for line in found[self.checked :]:
            try:
                body = self.ask(f"/claims/{line['hidden']}/", wanted=404)
            except urllib.error.HTTPError as error:
                if error.code != 503:
                    raise
                return  # asked again
            self.checked += 1
            if line["text"].encode() in body:
                raise ValueError(f"claim {line['hidden']} is still shown")

    def measure(self) -> None:
        self.held.append(held())

    def ask(self, path: str, wanted: int = 200) -> bytes:
        """Raises HTTPError for another status; 503 is one, but only if it says when to come back."""
        try:
            with urllib.request.urlopen(
                f"http://{ADDRESS}:{self.newsroom.port}{path}", timeout=60
            ) as answer:
                body: bytes = answer.read()
                if answer.status != wanted:
                    raise ValueError(f"{path}: {answer.status}")
                return body
        except urllib.error.HTTPError as error:
            if error.code == 503 and not error.headers["Retry-After"]:
                self.failed.append(f"{path}: 503 without Retry-After")
            if error.code != wanted:
                raise
            return error.read()


def held() -> int:
    """Bytes of the web server's and the worker's processes, what they share counted once."""
    found = 0
    for each in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            words = each.cmdline()
            if "gunicorn" in words or "worker" in words:
                found += each.memory_full_info().pss
    return found


def drill(given: Namespace, steps: Steps, place: Path) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(machine.cluster(place, "server"))
        with steps.step("a server, a newsroom, three people, its web server and worker"):
            server.make()
            server.start()
            newsroom = Newsroom(newsrooms.create(NAME, server.server), place)
            newsroom.manage("migrate", "--verbosity", "0")
            newsroom.people()
            newsroom.manage("collectstatic", "--no-input", "--verbosity", "0")
            web = stack.enter_context(unit("web", newsroom, place))
            worker = stack.enter_context(unit("worker", newsroom, place))
            machine.wait_until(lambda: healthy(newsroom))
        work = Work(newsroom, place)
        log = place / "signed"
        with (
            steps.step(f"{given.minutes:g} minutes of work, something stopped every 20 s"),
            newsroom.signing(log),
            newsroom.hiding(work.hidden),
        ):
            threads = [
                work.repeat("pages", work.read, READ_EVERY),
                work.repeat("exports", work.export, EXPORT_EVERY),
                work.repeat("backups", work.backup, BACKUP_EVERY),
                work.repeat("looks at what was hidden", work.look, READ_EVERY),
                work.repeat("measurements", work.measure, 5.0),
            ]
            stopped = stop_at_random(60 * given.minutes, work, server, web, worker)
            work.ended.set()
            for thread in threads:
                thread.join()
        report(steps, work, stopped)
        signed = machine.acknowledged(log)
        with steps.step("every acknowledged signing is there; verify_chain") as notes:
            with server.connect(NAME) as connection:
                machine.lost_signings(steps, connection, signed)
                jobs = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'"
                (failed,) = connection.execute(jobs).fetchone() or (0,)
            steps.require(not failed, f"{failed} jobs failed for good")
            refused = sum('"failed"' in line for line in log.read_text().splitlines())
            notes.append(f"{len(signed)} signings, {refused} attempts refused meanwhile")
            notes.append(newsroom.chain().split(":")[1].split(",")[0].strip())


def stop_at_random(
    seconds: float, work: Work, server: Cluster, web: Unit, worker: Unit
) -> Counter[str]:
    """What was stopped, how often."""
    draw, until = random.Random(1), time.monotonic() + seconds  # noqa: S311 - the same each time
    found: Counter[str] = Counter()
    while time.monotonic() + RESTART_EVERY < until:
        time.sleep(RESTART_EVERY)
        what = draw.choice(["web server", "worker", "database"])
        how = draw.choice(["stopped", "killed"])
        with work.stops.announced():
            if what == "database":
                server.stop("fast" if how == "stopped" else "immediate")
                server.start()
            else:
                started = (web if what == "web server" else worker).started
                if started is not None:
                    kill = signal.SIGTERM if how == "stopped" else signal.SIGKILL
                    with suppress(ProcessLookupError):
                        os.kill(started.pid, kill)
            time.sleep(1)
            machine.wait_until(lambda: healthy(work.newsroom))
        found[f"{what} {how}"] += 1
    time.sleep(max(0.0, until - time.monotonic()))
    return found


def report(steps: Steps, work: Work, stopped: Counter[str]) -> None:
    steps.note("stopped", 0, ", ".join(f"{what} {n}" for what, n in sorted(stopped.items())))
    longest = max((until - since for since, until in work.stops.spans), default=0.0)
    steps.note("longest time until all answered again", longest)
    for name, count in sorted(work.done.items()):
        if name != "measurements":
            steps.note(name, 0, f"{count} well, {work.announced[name]} not, beside a stop")
    steps.note("claims hidden, and then not shown", 0, f"{work.checked}")
    steps.require(not work.failed, f"{len(work.failed)} failures: {'; '.join(work.failed[:3])}")
    steps.require(work.checked > 0 and work.done["backups"] > 0, "nothing hidden, or no backup")
    third = max(1, len(work.held) // 3)
    early, late = max(work.held[:third]), max(work.held[-third:])
    steps.note(
        "memory", 0, f"at most {early / 2**20:.0f} MB at first, {late / 2**20:.0f} MB at last"
    )
    steps.require(late - early <= MORE, "memory grows")
