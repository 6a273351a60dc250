"""How far a long step of a command is, for whoever waits for it."""

import time
from collections.abc import Callable

from django.core.management.base import OutputWrapper

EVERY = 5  # seconds, in which a short step is over


class Progress:
    """Writes where a step is, at most every few seconds."""

    def __init__(self, to: OutputWrapper, clock: Callable[[], float] = time.monotonic) -> None:
        self._to, self._clock = to, clock
        self._last = clock()

    def begin(self, step: str) -> None:
        self._write(f"{step}.")

    def at(self, step: str, done: int, total: int) -> None:
        if self._clock() - self._last >= EVERY:
            self._write(f"  {step}: {done} of {total}")

    def _write(self, line: str) -> None:
        self._to.write(line)
        # A pipe would get it with the last one.
        self._to.flush()
        self._last = self._clock()
