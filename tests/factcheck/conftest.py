"""A place where servers and whole newsrooms are started and killed."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from factcheck.embedded import is_alive


def processes_in(folder: Path) -> list[psutil.Process]:
    """What runs in a folder or below it; its ``info`` holds the name, even of one that ended."""
    found = []
    for process in psutil.process_iter(["name"]):
        try:
            if Path(process.cwd()).is_relative_to(folder):
                found.append(process)
        except psutil.Error:
            continue
    return [process for process in found if is_alive(process)]


@pytest.fixture(scope="module")
def shared_folder() -> Iterator[Path]:
    """A folder for a module of tests; what runs in it at the end is killed."""
    yield from _folder()


@pytest.fixture
def folder_of_its_own() -> Iterator[Path]:
    """A folder for one test; what runs in it at the end is killed."""
    yield from _folder()


def _folder() -> Iterator[Path]:
    # Not pytest's: each run of it, by whomever, closes the folder above to everybody else.
    folder = Path(tempfile.mkdtemp(prefix="factcheck-"))
    try:
        yield folder
    finally:
        for process in processes_in(folder):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        shutil.rmtree(folder)
