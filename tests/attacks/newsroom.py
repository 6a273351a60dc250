"""The newsroom that is attacked: a database with two roles, people of every role, claims of every kind."""

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.cache import caches
from django.db import connections
from django.test import Client, override_settings

from claims.publication import chain
from newsroom.models import User
from tests import database, workers
from tests.attacks import filling, state
from tests.attacks.registry import Attempt, Guard
from tests.claims.admin.desk import at_the_desk
from tests.history_replay import assert_history_equals_tables

PASSWORD = "correct horse battery staple"
END_SESSIONS = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = %s AND usename = current_user"
)
# What PostgreSQL says where it refuses: no right to do it, or a rule of ours. After another error nothing was tried.
REFUSED = ("42501", "23514")
UNTHROTTLED = {"DEFAULT_THROTTLE_RATES": {"anon": None, "user": None, "export": None}}


class Newsroom:
    """``numbers``: the rows that attacks name; see ``filling``."""

    def __init__(self, folder: Path, beside: str) -> None:
        self.folder = folder
        self.beside = beside  # a database from which this one is dropped and made again
        self.numbers: dict[str, int] = {}
        self.names: list[str] = []  # the people's numbers
        self.tokens: dict[str, str] = {}
        self.before: state.State = {}
        self._filled: state.State = {}
        self._changed = False  # whether it may differ from what it was filled with
        self._owner: psycopg.Connection[Any] | None = None
        self._spare = ""
        self.port = 0
        self.errors: list[str] = []  # of the attempt that is made, but for refusals
        self._aside = ""  # SQL of the owner, after each ``restore``

    # Where it stands

    @property
    def owner(self) -> psycopg.Connection[Any]:
        """The owner of the database, each statement its own transaction."""
        if self._owner is None or self._owner.closed:
            self._owner = database.connect("owner", autocommit=True)
        return self._owner

    def app(self, **parameters: Any) -> psycopg.Connection[Any]:
        """A new connection as the application's role; it waits for nothing long."""
        return database.connect(
            "default", options="-c lock_timeout=3s -c statement_timeout=30s", **parameters
        )

    def sql(self, *statements: Any, **how: Any) -> psycopg.Error | None:
        """The statements in one transaction of the application's role, committed; the error if any. ``held_by``:
        the SQLSTATE of a refusal that is neither of the two.
        """
        with self.app(autocommit=how.get("autocommit", False)) as connection:
            if level := how.get("level"):
                connection.isolation_level = level
            try:
                for statement in statements:
                    text, *values = statement if isinstance(statement, tuple) else (statement,)
                    connection.execute(text.encode() if isinstance(text, str) else text, *values)
                connection.commit()
            except psycopg.Error as error:
                with suppress(psycopg.Error):
                    connection.rollback()
                if error.sqlstate != how.get("held_by"):
                    self.expect_refusal(error)
                return error
        return None

    def expect_refusal(self, error: psycopg.Error) -> None:
        """Remembers an error that is none."""
        if error.sqlstate not in REFUSED:
            self.errors.append(f"{error.sqlstate} {error}".splitlines()[0])

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """By the owner."""
        return self.owner.execute(query.encode(), values or None).fetchall()

    def person(self, name: str) -> User:
        return User.objects.get(pk=self.numbers[name])

    def at_desk(self, name: str, **options: Any) -> Client:
        return at_the_desk(self.person(name), raise_request_exception=False, **options)

    # Before and after

    def remember(self) -> None:
        self.before = state.read(self.owner)
        self._changed = self._changed or self.before != self._filled

    def judged(self, attempt: Attempt) -> list[str]:
        """Make the attempt; what its own check and the state notice."""
        found: list[str] = []
        noticed = attempt.run(self)
        if noticed:
            found += [noticed] if isinstance(noticed, str) else noticed
        after = state.read(self.owner)
        if after == self.before:
            return found
        facts = {fact: rows for fact, rows in self.before.items() if fact not in attempt.may_change}
        found += state.broken(facts, after, by_sql="event names" not in attempt.may_change)
        if after["publication"] != self.before["publication"]:
            found += [f"publication {number}: {fault}" for number, fault in chain.faults()]
        if not found and all(
            after[fact] == self.before[fact] for fact in after.keys() - {"event", "sign-in"}
        ):
            # A change that anybody may make, and that history knows: the next attempt follows it.
            self.before, self._changed = after, True
            return found
        self.restore()
        self.remember()
        return found

    def untruths_of_history(self) -> list[str]:
        return self._replayed()

    def _replayed(self) -> list[str]:
        """Where the history, played back, does not give the tables."""
        try:
            assert_history_equals_tables(connections["owner"])
        except AssertionError as wrong:
            return [str(wrong)[:300]]
        finally:
            connections["owner"].close()
        return []

    # Making it

    def fill(self) -> None:
        """People and claims, then a copy to come back to."""
        filling.fill(self)
        self._spare = f"{connections.settings['default']['NAME']}_first"
        connections.close_all()
        self._disconnect()
        name = connections.settings["default"]["NAME"]
        with database.used(self.beside):
            database.create(self._spare, name)
        self._filled = state.read(self.owner)

    def restore(self, *, if_changed: bool = False) -> None:
        """As it was when it was filled. ``if_changed``: a database in which nothing changed stays."""
        for cache in caches.all():
            if hasattr(cache, "_cache"):
                cache.clear()
        connections.close_all()
        self._disconnect()
        if if_changed and not self._changed:
            return
        name = connections.settings["default"]["NAME"]
        with database.used(self.beside):
            with self.app(autocommit=True) as application:
                application.execute(END_SESSIONS, [name])  # those of the web server
            database.drop(name)
            database.create(name, self._spare)
        self._changed = False
        self._run_aside()

    @contextmanager
    def put_aside(self, guard: Guard) -> Iterator[None]:
        """What holds a class of attacks doesn't, inside; after it comes a ``restore``."""
        with nullcontext() if isinstance(guard, str) else guard():
            self._aside = guard if isinstance(guard, str) else ""
            self._changed = True
            self._run_aside()
            try:
                yield
            finally:
                self._aside, self._changed = "", True

    def _run_aside(self) -> None:
        if self._aside:
            with self.app() as connection:
                user, database_ = connection.info.user, connection.info.dbname
            names = {"app": _quoted(user), "database": _quoted(database_)}
            self.owner.execute(self._aside.format(**names).encode())

    def drop_copy(self) -> None:
        connections.close_all()
        self._disconnect()
        if self._spare:
            with database.used(self.beside):
                database.drop(self._spare)

    def _disconnect(self) -> None:
        if self._owner is not None:
            self._owner.close()
            self._owner = None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def newsroom(template: str) -> Iterator[Newsroom]:
    """A filled newsroom in a database of its own, from a migrated one."""
    beside = connections.settings["default"]["NAME"]
    with (
        tempfile.TemporaryDirectory(prefix="factcheck-attacks-") as folder,
        database.made(template) as name,
        database.used(name),
        override_settings(
            MEDIA_ROOT=Path(folder) / "media",
            REST_FRAMEWORK=settings.REST_FRAMEWORK | UNTHROTTLED,
        ),
    ):
        made = Newsroom(Path(folder), beside)
        try:
            made.fill()
            yield made
        finally:
            made.drop_copy()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def served(made: Newsroom) -> Iterator[None]:
    """The web server as configured, on loopback, with the application's role."""
    made.port = free_port()
    log = made.folder / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "factcheck.wsgi", "--no-control-socket"),
                *("--bind", f"127.0.0.1:{made.port}", "--threads", "4", "--log-level", "warning"),
            ],
            cwd=settings.BASE_DIR,
            env={
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "DATABASE_URL": workers.database_url(),
                "FACTCHECK_VAR": str(made.folder),
                "MEDIA_ROOT": str(settings.MEDIA_ROOT),
                "PATH": "/usr/bin:/bin",
            },
            stdout=output,
            stderr=output,
        )
    try:
        while True:
            with (
                suppress(OSError),
                closing(HTTPConnection("127.0.0.1", made.port, timeout=30)) as connection,
            ):
                connection.request("GET", "/livez")
                if connection.getresponse().status == 200:
                    break
            if server.poll() is not None:
                raise RuntimeError(log.read_text())
            time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait()
        made.port = 0
