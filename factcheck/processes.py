"""What the system lets a parent and its child process tell each other."""

import ctypes
import signal
import sys

PR_SET_PDEATHSIG = 1  # from Linux's prctl.h


def end_with_parent(number: signal.Signals) -> None:
    """Ask for this signal when our parent dies, even of `kill -9`; only Linux can do so.

    Called in a child before it runs its program.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number.value)
