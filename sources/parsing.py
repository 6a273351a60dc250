"""Parsing documents in ``sources.parser_process``: what it answers, or that it has ended without.

The process is limited in time and memory, and starts with none of our settings.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from threading import Timer
from typing import IO, Any, cast

from django.conf import settings

SECONDS = 90  # for reading a document, on a machine that has other work too
_STOPPED = (signal.SIGXCPU, signal.SIGKILL)


class Ended(Exception):
    """The process ended before its last answer. ``too_much``: it took too much time or memory."""

    def __init__(self, too_much: bool) -> None:
        super().__init__()
        self.too_much = too_much


def answers(request: Mapping[str, str], body: bytes) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Each answer with the bytes that follow it (``length``, in the answer). Raises Ended."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sources.parser_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=settings.BASE_DIR,
        # None of our settings; with a fixed seed, sets have one order.
        env={"PYTHONHASHSEED": "0", "PYTHONUTF8": "1"},
    )
    given, taken = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    too_late = Timer(SECONDS, process.kill)
    too_late.start()
    try:
        try:
            # It reads all of it before it answers.
            given.write(json.dumps(request).encode() + b"\n" + body)
            given.close()
        except BrokenPipeError:
            pass
        while line := taken.readline():
            answer = json.loads(line)
            content = taken.read(answer.get("length", 0))
            if len(content) < answer.get("length", 0):
                break
            yield answer, content
        if process.wait():
            raise Ended(-process.returncode in _STOPPED)
    finally:
        too_late.cancel()
        process.kill()
        process.wait()
        taken.close()
