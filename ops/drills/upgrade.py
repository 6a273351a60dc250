"""From a release to this commit, while readers read and a desk signs with the release's code."""

import json
import os
import shlex
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from ops import newsroom as newsrooms
from ops.drills import machine
from ops.drills.machine import ADDRESS, OPS, ROOT, Newsroom, Steps, process, run

DEBIAN = ("git",)
NAME = "factcheck"
LONGEST = 2.0  # seconds that a writer may wait
WRITERS = 2
QUIET = 15  # seconds of reads and signings before and after the migration
PATHS = ("/", "/?q=bridges", "/corrections/", "/api/v1/claims/", "/api/v1/changes/")
FILL = """
import os, sys
from psycopg.conninfo import conninfo_to_dict
from benchmarks import newsroom
owner, application = (conninfo_to_dict(os.environ[name]) for name in ("DATABASE_OWNER_URL", "DATABASE_URL"))
newsroom.fill(newsroom.Database(owner, application), int(sys.argv[1]), **os.environ)
"""


class Reader(threading.Thread):
    """Reads pages one after the other."""

    def __init__(self, newsroom: Newsroom) -> None:
        super().__init__(daemon=True)
        self.start_of = f"http://{ADDRESS}:{newsroom.port}"
        self.stopping = threading.Event()
        self.times: list[tuple[float, float]] = []
        self.failed: list[str] = []

    def run(self) -> None:
        while not self.stopping.is_set():
            for path in PATHS:
                began = time.monotonic()
                try:
                    with urllib.request.urlopen(self.start_of + path, timeout=30) as answer:
                        answer.read()
                except urllib.error.HTTPError as error:
                    if error.code != 429:
                        self.failed.append(f"{path}: {error.code}")
                except OSError as error:
                    self.failed.append(f"{path}: {error}")
                self.times.append((began, time.monotonic() - began))
            time.sleep(0.5)

    def longest(self, since: float) -> float:
        return max((seconds for began, seconds in self.times if began >= since), default=0.0)


def drill(given: Namespace, steps: Steps, place: Path) -> None:
    """Fill the release's database, migrate it under reads and signings, restart, go on."""
    old = place / "release"
    old.mkdir()
    archive = subprocess.run(
        ["git", "archive", given.release], cwd=ROOT, capture_output=True, check=False
    )
    if archive.returncode:
        sys.exit(
            f"This clone has no {given.release}: fetch the tags (git fetch --tags), or name the"
            " release's commit with --release."
        )
    subprocess.run(["tar", "--extract"], cwd=old, input=archive.stdout, check=True)
    with machine.cluster(place, "server") as server:
        with steps.step(f"a newsroom of {given.claims:,} claims with {given.release}"):
            server.make()
            server.start(shared_buffers="512MB")
            newsroom = Newsroom(newsrooms.create(NAME, server.server), place, old)
            newsroom.manage("migrate", "--verbosity", "0")
            fill(newsroom, given.claims)
            newsroom.people()
            newsroom.manage("collectstatic", "--no-input", "--verbosity", "0")
        with web(newsroom, place):
            machine.wait_until(lambda: healthy(newsroom))
            reader = Reader(newsroom)
            reader.start()
            logs = [place / f"signed-{number}" for number in range(WRITERS)]
            with newsroom.signing(logs[0]) as _one, newsroom.signing(logs[1]) as _two:
                machine.wait_until(lambda: all(len(machine.acknowledged(log)) > 1 for log in logs))
                began = time.monotonic(), time.time()
                with steps.step("reads and signings before") as notes:
                    time.sleep(QUIET)
                notes.append(f"longest wait of a writer {waited(logs, *span(began)):.2f} s")
                began = time.monotonic(), time.time()
                with steps.step(
                    "migrate, by this commit, beside the release's web server"
                ) as notes:
                    notes.append(migrate(newsroom, place))
                longest = waited(logs, *span(began))
                notes.append(f"longest wait of a writer {longest:.2f} s")
                notes.append(f"of a reader {reader.longest(began[0]):.2f} s")
                steps.require(longest <= LONGEST, f"a writer waited {longest:.2f} s")
                began = time.monotonic(), time.time()
                with steps.step("the release's code on the new schema") as notes:
                    time.sleep(QUIET)
                notes.append(f"longest wait of a writer {waited(logs, *span(began)):.2f} s")
            reader.stopping.set()
            reader.join()
        signed = [line for log in logs for line in machine.acknowledged(log)]
        refused = refusals(logs)
        steps.require(
            not reader.failed, f"{len(reader.failed)} reads: {', '.join(reader.failed[:3])}"
        )
        steps.require(
            not refused, f"{sum(refused.values())} signings were refused: {'; '.join(refused)}"
        )
        new = Newsroom({}, place)
        new.settings = {**newsroom.settings, "PYTHONPATH": str(ROOT)}
        new.port = newsroom.port
        with steps.step("web server of this commit, until it answers"):
            new.manage("collectstatic", "--no-input", "--verbosity", "0")
            with web(new, place):
                machine.wait_until(lambda: healthy(new))
        with steps.step("claims signed by this commit"):
            signed += new.sign(3, place / "signed-after")
        with steps.step("every acknowledged signing is there; verify_chain") as notes:
            with server.connect(NAME) as connection:
                machine.lost_signings(steps, connection, signed)
            notes.append(f"{len(signed)} signings, {len(reader.times)} reads")
            notes.append(new.chain().split(":")[1].split(",")[0].strip())


@contextmanager
def web(newsroom: Newsroom, place: Path) -> Iterator[None]:
    """Its web server, by the command of ops/systemd, inside."""
    text = (OPS / "systemd" / "factcheck-web.service").read_text()
    lines = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    command = lines["ExecStart"].replace("/srv/factcheck/app/.venv/bin/python", sys.executable)
    command = command.replace("127.0.0.1:8000", f"{ADDRESS}:{newsroom.port}")
    environ = {**os.environ, **newsroom.settings}
    with process(*shlex.split(command), log=place / "web.log", env=environ, cwd=newsroom.code):
        yield


def healthy(newsroom: Newsroom) -> bool:
    """Its first page and its API, which read publications, answer."""
    for path in ("/", "/api/v1/claims/"):
        urllib.request.urlopen(f"http://{ADDRESS}:{newsroom.port}{path}", timeout=3).close()
    return True


def fill(newsroom: Newsroom, claims: int) -> None:
    command = (sys.executable, "-c", FILL, claims)
    run(*command, env=newsroom.settings, cwd=newsroom.code)


def migrate(newsroom: Newsroom, place: Path) -> str:
    """As an operator does: again where a table could not be locked within its limit."""
    for attempt in range(1, 11):
        try:
            environ = {**newsroom.settings, "PYTHONPATH": str(ROOT)}
            output = run(sys.executable, "manage.py", "migrate", env=environ)
        except RuntimeError as error:
            if "lock timeout" not in str(error):
                raise
            time.sleep(1)
        else:
            return f"{output.count('... OK')} migrations, {attempt} attempt(s)"
    raise TimeoutError("A table could not be locked in ten attempts.")


def refusals(logs: list[Path]) -> Counter[str]:
    """Why signings were refused, and how often."""
    lines = [json.loads(line) for log in logs for line in log.read_text().splitlines()]
    return Counter(line["words"].split("\n")[0] for line in lines if "failed" in line)


def span(began: tuple[float, float]) -> tuple[float, float]:
    return began[1], time.time()


def waited(logs: list[Path], since: float, until: float) -> float:
    """The longest step of a signing that was going on in that time."""
    found = [
        line["longest"]
        for log in logs
        for line in machine.acknowledged(log)
        if datetime.fromisoformat(line["at"]).timestamp() >= since
        and datetime.fromisoformat(line["at"]).timestamp() - line["seconds"] <= until
    ]
    return max(found, default=0.0)
