"""Limits hold for all processes of a server together, each name apart."""

import subprocess
import sys
from pathlib import Path

import pytest

from newsroom import counts
from newsroom.counts import Counts

PROGRAM = """
import sys
from newsroom.counts import Counts
found = Counts(sys.argv[1])
print(sum(found.count("192.0.2.1", 500, 3600).is_allowed for _ in range(400)))
"""


@pytest.fixture
def path() -> str:
    return counts.make_file()


def test_processes_count_together(path: str) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", PROGRAM, path], stdout=subprocess.PIPE, text=True)
        for _number in range(3)
    ]
    assert sum(int(each.communicate()[0]) for each in running) == 500
    Path(path).unlink()


def test_a_period_ends_and_another_begins(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found, now = Counts(path), 1000.0
    monkeypatch.setattr("newsroom.counts.time.monotonic", lambda: now)
    assert found.count("a", 2, 60) == (True, 1, 60)
    now = 1020.0
    assert found.count("a", 2, 60) == (True, 0, 40)
    assert found.count("a", 2, 60) == (False, 0, 40)
    assert found.count("b", 2, 60).is_allowed
    now = 1060.0
    assert found.count("a", 2, 60) == (True, 1, 60)
    # After a restart of the machine its clock begins again.
    now = 5.0
    assert found.count("a", 2, 60) == (True, 1, 60)
    Path(path).unlink()


def test_where_a_bucket_is_full_the_period_that_ends_first_is_forgotten(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counts, "BUCKETS", 1)
    found, now = Counts(path), 0.0
    monkeypatch.setattr("newsroom.counts.time.monotonic", lambda: now)
    for number in range(counts.PLACES):
        now = float(number)
        found.count(f"name {number}", 1, 60)
    now += 1
    assert found.count("another", 1, 60).is_allowed
    assert not found.count("name 1", 1, 60).is_allowed
    assert found.count("name 0", 1, 60).is_allowed
    Path(path).unlink()
