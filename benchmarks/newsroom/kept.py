"""The databases of generated newsrooms, kept so that several benchmarks can use one.

With DATABASE_OWNER_URL they are on its server, made by the owner's role (which may create databases,
and has the extensions in template1); otherwise on an embedded server, in a permanent folder.
"""

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

from benchmarks.newsroom import load
from benchmarks.newsroom.plan import ROOT, Plan
from factcheck.database import EMBEDDED_APPLICATION, EMBEDDED_DATABASE, EMBEDDED_OWNER
from factcheck.embedded import EmbeddedServer

VAR = Path(os.environ.get("BENCHMARKS_VAR", ROOT / "var" / "benchmarks"))
# Beginning of the comment on a filled database, followed by its migrations.
FILLED = "a generated newsroom, whole: "


@dataclass(frozen=True)
class Database:
    """A filled database, and how to reach it as either role."""

    plan: Plan
    owner: Mapping[str, Any]  # libpq's parameters
    application: Mapping[str, Any]
    filled_in: float | None  # seconds; None where it existed already

    @property
    def owner_url(self) -> str:
        return _url(self.owner)

    @property
    def url(self) -> str:
        """As the application's role."""
        return _url(self.application)

    def environment(self, **more: str) -> dict[str, str]:
        """For a process of the project that works on this database."""
        return {
            **os.environ,
            "DATABASE_URL": self.url,
            "DATABASE_OWNER_URL": self.owner_url,
            "SECRET_KEY": "of a benchmark, where nothing is worth one",
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "SITE_URL": "http://127.0.0.1:8000",
            "DJANGO_SETTINGS_MODULE": "factcheck.settings",
            **more,
        }


def _url(parameters: Mapping[str, Any]) -> str:
    name = quote(parameters["dbname"], safe="")
    options = "&".join(
        f"{key}={quote(value, safe='')}" for key, value in parameters.items() if key != "dbname"
    )
    return f"postgresql:///{name}?{options}"


@contextmanager
def of(
    claims: int,
    publications: int | None = None,
    speakers: int | None = None,
    sources: int | None = None,
    seed: int = 1,
    *,
    var: Path | None = None,
    history: bool = False,
    tell: load.Tell = print,
) -> Iterator[Database]:
    """The generated newsroom of this size: filled at the first call, used again at later ones."""
    plan = Plan.of(claims, publications, speakers, sources, seed)
    with ExitStack() as stack:
        owner, application = _parameters_or_embedded(stack, var)
        migrations = _migrations()
        first = f"newsroom_{plan.claims}_{plan.key}{'_history' if history else ''}_"
        name = first + hashlib.sha256(json.dumps(migrations).encode()).hexdigest()[:8]
        ours = {"dbname": name}
        made = Database(plan, {**owner, **ours}, {**application, **ours}, None)
        found = _filled(owner, first)
        if name not in found:
            # Migrations are added and never changed: one that lacks only new ones is migrated.
            older = next(
                (each for each, had in found.items() if had.items() <= migrations.items()), None
            )
            began = time.monotonic()
            _make(owner, name, older)
            _migrate(made)
            if older is None:
                load.fill(made.owner, plan, history, tell)
                made = Database(plan, made.owner, made.application, time.monotonic() - began)
            else:
                # For rows that a migration wrote.
                with psycopg.connect(**made.owner, autocommit=True) as connection:
                    connection.execute("VACUUM (ANALYZE)")
            _mark(owner, name, migrations)
        yield made


@contextmanager
def empty(plan: Plan, count: int = 1, *, var: Path | None = None) -> Iterator[tuple[Database, ...]]:
    """Newsrooms without rows, deleted at the end."""
    with ExitStack() as stack:
        owner, application = _parameters_or_embedded(stack, var)
        found = []
        for number in range(count):
            name = {"dbname": f"empty_{os.getpid()}_{number}"}
            found.append(Database(plan, {**owner, **name}, {**application, **name}, None))
        try:
            for each in found:
                _make(owner, each.owner["dbname"], None)
                _migrate(each)
            yield tuple(found)
        finally:
            for each in found:
                _drop(owner, each.owner["dbname"])


@contextmanager
def named(name: str, plan: Plan, *, var: Path | None = None) -> Iterator[Database]:
    """A newsroom that a benchmark fills itself: made without rows at the first call, and kept."""
    with ExitStack() as stack:
        owner, application = _parameters_or_embedded(stack, var)
        ours = {"dbname": name}
        made = Database(plan, {**owner, **ours}, {**application, **ours}, None)
        if name not in names(owner):
            _make(owner, name, None)
        _migrate(made)
        yield made


def _parameters_or_embedded(
    stack: ExitStack, var: Path | None
) -> tuple[dict[str, str], dict[str, str]]:
    """Connection parameters of the owner's role and the application's, on a running server."""
    if url := os.environ.get("DATABASE_OWNER_URL"):
        return _parameters(url), _parameters(os.environ.get("DATABASE_URL", url))
    return stack.enter_context(_embedded(var or VAR))


def _migrate(database: Database) -> None:
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=database.environment(), check=True)


def _parameters(url: str) -> dict[str, str]:
    return {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}


@contextmanager
def _embedded(var: Path) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    server = EmbeddedServer(var)
    with server.running():
        _set_as_advised(server)
    # It was restarted in between, so these settings apply, unless another benchmark uses it.
    with server.running():
        at = {
            "host": str(server.sockets),
            "passfile": str(server.passwords),
            "dbname": EMBEDDED_DATABASE,
        }
        yield {**at, "user": EMBEDDED_OWNER}, {**at, "user": EMBEDDED_APPLICATION}


def _set_as_advised(server: EmbeddedServer) -> None:
    """A quarter of the memory for tables, as recommended for production; the default is 128 MB."""
    wanted = {
        "shared_buffers": f"{psutil.virtual_memory().total // 4 // 2**20}MB",
        # Loading writes a lot of WAL.
        "max_wal_size": "16GB",
    }
    with server.connect() as superuser:
        for name, value in wanted.items():
            superuser.execute(
                sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value))
            )
        superuser.execute("SELECT pg_reload_conf()")


def _migrations() -> dict[str, str]:
    """The path of each migration, with the hash of its content."""
    return {
        str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(ROOT.glob("*/migrations/[0-9]*.py"))
    }


def names(owner: Mapping[str, Any]) -> set[str]:
    with psycopg.connect(**owner) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}


def _filled(owner: Mapping[str, Any], first: str) -> dict[str, dict[str, str]]:
    """The filled databases whose names begin with ``first``, with their migrations."""
    with psycopg.connect(**owner) as connection:
        rows = connection.execute(
            "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE starts_with(datname, %s)",
            [first],
        ).fetchall()
    return {
        name: json.loads(comment.removeprefix(FILLED))
        for name, comment in rows
        if comment is not None and comment.startswith(FILLED)
    }


def _make(owner: Mapping[str, Any], name: str, older: str | None) -> None:
    """Replaces the database of a load that was cut off."""
    with psycopg.connect(**owner, autocommit=True) as connection:
        identifier = sql.Identifier(name)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(identifier))
        if older is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
        else:
            connection.execute(
                sql.SQL("COMMENT ON DATABASE {o} IS NULL; ALTER DATABASE {o} RENAME TO {n}").format(
                    o=sql.Identifier(older), n=identifier
                )
            )


def _drop(owner: Mapping[str, Any], name: str) -> None:
    with psycopg.connect(**owner, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _mark(owner: Mapping[str, Any], name: str, migrations: Mapping[str, str]) -> None:
    with psycopg.connect(**owner, autocommit=True) as connection:
        connection.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(
                sql.Identifier(name), FILLED + json.dumps(migrations)
            )
        )
