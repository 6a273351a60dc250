"""What every drill needs: steps with seconds, servers on loopback, a newsroom's own programs.

Programs run with the files in ops/ that an operator uses; ``filled`` puts this machine's values in.
"""

import json
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from factcheck import checksums
from ops import newsroom

ROOT = Path(__file__).resolve().parent.parent.parent
OPS = ROOT / "ops"
PROGRAMS = Path("/usr/lib/postgresql/17/bin")
ADDRESS = "127.0.0.1"
SECRET_KEY = secrets.token_urlsafe(64)


class Loss(Exception):
    """What was lost or changed, in a sentence."""


@dataclass
class Steps:
    """The table that a drill prints."""

    name: str
    rows: list[tuple[str, float, list[str]]] = field(default_factory=list)
    lost: int = 0

    @contextmanager
    def step(self, what: str) -> Iterator[list[str]]:
        """What is appended to the list is printed beside the seconds."""
        print(f"{what} …", flush=True)
        notes: list[str] = []
        began = time.monotonic()
        try:
            yield notes
        finally:
            self.rows.append((what, time.monotonic() - began, notes))

    def require(self, holds: bool, sentence: str) -> None:
        """Counts a loss."""
        if not holds:
            self.lost += 1
            print(f"LOST: {sentence}", flush=True)
            self.rows.append((f"LOST: {sentence}", 0.0, []))

    def require_same(self, what: str, one: dict[str, str], other: dict[str, str]) -> None:
        different = checksums.differences(one, other)
        self.require(not different, f"{what}: {', '.join(different)}")

    def table(self) -> str:
        lines = [f"| {self.name} | s | |", "|---|---|---|"]
        lines += [
            f"| {what} | {seconds:.1f} | {'; '.join(notes)} |" for what, seconds, notes in self.rows
        ]
        return "\n".join([*lines, f"| lost | | {self.lost} |"])


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind((ADDRESS, 0))
        return int(listener.getsockname()[1])


def filled(template: str, into: Path, **values: Any) -> Path:
    """A file of ops/ with its @PLACEHOLDERS@ replaced."""
    text = (OPS / template).read_text()
    for name, value in values.items():
        text = text.replace(f"@{name}@", str(value))
    if missing := re.findall(r"@[A-Z_]+@", text):
        raise ValueError(f"{template} needs {missing}")
    into.write_text(text)
    return into


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for this drill, which PostgreSQL's user may enter; deleted at the end."""
    made = Path(tempfile.mkdtemp(prefix="factcheck-drill-"))
    made.chmod(0o711)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def give(path: Path) -> Path:
    """Make a folder of PostgreSQL's user."""
    path.mkdir(exist_ok=True)
    path.chmod(0o700)
    shutil.chown(path, "postgres", "postgres")
    return path


def run(*command: Any, env: dict[str, str] | None = None, cwd: Path = ROOT, user: str = "") -> str:
    """What a program prints. Raises RuntimeError with what it complains about."""
    identity: dict[str, Any] = {"user": user, "group": user, "extra_groups": []} if user else {}
    done = subprocess.run(
        [str(each) for each in command],
        env={**os.environ, **(env or {})},
        cwd=cwd if not user else "/",
        capture_output=True,
        text=True,
        check=False,
        **identity,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    output: str = done.stdout
    return output


@contextmanager
def process(
    *command: Any, log: Path, user: str = "", **more: Any
) -> Iterator["subprocess.Popen[bytes]"]:
    """A program, stopped at the end with all that it started."""
    identity: dict[str, Any] = {"user": user, "group": user, "extra_groups": []} if user else {}
    with log.open("ab") as out:
        started = subprocess.Popen(
            [str(each) for each in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            **identity,
            **{"cwd": "/" if user else ROOT, **more},
        )
    try:
        yield started
    finally:
        stop(started)


def stop(started: "subprocess.Popen[bytes]") -> None:
    if started.poll() is None:
        started.terminate()
        with suppress(subprocess.TimeoutExpired):
            started.wait(20)
    with suppress(ProcessLookupError):
        os.killpg(started.pid, signal.SIGKILL)
    started.wait()


def wait_until(holds: Callable[[], Any], seconds: float = 120) -> float:
    """Raises TimeoutError. Returns how long it took."""
    began = time.monotonic()
    while True:
        with suppress(OSError, psycopg.Error, RuntimeError):
            if holds():
                return time.monotonic() - began
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"{getattr(holds, '__name__', holds)}: not within {seconds:.0f} s")
        time.sleep(0.1)


class Cluster:
    """A PostgreSQL of Debian's on loopback, in a folder of the drill."""

    def __init__(self, place: Path, name: str) -> None:
        self.folder = give(place / name)
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self.port = free_port()

    @property
    def server(self) -> dict[str, str]:
        """libpq's variables for the superuser, who gets in by the socket."""
        return {"PGHOST": str(self.folder), "PGPORT": str(self.port)}

    def make(self) -> None:
        initdb = (
            PROGRAMS / "initdb",
            f"--pgdata={self.data}",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        )
        run(*initdb, "--auth-local=trust", "--auth-host=scram-sha-256", user="postgres")

    def start(self, **settings: Any) -> None:
        options = {
            "port": self.port,
            "listen_addresses": ADDRESS,
            "unix_socket_directories": self.folder,
            **settings,
        }
        switches = " ".join(f"-c {name}={value}" for name, value in options.items())
        control = (PROGRAMS / "pg_ctl", f"--pgdata={self.data}", f"--log={self.log}")
        run(
            *control,
            "--silent",
            "--wait",
            "--timeout=300",
            f"--options={switches}",
            "start",
            user="postgres",
        )

    def stop(self, mode: str = "fast") -> None:
        with suppress(RuntimeError):
            run(
                PROGRAMS / "pg_ctl",
                f"--pgdata={self.data}",
                f"--mode={mode}",
                "stop",
                user="postgres",
            )

    def connect(self, database: str) -> "psycopg.Connection[Any]":
        """As the superuser."""
        return psycopg.connect(
            host=str(self.folder), port=self.port, user="postgres", dbname=database
        )


@contextmanager
def cluster(place: Path, name: str) -> Iterator[Cluster]:
    """Made inside, stopped at the end."""
    made = Cluster(place, name)
    try:
        yield made
    finally:
        made.stop("immediate")


class Newsroom:
    """A newsroom: its settings and its programs."""

    def __init__(self, addresses: dict[str, str], place: Path, code: Path = ROOT) -> None:
        self.code = code
        self.media = place / "media"
        self.media.mkdir(exist_ok=True)
        self.port = free_port()
        self.settings = {
            **addresses,
            "SECRET_KEY": SECRET_KEY,
            "ALLOWED_HOSTS": "127.0.0.1",
            "SITE_URL": f"http://{ADDRESS}:{self.port}",
            "MEDIA_ROOT": str(self.media),
            "STATIC_ROOT": str(place / "static"),
            "PYTHONPATH": str(code),
            "DJANGO_SETTINGS_MODULE": "factcheck.settings",
            "PYTHONWARNINGS": "ignore",
        }

    def manage(self, *arguments: str) -> str:
        return run(sys.executable, "manage.py", *arguments, env=self.settings, cwd=self.code)

    def people(self) -> None:
        """Three people who write, check and sign."""
        run(
            sys.executable,
            OPS / "drills" / "signing.py",
            "people",
            env=self.settings,
            cwd=self.code,
        )

    def sign_log(self) -> str:
        """The signer's last checkpoint, everything compared and signed. Raises RuntimeError."""
        return self.manage("sign_log", "--once")

    def open_epoch(self) -> None:
        command = (sys.executable, OPS / "drills" / "signing.py", "epoch")
        run(*command, env=self.settings, cwd=self.code)

    def sign(self, count: int, log: Path) -> list[dict[str, Any]]:
        """Sign so many claims. Returns what was acknowledged."""
        command = (sys.executable, OPS / "drills" / "signing.py", str(log), str(count))
        run(*command, env=self.settings, cwd=self.code)
        return acknowledged(log)

    @contextmanager
    def signing(self, log: Path) -> Iterator["subprocess.Popen[bytes]"]:
        """Claims are signed inside, one after the other."""
        command = (sys.executable, OPS / "drills" / "signing.py", str(log))
        environ = {**os.environ, **self.settings}
        with process(*command, log=log.with_suffix(".err"), env=environ, cwd=self.code) as started:
            yield started

    def chain(self) -> str:
        """What verify_chain says. Raises RuntimeError where the chain is broken."""
        return self.manage("verify_chain").strip()


def acknowledged(log: Path) -> list[dict[str, Any]]:
    """One for each claim that was signed, as signing.py wrote them."""
    if not log.exists():
        return []
    lines = log.read_text().splitlines()
    return [line for line in map(json.loads, lines) if "claim" in line]


def lost_signings(steps: Steps, connection: Any, signed: list[dict[str, Any]]) -> None:
    """Every acknowledged signing is a publication under its number and hash."""
    query = "SELECT number, claim_id, sha256 FROM claims_publication WHERE event = 'signed'"
    found = {number: (claim, sha256) for number, claim, sha256 in connection.execute(query)}
    lost = [each for each in signed if found.get(each["number"]) != (each["claim"], each["sha256"])]
    steps.require(not lost, f"{len(lost)} of {len(signed)} acknowledged signings")


def made_newsroom(name: str, server: dict[str, str], place: Path) -> Newsroom:
    """By the operator's command, migrated, with people."""
    found = Newsroom(newsroom.create(name, server), place)
    found.manage("migrate", "--verbosity", "0")
    found.people()
    return found


def require_debian(*programs: str) -> None:
    """Raises SystemExit with what to install."""
    if os.geteuid() != 0:
        sys.exit("Drills run as root: they start servers as other users.")
    with suppress(KeyError):
        pwd.getpwnam("postgres")
        if (PROGRAMS / "postgres").exists() and all(map(shutil.which, programs)):
            return
    sys.exit(
        "Install Debian's packages first: apt-get install postgresql-17 postgresql-17-pgvector"
        " pgbackrest git"
    )
