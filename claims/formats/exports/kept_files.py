"""Whole files, kept on disk under their ETag, so that a program can read parts of them.

In a folder of the server's processes, which goes with them; only the files asked for last are kept.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

# Names the folder; set before a server starts its processes.
FOLDER = "FACTCHECK_FILES"
MOST = 20  # files


@cache
def folder() -> Path:
    """That of this server; of this process alone where none was named before it started."""
    if named := os.environ.get(FOLDER):
        return Path(named)
    made = tempfile.mkdtemp(prefix="factcheck-files-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(made)


def find(tag: str) -> Path | None:
    path = folder() / tag
    try:
        os.utime(path)
    except FileNotFoundError:
        return None
    return path


def keep(blocks: Iterable[bytes], tag: str) -> Path:
    """Write the file, which has this tag."""
    number, name = tempfile.mkstemp(dir=folder(), prefix=".")
    try:
        with os.fdopen(number, "wb") as file:
            for block in blocks:
                file.write(block)
        path = Path(name).replace(folder() / tag)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    kept = sorted(folder().glob("[!.]*"), key=_asked_for)
    for old in kept[:-MOST]:
        old.unlink(missing_ok=True)
    return path


def _asked_for(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another process has just removed it
        return 0
