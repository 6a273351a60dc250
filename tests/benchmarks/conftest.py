"""A generated newsroom of 300 claims, in a database of its own, for all tests of this folder."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import connections

from benchmarks.newsroom.load import fill
from benchmarks.newsroom.plan import Plan
from tests import database

PLAN = Plan.of(300, publications=420, speakers=120, sources=48, seed=6)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "generated" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.long)


@pytest.fixture(scope="package")
def generated(
    django_db_setup: None, template: str, django_db_blocker: Any
) -> Iterator[dict[str, Any]]:
    """How its owner connects. Django is pointed to it, too, until the tests here are done."""
    connections.close_all()
    # Also where the filling fails: a copy left open would close the connections of a later test.
    with database.copy(template):
        parameters = database.parameters("owner")
        with django_db_blocker.unblock():
            fill(parameters, PLAN, history=True)
        yield parameters


@pytest.fixture
def owner(generated: dict[str, Any]) -> Iterator[psycopg.Connection[Any]]:
    """As the owner, in a transaction that is rolled back."""
    connection = psycopg.connect(**generated)
    yield connection
    connection.rollback()
    connection.close()


@pytest.fixture
def unguarded(owner: psycopg.Connection[Any]) -> Callable[..., None]:
    """Run a statement that no trigger of the tables named sees."""

    def run(statement: str, *tables: str) -> None:
        for table in tables:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner.execute(statement)

    return run
