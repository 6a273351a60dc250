"""A primary and a hot standby of its own, by the embedded server's programs."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from signal import SIGQUIT
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from psycopg import IsolationLevel
from psycopg.conninfo import make_conninfo

from factcheck.database import (
    EMBEDDED_APPLICATION,
    EMBEDDED_DATABASE,
    EMBEDDED_OWNER,
    is_embedded,
)
from factcheck.embedded import NOT_DURABLE, SUPERUSER, EmbeddedServer, binaries
from factcheck.service_account import ServiceAccount
from factcheck.signals import end_with_parent
from newsroom import replicas
from tests import database

LONG = 120  # seconds; only so that a failure ends


@dataclass
class Pair:
    """The superuser's connections; the standby's decides whether replay goes on."""

    primary: psycopg.Connection[Any]
    standby: psycopg.Connection[Any]

    def pause(self) -> None:
        self.standby.execute("SELECT pg_wal_replay_pause()")
        wait_for(lambda: self._asked("pg_get_wal_replay_pause_state() = 'paused'"))

    def resume(self) -> None:
        self.standby.execute("SELECT pg_wal_replay_resume()")

    def catch_up(self) -> None:
        """All that the primary has written until now is replayed."""
        row = self.primary.execute("SELECT pg_current_wal_flush_lsn()::text").fetchone()
        assert row
        wait_for(lambda: self._asked(f"pg_last_wal_replay_lsn() >= '{row[0]}'"))

    def _asked(self, condition: str) -> bool:
        return self.standby.execute(f"SELECT {condition}").fetchone() == (True,)


def wait_for(condition: Any) -> None:
    gives_up = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < gives_up
        time.sleep(0.005)


@contextmanager
def running(folder: Path, template: str) -> Iterator[Pair]:
    """Django's aliases lead there inside, ``replica`` too. ``template``: a migrated database."""
    dump = _dumped(template, folder) if is_embedded(os.environ) else None
    server = EmbeddedServer(folder / "primary", throwaway=True)
    with server.running(), server.connect() as primary:
        # So that what is committed is sent at once.
        primary.execute("ALTER ROLE ALL SET synchronous_commit = on")
        with _aliases(server), override_settings(DATABASE_APPLICATION_ROLE=EMBEDDED_APPLICATION):
            if dump:
                _run_on("psql", server, "--quiet", "--file", str(dump))
            else:
                call_command("migrate", verbosity=0, interactive=False)
            with _standby(server, folder / "standby") as standby:
                host = str(folder / "standby")
                connections.settings[replicas.ALIAS] = connections.settings["default"] | {
                    "HOST": host,
                    "OPTIONS": connections.settings["default"]["OPTIONS"]
                    | {"isolation_level": IsolationLevel.REPEATABLE_READ},
                }
                pair = Pair(primary, standby)
                pair.catch_up()
                try:
                    yield pair
                finally:
                    connections.close_all()
                    del connections.settings[replicas.ALIAS]


def _dumped(template: str, folder: Path) -> Path:
    """Of the tests' own embedded server: faster than migrating again."""
    file = folder / "dump.sql"
    with database.used(template):
        # As the application may not, and the owner of no extension may not comment on it.
        settings = database.parameters("owner")
    command: list[Any] = [
        binaries() / "pg_dump",
        "--no-comments",
        "--file",
        file,
        make_conninfo(**settings),
    ]
    subprocess.run(command, check=True)
    return file


def _run_on(program: str, server: EmbeddedServer, *arguments: str) -> None:
    known = {"host": str(server.sockets), "passfile": str(server.passwords)}
    address = make_conninfo(**known, user=EMBEDDED_OWNER, dbname=EMBEDDED_DATABASE)
    command: list[Any] = [binaries() / program, *arguments, "-v", "ON_ERROR_STOP=1", address]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def _aliases(server: EmbeddedServer) -> Iterator[None]:
    connections.close_all()
    before = {alias: dict(connections.settings[alias]) for alias in ("default", "owner")}
    for alias, role in (("default", EMBEDDED_APPLICATION), ("owner", EMBEDDED_OWNER)):
        connections.settings[alias].update(
            NAME=EMBEDDED_DATABASE,
            USER=role,
            PASSWORD="",
            HOST=str(server.sockets),
            PORT="",
            OPTIONS={"passfile": str(server.passwords)},
        )
    try:
        yield
    finally:
        connections.close_all()
        for alias, known in before.items():
            connections.settings[alias].update(known)


@contextmanager
def _standby(server: EmbeddedServer, data: Path) -> Iterator[psycopg.Connection[Any]]:
    account = ServiceAccount.for_data(server.data)
    account.make_empty(data)
    passwords = server.sockets / "passwords"
    passwords.write_bytes(server.passwords.read_bytes())
    passwords.chmod(0o600)
    account.give(passwords)
    ours: dict[str, Any] = {
        "env": {"PATH": os.environ["PATH"], "TZ": "UTC", "PGPASSFILE": str(passwords)},
        "cwd": data,
        **account.identity,
    }
    command: list[Any] = [
        *(binaries() / "pg_basebackup", "--write-recovery-conf", "--checkpoint=fast", "--no-sync"),
        *("--pgdata", data, "--host", server.sockets, "--username", SUPERUSER),
    ]
    subprocess.run(command, check=True, **ours)
    with data.with_suffix(".log").open("ab") as log:
        process = subprocess.Popen(
            [
                *(binaries() / "postgres", "-D", data, "-c", "listen_addresses="),
                *("-c", f"unix_socket_directories={data}", *NOT_DURABLE),
            ],
            stdout=log,
            stderr=log,
            preexec_fn=partial(end_with_parent, SIGQUIT),  # noqa: PLW1509 - no threads yet
            **ours,
        )
    try:
        with _connected(data, server.passwords) as connection:
            yield connection
    finally:
        process.send_signal(SIGQUIT)
        process.wait()


def _connected(sockets: Path, passwords: Path) -> psycopg.Connection[Any]:
    gives_up = time.monotonic() + LONG
    while True:
        with suppress(psycopg.OperationalError):
            return psycopg.connect(
                host=str(sockets),
                user=SUPERUSER,
                dbname="postgres",
                passfile=str(passwords),
                autocommit=True,
            )
        assert time.monotonic() < gives_up
        time.sleep(0.05)
