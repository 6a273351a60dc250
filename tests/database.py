"""The tests' own database: made and migrated by the owner's role, used as the application's."""

import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from psycopg import errors, sql

from factcheck.database import EXTENSIONS
from factcheck.embedded import EmbeddedServer

# Rows that migrations put there stay between tests that commit.
KEPT_TABLES = (
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
    "newsroom_policy",
)


@contextmanager
def own_server() -> Iterator[None]:
    """An embedded server for this run alone, so that runs at the same time don't meet."""
    with tempfile.TemporaryDirectory(prefix="factcheck-tests-") as folder:
        Path(folder).chmod(0o711)  # PostgreSQL's user must get through when we are root
        server = EmbeddedServer(Path(folder), throwaway=True)
        with server.running():
            for alias in ("default", "owner"):
                connections.settings[alias]["HOST"] = str(server.sockets)
            yield


def connect(alias: str, **parameters: Any) -> psycopg.Connection[Any]:
    """A connection of its own, outside Django's, as the role of ``alias``."""
    django_parameters = connections[alias].get_connection_params()
    known = {
        key: value
        for key, value in django_parameters.items()
        if key not in {"cursor_factory", "context", "prepare_threshold"}
    }
    return psycopg.connect(**{**known, **parameters})


def parameters(alias: str) -> dict[str, str]:
    """How that role gets there, for a program that is told so: libpq's parameters."""
    with connect(alias) as connection:
        told = connection.info
        # What is told leaves the password out.
        secret = {"password": told.password} if told.password else {}
        return {**told.get_parameters(), **secret}


def create(name: str) -> None:
    """A database whose text folds in every script and that has our extensions."""
    with connect("owner", autocommit=True) as connection:
        identifier = sql.Identifier(name)
        if _template1_suits():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
            return
        connection.execute(
            sql.SQL(
                "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'"
                " LOCALE_PROVIDER libc LOCALE 'C.UTF-8'"
            ).format(identifier)
        )
    with connect("owner", dbname=name, autocommit=True) as connection:
        for extension in EXTENSIONS:
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")


def _template1_suits() -> bool:
    """Whether a plain copy will do. The owner can't add ``vector`` itself: it isn't trusted."""
    with connect("owner", dbname="template1") as connection:
        row = connection.execute(
            "SELECT pg_encoding_to_char(encoding), lower('ЖÉ') = 'жé',"
            " (SELECT count(*) FROM pg_extension WHERE extname = ANY(%s))"
            " FROM pg_database WHERE datname = current_database()",
            [list(EXTENSIONS)],
        ).fetchone()
    return row == ("UTF8", True, len(EXTENSIONS))


@contextmanager
def migrated() -> Iterator[None]:
    """Django's aliases point to a fresh, migrated database inside."""
    first = {alias: connections.settings[alias]["NAME"] for alias in ("default", "owner")}
    if connections.settings["default"]["USER"] == connections.settings["owner"]["USER"]:
        pytest.exit("The tests need two roles: set DATABASE_OWNER_URL beside DATABASE_URL.", 2)
    name = f"test_{first['owner']}_{secrets.token_hex(4)}"
    create(name)
    try:
        for alias in first:
            connections.settings[alias]["NAME"] = name
        call_command("migrate", verbosity=0, interactive=False)
        connections["owner"].close()
        yield
    finally:
        connections.close_all()
        for alias, known in first.items():
            connections.settings[alias]["NAME"] = known
        drop(name)


def drop(name: str) -> None:
    """With whoever is still in it; but for an autovacuum, which the owner may not end, and waits for."""
    statement = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
    with connect("owner", autocommit=True) as connection:
        for _attempt in range(60):
            try:
                connection.execute(statement)
            except errors.InsufficientPrivilege:
                time.sleep(1)
            else:
                return
        connection.execute(statement)


def empty() -> None:
    """Take out every row that tests put in; the application's role may not truncate."""
    with connect("owner") as connection:
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND NOT relispartition AND relname != ALL(%s)",
            [list(KEPT_TABLES)],
        ).fetchall()
        connection.execute(
            sql.SQL("TRUNCATE {} RESTART IDENTITY").format(
                sql.SQL(", ").join(sql.Identifier(table) for (table,) in tables)
            )
        )
