"""What every test can ask for: the database, raw connections to it, a browser."""

import gc
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connections
from django.db.transaction import TransactionManagementError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import TransactionTestCase, client, override_settings
from django.utils import translation
from playwright.sync_api import Browser, Page, expect

from tests import broken_rules, database, parallel, pgbouncer
from tests.stamping import POLICY, Tsa
from tools import chromium

# It would keep jsonschema a second from its import, for kinds of addresses that no schema of ours has.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

HERE = Path(__file__).parent
# No test fails for the time it takes on a busy machine.
hypothesis.settings.register_profile(
    "untimed",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    max_examples=25,
)
hypothesis.settings.load_profile("untimed")

PATIENCE = 120_000  # milliseconds
# What a test asks for that asks PostgreSQL.
DATABASE = frozenset({"db", "transactional_db", "django_db_setup"})


SLOW = ("alone", "browser", "long", "at_length")
# Whether tests were left out, other than those marked at_length.
PARTIAL = pytest.StashKey[bool]()
# The files that tests were collected from.
FILES = pytest.StashKey[set[Path]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only",
        action="store_true",
        help="the first example of each test that asks PostgreSQL: on another server the rest would repeat itself",
    )
    parser.addoption(
        "--usual", action="store_true", help="without the tests that are marked at_length"
    )
    parser.addoption(
        "--at-length",
        action="store_true",
        help="only the tests that are marked at_length, and those of hypothesis with more examples",
    )
    parser.addoption(
        "--fast",
        action="store_true",
        help="the first test of each file, no browser, and nothing that takes long",
    )
    parser.addoption(
        "--pgbouncer",
        action="store_true",
        help="the application's role reaches the database through PgBouncer in transaction mode",
    )
    parser.addoption(
        "--template",
        help="the database to migrate and copy, on the server of DATABASE_URL: kept for the next run",
    )
    parser.addoption(
        "--composed-sql",
        default="40",
        help="how many transactions tests/newsroom/test_composed_sql.py tries",
    )


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Keep how the run ended, for ``.ci/run``: make tells of every failure in the same way."""
    cache = getattr(session.config, "cache", None)
    if cache is not None and not hasattr(session.config, "workerinput"):
        cache.set("run/exit_status", int(exitstatus))


def pytest_configure(config: pytest.Config) -> None:
    gc.disable()
    broken_rules.record()
    for profile, examples in (("fast", 10), ("at_length", 200)):
        if config.getoption(profile):
            hypothesis.settings.register_profile(profile, max_examples=examples)
            hypothesis.settings.load_profile(profile)
    if shared := parallel.shared(config):
        config.pluginmanager.register(parallel.Worker(shared))
    else:
        config.pluginmanager.register(parallel.Controller())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whatever asks for a browser is marked so. What takes longest goes first, so that no worker is
    left with it at the end.
    """
    for item in items:
        if "shared_browser" in fixtures(item):
            item.add_marker(pytest.mark.browser)
    mark_all_but_a_few(items)
    config.stash[FILES] = {item.path for item in items}
    slow = {
        name: {item.path for item in items if item.get_closest_marker(name)}
        for name in ("browser", "long")
    }
    items.sort(
        key=lambda item: (
            "all_broken_rules" in fixtures(item),
            item.get_closest_marker("alone") is not None,
            item.path not in slow["browser"],
            item.path not in slow["long"],
        )
    )
    kept = items
    if config.getoption("--database-only"):
        kept = firsts(
            (
                item
                for item in kept
                if asks_postgresql(item) and not item.get_closest_marker("one_server")
            ),
            lambda item: item.nodeid.partition("[")[0],
        )
    if config.getoption("--usual"):
        kept = [item for item in kept if not item.get_closest_marker("at_length")]
    if config.getoption("--at-length"):
        kept = [
            item for item in kept if item.get_closest_marker("at_length") or of_hypothesis(item)
        ]
    if config.getoption("--fast"):
        kept = firsts(
            (item for item in kept if not any(map(item.get_closest_marker, SLOW))),
            lambda item: item.path,
        )
    if left_out := set(items).difference(kept):
        config.hook.pytest_deselected(items=[item for item in items if item in left_out])
        items[:] = kept


def pytest_collection_finish() -> None:
    """What was imported and collected stays: it isn't looked through for garbage time and again. What tests
    make is, but not as often as by default, which would be a tenth of what pages take.
    """
    gc.freeze()
    gc.set_threshold(50_000)
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """What a test asked for and did not read to its end is closed with it, as a server does. Otherwise the
    garbage collector ends a stream's transaction in the midst of a later statement, and both wait for
    the connection forever.
    """
    closers: list[Callable[[], object]] = []
    remove = client.conditional_content_removal

    def noting(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming:
            closers.extend(response._resource_closers)  # type: ignore[attr-defined]  # not in the stubs
        return remove(request, response)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "conditional_content_removal", noting)
        try:
            return (yield)
        finally:
            for close in closers:
                with suppress(DatabaseError, TransactionManagementError):
                    close()


def fixtures(item: pytest.Item) -> Sequence[str]:
    return getattr(item, "fixturenames", ())


def asks_postgresql(item: pytest.Item) -> bool:
    used = DATABASE.intersection(fixtures(item))
    return bool(used) or item.get_closest_marker("django_db") is not None


def of_hypothesis(item: pytest.Item) -> bool:
    return hypothesis.is_hypothesis_test(getattr(item, "obj", None))


def mark_all_but_a_few(items: list[pytest.Item]) -> None:
    """Of a table marked ``few(number)`` so many examples stay, spread over it; the others are at length."""
    tables = defaultdict(list)
    for item in items:
        if few := item.get_closest_marker("few"):
            tables[item.nodeid.partition("[")[0], *few.args].append(item)
    for (_, number), table in tables.items():
        kept = {round(step * (len(table) - 1) / max(1, number - 1)) for step in range(number)}
        for place, item in enumerate(table):
            if place not in kept:
                item.add_marker(pytest.mark.at_length)


def firsts(
    items: Iterable[pytest.Item], same: Callable[[pytest.Item], object]
) -> list[pytest.Item]:
    """Of those for which ``same`` gives the same, the first."""
    found: dict[object, pytest.Item] = {}
    for item in items:
        found.setdefault(same(item), item)
    return list(found.values())


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    # None, where pytest has left them out while it collected.
    for item in items:
        if not item.get_closest_marker("at_length"):
            item.config.stash[PARTIAL] = True


@pytest.fixture(scope="session")
def all_broken_rules(request: pytest.FixtureRequest) -> set[str]:
    """Those that all tests broke; a test that asks for them runs last, and only in a whole run."""
    files = request.config.stash[FILES]
    if request.config.stash.get(PARTIAL, False) or not files.issuperset(HERE.rglob("test_*.py")):
        pytest.skip("only a run of all tests tells which rules they break")
    return broken_rules.BROKEN | parallel.broken_by_others(request.config)


@pytest.fixture(scope="session")
def template(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any
) -> Iterator[str]:
    """The name of a migrated database to copy."""
    if shared := parallel.shared(request.config):
        database.use_server(shared.server)
        yield shared.template
        return
    with database.server(), ExitStack() as stack:
        with django_db_blocker.unblock():
            name = stack.enter_context(database.template(request.config.getoption("--template")))
        yield name


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, template: str, django_db_blocker: Any
) -> Iterator[None]:
    """Replaces pytest-django's: two roles, and what tests commit is removed by the owner."""
    with ExitStack() as stack:
        stack.enter_context(database.copy(template))
        if request.config.getoption("--pgbouncer"):
            stack.enter_context(pgbouncer.in_front())
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: database.empty())
        yield


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """The language of a page that a test asked for stays in its thread; the next test begins without it."""
    yield
    translation.deactivate()


@pytest.fixture
def owner_connection(django_db_setup: None) -> Iterator[psycopg.Connection[Any]]:
    """A raw connection to the test database as the owner, each statement its own transaction."""
    with database.connect("owner", autocommit=True) as connection:
        yield connection


@pytest.fixture
def temporary_tables(owner_connection: psycopg.Connection[Any]) -> Iterator[None]:
    """The application may make temporary tables, as the owner never lets it."""
    with database.temporary_tables_allowed(owner_connection):
        yield


@pytest.fixture
def keys_of_history(django_db_setup: None) -> Iterator[None]:
    """The test may change which keys history accepts."""
    first = settings.SECRET_KEY
    yield
    with override_settings(SECRET_KEY=first, SECRET_KEY_FALLBACKS=[]):
        database.accept_keys()


@pytest.fixture
def app_connection(django_db_setup: None) -> Iterator[Callable[..., psycopg.Connection[Any]]]:
    """Makes raw connections to the test database as the application's role.

    They begin transactions as psycopg does (``autocommit=True`` changes that), and what is open
    at the end is rolled back.
    """
    made: list[psycopg.Connection[Any]] = []

    def connect(**parameters: Any) -> psycopg.Connection[Any]:
        made.append(database.connect("default", **parameters))
        return made[-1]

    yield connect
    for connection in made:
        connection.close()


@pytest.fixture(scope="session")
def media_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for each test. It isn't made: ``tmp_path`` costs more time the more tests have one."""
    folder = tmp_path_factory.mktemp("media")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def _media_of_its_own(settings: Any, media_folders: Iterator[Path]) -> None:
    """No test writes among the files of a running newsroom."""
    settings.MEDIA_ROOT = next(media_folders)


@pytest.fixture(scope="session")
def shared_browser(django_db_setup: None) -> Iterator[Browser]:
    """Chromium, one for each worker; it closes before the database that its pages are read from."""
    if not chromium.CHROMIUM.exists():
        pytest.skip(chromium.MISSING)
    # Playwright's event loop runs in this thread, beside the ORM, for as long as it is open; it has
    # connections of its own there.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        # What comes is waited for on a busy machine, too; what never comes fails all the same.
        expect.set_options(timeout=PATIENCE)
        connections.close_all()
        with chromium.running() as running:
            running.on("context", lambda context: context.set_default_timeout(PATIENCE))
            yield running
            connections.close_all()


@pytest.fixture
def browser(shared_browser: Browser) -> Iterator[Browser]:
    """Chromium; what a test opens in it is closed."""
    yield shared_browser
    for context in shared_browser.contexts:
        context.close()


@pytest.fixture
def page(browser: Browser) -> Page:
    """A page in a browser profile of its own."""
    return browser.new_context().new_page()


@pytest.fixture(scope="session")
def _tsa(tmp_path_factory: pytest.TempPathFactory) -> Tsa:
    return Tsa(tmp_path_factory.mktemp("stamping") / "tsa")


@pytest.fixture
def tsa(_tsa: Tsa) -> Tsa:
    """An authority that stamps times."""
    _tsa.leaf, _tsa.policy, _tsa.fails = "leaf", POLICY, False
    _tsa.queries.clear()
    return _tsa


@pytest.fixture
def in_no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers' forms are taken however soon they are sent."""
    monkeypatch.setattr("claims.site.reader_forms.SOONEST", -1)


@pytest.fixture
def drafters_may_sign(owner_connection: psycopg.Connection[Any]) -> Iterator[None]:
    owner_connection.execute("UPDATE newsroom_policy SET drafters_may_sign = true")
    yield
    owner_connection.execute("UPDATE newsroom_policy SET drafters_may_sign = false")
