"""The vectors of statements that are looked for, made in ``claims.matching.embedding_process``.

A web process, or a command, has one such process, which its threads share. Where it has not answered
in time, or can't start, the statement is looked for by its words alone.
"""

import atexit
import json
import logging
import os
import select
import subprocess
import sys
import time
from base64 import b64decode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import IO, Any, cast

import numpy as np
from django.conf import settings

from claims.matching.embedders import DIMENSIONS, NONE, Vectors

MEMORY = 4 * 1024**3  # bytes of the address space; of memory, MiniLM takes 300 MB
PATIENCE = 0.25  # seconds that a person's request waits; usually it takes a hundredth
STUCK = 60.0  # seconds without an answer after which the process is ended
AGAIN = 60.0  # seconds between two starts
# Where sentence-transformers keeps its models; none of our settings.
_ENVIRONMENT = ("HOME", "HF_HOME", "HF_HUB_OFFLINE", "SENTENCE_TRANSFORMERS_HOME")

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Embedded:
    """``model``: the embedder's name and version. ``vectors``: a row for each text."""

    model: str
    vectors: Vectors


class EmbeddingProcess:
    """Started at the first request, and again after it has ended."""

    def __init__(self, embedder: str) -> None:
        self.embedder = embedder
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._model = ""
        self._sent = 0  # the number of the last request; the process answers in order
        self._answered = 0
        self._since = 0.0  # when what is not answered yet was sent
        self._started = -AGAIN
        self._read = b""

    def start(self) -> None:
        """Before it is needed: loading the model takes a second or two."""
        with self._lock:
            self._running()

    def embed(self, texts: Sequence[str], patience: float | None) -> Embedded | None:
        """None: no answer within the limit (seconds). Without a limit, only where the process has ended."""
        if not self._lock.acquire(timeout=-1 if patience is None else patience):
            return None
        try:
            return self._embed(texts, patience)
        except (OSError, ValueError):
            self.end()
            logger.warning("The process of %s has ended.", self.embedder)
            return None
        finally:
            self._lock.release()

    def _embed(self, texts: Sequence[str], patience: float | None) -> Embedded | None:
        process = self._running()
        ends = None if patience is None else time.monotonic() + patience
        # What is late, or not loaded yet, is not waited for again, and nothing is sent behind it.
        while self._is_late:
            if self._answer(process, None if patience is None else 0.0) is None:
                self._end_if_stuck()
                return None
        self._sent += 1
        self._since = time.monotonic()
        pipe = cast("IO[bytes]", process.stdin)
        pipe.write(json.dumps({"id": self._sent, "texts": list(texts)}).encode() + b"\n")
        pipe.flush()
        answer = self._answer(process, ends)
        if answer is None:
            return None
        numbers = np.frombuffer(b64decode(answer["vectors"]), "<f4").astype(np.float32)
        return Embedded(self._model, numbers.reshape(len(texts), DIMENSIONS))

    @property
    def _is_late(self) -> bool:
        return not self._model or self._answered < self._sent

    def _answer(
        self, process: "subprocess.Popen[bytes]", ends: float | None
    ) -> dict[str, Any] | None:
        """The next one. Raises OSError where the process has ended."""
        pipe = cast("IO[bytes]", process.stdout)
        poll = select.poll()
        poll.register(pipe, select.POLLIN)
        while b"\n" not in self._read:
            left = None if ends is None else max(0.0, ends - time.monotonic()) * 1000
            if not poll.poll(left):
                return None
            read = os.read(pipe.fileno(), 65_536)
            if not read:
                raise BrokenPipeError
            self._read += read
        line, _newline, self._read = self._read.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        if "name" in answer:
            self._model = answer["name"]
        else:
            self._answered = answer["id"]
        return answer

    def _end_if_stuck(self) -> None:
        if time.monotonic() - self._since > STUCK:
            self.end()

    def end(self) -> None:
        process, self._process = self._process, None
        self._model, self._sent, self._answered, self._read = "", 0, 0, b""
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(BrokenPipeError):
                    cast("IO[bytes]", pipe).close()

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is not None and self._process.poll() is not None:
            self.end()
        if self._process is None:
            if time.monotonic() - self._started < AGAIN:
                raise ChildProcessError
            self._started = self._since = time.monotonic()
            # It ends when its standard input does, and so with this process.
            self._process = subprocess.Popen(
                _command(self.embedder),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=settings.BASE_DIR,
                env={
                    **{name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                    "PYTHONUTF8": "1",
                    "OMP_NUM_THREADS": "1",
                    "OPENBLAS_NUM_THREADS": "1",
                },
                start_new_session=True,
            )
        return self._process


def _command(embedder: str) -> list[str]:
    return [sys.executable, "-m", "claims.matching.embedding_process", embedder, str(MEMORY)]


@cache
def _process(embedder: str) -> EmbeddingProcess:
    process = EmbeddingProcess(embedder)
    atexit.register(process.end)
    return process


def start() -> None:
    """Where an embedder is set."""
    if settings.MATCHING_EMBEDDER != NONE:
        _process(settings.MATCHING_EMBEDDER).start()


def embed(texts: Sequence[str], patience: float | None) -> Embedded | None:
    """None where no embedder is set, or it has not answered within the limit (seconds)."""
    if settings.MATCHING_EMBEDDER == NONE:
        return None
    found = _process(settings.MATCHING_EMBEDDER).embed(texts, patience)
    if found is None:
        logger.warning("Looking for a statement by its words alone: no vectors in time.")
    return found
