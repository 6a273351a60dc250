"""Bytes on their way: hashed, and from a writer to a reader."""

import hashlib
import io
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from tempfile import SpooledTemporaryFile
from typing import IO, Any

AT_ONCE = 1 << 20  # bytes
IN_MEMORY = 8 << 20  # bytes; larger files lie in TMPDIR


class Hashed(io.RawIOBase):
    """What was read through it, hashed."""

    def __init__(self, source: Any) -> None:
        self._source = source
        self._made = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        chunk: bytes = self._source.read(size)
        self._made.update(chunk)
        return chunk

    def sha256(self) -> str:
        """Of everything: what is left is read."""
        while self.read(AT_ONCE):
            pass
        return self._made.hexdigest()


@contextmanager
def copied(file: Any) -> Iterator[Any]:
    """The file, to be read more than once: large ones are never in memory."""
    with SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
        shutil.copyfileobj(file, copy, AT_ONCE)
        copy.seek(0)
        yield copy


@contextmanager
def piped(produce: Callable[[IO[bytes]], Any]) -> Iterator[IO[bytes]]:
    """What ``produce`` writes in a thread of its own can be read inside; its exception is raised at the
    end. A reader that stops early ends it.
    """
    out, into = os.pipe()
    raised: list[Exception] = []
    left = threading.Event()

    def run() -> None:
        with suppress(BrokenPipeError), os.fdopen(into, "wb") as writer:
            try:
                produce(writer)
            except Exception as error:  # noqa: BLE001 - raised below
                if not left.is_set():  # otherwise nobody reads any more
                    raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    failed = None
    with os.fdopen(out, "rb") as reader:
        try:
            yield reader
        except Exception as error:  # noqa: BLE001 - raised below
            failed = error
        left.set()
    thread.join()
    if raised:
        raise raised[0] from failed
    if failed:
        raise failed
