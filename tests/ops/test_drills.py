"""What a drill counts as lost, and how it fills the files of ops/ in."""

from pathlib import Path
from typing import Any

import pytest

from ops.drills import machine
from ops.drills.machine import Steps


class Rows:
    """A connection that answers with these publications."""

    def __init__(self, *rows: tuple[int, int, str]) -> None:
        self.rows = rows

    def execute(self, _query: str) -> Any:
        return self.rows


@pytest.mark.parametrize(
    ("rows", "lost"),
    [
        ([(1, 7, "aa"), (2, 8, "bb")], 0),
        ([(1, 7, "aa")], 1),
        ([(1, 7, "aa"), (2, 8, "another")], 1),
        ([(1, 7, "aa"), (2, 9, "bb")], 1),
    ],
)
def test_a_signing_is_lost_that_is_not_there_under_its_number_and_hash(
    rows: list[tuple[int, int, str]], lost: int, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = Steps("a drill")
    signed = [
        {"claim": 7, "number": 1, "sha256": "aa"},
        {"claim": 8, "number": 2, "sha256": "bb"},
    ]
    machine.lost_signings(steps, Rows(*rows), signed)
    assert steps.lost == lost
    assert ("LOST: 1 of 2 acknowledged signings" in steps.table()) is bool(lost)
    assert f"| lost | | {lost} |" in steps.table()


def test_what_differs_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    steps = Steps("a drill")
    steps.require_same("tables", {"a": "1", "b": "2"}, {"a": "1", "b": "3", "c": "1"})
    assert steps.lost == 1
    assert "LOST: tables: b, c" in capsys.readouterr().out


def test_a_placeholder_that_is_not_filled_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="ADDRESS"):
        machine.filled("haproxy/haproxy.cfg", tmp_path / "x", PORT=1)
