"""A web server as in production, durations, memory, and the machine in a line."""

import os
import platform
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
import psutil
import psycopg

from benchmarks.newsroom import ROOT, VAR, Database

PATIENCE = 120.0  # seconds until a server answers
SETTINGS = "benchmarks.unthrottled"


@dataclass(frozen=True)
class Served:
    address: str
    pid: int  # of the parent process

    def processor(self) -> float:
        """Seconds that Python's processes had on a processor."""
        spent = 0.0
        for each in family(self.pid):
            with suppress(psutil.NoSuchProcess):
                spent += sum(each.cpu_times()[:2])
        return spent


@contextmanager
def website(database: Database, workers: int = 1, **more: str) -> Iterator[Served]:
    """gunicorn with four threads a process, without rate limits. ``more``: of its environment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    more = {
        "FACTCHECK_VAR": str(VAR),
        "STATIC_ROOT": str(VAR / "static"),
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "SITE_URL": address,
        **more,
    }
    database.run("manage.py", "collectstatic", "--no-input", "--verbosity", "0", **more)
    command = [
        *(sys.executable, "-m", "gunicorn", "factcheck.wsgi", "--bind", f"127.0.0.1:{port}"),
        *(
            "--workers",
            str(workers),
            "--threads",
            "4",
            "--no-control-socket",
            "--log-level",
            "warning",
        ),
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=database.environment(**more))
    try:
        gives_up = time.monotonic() + PATIENCE
        while True:
            with suppress(httpx.HTTPError):
                if httpx.get(f"{address}/readyz", timeout=PATIENCE).status_code < 500:
                    break
            if process.poll() is not None or time.monotonic() > gives_up:
                raise RuntimeError(f"gunicorn does not serve {address}.")
            time.sleep(0.1)
        yield Served(address, process.pid)
    finally:
        process.terminate()
        process.wait()


def family(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


@dataclass
class Memory:
    """Bytes that a process and its children hold, summed (pages they share count for each)."""

    samples: list[int] = field(default_factory=list)

    @property
    def grown(self) -> int:
        return max(self.samples) - self.samples[0]


@contextmanager
def memory(pid: int, every: float = 0.05) -> Iterator[Memory]:
    """Watches from a thread, as long as the block runs."""
    found, stop = Memory(), threading.Event()

    def look() -> None:
        total = 0
        with suppress(psutil.NoSuchProcess):
            for each in family(pid):
                with suppress(psutil.NoSuchProcess):
                    total += each.memory_info().rss
        found.samples.append(total)

    def watch() -> None:
        while not stop.wait(every):
            look()

    look()
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield found
    finally:
        stop.set()
        watcher.join()


def percentiles(milliseconds: Sequence[float]) -> str:
    ordered = sorted(milliseconds)
    return f"{statistics.median(ordered):.1f} / {ordered[len(ordered) * 95 // 100]:.1f}"


def machine(database: Database | None = None) -> str:
    """What a figure needs beside it; the load says whether anything else was running."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    words = (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load {load}, {psutil.cpu_count()} cores,"
        f" {psutil.virtual_memory().total / 2**30:.0f} GB, Python {platform.python_version()}"
    )
    if database:
        with psycopg.connect(**database.owner) as connection:
            words += f", PostgreSQL {connection.info.parameter_status('server_version')}"
    return words
