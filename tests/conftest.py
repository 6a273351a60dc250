"""What every test can ask for: the database, raw connections to it, a browser."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.test import TransactionTestCase
from playwright.sync_api import Browser, Page, expect

from factcheck.database import is_embedded
from tests import database
from tools import chromium

PATIENCE = 30_000  # milliseconds
# What a test asks for that asks PostgreSQL.
DATABASE = frozenset({"db", "transactional_db", "django_db_setup"})


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only",
        action="store_true",
        help="only the tests that ask PostgreSQL: on another server the rest would repeat itself",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whatever asks for a browser is marked so."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    if config.getoption("--database-only"):
        config.hook.pytest_deselected(items=[item for item in items if not asks_postgresql(item)])
        items[:] = filter(asks_postgresql, items)


def asks_postgresql(item: pytest.Item) -> bool:
    asked = DATABASE.intersection(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Replaces pytest-django's: two roles, and what tests commit is removed by the owner."""
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        if is_embedded(os.environ):
            stack.enter_context(database.own_server())
        stack.enter_context(database.migrated())
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: database.empty())
        with django_db_blocker.block():
            yield


@pytest.fixture
def owner_connection(django_db_setup: None) -> Iterator[psycopg.Connection[Any]]:
    """A raw connection to the test database as the owner, each statement its own transaction."""
    with database.connect("owner", autocommit=True) as connection:
        yield connection


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


@pytest.fixture(autouse=True)
def _media_of_its_own(settings: Any, tmp_path: Path) -> None:
    """No test writes among the files of a running newsroom."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, one per module of tests."""
    if not chromium.CHROMIUM.exists():
        pytest.skip(chromium.MISSING)
    with pytest.MonkeyPatch.context() as patch:
        # Playwright's event loop runs in this thread, beside the ORM, for as long as it is open.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        # What comes is waited for on a busy machine, too; what never comes fails all the same.
        expect.set_options(timeout=PATIENCE)
        with chromium.running() as running:
            yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a browser profile of its own."""
    context = browser.new_context()
    yield context.new_page()
    context.close()
