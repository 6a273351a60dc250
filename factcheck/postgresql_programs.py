"""PostgreSQL's own programs, of the version that fits a server."""

import re
import shutil
import subprocess
from contextlib import suppress
from functools import cache
from pathlib import Path

from factcheck.database import EmbeddedUnavailable
from factcheck.embedded import binaries

DEBIAN = Path("/usr/lib/postgresql")


class NoProgram(Exception):
    """None fits; the message says what to install."""


def program(name: str, at_least: int) -> Path:
    """``pg_dump`` or ``pg_restore`` of this major version or, where there is none, of a later one.

    Debian's packages, the PATH and the embedded server's package are looked through.
    """
    folders = sorted(DEBIAN.glob("*/bin"), key=lambda each: int(each.parent.name))
    places = [str(folder / name) for folder in folders]
    if found := shutil.which(name):
        places.append(found)
    with suppress(EmbeddedUnavailable):
        places.append(str(binaries() / name))
    fitting = [(version, place) for place in places if (version := _version(place)) >= at_least]
    if not fitting:
        raise NoProgram(
            f"{name} of PostgreSQL {at_least} or later is needed. On Debian:"
            f" apt-get install postgresql-client-{at_least}"
        )
    return Path(min(fitting, key=lambda each: each[0])[1])


@cache
def _version(place: str) -> int:
    """The major version; 0 where it can't be run."""
    try:
        done = subprocess.run([place, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"\) (\d+)", done.stdout)
    return int(found[1]) if found else 0
