"""Run a drill, as root on Debian:

    python -m ops.drills restore     pgBackRest: a lost server, whole and at one moment
    python -m ops.drills upgrade     from a release to this commit, under reads and signings

Prints a table of steps with seconds and losses. Ends with 1 if anything was lost.
"""

import argparse
import signal
import sys
from importlib import import_module

from ops.drills import machine

DRILLS = ("restore", "upgrade")


def main(arguments: list[str]) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(
        "python -m ops.drills",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("drill", choices=DRILLS)
    parser.add_argument(
        "--signings", type=int, default=20, help="how many at each step of restore (20)"
    )
    parser.add_argument(
        "--claims", type=int, default=10_000, help="of the newsroom to upgrade (10000)"
    )
    parser.add_argument("--release", default="v0.3.0", help="the tag to upgrade from (v0.3.0)")
    given = parser.parse_args(arguments)
    chosen = import_module(f"ops.drills.{given.drill}")
    machine.require_debian(*chosen.DEBIAN)
    steps = machine.Steps(given.drill)
    # What it has started is stopped then, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with machine.folder() as place:
        try:
            chosen.drill(given, steps, place)
        finally:
            print(f"\n{steps.table()}", flush=True)
    return 1 if steps.lost else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
