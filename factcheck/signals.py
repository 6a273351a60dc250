"""Signals: stopping the supervisor, and its children with it."""

import ctypes
import os
import signal
import sys
from pathlib import Path
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1  # from Linux's prctl.h


class StopRequested(BaseException):
    """A stop signal arrived. Not an Exception, so that no handler of errors swallows it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


def raise_on_stop() -> None:
    """From now on the first stop signal raises StopRequested; later ones are ignored."""

    def stop(number: int, frame: FrameType | None) -> None:
        ignore_stops()
        raise StopRequested(number)

    for number in STOPPING:
        signal.signal(number, stop)


def ignore_stops() -> None:
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)


def end_with_parent(number: signal.Signals) -> None:
    """Get this signal when the parent dies, even of `kill -9`; only on Linux.

    Called in a child before it runs its program. Also restores the system's own handlers, as a
    child inherits that a signal is ignored.
    """
    for each in STOPPING:
        signal.signal(each, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number.value)


def make_was_interrupted() -> bool:
    """Whether our parent is a ``make`` that got SIGINT alone, not with its whole process group.

    ``make`` passes SIGTERM on to its children, but for SIGINT it only waits for them: the signal is
    then blocked and no longer caught, which Linux shows in /proc.
    """
    try:
        status = Path(f"/proc/{os.getppid()}/status").read_text()
    except OSError:
        return False
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    blocked, caught, ignored = (
        int(fields.get(name, "0"), 16) >> (signal.SIGINT - 1) & 1
        for name in ("SigBlk", "SigCgt", "SigIgn")
    )
    is_make = fields.get("Name") in {"make", "gmake"}
    return is_make and bool(blocked) and not caught and not ignored
