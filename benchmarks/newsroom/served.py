"""The project's web server on a generated newsroom, as in production."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.newsroom.kept import VAR, Database
from benchmarks.newsroom.plan import ROOT

PATIENCE = 120.0  # seconds until a server answers


@dataclass(frozen=True)
class Served:
    """A running server; ``pid`` is its parent process."""

    address: str
    pid: int


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running(
    command: Sequence[str], address: str, ready: str, environment: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """The program serves ``ready`` inside. Raises RuntimeError if it ends or never serves it."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        gives_up = time.monotonic() + PATIENCE
        while True:
            try:
                if httpx.get(address + ready, timeout=PATIENCE).status_code < 500:
                    break
            except httpx.HTTPError:
                time.sleep(0.1)
            if process.poll() is not None or time.monotonic() > gives_up:
                raise RuntimeError(f"{command[0]} does not serve {address}{ready}.")
        yield Served(address, process.pid)
    finally:
        process.terminate()
        process.wait()


def environment(
    database: Database,
    var: Path = VAR,
    settings: str = "benchmarks.newsroom.unthrottled",
    **more: str,
) -> dict[str, str]:
    """For a process with the settings and static files of ``website``."""
    return database.environment(
        FACTCHECK_VAR=str(var),
        STATIC_ROOT=str(var / "static" / settings),
        DJANGO_SETTINGS_MODULE=settings,
        **more,
    )


@contextmanager
def website(
    database: Database,
    workers: int = 1,
    threads: int = 4,
    var: Path = VAR,
    settings: str = "benchmarks.newsroom.unthrottled",
    **more: str,
) -> Iterator[Served]:
    """gunicorn with the project on the database, without rate limits.

    ``settings``: other ones, such as those of a peer in Django. ``more``: of its environment.
    """
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environ = environment(database, var, settings, SITE_URL=address, **more)
    manage = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(manage, cwd=ROOT, env=environ, check=True)
    command = [
        *(sys.executable, "-m", "gunicorn", "factcheck.wsgi", "--bind", f"127.0.0.1:{port}"),
        *("--workers", str(workers), "--threads", str(threads)),
        *("--no-control-socket", "--log-level", "warning"),
    ]
    with running(command, address, "/readyz", environ) as served:
        yield served
