"""The embedded PostgreSQL: one cluster under var/, shared by every command that needs it.

A command that uses the server holds a shared lock on ``var/postgres.users`` for as long; whoever
leaves last stops the server. Locks vanish with their holder, so `kill -9` leaves none behind, and
a server it orphaned is taken over by the next command.
"""

import fcntl
import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import sql

from factcheck.database import (
    EMBEDDED_APPLICATION,
    EMBEDDED_DATABASE,
    EMBEDDED_OWNER,
    EXTENSIONS,
    EmbeddedUnavailable,
    socket_directory,
)
from factcheck.service_account import ServiceAccount
from factcheck.signals import end_with_parent

# Sorting is by code point everywhere (the provider below); this one tells letters apart.
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"  # which macOS may not know
LONGEST_LOG = 1_000_000  # bytes; a longer one is kept once, as postgres.log.old
PATIENCE = 120.0  # seconds; recovery after a crash replays the journal before it answers

# A test's cluster is thrown away, so it need not survive a loss of power.
CARELESS = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")


def binaries() -> Path:
    """The folder of PostgreSQL's programs. Raises EmbeddedUnavailable where there are none."""
    # Not imported: the package's own clean-up would register itself.
    found = importlib.util.find_spec("pgserver")
    if found is None or not found.submodule_search_locations:
        raise EmbeddedUnavailable(
            "The embedded PostgreSQL is not available on this platform (it is for Linux on x86-64"
            " and macOS on arm64). Set DATABASE_URL and DATABASE_OWNER_URL to a PostgreSQL 16 or"
            " later, or run `docker compose up`; docs/production.md says how."
        )
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


class EmbeddedServer:
    """The cluster under ``var``.

    A ``throwaway`` one, for tests, is faster, may be lost, and ends with the process that made it,
    however that ends (where the system can do so).
    """

    def __init__(self, var: Path, *, throwaway: bool = False) -> None:
        self.var = var.resolve()
        self.data = self.var / "postgres"
        self.sockets = socket_directory(self.var)
        self.log = self.var / "postgres.log"
        self._throwaway = throwaway
        self._bin = binaries()
        self._process: subprocess.Popen[bytes] | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """The server is up inside; whoever leaves last stops it."""
        self.var.mkdir(parents=True, exist_ok=True)
        with (self.var / "postgres.users").open("a") as users:
            try:
                with self._alone():
                    fcntl.flock(users, fcntl.LOCK_SH)
                    self._account = ServiceAccount.for_data(self.data)
                    self._ensure_running()
                yield
            finally:
                with self._alone():
                    self._stop_unless_used(users)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time starts or stops the server."""
        with (self.var / "postgres.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def poll(self) -> int | None:
        """None while the server runs, as Popen.poll; it need not be our child."""
        return None if is_alive(self._found) else 1

    def connect(self, **parameters: Any) -> psycopg.Connection[Any]:
        """A connection as the superuser, for setting up."""
        return psycopg.connect(
            host=str(self.sockets),
            **{"user": "postgres", "dbname": "postgres", "autocommit": True, **parameters},
        )

    # Starting

    def _ensure_running(self) -> None:
        self._account.let_read(self._bin.parent)
        self._account.let_through(self.var)
        self._account.make_private(self.sockets)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        gives_up = time.monotonic() + PATIENCE
        while True:
            # One that we have launched may take a while to say that it is there.
            launched = self._process is not None and self._process.poll() is None
            if not launched and self._postmaster() is None:
                self._clear_what_a_kill_left()
                self._launch()
            try:
                with self.connect() as connection:
                    self._ensure_contents(connection)
                found = self._postmaster()
                if found is not None:
                    self._found = found
                    return
            except psycopg.OperationalError as error:
                if time.monotonic() > gives_up:
                    raise EmbeddedUnavailable(
                        f"The embedded PostgreSQL does not answer: {error}"
                    ) from error
            time.sleep(0.02)
            if self._process is not None and self._process.poll() is not None:
                raise EmbeddedUnavailable(
                    f"The embedded PostgreSQL did not start. The end of {self.log}:\n"
                    + "\n".join(self.log.read_text(errors="replace").splitlines()[-12:])
                )

    def _initialise(self) -> None:
        # Made beside its place and then moved there: never half a cluster in its place.
        fresh = self.data.with_name("postgres.new")
        self._account.make_empty(fresh)
        subprocess.run(
            [
                self._bin / "initdb",
                f"--pgdata={fresh}",
                "--username=postgres",
                "--auth=trust",  # the socket's folder lets nobody else in
                "--encoding=UTF8",
                # Whatever locale this machine has: case folds outside ASCII too.
                f"--locale={LOCALE}",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                *(["--no-sync"] if self._throwaway else []),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=fresh,
            env=self._environment(),
            **self._account.identity,
        )
        fresh.rename(self.data)

    def _launch(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.old"))
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    self._bin / "postgres",
                    *("-D", self.data),
                    *("-c", f"unix_socket_directories={self.sockets}"),
                    *("-c", "listen_addresses="),
                    *(CARELESS if self._throwaway else ()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.data,
                env=self._environment(),
                # A terminal's Ctrl-C goes to its whole group: the server must outlive its users.
                start_new_session=True,
                preexec_fn=partial(end_with_parent, signal.SIGQUIT) if self._throwaway else None,  # noqa: PLW1509 - no threads yet
                **self._account.identity,
            )

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", os.defpath), "TZ": "UTC"}

    def _ensure_contents(self, connection: psycopg.Connection[Any]) -> None:
        """Roles, extensions and the database; what is there already stays as it is."""
        existing = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role, rights in ((EMBEDDED_OWNER, "CREATEDB"), (EMBEDDED_APPLICATION, "NOCREATEDB")):
            if role not in existing:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN {}").format(sql.Identifier(role), sql.SQL(rights))
                )
        # Each new database, a test's too, is a copy of template1.
        if not self._has_extensions(connection):
            with self.connect(dbname="template1") as template:
                for extension in EXTENSIONS:
                    template.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(EMBEDDED_DATABASE), sql.Identifier(EMBEDDED_OWNER)
                )
            )

    def _has_extensions(self, connection: psycopg.Connection[Any]) -> bool:
        found = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [EMBEDDED_DATABASE]
        ).fetchone()
        return found is not None

    # Stopping, and what a kill left

    def _stop_unless_used(self, users: Any) -> None:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        self._stop()

    def _stop(self) -> None:
        postmaster = self._postmaster()
        if postmaster is None:
            return
        # PostgreSQL's "fast" shutdown: it ends the sessions and writes everything out.
        postmaster.send_signal(signal.SIGINT)
        if self._process is not None and self._process.pid == postmaster.pid:
            self._process.wait(PATIENCE)
        else:
            psutil.wait_procs([postmaster], timeout=PATIENCE)

    def _postmaster(self) -> psutil.Process | None:
        """The server that runs on our data, if any."""
        try:
            noted = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        return next((process for process in self._processes() if process.pid == noted), None)

    def _processes(self) -> list[psutil.Process]:
        """Every PostgreSQL process that works in our data's folder."""
        found = []
        for process in psutil.process_iter(["name"]):
            if process.info["name"] != "postgres":
                continue
            try:
                if process.cwd() == str(self.data) and is_alive(process):
                    found.append(process)
            except (psutil.AccessDenied, psutil.NoSuchProcess):
                continue
        return found

    def _clear_what_a_kill_left(self) -> None:
        """Make way for a new server: there is no server now, but there was one.

        Its children may not have noticed yet that it is gone; and the process id it noted, beside
        the data and beside the socket, may by now be another program's (or not be free yet),
        which would keep PostgreSQL from starting.
        """
        strays = self._processes()
        for stray in strays:
            with suppress(psutil.NoSuchProcess):  # it noticed in the meantime
                stray.send_signal(signal.SIGQUIT)
        psutil.wait_procs(strays, timeout=PATIENCE)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for left in self.sockets.glob(".s.PGSQL.*"):
            left.unlink()


def is_alive(process: psutil.Process) -> bool:
    """Whether it runs: a zombie has ended, and only waits for its parent to take note."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
