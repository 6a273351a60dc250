"""The embedded server, shared by commands that come and go."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from factcheck import embedded, service_account
from factcheck.database import (
    BASE_DIR,
    EMBEDDED_APPLICATION,
    EMBEDDED_DATABASE,
    EMBEDDED_OWNER,
    EmbeddedUnavailable,
)
from factcheck.embedded import EmbeddedServer, is_alive
from newsroom import timeouts
from tests.factcheck.modes import open_to_others, umask

pytestmark = pytest.mark.long

WAITS_FOR_A_LINE = "import sys; print('ready', flush=True); sys.stdin.readline(); sys.exit(7)"


@pytest.fixture
def var(folder_of_its_own: Path) -> Path:
    return folder_of_its_own / "var"


@pytest.fixture(scope="module")
def made(shared_folder: Path) -> Path:
    """A cluster that was started once and stopped."""
    folder = shared_folder / "made"
    with EmbeddedServer(folder).running():
        pass
    return folder


@pytest.fixture
def copied(made: Path, var: Path) -> Path:
    """A copy of it: making one takes most of the time of a test that only starts and stops it."""
    subprocess.run(["cp", "-a", made, var], check=True)
    return var


@pytest.fixture(scope="module")
def served(shared_folder: Path) -> Iterator[EmbeddedServer]:
    server = EmbeddedServer(shared_folder / "var", throwaway=True)
    with server.running():
        yield server


def supervised(var: Path, code: str) -> "subprocess.Popen[str]":
    """A Python program run by the supervisor; ready when it says so."""
    process = subprocess.Popen(
        [sys.executable, "-m", "factcheck.supervise", "--", sys.executable, "-c", code],
        cwd=BASE_DIR,
        env={"PATH": os.environ["PATH"], "FACTCHECK_VAR": str(var)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def finish(process: "subprocess.Popen[str]") -> int:
    process.communicate("\n")
    return process.returncode


def postmaster(var: Path) -> int:
    return int((var / "postgres" / "postmaster.pid").read_text().split()[0])


def runs(var: Path) -> bool:
    return (var / "postgres" / "postmaster.pid").exists()


def test_whoever_leaves_last_stops_it(copied: Path) -> None:
    first = supervised(copied, WAITS_FOR_A_LINE)
    server = postmaster(copied)
    second = supervised(copied, WAITS_FOR_A_LINE)
    assert finish(first) == 7  # the command's own exit code
    assert postmaster(copied) == server
    with EmbeddedServer(copied).connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert finish(second) == 7
    assert not runs(copied)


def test_its_files_are_for_its_user_alone(var: Path) -> None:
    with umask(0), EmbeddedServer(var).running():
        (var / "postgres.log").read_bytes()
        assert open_to_others(var) == []


@pytest.mark.parametrize("role", ["postgres", EMBEDDED_OWNER, EMBEDDED_APPLICATION])
def test_nobody_connects_without_a_password(served: EmbeddedServer, role: str) -> None:
    """Not even the server's own user, or root."""
    there: dict[str, Any] = {"host": str(served.sockets), "user": role, "dbname": "postgres"}
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(passfile=os.devnull, **there)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(password="guessed", **there)
    with served.connect(user=role) as connection:
        assert connection.info.user == role


def test_what_the_web_server_asks_has_a_time_limit(served: EmbeddedServer) -> None:
    application = {"user": EMBEDDED_APPLICATION, "dbname": EMBEDDED_DATABASE}
    with served.connect(**application) as connection:
        found = {
            name: connection.execute(f"SHOW {name}".encode()).fetchone()
            for name in timeouts.OF_ROLE
        }
        with pytest.raises(psycopg.Error, match="division by zero"):
            connection.execute("SELECT 'a refused name', 1 / 0")
    assert found == {name: (value,) for name, value in timeouts.OF_ROLE.items()}
    log = served.log.read_text()
    assert "division by zero" in log
    assert "a refused name" not in log
    # Past it, as workers and commands connect.
    options = timeouts.options(timeouts.OF_COMMANDS)
    with served.connect(**application, options=options) as connection:
        assert connection.execute("SHOW statement_timeout").fetchone() == ("0",)


def test_the_passwords_are_for_its_user_alone(served: EmbeddedServer) -> None:
    assert served.passwords.stat().st_mode & 0o777 == 0o600
    assert not (served.sockets / "superuser-password").exists()
    with served.connect() as connection:
        methods = connection.execute(
            "SELECT DISTINCT auth_method FROM pg_hba_file_rules"
        ).fetchall()
        stored = connection.execute(
            "SELECT rolpassword FROM pg_authid WHERE rolcanlogin"
        ).fetchall()
    assert methods == [("scram-sha-256",)]
    assert all(password.startswith("SCRAM-SHA-256$") for (password,) in stored)


def test_a_server_whose_passwords_are_lost_says_so(copied: Path) -> None:
    (copied / "postgres.passwords").unlink()
    with (
        pytest.raises(EmbeddedUnavailable, match=r"postgres\.passwords, are missing"),
        EmbeddedServer(copied).running(),
    ):
        pass


def test_a_server_left_by_a_killed_supervisor_is_taken_over(copied: Path) -> None:
    killed = supervised(copied, WAITS_FOR_A_LINE)
    server = postmaster(copied)
    killed.kill()
    killed.communicate()
    with EmbeddedServer(copied).running():
        assert postmaster(copied) == server
    assert not runs(copied)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_supervisor_stops_its_command_and_the_server(
    copied: Path, number: signal.Signals
) -> None:
    process = supervised(copied, WAITS_FOR_A_LINE)
    command = psutil.Process(process.pid).children()
    process.send_signal(number)
    assert process.wait() in {128 + number, 1}
    process.communicate()
    assert not any(is_alive(child) for child in command)
    assert not runs(copied)


class SlowToShow(EmbeddedServer):
    """As on a busy machine: it is launched, and does not say so for a while."""

    looks = launches = 0

    def _postmaster(self) -> psutil.Process | None:
        self.looks += 1
        return super()._postmaster() if self.looks > 3 else None

    def _launch(self) -> None:
        self.launches += 1
        super()._launch()


def test_a_server_that_takes_its_time_is_waited_for(copied: Path) -> None:
    server = SlowToShow(copied)
    with server.running():
        assert server.launches == 1
        assert server.looks > 3
    assert not runs(copied)


def test_a_path_too_long_for_a_socket_and_closed_to_others_serves(var: Path) -> None:
    closed = var / ("deep" * 20) / ("er" * 40) / "a 'b', ж"
    closed.mkdir(parents=True, mode=0o700)
    var.chmod(0o700)
    server = EmbeddedServer(closed)
    with server.running(), server.connect(dbname="factcheck") as connection:
        assert connection.execute("SELECT lower('Ж')").fetchone() == ("ж",)
        if os.geteuid() == 0:
            owner = psutil.Process(postmaster(closed)).username()
            assert owner == service_account.NAME
    # Others gain nothing by it, whoever we are.
    assert stat.S_IMODE(var.stat().st_mode) & 0o007 == 0
    assert stat.S_IMODE(server.sockets.stat().st_mode) == 0o700
    server.sockets.rmdir()


def test_a_folder_deleted_under_its_server_starts_anew(copied: Path) -> None:
    killed = supervised(copied, WAITS_FOR_A_LINE)
    lost = psutil.Process(postmaster(copied))
    killed.kill()
    killed.communicate()
    shutil.rmtree(copied)
    with EmbeddedServer(copied).running():
        assert postmaster(copied) != lost.pid
        assert not is_alive(lost)
    assert not runs(copied)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_it_runs_for_a_person_as_that_person(var: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    account = service_account.ServiceAccount(nobody)
    reached = subprocess.run(["test", "-r", psutil.__file__], check=False, **account.identity)
    if reached.returncode:
        pytest.skip("this tree is closed to other people")
    var.mkdir()
    os.chown(var, nobody.pw_uid, nobody.pw_gid)
    account.allow_entering(var)
    code = (
        "import psutil, sys, pathlib; from factcheck.embedded import EmbeddedServer\n"
        f"server = EmbeddedServer(pathlib.Path({str(var)!r}))\n"
        "with server.running(): print(server.poll(), server.connect().info.user)"
    )
    # Not the virtual environment's: its interpreter may be closed to this person.
    environ = {"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(sys.path)}
    python = f"/usr/bin/python3.{sys.version_info.minor}"
    if not Path(python).exists():
        pytest.skip(f"no {python} that everybody may run")
    result = subprocess.run(
        [python, "-c", code],
        **account.identity,
        cwd=BASE_DIR,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout == "None postgres\n", result.stderr
    assert (var / "postgres").stat().st_uid == nobody.pw_uid


def test_where_there_is_no_wheel_it_names_the_other_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(EmbeddedUnavailable, match=r"DATABASE_URL.*docker compose"):
        embedded.binaries()
