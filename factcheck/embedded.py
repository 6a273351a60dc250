"""The embedded PostgreSQL: one cluster under var/, shared by the commands that use it.

Each of them holds a shared lock on ``var/postgres.users``; the last one stops the server. Locks end
with their process, so `kill -9` leaves none, and the next command takes over an orphaned server.
"""

import fcntl
import importlib.util
import os
import platform
import secrets
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

from factcheck import private_files
from factcheck.database import (
    EMBEDDED_APPLICATION,
    EMBEDDED_DATABASE,
    EMBEDDED_OWNER,
    EMBEDDED_SIGNER,
    EXTENSIONS,
    EmbeddedUnavailable,
    password_file,
    socket_directory,
)
from factcheck.service_account import ServiceAccount
from factcheck.signals import end_with_parent
from newsroom.privileges import database_rights
from newsroom.timeouts import role_settings

# For character types; sorting is by code point (the provider below). macOS may lack C.UTF-8.
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
SUPERUSER = "postgres"
LONGEST_LOG = 1_000_000  # bytes; a longer one becomes postgres.log.old
TIMEOUT = 120.0  # seconds; recovery after a crash takes a while
# For a throwaway cluster, which need not survive a power failure.
NOT_DURABLE = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")


def binaries() -> Path:
    """The folder of PostgreSQL's programs. Raises EmbeddedUnavailable without one."""
    # Not imported, because the package registers a clean-up of its own.
    found = importlib.util.find_spec("pgserver")
    if found is None or not found.submodule_search_locations:
        raise EmbeddedUnavailable(
            "The embedded PostgreSQL is not available on this platform (it is for Linux on x86-64"
            " and macOS on arm64). Set DATABASE_URL and DATABASE_OWNER_URL to a PostgreSQL 16 or"
            " later, or run `docker compose up`; README.md says how."
        )
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def compares_vectors() -> bool:
    """Whether the embedded server's pgvector runs here: it is built for x86-64 with AVX-512, and where the
    processor has none, the first comparison ends the server. Where nothing says so, it counts as able.
    """
    if platform.machine() != "x86_64":
        return True
    try:
        return "avx512f" in Path("/proc/cpuinfo").read_text().split()
    except OSError:
        return True


class EmbeddedServer:
    """The cluster under ``var``.

    A ``throwaway`` one, for tests, is faster, not durable, and on Linux ends with the process that
    made it.
    """

    def __init__(self, var: Path, *, throwaway: bool = False) -> None:
        self.var = var.resolve()
        self.data = self.var / "postgres"
        self.sockets = socket_directory(self.var)
        self.passwords = password_file(self.var)
        self.log = self.var / "postgres.log"
        self._throwaway = throwaway
        self._bin = binaries()
        self._process: subprocess.Popen[bytes] | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """The server runs inside; the last of its users stops it."""
        private_files.make_folder(self.var)
        with open(self.var / "postgres.users", "a", opener=private_files.opener) as users:
            try:
                with self._locked():
                    fcntl.flock(users, fcntl.LOCK_SH)
                    self._account = ServiceAccount.for_data(self.data)
                    self._ensure_running()
                yield
            finally:
                with self._locked():
                    self._stop_unless_used(users)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Only one process at a time starts or stops the server."""
        with open(self.var / "postgres.lock", "a", opener=private_files.opener) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def poll(self) -> int | None:
        """None while the server runs, as Popen.poll."""
        return None if is_alive(self._found) else 1

    def connect(self, **parameters: Any) -> psycopg.Connection[Any]:
        """A connection as the superuser, for setting up."""
        return psycopg.connect(
            host=str(self.sockets),
            passfile=str(self.passwords),
            **{"user": SUPERUSER, "dbname": "postgres", "autocommit": True, **parameters},
        )

    # Starting

    def _ensure_running(self) -> None:
        self._account.allow_running(self._bin.parent)
        self._account.allow_entering(self.var)
        self._account.make_private(self.sockets)
        if not (self.data / "PG_VERSION").exists():
            self._draw_passwords()
            self._initialise()
        elif not self.passwords.exists():
            raise EmbeddedUnavailable(
                f"The passwords of the embedded PostgreSQL, {self.passwords}, are missing. Put them"
                f" back, or remove {self.data}, and with it all that it holds, to start again."
            )
        gives_up = time.monotonic() + TIMEOUT
        while True:
            # A launched server takes a while until its process is found.
            launched = self._process is not None and self._process.poll() is None
            if not launched and self._postmaster() is None:
                self._clean_up_after_kill()
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

    def _draw_passwords(self) -> None:
        """One for each role, in a file for libpq that only its owner can read."""
        lines = [
            f"*:*:*:{role}:{secrets.token_hex(32)}\n"
            for role in (SUPERUSER, EMBEDDED_OWNER, EMBEDDED_APPLICATION, EMBEDDED_SIGNER)
        ]
        with open(self.passwords, "w", opener=private_files.opener) as file:
            file.writelines(lines)

    def _password(self, role: str) -> str:
        fields = (line.split(":") for line in self.passwords.read_text().splitlines())
        return next(password for *_any, name, password in fields if name == role)

    def _initialise(self) -> None:
        # Made beside its place and then moved, so that there is never half a cluster.
        fresh = self.data.with_name("postgres.new")
        self._account.make_empty(fresh)
        # Beside the socket, where the server's user can read it and nobody else.
        password = self.sockets / "superuser-password"
        with open(password, "w", opener=private_files.opener) as file:
            file.write(self._password(SUPERUSER))
        self._account.give(password)
        subprocess.run(
            [
                self._bin / "initdb",
                f"--pgdata={fresh}",
                f"--username={SUPERUSER}",
                "--auth=scram-sha-256",
                f"--pwfile={password}",
                "--encoding=UTF8",
                f"--locale={LOCALE}",  # so that case folds outside ASCII
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                *(["--no-sync"] if self._throwaway else []),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            umask=private_files.UMASK,
            cwd=fresh,
            env=self._environment(),
            **self._account.identity,
        )
        password.unlink()
        fresh.rename(self.data)

    def _launch(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.old"))
        with open(self.log, "ab", opener=private_files.opener) as log:
            self._process = subprocess.Popen(
                [
                    self._bin / "postgres",
                    *("-D", self.data),
                    *("-c", f"unix_socket_directories={self.sockets}"),
                    *("-c", "unix_socket_permissions=0700"),
                    *("-c", "listen_addresses="),
                    *(NOT_DURABLE if self._throwaway else ()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.data,
                env=self._environment(),
                # A terminal's Ctrl-C goes to its process group; the server must outlive its users.
                start_new_session=True,
                umask=private_files.UMASK,
                preexec_fn=partial(end_with_parent, signal.SIGQUIT) if self._throwaway else None,  # noqa: PLW1509 - no threads yet
                **self._account.identity,
            )

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", os.defpath), "TZ": "UTC"}

    def _ensure_contents(self, connection: psycopg.Connection[Any]) -> None:
        """Roles, extensions and the database, where they are missing."""
        existing = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        # Passwords as random as these can't be guessed: many rounds would only delay connections.
        connection.execute("SET scram_iterations = 1")
        for role, rights in (
            (EMBEDDED_OWNER, "CREATEDB"),
            (EMBEDDED_APPLICATION, "NOCREATEDB"),
            (EMBEDDED_SIGNER, "NOCREATEDB"),
        ):
            if role not in existing:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN {} PASSWORD {}").format(
                        sql.Identifier(role), sql.SQL(rights), sql.Literal(self._password(role))
                    )
                )
        known = "SELECT 1 FROM pg_database WHERE datname = %s"
        if connection.execute(known, [EMBEDDED_DATABASE]).fetchone() is None:
            # Each new database, a test's too, is a copy of template1.
            with self.connect(dbname="template1") as template:
                for extension in EXTENSIONS:
                    template.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(EMBEDDED_DATABASE), sql.Identifier(EMBEDDED_OWNER)
                )
            )
            connection.execute(database_rights(EMBEDDED_DATABASE, EMBEDDED_APPLICATION))
        connection.execute(role_settings(EMBEDDED_DATABASE, EMBEDDED_APPLICATION))

    # Stopping, and cleaning up after a kill

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
        # PostgreSQL's "fast" shutdown ends the sessions and writes everything to disk.
        postmaster.send_signal(signal.SIGINT)
        if self._process is not None and self._process.pid == postmaster.pid:
            self._process.wait(TIMEOUT)
        else:
            psutil.wait_procs([postmaster], timeout=TIMEOUT)

    def _postmaster(self) -> psutil.Process | None:
        """The server's process, if it runs."""
        try:
            noted = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        return next((process for process in self._processes() if process.pid == noted), None)

    def _processes(self) -> list[psutil.Process]:
        """All PostgreSQL processes of this cluster."""
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

    def _clean_up_after_kill(self) -> None:
        """Remove what would keep PostgreSQL from starting after its server was killed.

        Its children may still run; and the process id in its files may be another program's now.
        """
        strays = self._processes()
        for stray in strays:
            with suppress(psutil.NoSuchProcess):  # it ended by itself
                stray.send_signal(signal.SIGQUIT)
        psutil.wait_procs(strays, timeout=TIMEOUT)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for left in self.sockets.glob(".s.PGSQL.*"):
            left.unlink()


def is_alive(process: psutil.Process) -> bool:
    """Whether it runs; a zombie does not."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
