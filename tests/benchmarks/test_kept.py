"""A generated newsroom is filled once, found again, and brought up to date by migrations."""

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql

from benchmarks import newsroom
from benchmarks.newsroom import kept
from tests import database


@pytest.fixture
def server(django_db_setup: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A superuser's or owner's connection to the tests' own server, which ``of`` is told to use."""
    for variable, alias in (("DATABASE_URL", "default"), ("DATABASE_OWNER_URL", "owner")):
        monkeypatch.setenv(variable, kept._url(database.parameters(alias)))
    with database.connect("owner", autocommit=True) as connection:
        yield connection
        for (name,) in connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, 'newsroom_100_')"
        ).fetchall():
            connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def call_it(server: Any, name: str, other: str, had: dict[str, str]) -> None:
    """As if it had been filled under other migrations."""
    one, two = sql.Identifier(name), sql.Identifier(other)
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(one, two))
    comment = kept.FILLED + json.dumps(had)
    server.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(two, comment))


@pytest.mark.long
def test_it_is_filled_once_then_found_then_migrated_then_made_anew(
    server: Any, template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    progress: list[str] = []
    with newsroom.of(100, tell=progress.append) as first:
        assert first.filled_in is not None
        assert any("rows copied" in words for words in progress)
        with psycopg.connect(**first.application) as connection:
            count = connection.execute("SELECT count(*) FROM claims_claim").fetchone()
    assert count == (100,)
    name = first.owner["dbname"]

    with newsroom.of(100) as again:
        assert (again.owner["dbname"], again.filled_in) == (name, None)

    migrations = kept._migrations()
    older = dict(list(migrations.items())[:-1])
    call_it(server, name, name[:-8] + "older", older)
    with newsroom.of(100) as migrated:
        assert (migrated.owner["dbname"], migrated.filled_in) == (name, None)

    changed = dict.fromkeys(migrations, "of other contents")
    call_it(server, name, name[:-8] + "other", changed)
    # Migrating from nothing took a minute the first time and would again.
    monkeypatch.setattr(kept, "_make", lambda _owner, made, _older: database.create(made, template))
    with newsroom.of(100, tell=progress.append) as anew:
        assert (anew.owner["dbname"], anew.filled_in is None) == (name, False)
