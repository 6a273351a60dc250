"""Run one command with the embedded PostgreSQL, and stop the server afterwards.

    python -m factcheck.supervise -- COMMAND …

Exits with the command's exit code. A server that already runs is used and left running. With
DATABASE_URL set, only the command runs.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType

from factcheck.database import EmbeddedUnavailable, is_embedded, var_directory
from factcheck.embedded import EmbeddedServer
from factcheck.signals import (
    STOPPING,
    StopRequested,
    end_with_parent,
    ignore_stops,
    raise_on_stop,
)

Poll = Callable[[], int | None]  # None while a process runs, as Popen.poll


@contextmanager
def database_running() -> Iterator[Poll]:
    """The embedded server runs inside, unless the environment names another database."""
    if not is_embedded(os.environ):
        yield lambda: None
        return
    server = EmbeddedServer(var_directory(os.environ))
    with server.running():
        try:
            yield server.poll
        finally:
            ignore_stops()


def run(command: list[str]) -> int:
    """Run a command to its end, passing stop signals on to it."""
    try:
        process = subprocess.Popen(
            command,
            preexec_fn=partial(end_with_parent, signal.SIGTERM),  # noqa: PLW1509 - no threads here
        )
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        return 127

    def pass_on(number: int, frame: FrameType | None) -> None:
        # A terminal's Ctrl-C reaches the command by itself, and some commands count them.
        if number != signal.SIGINT or not os.isatty(0):
            process.send_signal(number)

    for number in STOPPING:
        signal.signal(number, pass_on)
    code = process.wait()
    return code if code >= 0 else 128 - code


def main(arguments: list[str]) -> int:
    """The exit code of the command; 1 where the server is not available."""
    if len(arguments) < 2 or arguments[0] != "--":
        print(__doc__, file=sys.stderr)
        return 2
    raise_on_stop()
    try:
        with database_running():
            return run(arguments[1:])
    except EmbeddedUnavailable as error:
        print(error, file=sys.stderr)
        return 1
    except StopRequested as stop:
        return stop.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
