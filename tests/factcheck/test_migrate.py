"""A migration that doesn't get its locks is undone and tried again."""

import io
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.db.migrations import Migration

from factcheck.management.commands import migrate
from tests import database

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)

RECORD = "app = 'owner_functions'"


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "PAUSE", 0)


def test_pauses_grow_to_a_minute_and_end_after_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "PAUSE", 2)
    pauses = [migrate.pause_after(attempt) for attempt in range(1, migrate.ATTEMPTS)]
    assert pauses[:7] == [2, 4, 8, 16, 32, 60, 60]
    assert 3500 < sum(pauses) < 3700


@pytest.fixture
def waiting(owner_connection: psycopg.Connection[Any]) -> Iterator[psycopg.Connection[Any]]:
    """One migration is to be done, and somebody holds a lock that it needs."""
    rows = owner_connection.execute(
        f"DELETE FROM django_migrations WHERE {RECORD} RETURNING app, name, applied".encode()
    ).fetchall()
    assert rows
    with database.connect("owner") as other:
        other.execute("LOCK TABLE django_migrations IN SHARE MODE")
        yield other
    if not recorded(owner_connection):
        for row in rows:
            owner_connection.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", row
            )


def recorded(owner: psycopg.Connection[Any]) -> list[Any]:
    return owner.execute(f"SELECT 1 FROM django_migrations WHERE {RECORD}".encode()).fetchall()


class Output(io.StringIO):
    """Releases the lock when it reads that the command tries again."""

    def __init__(self, holder: psycopg.Connection[Any]) -> None:
        super().__init__()
        self.holder = holder

    def write(self, text: str) -> int:
        if "A table is in use. Trying again" in text:
            self.holder.rollback()
        return super().write(text)


def test_tries_again_until_the_table_is_free(
    waiting: psycopg.Connection[Any], owner_connection: psycopg.Connection[Any]
) -> None:
    output = Output(waiting)
    call_command("migrate", verbosity=0, interactive=False, stdout=output)
    assert output.getvalue().count("A table is in use.") == 1
    assert recorded(owner_connection)


def test_tries_again_what_failed_at_its_very_end(
    waiting: psycopg.Connection[Any],
    owner_connection: psycopg.Connection[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Foreign keys are added then, and Django leaves the transaction open."""
    waiting.rollback()
    waiting.execute("LOCK TABLE claims_topic IN SHARE MODE")
    last = "LOCK TABLE claims_topic IN ACCESS EXCLUSIVE MODE NOWAIT"
    apply = Migration.apply

    def applied(self: Migration, state: Any, editor: Any, *more: Any, **options: Any) -> Any:
        editor.deferred_sql.append(last)
        return apply(self, state, editor, *more, **options)

    monkeypatch.setattr(Migration, "apply", applied)
    output = Output(waiting)
    call_command("migrate", verbosity=0, interactive=False, stdout=output)
    assert output.getvalue().count("A table is in use.") == 1
    assert recorded(owner_connection)


def test_gives_up_with_nothing_done(
    waiting: psycopg.Connection[Any],
    owner_connection: psycopg.Connection[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(migrate, "ATTEMPTS", 2)
    output = io.StringIO()
    with pytest.raises(OperationalError, match="lock timeout"):
        call_command("migrate", verbosity=0, interactive=False, stdout=output)
    assert output.getvalue().count("A table is in use.") == 1
    assert not recorded(owner_connection)


def test_other_errors_are_not_tried_again(
    waiting: psycopg.Connection[Any], owner_connection: psycopg.Connection[Any]
) -> None:
    output = io.StringIO()
    waiting.rollback()
    owner_connection.execute(
        "ALTER TABLE django_migrations ADD CONSTRAINT spoilt CHECK (app <> 'owner_functions')"
    )
    try:
        with pytest.raises(Exception, match="spoilt"):
            call_command("migrate", verbosity=0, interactive=False, stdout=output)
    finally:
        owner_connection.execute("ALTER TABLE django_migrations DROP CONSTRAINT spoilt")
    assert "Trying again" not in output.getvalue()
