"""Tests on several cores: one server and one migrated template for all workers of pytest-xdist.

The template is migrated while the workers collect. Whole files are given out, in the order of
collection. Tests marked ``alone`` run when all others are done and their workers have ended.
"""

import os
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytest_django.plugin import blocking_manager_key
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

from tests import broken_rules, database


@dataclass(frozen=True)
class Shared:
    """What the workers of a run have in common."""

    folder: Path  # each worker leaves there what the others need to know
    server: dict[str, Any]
    template: str


def shared(config: pytest.Config) -> Shared | None:
    """None but in a worker."""
    given = getattr(config, "workerinput", None)
    return Shared(Path(given["folder"]), given["server"], given["template"]) if given else None


def broken_by_others(config: pytest.Config) -> set[str]:
    """The rules that tests of workers that have ended broke."""
    given = shared(config)
    return _lines(given.folder, "broken") if given else set()


def _write(folder: Path, what: str, lines: Iterable[str]) -> None:
    (folder / f"{what}-{os.getpid()}").write_text("\n".join(lines), encoding="utf-8")


def _lines(folder: Path, what: str) -> set[str]:
    """As all workers wrote them."""
    return {
        line
        for path in folder.glob(f"{what}-*")
        for line in path.read_text(encoding="utf-8").splitlines()
    }


class Worker:
    """Of a process that runs tests; each collects all of them."""

    def __init__(self, given: Shared) -> None:
        self._folder = given.folder

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        alone = [item.nodeid for item in session.items if item.get_closest_marker("alone")]
        _write(self._folder, "alone", alone)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        _write(self._folder, "broken", broken_rules.BROKEN)


class Scheduler(LoadFileScheduling):
    """In the order of collection, and what is ``alone`` on the only worker left."""

    def __init__(
        self, config: pytest.Config, log: Any, folder: Path, until_ready: Callable[[], object]
    ) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False
        self._folder = folder
        self._until_ready = until_ready

    def schedule(self) -> None:
        """Once all workers have collected."""
        self._until_ready()
        self._alone = _lines(self._folder, "alone")
        super().schedule()

    def _split_scope(self, nodeid: str) -> str:
        scope = super()._split_scope(nodeid)
        return f"{scope} alone" if nodeid in self._alone else scope

    def _assign_work_unit(self, node: WorkerController) -> None:
        if next(iter(self.workqueue)).endswith(" alone"):
            other_nodes = [other for other in self.nodes if other is not node]
            if any(not other.shutting_down for other in other_nodes):
                node.shutdown()
            if other_nodes:
                return
        super()._assign_work_unit(node)

    def remove_node(self, node: WorkerController) -> str | None:
        crashed = super().remove_node(node)
        for other in self.nodes:
            if other in self.registered_collections:
                # Twice: a worker runs a test when it knows the next one.
                self._reschedule(other)
                self._reschedule(other)
        return crashed


class Controller:
    """Of the process that gives out the tests."""

    def __init__(self) -> None:
        self._stack = ExitStack()

    def pytest_xdist_setupnodes(self, config: pytest.Config) -> None:
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="factcheck-tests-"))
        self._folder = Path(folder)
        self._stack.enter_context(database.server())
        self._stack.enter_context(config.stash[blocking_manager_key].unblock())
        kept = config.getoption("--template")
        self._template = self._stack.enter_context(database.to_migrate(kept))
        pool = self._stack.enter_context(ThreadPoolExecutor(1))
        self._migrated: Future[None] = pool.submit(database.migrate, self._template)

    def pytest_configure_node(self, node: WorkerController) -> None:
        node.workerinput.update(
            folder=str(self._folder), server=database.server_settings(), template=self._template
        )

    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Scheduler:
        return Scheduler(config, log, self._folder, self._migrated.result)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        self._stack.close()
