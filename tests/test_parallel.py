"""Which worker gets which tests, and that those marked ``alone`` run when all else is done."""

import json
import random
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.parallel import Scheduler


class Node:
    """A worker that runs a test when it knows the next one, or that there is none."""

    def __init__(self, name: str) -> None:
        self.gateway = SimpleNamespace(id=name)
        self.waiting: list[int] = []
        self.shutting_down = False

    def send_runtest_some(self, numbers: list[int]) -> None:
        assert not self.shutting_down
        self.waiting += numbers

    def shutdown(self) -> None:
        self.shutting_down = True


def can_go_on(node: Node) -> bool:
    return node.shutting_down or len(node.waiting) > 1


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("workers", [1, 2, 4])
@pytest.mark.parametrize(
    ("files", "alone_files"), [(8, 3), (1, 1), (1, 0), (0, 1), (0, 3), (3, 0), (2, 2)]
)
@pytest.mark.few(20)
def test_what_is_alone_runs_once_all_others_have_ended(
    files: int, alone_files: int, workers: int, seed: int, tmp_path: Path
) -> None:
    dice = random.Random(seed)
    tests = [f"{f}.py::{n}" for f in range(files) for n in range(dice.randint(1, 6))]
    # A file may hold both kinds.
    alone = [f"{f}.py::alone_{n}" for f in range(alone_files) for n in range(dice.randint(1, 3))]
    (tmp_path / "alone-1").write_text("\n".join(alone), encoding="utf-8")
    nodes = [Node(f"gw{number}") for number in range(workers)]
    config: Any = SimpleNamespace(
        getvalue=lambda name: ["popen"] * workers, option=SimpleNamespace()
    )
    scheduler: Any = Scheduler(config, None, tmp_path, lambda: None)
    for node in nodes:
        scheduler.add_node(node)
        scheduler.add_node_collection(node, tests + alone)
    scheduler.schedule()
    ran: list[str] = []
    while nodes:
        node = dice.choice(nodes)
        if can_go_on(node) and node.waiting:
            number = node.waiting.pop(0)
            ran.append((tests + alone)[number])
            if ran[-1] in alone:
                assert all(not other.waiting for other in nodes if other is not node)
            scheduler.mark_test_complete(node, number)
        elif can_go_on(node):
            nodes.remove(node)
            if node in scheduler.nodes:
                scheduler.remove_node(node)
        else:  # it waits for more, which comes when another has done something
            assert any(can_go_on(other) for other in nodes), ran
    assert sorted(ran) == sorted(tests + alone)
    assert set(ran[len(tests) :]) == set(alone)


def test_a_test_that_failed_can_run_again_by_itself(tmp_path: Path) -> None:
    """As ``.ci/run`` does."""
    failed = "tests/test_parallel.py::test_what_is_alone_runs_once_all_others_have_ended[2-2-1-0]"
    (tmp_path / "v/cache").mkdir(parents=True)
    (tmp_path / "v/cache/lastfailed").write_text(json.dumps({failed: True}), encoding="utf-8")
    arguments = ["--last-failed", "--last-failed-no-failures=none", "--numprocesses=0"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments, "-o", f"cache_dir={tmp_path}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
