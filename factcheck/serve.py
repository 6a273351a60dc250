"""Run the whole newsroom on this machine: database, set-up, worker and web server.

    PORT=8000 python -m factcheck.serve

SIGINT or SIGTERM stops everything that it started.
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
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from factcheck import environment as env
from factcheck import private_files
from factcheck.database import EmbeddedUnavailable, is_embedded, var_directory
from factcheck.signals import (
    StopRequested,
    end_with_parent,
    ignore_stops,
    make_was_interrupted,
    raise_on_stop,
)
from factcheck.supervise import Poll, database_running

HOST = "127.0.0.1"
TICK = 0.2  # seconds between looks at the children
GRACE = 15.0  # seconds before a child that does not end is killed


class CannotServe(Exception):
    """The reason why it does not start, in a sentence."""


@contextmanager
def single_instance(var: Path, address: str) -> Iterator[None]:
    """Raises CannotServe where another process serves from the same folder."""
    private_files.make_folder(var)
    with open(var / "serve.lock", "a+", opener=private_files.opener) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CannotServe(f"It runs already: {lock.read().strip()}.") from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()} at {address}")
        lock.flush()
        yield


def require_free(port: int) -> None:
    """Raises CannotServe where another program listens on the port."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError as error:
            raise CannotServe(
                f"Port {port} is not available ({error.strerror}). Use another: PORT=8001 make run"
            ) from None


@contextmanager
def child(command: list[str]) -> Iterator["subprocess.Popen[bytes]"]:
    """A child process, stopped at the end."""
    process = subprocess.Popen(
        command,
        # A terminal's Ctrl-C must not reach the children, which are stopped in order.
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
    return [sys.executable, "manage.py", *arguments]


def web_server(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "factcheck.wsgi"),
        *("--bind", f"{HOST}:{port}"),
        *("--workers", "2", "--threads", "4"),
        *("--graceful-timeout", "5"),
        # It is not used, and would be in the user's home folder.
        "--no-control-socket",
        *("--log-level", "warning"),
    ]


def answers(port: int) -> bool:
    """Whether the web server answers, whatever its status."""
    with closing(HTTPConnection(HOST, port, timeout=5)) as connection:
        try:
            connection.request("GET", "/livez")
            connection.getresponse()
        except (OSError, HTTPException):
            return False
        return True


def serve(port: int, address: str, database: Poll) -> int:
    """Serve until stopped. Returns an exit code when a process ends by itself."""
    print("Setting up the newsroom; the first time takes minutes.", flush=True)
    with child(manage("set_up")) as setting_up:
        wait_for_exit({"set-up": setting_up.poll})
        if setting_up.returncode:
            return setting_up.returncode
    print("Starting the web server.", flush=True)
    with ExitStack() as children:
        web = children.enter_context(child(web_server(port)))
        parts = {"database": database, "web server": web.poll}
        ended = None
        while not ended and not answers(port):
            ended = wait_for_exit(parts, at_most=TICK)
        if not ended:
            # Only now: while it starts they would take the processor from it. The set-up has made Django's
            # checks; they are a third of what a command's start takes.
            for name, command in {"worker": "worker", "signer": "sign_log"}.items():
                process = children.enter_context(child(manage(command, "--skip-checks")))
                parts[name] = process.poll
            print(
                f"\n  Site      {address}/"
                f"\n  Admin     {address}/admin/"
                f"\n  API       {address}/api/v1/claims/"
                f"\n  API docs  {address}/api/v1/docs/",
                flush=True,
            )
            ended = print_sign_ins(parts)
        if not ended:
            print("\nStop it with Ctrl-C.", flush=True)
            ended = wait_for_exit(parts)
        print(f"The {ended} ended by itself, so everything stops.", file=sys.stderr)
        return 1


def print_sign_ins(parts: Mapping[str, Poll]) -> str | None:
    """Of the demonstration; returns the name of another process that ended meanwhile."""
    if not is_embedded(os.environ):
        return None
    with child(manage("demo_people", "--skip-checks")) as people:
        ended = wait_for_exit({**parts, "sign-ins": people.poll})
    return None if ended == "sign-ins" else ended


def wait_for_exit(parts: Mapping[str, Poll], at_most: float = math.inf) -> str | None:
    """The name of the first process to end; None after ``at_most`` seconds.

    Raises StopRequested.
    """
    gives_up = time.monotonic() + at_most
    while True:
        for name, part in parts.items():
            if part() is not None:
                return name
        if time.monotonic() >= gives_up:
            return None
        if make_was_interrupted():
            ignore_stops()
            raise StopRequested(signal.SIGINT)
        time.sleep(TICK)


def main() -> int:
    """0 after a stop signal, 1 where something failed."""
    raise_on_stop()
    private_files.keep_private()
    try:
        port = env.PORT.read()
        address = f"http://{HOST}:{port}"
        with single_instance(var_directory(os.environ), address):
            require_free(port)
            with database_running() as database:
                try:
                    return serve(port, address, database)
                finally:
                    ignore_stops()
    except (CannotServe, EmbeddedUnavailable, ImproperlyConfigured) as error:
        print(error, file=sys.stderr)
        return 1
    except StopRequested:
        print("Stopped.", flush=True)
        return 0


if __name__ == "__main__":
    sys.exit(main())
