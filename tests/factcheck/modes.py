"""Modes of files, looked at under the umask that leaves the most open."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    """The folder and all below it that somebody but its owner may read, write or enter."""
    return [
        f"{path} {path.lstat().st_mode & 0o777:o}"
        for path in (folder, *sorted(folder.rglob("*")))
        if not path.is_symlink() and path.lstat().st_mode & 0o007
    ]
