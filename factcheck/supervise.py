"""Run something with the embedded PostgreSQL up, and stop it afterwards.

    python -m factcheck.supervise -- COMMAND …   one command, with its exit code

With DATABASE_URL set there is no server to start, and the command just runs.
"""

import os
import signal
import subprocess
import sys
from types import FrameType

from factcheck.database import is_embedded, var_directory
from factcheck.embedded import EmbeddedServer, EmbeddedUnavailable


class StopAsked(BaseException):
    """A signal asked us to stop. Not an Exception, so that nothing swallows it."""


def _ask_to_stop(number: int, frame: FrameType | None) -> None:
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise StopAsked(number)


def run(command: list[str]) -> int:
    """Run a command to its end; a signal that stops us stops it first."""
    process = subprocess.Popen(command)
    try:
        return process.wait()
    except StopAsked:
        process.terminate()
        process.wait()
        raise


def main(arguments: list[str]) -> int:
    if len(arguments) < 2 or arguments[0] != "--":
        print(__doc__, file=sys.stderr)
        return 2
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, _ask_to_stop)
    try:
        if not is_embedded(os.environ):
            return run(arguments[1:])
        with EmbeddedServer(var_directory(os.environ)).running():
            return run(arguments[1:])
    except EmbeddedUnavailable as error:
        print(error, file=sys.stderr)
        return 1
    except StopAsked as stop:
        return 128 + int(stop.args[0])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
