"""Parsing documents in children of ``sources.parser_process``: what one answers, or that it has ended without.

Each process that has documents read keeps one such parser, which has loaded its libraries and forks a
child for each document. A child is limited in time and memory, and knows none of our settings.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import closing, suppress
from threading import Lock, Timer
from typing import IO, Any

from django.conf import settings

PARSER: tuple[str, ...] = (sys.executable, "-m", "sources.parser_process")
SECONDS = 90  # for reading a document, on a machine that has other work too
_STOPPED = (signal.SIGXCPU, signal.SIGKILL)
CODE_WITHIN = 30  # seconds from the last answer


class Ended(Exception):
    """The child ended before its last answer. ``too_much``: it took too much time or memory."""

    def __init__(self, too_much: bool) -> None:
        super().__init__()
        self.too_much = too_much


class _Parser:
    """The process that forks, started at the first document and again after it has ended."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._started_by = 0

    def child(self) -> tuple[socket.socket, socket.socket]:
        """The connection to a new child, and that on which its exit code follows its end."""
        ours, far_end = socket.socketpair()
        code, coded = socket.socketpair()
        with far_end, coded, self._lock:
            handles = [far_end.fileno(), coded.fileno()]
            try:
                socket.send_fds(self._running(), [b"."], handles)
            except OSError:  # it has ended, for want of work or because it was killed
                self.end()
                socket.send_fds(self._running(), [b"."], handles)
        return ours, code

    def end(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None and self._started_by == os.getpid():
            self._process.wait()

    def _running(self) -> socket.socket:
        # A process that was forked from ours needs one of its own.
        if self._control is None or self._started_by != os.getpid():
            control, far_end = socket.socketpair()
            with far_end:
                # It ends when this end of the connection does, and so with our process.
                self._process = subprocess.Popen(
                    PARSER,
                    stdin=far_end.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    cwd=settings.BASE_DIR,
                    # None of our settings; with a fixed seed, sets have one order.
                    env={"PYTHONHASHSEED": "0", "PYTHONUTF8": "1"},
                    start_new_session=True,
                )
            self._control, self._started_by = control, os.getpid()
        return self._control


_parser = _Parser()
atexit.register(_parser.end)


def answer(request: Mapping[str, str], body: bytes) -> tuple[dict[str, Any], bytes]:
    """The answer of a child that gives one, without waiting until the child has ended. Raises Ended."""
    with closing(answers(request, body)) as given:
        for each in given:
            return each
    raise Ended(too_much=False)


def answers(
    request: Mapping[str, str], body: bytes
) -> Generator[tuple[dict[str, Any], bytes], None, None]:
    """Each answer with the bytes that follow it (``length``, in the answer). Raises Ended.

    Whoever stops reading ends the child.
    """
    connection, code = _parser.child()
    too_late = Timer(SECONDS, _end, [connection])
    with connection, code, connection.makefile("rb") as taken:
        too_late.start()
        try:
            # It reads all of it before it answers.
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(json.dumps(request).encode() + b"\n" + body)
                connection.shutdown(socket.SHUT_WR)
            while (answer := _answer(taken)) is not None:
                yield answer
        finally:
            too_late.cancel()
        code.settimeout(CODE_WITHIN)
        try:
            ended = code.recv(16)
        except TimeoutError:
            ended = b""
    if ended != b"0":
        raise Ended(ended.startswith(b"-") and -int(ended) in _STOPPED)


def _answer(taken: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """None where there is no whole one any more."""
    try:
        line = taken.readline()
        if not line.endswith(b"\n"):
            return None
        answer = json.loads(line)
        content = taken.read(answer.get("length", 0))
    except ConnectionResetError:  # it has ended before it had read everything
        return None
    return None if len(content) < answer.get("length", 0) else (answer, content)


def _end(connection: socket.socket) -> None:
    """The parent kills a child whose connection has ended."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
