"""Durations of calls, requests a second of a server, memory of a process.

Load comes from wrk (Debian's package ``wrk``) if it is installed, which disturbs the server little;
otherwise from this process, which the result mentions.
"""

import asyncio
import json
import math
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which

import httpx
import psutil

# Paths in turn, and at the end everything as one line of JSON. Times are in microseconds.
LUA = """
local paths = { %s }
local at = 0
function request()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at])
end
function done(summary, latency, requests)
  local e = summary.errors
  io.stderr:write(string.format(
    '{"requests": %%d, "duration": %%d, "bytes": %%d, "errors": %%d, "refused": %%d,'
    .. ' "p50": %%d, "p95": %%d, "p99": %%d, "max": %%d}\\n',
    summary.requests, summary.duration, summary.bytes, e.connect + e.read + e.write + e.timeout,
    e.status, latency:percentile(50), latency:percentile(95), latency:percentile(99), latency.max))
end
"""


@dataclass(frozen=True)
class Times:
    """Seconds, at the percentiles that are asked for."""

    p50: float
    p95: float
    p99: float
    longest: float
    count: int

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Times":
        ordered = sorted(seconds)

        def at(part: float) -> float:
            return ordered[min(len(ordered) - 1, math.ceil(part * len(ordered)) - 1)]

        return cls(at(0.50), at(0.95), at(0.99), ordered[-1], len(ordered))

    def __str__(self) -> str:
        parts = (self.p50, self.p95, self.p99)
        return " / ".join(f"{1000 * part:.1f}" for part in parts) + " ms"


def timed(calls: Sequence[Callable[[], object]], warm: int = 0) -> Times:
    """Each call once, one after the other; the first ``warm`` are not counted."""
    took: list[float] = []
    for call in calls:
        began = time.perf_counter()
        call()
        took.append(time.perf_counter() - began)
    return Times.of(took[warm:])


@dataclass(frozen=True)
class Load:
    """What a server answered under load; ``failed`` are broken off, ``refused`` are 4xx and 5xx."""

    times: Times
    per_second: float
    failed: int
    refused: int
    tool: str

    def __str__(self) -> str:
        if not self.times.count:
            return "no answer in time"
        wrong = f", {self.failed} failed, {self.refused} refused" * bool(self.failed + self.refused)
        return f"{self.per_second:,.0f} requests/s, {self.times}{wrong}"


def ask_each(
    address: str,
    paths: Sequence[str],
    headers: Sequence[tuple[str, str]] = (),
    patience: float = 60,
) -> None:
    """GET each path once, so that what they read is in memory; no longer than ``patience`` (s)."""
    ends = time.monotonic() + patience
    with httpx.Client(base_url=address, headers=list(headers), timeout=30) as client:
        for path in paths:
            if time.monotonic() > ends:
                return
            with suppress(httpx.TimeoutException):
                client.get(path)


def load(
    address: str,
    paths: Sequence[str],
    connections: int = 4,
    seconds: float = 10,
    headers: Sequence[tuple[str, str]] = (),
) -> Load:
    """GET the paths in turn over so many connections at once. Raises RuntimeError."""
    if which("wrk"):
        return _wrk(address, paths, connections, seconds, headers)
    return asyncio.run(_ourselves(address, paths, connections, seconds, headers))


def _wrk(
    address: str,
    paths: Sequence[str],
    connections: int,
    seconds: float,
    headers: Sequence[tuple[str, str]],
) -> Load:
    listed = ", ".join(json.dumps(path) for path in paths)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "paths.lua"
        script.write_text(LUA % listed, encoding="utf-8")
        ran = subprocess.run(
            [
                *("wrk", "--threads", "1", "--connections", str(connections)),
                *("--duration", f"{math.ceil(seconds)}s", "--timeout", "30s"),
                *("--script", str(script)),
                *(part for name, value in headers for part in ("--header", f"{name}: {value}")),
                address,
            ],
            check=False,
            capture_output=True,
            text=True,
        )
    if ran.returncode:
        raise RuntimeError(f"wrk: {ran.stderr or ran.stdout}")
    summary = json.loads(ran.stderr.splitlines()[-1])
    p50, p95, p99, longest = (summary[name] / 1e6 for name in ("p50", "p95", "p99", "max"))
    took = summary["duration"] / 1e6
    return Load(
        Times(p50, p95, p99, longest, summary["requests"]),
        summary["requests"] / took,
        summary["errors"],
        summary["refused"],
        "wrk",
    )


async def _ourselves(
    address: str,
    paths: Sequence[str],
    connections: int,
    seconds: float,
    headers: Sequence[tuple[str, str]],
) -> Load:
    took: list[float] = []
    failed = refused = at = 0
    ends = time.perf_counter() + seconds

    async def one(client: httpx.AsyncClient) -> None:
        nonlocal failed, refused, at
        while (began := time.perf_counter()) < ends:
            at += 1
            try:
                answer = await client.get(address + paths[at % len(paths)])
            except httpx.HTTPError:
                failed += 1
                continue
            took.append(time.perf_counter() - began)
            refused += answer.status_code >= 400

    limits = httpx.Limits(max_connections=connections)
    async with httpx.AsyncClient(limits=limits, headers=list(headers), timeout=30) as client:
        await asyncio.gather(*(one(client) for _ in range(connections)))
    if not took:
        raise RuntimeError(f"{address} answered nothing in {seconds} s.")
    return Load(
        Times.of(took),
        len(took) / seconds,
        failed,
        refused,
        "httpx, in this process",
    )


@dataclass
class Memory:
    """Bytes that a process and its children hold, summed (pages they share count for each)."""

    before: int
    samples: list[int] = field(default_factory=list)

    @property
    def peak(self) -> int:
        return max([self.before, *self.samples])

    @property
    def grown(self) -> int:
        return self.peak - self.before

    def __str__(self) -> str:
        return f"{self.before / 2**20:.0f} MB, at most {self.peak / 2**20:.0f} MB"


def held(process: psutil.Process) -> int:
    """Resident bytes of the process and all below it."""
    total = 0
    for each in [process, *process.children(recursive=True)]:
        try:
            total += each.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def processor(*pids: int) -> float:
    """Seconds that these processes had on a processor until now; what else the machine does counts for little."""
    spent = 0.0
    for pid in pids:
        tasks = list(Path(f"/proc/{pid}/task").glob("*/schedstat"))
        if tasks:
            for task in tasks:
                with suppress(FileNotFoundError, ProcessLookupError):
                    spent += int(task.read_text().split()[0]) / 1e9
        else:
            with suppress(psutil.NoSuchProcess):
                spent += sum(psutil.Process(pid).cpu_times()[:2])
    return spent


@contextmanager
def memory(pid: int, every: float = 0.05) -> Iterator[Memory]:
    """Watches from a thread how much the process holds, as long as the block runs."""
    process = psutil.Process(pid)
    found = Memory(held(process))
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(every):
            try:
                found.samples.append(held(process))
            except psutil.NoSuchProcess:
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield found
    finally:
        stop.set()
        watcher.join()
