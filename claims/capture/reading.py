"""Reading texts of sources in the bounded process of ``claims.capture.reading_process``.

A worker has one such process, which its threads share: one language model, one text at a time.
"""

import atexit
import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date
from threading import Lock, Timer
from typing import IO, Any, cast

from django.conf import settings

from nlp.attribution import Statement, Turn
from nlp.kinds import Basis, Directness, FoundSpeaker
from sources.anchors import Selector
from sources.choices import Judged

MEMORY = 2 * 1024**3  # bytes of the address space; a million characters take 600 MB
# Of processor time for one request: for its start, and for each million characters.
SECONDS, SECONDS_A_MILLION = 60, 240
WAITED = 10  # times as long, on a busy machine, until a process that does nothing is ended


class Unreadable(Exception):
    """Reading it takes more time or memory than is allowed."""


class _Reader:
    """The process, started at the first request and again after it has ended."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, **request: Any) -> dict[str, Any]:
        """Raises Unreadable."""
        characters = sum(len(each) for each in request.values() if isinstance(each, str))
        seconds = SECONDS + SECONDS_A_MILLION * characters / 10**6
        line = json.dumps({**request, "seconds": seconds}).encode() + b"\n"
        with self._lock:
            process = self._running()
            too_late = Timer(WAITED * seconds, process.kill)
            too_late.start()
            answer = b""
            try:
                answer = self._answer(process, line)
            finally:
                too_late.cancel()
                # Without a whole answer, the next one would be that of this request.
                if not answer.endswith(b"\n"):
                    self.end()
        if not answer.endswith(b"\n"):
            raise Unreadable
        found: dict[str, Any] = json.loads(answer)
        return found

    def end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(BrokenPipeError):
                    cast("IO[bytes]", pipe).close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self.end()
        if self._process is None:
            # It ends when its standard input does, and so with the worker.
            self._process = subprocess.Popen(
                [sys.executable, "-m", "claims.capture.reading_process", str(MEMORY)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=settings.BASE_DIR,
                # None of our settings; one thread, as several workers run side by side.
                env={"PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"},
                start_new_session=True,
            )
        return self._process

    def _answer(self, process: subprocess.Popen[bytes], line: bytes) -> bytes:
        asks, answers = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        try:
            asks.write(line)
            asks.flush()
        except BrokenPipeError:
            return b""
        return answers.readline()


_reader = _Reader()
atexit.register(_reader.end)


@dataclass(frozen=True)
class Read:
    """``language``: the text's, or empty; ``read``: whether statements were looked for in it."""

    language: str
    read: bool
    statements: list[Statement]


def statements_in(
    text: str, language: str, published: date | None, turns: Sequence[Turn] | None = None
) -> Read:
    """The language of the text, and the statements in it. Raises Unreadable.

    ``language``: as the source states it. ``turns``: who speaks where, if the text is a transcript.
    """
    day = published.isoformat() if published else None
    spoken = None if turns is None else [(each.start, each.end, each.speaker) for each in turns]
    answer = _reader.ask(
        kind="statements", text=text, language=language, published=day, turns=spoken
    )
    found = [_statement(each) for each in answer["statements"]]
    return Read(answer["language"], answer["read"], found)


def _statement(given: dict[str, Any]) -> Statement:
    spans = {name: tuple((a, b) for a, b in given[name]) for name in ("parts", "places")}
    days = {
        name: date.fromisoformat(given[name]) if given[name] else None
        for name in ("said_from", "said_to")
    }
    return Statement(
        **{each.name: given[each.name] for each in fields(Statement)}
        | spans
        | days
        | {
            "kind": FoundSpeaker(given["kind"]),
            "quotation": Directness(given["quotation"]),
            "said_basis": Basis(given["said_basis"]),
        }
    )


def judged(
    text: str, quotes: Sequence[Selector], newer: str
) -> list[tuple[Judged, int | None, int | None]]:
    """What became of each quote of the text in the newer one, and where that stands.

    Raises Unreadable.
    """
    selectors = [(each.exact, each.prefix, each.suffix, each.start, each.end) for each in quotes]
    answer = _reader.ask(kind="quotes", text=text, newer=newer, quotes=selectors)
    return [(Judged(verdict), start, end) for verdict, start, end in answer["judged"]]
