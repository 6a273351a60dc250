"""Stopping the supervisor and its children by signals."""

import ctypes
import os
import signal
import sys
from pathlib import Path
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1  # from Linux's prctl.h


class StopAsked(BaseException):
    """A signal asked us to stop. Not an Exception, so that nothing swallows it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


def stop_when_asked() -> None:
    """From here on the first stopping signal raises StopAsked; more of them change nothing."""

    def ask(number: int, frame: FrameType | None) -> None:
        finish_undisturbed()
        raise StopAsked(number)

    for number in STOPPING:
        signal.signal(number, ask)


def finish_undisturbed() -> None:
    """From here on stopping signals are ignored: we are stopping."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)


def end_with_parent(number: signal.Signals) -> None:
    """Ask for this signal when our parent dies, even of `kill -9`; only Linux can do so.

    Called in a child before it runs its program. Our own handlers, which it inherits where they
    ignore a signal, are put back to the system's.
    """
    for each in STOPPING:
        signal.signal(each, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number.value)


def interrupted_make() -> bool:
    """Whether our parent is a ``make`` that was sent SIGINT itself, not with its whole group.

    ``make`` hands SIGTERM on to its children, but for SIGINT it only waits for them: the signal
    is then blocked and no longer caught, and Linux shows that.
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
