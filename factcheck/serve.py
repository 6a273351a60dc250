"""Run the whole newsroom on this machine: database, set-up, worker and web server.

    PORT=8000 python -m factcheck.serve

It stops everything that it started when it gets SIGINT or SIGTERM.
"""

import fcntl
import math
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from factcheck import environment as env
from factcheck.database import EmbeddedUnavailable, var_directory
from factcheck.signals import (
    StopAsked,
    end_with_parent,
    finish_undisturbed,
    interrupted_make,
    stop_when_asked,
)
from factcheck.supervise import Part, database_up

HOST = "127.0.0.1"
TICK = 0.2  # seconds between looks at the children
GRACE = 15.0  # seconds that a child has to end by itself


class CannotServe(Exception):
    """Why it does not start, in a sentence."""


@contextmanager
def only_one(var: Path, address: str) -> Iterator[None]:
    """Raises CannotServe when another one serves from the same folder."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "serve.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CannotServe(f"It runs already: {lock.read().strip()}.") from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()} at {address}")
        lock.flush()
        yield


def wanted_port() -> int:
    """Raises CannotServe for a PORT that is none."""
    try:
        return env.PORT.read()
    except ImproperlyConfigured as error:
        raise CannotServe(error) from None


def require_free(port: int) -> None:
    """Raises CannotServe when another program listens there."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError as error:
            raise CannotServe(
                f"Port {port} can't be had ({error.strerror}). Take another: PORT=8001 make run"
            ) from None


@contextmanager
def child(command: list[str]) -> Iterator["subprocess.Popen[bytes]"]:
    """A program that runs for as long as we do."""
    process = subprocess.Popen(
        command,
        # A terminal's Ctrl-C is for us alone: we stop the children in their order.
        start_new_session=True,
        preexec_fn=partial(end_with_parent, signal.SIGTERM),  # noqa: PLW1509 - no threads here
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def manage(*arguments: str) -> list[str]:
    """The command line of one of Django's commands."""
    return [sys.executable, "manage.py", *arguments]


def web_server(port: int) -> list[str]:
    """The command line of the web server."""
    return [
        *(sys.executable, "-m", "gunicorn", "factcheck.wsgi"),
        *("--bind", f"{HOST}:{port}"),
        *("--workers", "2", "--threads", "4"),
        *("--graceful-timeout", "5"),
        # We don't use it, and it would be created in the user's home.
        "--no-control-socket",
        *("--log-level", "warning"),
    ]


def answers(port: int) -> bool:
    """Whether the web server serves, whatever it answers."""
    with closing(HTTPConnection(HOST, port, timeout=5)) as connection:
        try:
            connection.request("GET", "/healthz")
            connection.getresponse()
        except (OSError, HTTPException):
            return False
        return True


def serve(port: int, address: str, database: Part) -> int:
    """Serve until stopped. Returns an exit code when a part ends by itself."""
    with child(manage("set_up")) as setting_up:
        wait_for_an_end({"set-up": setting_up.poll})
        if setting_up.returncode:
            return setting_up.returncode
    with (
        child(manage("worker")) as worker,
        child(web_server(port)) as web,
    ):
        parts = {
            "database": database,
            "worker": worker.poll,
            "web server": web.poll,
        }
        ended = None
        while not ended and not answers(port):
            ended = wait_for_an_end(parts, at_most=TICK)
        if not ended:
            print(
                f"\n  Site      {address}/"
                f"\n  Admin     {address}/admin/"
                f"\n  API       {address}/api/v1/claims/"
                f"\n  API docs  {address}/api/v1/docs/"
                "\n\nStop it with Ctrl-C.",
                flush=True,
            )
            ended = wait_for_an_end(parts)
        print(f"The {ended} ended by itself, so everything stops.", file=sys.stderr)
        return 1


def wait_for_an_end(parts: Mapping[str, Part], at_most: float = math.inf) -> str | None:
    """The name of the first part to end; None after ``at_most`` seconds. A stop is raised."""
    gives_up = time.monotonic() + at_most
    while True:
        for name, part in parts.items():
            if part() is not None:
                return name
        if time.monotonic() >= gives_up:
            return None
        if interrupted_make():
            finish_undisturbed()
            raise StopAsked(signal.SIGINT)
        time.sleep(TICK)


def main() -> int:
    """0 after a stop that was asked for."""
    stop_when_asked()
    try:
        port = wanted_port()
        address = f"http://{HOST}:{port}"
        with only_one(var_directory(os.environ), address):
            require_free(port)
            with database_up() as database:
                try:
                    return serve(port, address, database)
                finally:
                    finish_undisturbed()
    except (CannotServe, EmbeddedUnavailable) as error:
        print(error, file=sys.stderr)
        return 1
    except StopAsked:
        print("Stopped.", flush=True)
        return 0


if __name__ == "__main__":
    sys.exit(main())
