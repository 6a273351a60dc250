"""A newsroom of N claims, for measuring: a few hundred signed by the product's own verbs, the rest copies of their rows.

    python -m benchmarks.newsroom N [--var FOLDER]

A copy has numbers of its own and the words of the first one, is chained to nothing, and has no events. The databases are
kept, one for each size, on the server of DATABASE_OWNER_URL, else on an embedded one in FOLDER (var/benchmarks, or
BENCHMARKS_VAR).
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from factcheck.database import EMBEDDED_APPLICATION, EMBEDDED_DATABASE, EMBEDDED_OWNER
from factcheck.embedded import EmbeddedServer

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("BENCHMARKS_VAR", ROOT / "var" / "benchmarks"))
BY_VERBS = 200  # claims that are signed, of which the others are copies
FILLED = "filled by benchmarks.newsroom"
# What belongs to people rather than to a claim.
NOT_COPIED = {"claims_notice"}

KEYS = """
SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text
  FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
 WHERE c.contype = 'f' AND cardinality(c.conkey) = 1 AND c.connamespace = 'public'::regnamespace
"""
PRIMARY = """
SELECT c.conrelid::regclass::text, a.attname
  FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
 WHERE c.contype = 'p' AND cardinality(c.conkey) = 1 AND c.connamespace = 'public'::regnamespace
"""
COLUMNS = """
SELECT attname FROM pg_attribute
 WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""


@dataclass(frozen=True)
class Database:
    """A database, and how to reach it as either role (libpq's parameters)."""

    owner: Mapping[str, Any]
    application: Mapping[str, Any]

    def environment(self, **more: str) -> dict[str, str]:
        """For a process of the project that works on this database."""
        return {
            **os.environ,
            "DATABASE_URL": _url(self.application),
            "DATABASE_OWNER_URL": _url(self.owner),
            "SECRET_KEY": "of a benchmark, where nothing is worth one",
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "SITE_URL": "http://127.0.0.1:8000",
            "DJANGO_SETTINGS_MODULE": "factcheck.settings",
            **more,
        }

    def run(self, *command: str, **more: str) -> str:
        """A program of the project on this database; what it prints."""
        ran = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment(**more),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return ran.stdout


def _url(parameters: Mapping[str, Any]) -> str:
    name = quote(parameters["dbname"], safe="")
    options = "&".join(
        f"{key}={quote(value, safe='')}" for key, value in parameters.items() if key != "dbname"
    )
    return f"postgresql:///{name}?{options}"


@contextmanager
def of(claims: int, var: Path | None = None) -> Iterator[Database]:
    """The newsroom of this size: filled at the first call, used again at later ones."""
    with ExitStack() as stack:
        owner, application = _server(stack, var)
        name = {"dbname": f"newsroom_{claims}_{_code()}"}
        made = Database({**owner, **name}, {**application, **name})
        if not _is_filled(owner, name["dbname"]):
            _make(owner, made)
            fill(made, claims)
            with psycopg.connect(**owner, autocommit=True) as connection:
                connection.execute(
                    sql.SQL("COMMENT ON DATABASE {} IS {}").format(
                        sql.Identifier(name["dbname"]), FILLED
                    )
                )
        yield made


@contextmanager
def empty(count: int = 1, var: Path | None = None) -> Iterator[tuple[Database, ...]]:
    """Newsrooms without rows, deleted at the end."""
    with ExitStack() as stack:
        owner, application = _server(stack, var)
        names = [{"dbname": f"empty_{os.getpid()}_{number}"} for number in range(count)]
        found = [Database({**owner, **name}, {**application, **name}) for name in names]
        try:
            for each in found:
                _make(owner, each)
            yield tuple(found)
        finally:
            with psycopg.connect(**owner, autocommit=True) as connection:
                for each in found:
                    _drop(connection, each.owner["dbname"])


def person(database: Database) -> None:
    """The user ``owner``, who imports."""
    database.run("manage.py", "name_senior", "owner", "--reason", "They import.")


def fill(database: Database, claims: int, **more: str) -> None:
    """A migrated, empty database. ``more``: of the environment of the process that signs."""
    signed = min(claims, BY_VERBS)
    database.run("-m", "benchmarks.signed", str(signed), "first", **more)
    with psycopg.connect(**database.owner, autocommit=True) as connection:
        if claims > signed:
            copy(connection, -(-claims // signed) - 1)
        connection.execute("VACUUM (ANALYZE)")


def copy(connection: psycopg.Connection[Any], times: int) -> None:
    """The rows of all claims so many times again, without triggers; PostgreSQL checks what they refer to."""
    keys = connection.execute(KEYS).fetchall()
    copied = {"claims_claim"}
    while more := {
        table
        for table, _column, to in keys
        if to in copied and table.startswith("claims_") and table not in copied | NOT_COPIED
    }:
        copied |= more
    refers = {(table, column): to for table, column, to in keys if to in copied}
    primary = dict(connection.execute(PRIMARY).fetchall())
    step: dict[str, int] = {}
    for table in copied:
        if (table, primary[table]) not in refers:
            row = connection.execute(f'SELECT max("{primary[table]}") FROM {table}').fetchone()
            step[table] = (row and row[0]) or 0
    for table in sorted(copied):
        connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    with connection.transaction():
        _insert(connection, copied, primary, refers, step, times)
    for table in sorted(copied):
        connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _insert(
    connection: psycopg.Connection[Any],
    copied: set[str],
    primary: Mapping[str, str],
    refers: Mapping[tuple[str, str], str],
    step: Mapping[str, int],
    times: int,
) -> None:
    for table in sorted(copied):
        columns = [name for (name,) in connection.execute(COLUMNS, [table])]
        chosen = [
            f'r."{name}" + k * {step[to]}'
            if (to := refers.get((table, name), table if name == primary[table] else None))
            else f'r."{name}"'
            for name in columns
        ]
        named = ", ".join(f'"{name}"' for name in columns)
        connection.execute(
            f"INSERT INTO {table} ({named}) OVERRIDING SYSTEM VALUE SELECT {', '.join(chosen)}"
            f' FROM {table} r, generate_series(1, {times}) k ORDER BY k, r."{primary[table]}"'
        )
        if table in step:
            connection.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s),"
                f' (SELECT greatest(1, max("{primary[table]}")) FROM {table}))',
                [table, primary[table]],
            )


def _code() -> str:
    """What makes the rows and the schema."""
    made = hashlib.sha256()
    for pattern in (
        "*/migrations/*.py",
        "*/sql/*.sql",
        "benchmarks/newsroom.py",
        "benchmarks/signed.py",
    ):
        for path in sorted(ROOT.glob(pattern)):
            made.update(path.read_bytes())
    return made.hexdigest()[:8]


def _server(stack: ExitStack, var: Path | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Connection parameters of the owner's role and the application's, on a running server."""
    if url := os.environ.get("DATABASE_OWNER_URL"):
        return _parameters(url), _parameters(os.environ.get("DATABASE_URL", url))
    server = EmbeddedServer(var or VAR)
    # A quarter of the memory for tables, as recommended for production; the default is 128 MB.
    wanted = {
        "shared_buffers": f"{psutil.virtual_memory().total // 4 // 2**20}MB",
        "max_wal_size": "16GB",
    }
    with server.running(), server.connect() as superuser:
        for name, value in wanted.items():
            superuser.execute(
                sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value))
            )
    # It was restarted in between, so these settings apply, unless another benchmark uses it.
    stack.enter_context(server.running())
    at = {
        "host": str(server.sockets),
        "passfile": str(server.passwords),
        "dbname": EMBEDDED_DATABASE,
    }
    return {**at, "user": EMBEDDED_OWNER}, {**at, "user": EMBEDDED_APPLICATION}


def _parameters(url: str) -> dict[str, str]:
    return {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}


def _is_filled(owner: Mapping[str, Any], name: str) -> bool:
    with psycopg.connect(**owner) as connection:
        return (
            connection.execute(
                "SELECT FROM pg_database WHERE datname = %s AND shobj_description(oid, 'pg_database') = %s",
                [name, FILLED],
            ).fetchone()
            is not None
        )


def _make(owner: Mapping[str, Any], database: Database) -> None:
    """Migrated and without rows; replaces one whose filling was cut off."""
    name = database.owner["dbname"]
    with psycopg.connect(**owner, autocommit=True) as connection:
        _drop(connection, name)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    database.run("manage.py", "migrate", "--verbosity", "0")


def _drop(connection: psycopg.Connection[Any], name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", type=int, metavar="N")
    parser.add_argument("--var", type=Path)
    given = parser.parse_args()
    began = time.monotonic()
    with of(given.claims, given.var) as database:
        print(json.dumps(database.environment()["DATABASE_OWNER_URL"]))
        print(f"{time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main()
