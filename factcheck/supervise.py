"""Run one command with the embedded PostgreSQL up, and stop the server afterwards.

    python -m factcheck.supervise -- COMMAND …

Its exit code is the command's. Where the server runs already, it is used and left running. With
DATABASE_URL set there is no server to start, and the command just runs.
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
    StopAsked,
    end_with_parent,
    finish_undisturbed,
    stop_when_asked,
)

# What runs beside us: None while it does, as Popen.poll answers.
Part = Callable[[], int | None]


@contextmanager
def database_up() -> Iterator[Part]:
    """The database that the environment names is up inside, as far as that is ours to do."""
    if not is_embedded(os.environ):
        yield lambda: None
        return
    server = EmbeddedServer(var_directory(os.environ))
    with server.running():
        try:
            yield server.poll
        finally:
            finish_undisturbed()


def run(command: list[str]) -> int:
    """Run a command to its end, handing on the signals that we get."""
    try:
        process = subprocess.Popen(
            command,
            preexec_fn=partial(end_with_parent, signal.SIGTERM),  # noqa: PLW1509 - no threads here
        )
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        return 127

    def hand_on(number: int, frame: FrameType | None) -> None:
        # A terminal's Ctrl-C reaches the command by itself; some count how often it comes.
        if number != signal.SIGINT or not os.isatty(0):
            process.send_signal(number)

    for number in STOPPING:
        signal.signal(number, hand_on)
    code = process.wait()
    return code if code >= 0 else 128 - code


def main(arguments: list[str]) -> int:
    """The exit code of the command, or 1 with a sentence where the server can't be had."""
    if len(arguments) < 2 or arguments[0] != "--":
        print(__doc__, file=sys.stderr)
        return 2
    stop_when_asked()
    try:
        with database_up():
            return run(arguments[1:])
    except EmbeddedUnavailable as error:
        print(error, file=sys.stderr)
        return 1
    except StopAsked as stop:
        return stop.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
