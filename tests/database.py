"""The tests' own database: made and migrated by the owner's role, used as the application's."""

import os
import secrets
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import errors, sql

from factcheck.database import EMBEDDED_OWNER, EXTENSIONS, is_embedded
from factcheck.embedded import EmbeddedServer
from newsroom import history
from newsroom.privileges import database_rights

ALIASES = ("default", "owner")
# Rows that migrations put there stay between tests that commit.
KEPT_TABLES = (
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "newsroom_policy",
    "newsroom_historykey",
)


@contextmanager
def server() -> Iterator[None]:
    """Unless DATABASE_URL names one, an embedded server for this run alone."""
    if not is_embedded(os.environ):
        yield
        return
    with tempfile.TemporaryDirectory(prefix="factcheck-tests-") as folder:
        Path(folder).chmod(0o711)  # PostgreSQL's user must get through when we are root
        embedded = EmbeddedServer(Path(folder), throwaway=True)
        with embedded.running():
            with embedded.connect() as superuser:
                superuser.execute(
                    f"GRANT SET ON PARAMETER session_replication_role TO {EMBEDDED_OWNER}"
                )
            use_server(
                {
                    "HOST": str(embedded.sockets),
                    "OPTIONS": {"passfile": str(embedded.passwords)},
                }
            )
            yield


def server_settings() -> dict[str, Any]:
    """Where Django's aliases find the server, and how they get in."""
    return {name: connections.settings["owner"][name] for name in ("HOST", "OPTIONS")}


def use_server(found: Mapping[str, Any]) -> None:
    for alias in ALIASES:
        connections.settings[alias].update(found)


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
        server = connection.info
        known = server.get_parameters()
        # It leaves the password out; the embedded server's are in a file, for every role.
        secret = (
            {"password": server.password} if server.password and "passfile" not in known else {}
        )
        return {**known, **secret}


def create(name: str, template: str | None) -> None:
    """A copy of ``template``; without one, a database whose text folds in every script and that
    has our extensions."""
    with connect("owner", autocommit=True) as connection:
        identifier = sql.Identifier(name)
        if template or _template1_suits():
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    identifier, sql.Identifier(template or "template1")
                )
            )
            # A copy has none of its template's privileges on the database itself.
            connection.execute(database_rights(name, connections.settings["default"]["USER"]))
            signer = settings.DATABASE_SIGNER_ROLE
            if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [signer]).rowcount:
                connection.execute(
                    sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                        identifier, sql.Identifier(signer)
                    )
                )
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
def template(kept: str | None = None) -> Iterator[str]:
    """A migrated database to copy, to which nobody is connected."""
    with to_migrate(kept) as name:
        migrate(name)
        yield name


@contextmanager
def to_migrate(kept: str | None) -> Iterator[str]:
    """The name of the database that is kept from run to run, or of a new one, dropped at the end."""
    if kept:
        yield kept
        return
    with made(None) as name:
        yield name


def migrate(name: str) -> None:
    """Nobody stays connected to it."""
    with used(name):
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def copy(template: str) -> Iterator[None]:
    """Django's aliases point to a fresh copy inside."""
    with made(template) as name, used(name):
        yield


@contextmanager
def made(template: str | None) -> Iterator[str]:
    """The name of a new database, dropped at the end."""
    if connections.settings["default"]["USER"] == connections.settings["owner"]["USER"]:
        pytest.exit("The tests need two roles: set DATABASE_OWNER_URL beside DATABASE_URL.", 2)
    name = f"test_{connections.settings['owner']['NAME']}_{secrets.token_hex(4)}"
    create(name, template)
    try:
        yield name
    finally:
        drop(name)


@contextmanager
def used(name: str) -> Iterator[None]:
    """Django's aliases point to this database inside."""
    first = {alias: connections.settings[alias]["NAME"] for alias in ALIASES}
    connections.close_all()
    for alias in ALIASES:
        connections.settings[alias]["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        for alias, known in first.items():
            connections.settings[alias]["NAME"] = known


def accept_keys() -> None:
    """History accepts what the present settings sign, as after a migrate."""
    with connect("owner") as owner, owner.cursor() as cursor:
        history.accept_keys(cursor)


@contextmanager
def temporary_tables_allowed(owner: psycopg.Connection[Any]) -> Iterator[None]:
    """The application may make them inside."""
    names = [
        sql.Identifier(name)
        for name in (owner.info.dbname, connections.settings["default"]["USER"])
    ]
    owner.execute(sql.SQL("GRANT TEMP ON DATABASE {} TO {}").format(*names))
    try:
        yield
    finally:
        owner.execute(sql.SQL("REVOKE TEMP ON DATABASE {} FROM {}").format(*names))


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
    """Take out every row that tests put in, and number new ones from the start again.

    The application's role may not. TRUNCATE would make new files for every table, because foreign
    keys bind them together; so rows are deleted where there are any, and no trigger hears of it.
    """
    with connect("owner") as connection:
        tables = [
            sql.Identifier(table)
            for (table,) in connection.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                " AND relkind = 'r' AND relname != ALL(%s)",
                [list(KEPT_TABLES)],
            )
        ]
        if not _may_switch_triggers_off(connection):
            statement = sql.SQL("TRUNCATE {} RESTART IDENTITY")
            connection.execute(statement.format(sql.SQL(", ").join(tables)))
            return
        connection.execute("SET session_replication_role = replica")
        filled = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(number), table)
            for number, table in enumerate(tables)
        )
        for (number,) in connection.execute(filled).fetchall():
            connection.execute(sql.SQL("DELETE FROM {}").format(tables[number]))
        connection.execute(
            "SELECT setval(format('%%I', sequencename)::regclass, start_value, false)"
            " FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
            " AND NOT EXISTS (SELECT FROM unnest(%s::text[]) kept"
            "                 WHERE starts_with(sequencename, kept || '_'))",
            [list(KEPT_TABLES)],
        )


def _may_switch_triggers_off(connection: psycopg.Connection[Any]) -> bool:
    (may,) = connection.execute(
        "SELECT has_parameter_privilege('session_replication_role', 'SET')"
    ).fetchone() or (False,)
    return bool(may)
