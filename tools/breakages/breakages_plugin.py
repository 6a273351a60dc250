"""For pytest in a copy of the tree: record what each test reaches, or find a test that notices a breakage.

It imports no other module of the project. The file that ``BREAKAGES`` in the environment names has the job.
"""

import ast
import builtins
import json
import os
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import suppress
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.test.signals import template_rendered
from psycopg import sql
from psycopg.pq import TransactionStatus
from pytest_django.plugin import blocking_manager_key

JOB: dict[str, Any] = (
    json.loads(Path(os.environ["BREAKAGES"]).read_text()) if "BREAKAGES" in os.environ else {}
)
ROOT = Path.cwd()
PRODUCT = ("claims", "factcheck", "newsroom", "nlp", "sources")
REFUSED = ("23", "42501", "P0001")  # beginnings of PostgreSQL's codes


def pytest_configure(config: pytest.Config) -> None:
    if "record" in JOB:
        config.pluginmanager.register(Recorder(Path(JOB["record"])))
    elif "tests" in JOB:
        config.pluginmanager.register(Watcher())


def _tests_database() -> Any:
    """Which conftest.py has imported; None, in a tree whose tests need no database."""
    return sys.modules.get("tests.database")


class Marks(ast.NodeTransformer):
    """Each function says first that it is reached."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._names: list[str] = []

    def _within(self, node: Any) -> Any:
        self._names.append(node.name)
        self.generic_visit(node)
        if not isinstance(node, ast.ClassDef):
            name = ast.Constant(f"{self._file}:{'.'.join(self._names)}")
            mark = ast.Expr(ast.Call(ast.Name("__reached__", ast.Load()), [name], []))
            at = int(ast.get_docstring(node, clean=False) is not None)
            ast.copy_location(mark, node.body[0])
            node.body.insert(at, ast.fix_missing_locations(mark))
        self._names.pop()
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = _within  # noqa: N815


class Marked(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        path = Path(self.path)
        tree = Marks(str(path.relative_to(ROOT))).visit(ast.parse(path.read_bytes()))
        return compile(tree, self.path, "exec", dont_inherit=True)


class Finder(MetaPathFinder):
    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        if fullname.partition(".")[0] not in PRODUCT or "migrations" in fullname:
            return None
        spec = PathFinder.find_spec(fullname, path)
        if (
            spec
            and type(spec.loader) is SourceFileLoader
            and ROOT in Path(spec.loader.path).parents
        ):
            spec.loader = Marked(spec.loader.name, spec.loader.path)
        return spec


REACHED: set[str] = set()
if "record" in JOB:
    builtins.__reached__ = REACHED.add  # type: ignore[attr-defined]
    sys.meta_path.insert(0, Finder())


class Recorder:
    """Writes a line for each test: the functions, SQL functions and templates that it reached."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers: dict[str, int] = {}
        self._of_fixtures: dict[str, set[str]] = {}
        self._copy = ""
        self._calls: dict[str, int] = {}
        self._outcomes: set[str] = set()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Those that were recorded before are left out."""
        known = {
            json.loads(line)["test"]
            for file in self._folder.glob("*.jsonl")
            for line in file.read_text().splitlines()
        }
        items[:] = [item for item in items if item.nodeid not in known]

    def pytest_sessionstart(self) -> None:
        template_rendered.connect(self._rendered)
        if database := _tests_database():
            create = database.create

            def counting(name: str, template: str | None) -> None:
                create(name, template)
                if template:
                    with database.connect("owner", autocommit=True) as owner:
                        count = "ALTER DATABASE {} SET track_functions = 'all'"
                        owner.execute(sql.SQL(count).format(sql.Identifier(name)))
                    self._copy = self._copy or name

            database.create = counting

    def _rendered(self, template: Any, **_others: Any) -> None:
        with suppress(TypeError, ValueError, AttributeError):
            REACHED.add(str(Path(template.origin.name).relative_to(ROOT)))

    def _note_sql(self) -> None:
        """The SQL functions that were called since the last time."""
        if not self._copy:
            return
        database = _tests_database()
        counts: dict[str, int] = {}
        for alias in ("default", "owner"):
            raw: Any = connections[alias].connection
            if raw is None or raw.closed or connections[alias].settings_dict["NAME"] != self._copy:
                continue
            with suppress(psycopg.Error):
                if raw.info.transaction_status == TransactionStatus.IDLE and raw.autocommit:
                    raw.execute("SELECT pg_stat_force_next_flush()")
                elif raw.info.transaction_status == TransactionStatus.INTRANS:
                    counted = "SELECT funcname, calls FROM pg_stat_xact_user_functions"
                    REACHED.update(f"sql:{name}" for name, _ in raw.execute(counted).fetchall())
        with (
            suppress(psycopg.Error),
            database.connect("owner", dbname=self._copy, autocommit=True) as reader,
        ):
            counted = "SELECT funcname, sum(calls)::int FROM pg_stat_user_functions GROUP BY 1"
            counts = dict(reader.execute(counted).fetchall())
        for name, calls in counts.items():
            if calls > self._calls.get(name, 0):
                REACHED.add(f"sql:{name}")
        self._calls = counts or self._calls

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, Any, Any]:
        """What several tests share is reached by each of them."""
        if fixturedef.scope == "function":
            return (yield)
        before = set(REACHED)
        REACHED.clear()
        try:
            return (yield)
        finally:
            self._note_sql()
            self._of_fixtures[fixturedef.argname] = set(REACHED)
            REACHED.update(before)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        self._outcomes.add(report.outcome)
        return report

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        REACHED.clear()
        self._outcomes.clear()
        begun = time.perf_counter()
        result = yield
        seconds = time.perf_counter() - begun
        self._note_sql()
        for fixture in getattr(item, "fixturenames", ()):
            REACHED.update(self._of_fixtures.get(fixture, ()))
        new = sorted(REACHED - self._numbers.keys())
        self._numbers.update((name, len(self._numbers)) for name in new)
        line = {
            "test": item.nodeid,
            "seconds": round(seconds, 3),
            "passed": self._outcomes == {"passed"},
            "new": new,
            "reached": sorted(self._numbers[name] for name in REACHED),
        }
        with (self._folder / f"{os.getpid()}-{id(self)}.jsonl").open("a") as file:
            file.write(json.dumps(line, separators=(",", ":")) + "\n")
        return result


class Watcher:
    """Runs the tests in the order given, until one notices the breakage or the time is over."""

    def __init__(self) -> None:
        self._begun = 0.0

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        order = {test: number for number, test in enumerate(JOB["tests"])}
        items[:] = sorted((i for i in items if i.nodeid in order), key=lambda i: order[i.nodeid])

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        database = _tests_database()
        if database is None or JOB.get("control"):
            return
        migrate, create = database.migrate, database.create
        done: list[str] = []

        def create_broken(name: str, template: str | None) -> None:
            """The template stays whole: only its first copy is migrated by what is broken, and broken."""
            create(name, template)
            if template and not done:
                done.append(name)
                try:
                    if JOB.get("migrate"):
                        with session.config.stash[blocking_manager_key].unblock():
                            migrate(name)
                    with database.connect("owner", dbname=name, autocommit=True) as owner:
                        break_database(owner, *JOB["sql"])
                except Exception as error:
                    _say(verdict="did not load", why=str(error)[:300])
                    session.shouldstop = "did not load"
                    raise

        database.create, database.migrate = create_broken, lambda _name: None

    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        self._begun = self._begun or time.monotonic()
        if time.monotonic() - self._begun > JOB["seconds"]:
            _say(verdict="time over")
            item.session.shouldstop = "time over"

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if call.when == "teardown":
            _say(ran=item.nodeid)
        elif report.failed and call.excinfo and not item.session.shouldstop:
            why = f"{call.excinfo.typename}: {call.excinfo.value}"[:300]
            if notices(call.excinfo.value):
                _say(verdict="killed", by=item.nodeid, why=why)
                item.session.shouldstop = "noticed"
            else:
                _say(crashed=f"{item.nodeid} {why}")
        return report

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        _say(finished=True, collected=len(session.items))


def _say(**words: Any) -> None:
    with Path(JOB["answers"]).open("a") as file:
        file.write(json.dumps(words) + "\n")


def break_database(owner: psycopg.Connection[Any], kind: str = "", *what: str) -> None:
    if kind == "function":
        name, was, new = what
        defined = "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = %s AND prosrc = %s"
        ((definition,),) = owner.execute(defined, [name, was]).fetchall()
        owner.execute(definition.replace(was, new))
    elif kind == "trigger":
        statement = sql.SQL("DROP TRIGGER {} ON {}")
        owner.execute(statement.format(*map(sql.Identifier, what[:2])))
    elif kind == "constraint":
        (name,) = what
        row = owner.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint WHERE conname = %s AND conparentid = 0",
            [name],
        ).fetchone()
        drop = sql.SQL(f"ALTER TABLE {row[0]} DROP CONSTRAINT {{}}" if row else "DROP INDEX {}")
        owner.execute(drop.format(sql.Identifier(name)))


def notices(error: BaseException) -> bool:
    """A failed assertion or a refusal; not what shows that the code can't run at all."""
    if isinstance(error, AssertionError | pytest.fail.Exception):
        return True
    kind = type(error)
    refusals = {"PermissionDenied", "ValidationError", "Http404"}
    if kind.__module__.partition(".")[0] in PRODUCT or kind.__name__ in refusals:
        return True
    state = getattr(error, "sqlstate", None) or getattr(error.__cause__, "sqlstate", None)
    return str(state).startswith(REFUSED)
