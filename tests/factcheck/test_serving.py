"""``make run`` in a copy of the tree: started, stopped, killed, started again."""

import contextlib
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import psycopg
import pytest

from factcheck.database import BASE_DIR, EMBEDDED_OWNER, embedded_url
from factcheck.embedded import is_alive
from tests.factcheck.conftest import processes_in
from tests.factcheck.modes import open_to_others

pytestmark = pytest.mark.long

LONG = 300  # seconds; only so that a failure ends


def free_port() -> int:
    """None of those that systems give to connections: other tests open some between two starts."""
    while True:
        port = random.randrange(20_000, 30_000)
        with socket.socket() as listener, contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port


def heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Newsroom:
    """A copy of the tree, and the one ``make run`` in it."""

    make: "subprocess.Popen[str]"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.environ = {
            "PATH": os.environ["PATH"],
            "PORT": str(self.port),
            "LC_ALL": "C",  # the worst that a machine can say of its texts
        }
        self.output = ""

    def command(self, *arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            arguments,
            cwd=self.folder,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            # Tests that a shell runs in the background ignore SIGINT, and so would what they start.
            preexec_fn=heed_interrupts,  # noqa: PLW1509 - no threads of ours
        )

    def start(self) -> None:
        self.make = self.command("make", "run")
        assert self.make.stdout
        self.output = ""
        for line in self.make.stdout:
            self.output += line
            if "Stop it with" in line:
                return
        self.make.communicate(timeout=LONG)
        pytest.fail(f"It did not start:\n{self.output}")

    def runs(self) -> bool:
        return hasattr(self, "make") and self.make.poll() is None

    def stop(self) -> None:
        if self.runs():
            self.make.terminate()
            self.wait_until_gone()

    def wait_until_gone(self) -> None:
        output, _ = self.make.communicate(timeout=LONG)
        self.output += output
        assert processes_in(self.folder) == []

    def get(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as response:
            return response.status, response.read().decode()

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(embedded_url(self.folder / "var", EMBEDDED_OWNER), autocommit=True)

    def supervisor(self) -> psutil.Process:
        return psutil.Process(self.make.pid).children()[0]


@pytest.fixture(scope="module")
def newsroom(shared_folder: Path) -> Iterator[Newsroom]:
    folder = shared_folder / "newsroom"
    left_out = shutil.ignore_patterns(".git", ".venv", "var", ".*_cache", ".hypothesis")
    shutil.copytree(BASE_DIR, folder, ignore=left_out)
    (folder / ".venv").symlink_to(sys.prefix)
    made = Newsroom(folder)
    yield made
    made.stop()


@pytest.fixture
def running(newsroom: Newsroom) -> Newsroom:
    """It takes seconds to start: what a test leaves running, the next one uses."""
    if not newsroom.runs():
        newsroom.start()
    return newsroom


@pytest.fixture
def stopped(newsroom: Newsroom) -> Newsroom:
    newsroom.stop()
    return newsroom


def test_it_serves_and_says_where(running: Newsroom) -> None:
    address = f"http://127.0.0.1:{running.port}"
    for path in ("/", "/admin/", "/api/v1/claims/", "/api/v1/docs/"):
        assert f" {address}{path}\n" in running.output
        assert running.get(path)[0] == 200
    assert running.get("/livez") == (200, "ok\n")
    assert "Fact-checking desk" in running.get("/")[1]
    # The longest words that can be searched for, in a script that an address writes out long.
    assert running.get(f"/api/v1/claims/?q={quote('橋' * 500)}")[0] == 200
    status, page = running.get("/account/sign-in/")
    assert status == 200
    stylesheet = re.search(r'href="(/static/[^"]+\.css)"', page)
    assert stylesheet
    assert running.get(stylesheet[1])[0] == 200


def test_what_is_too_long_to_ask_is_told_so_in_words(running: Newsroom) -> None:
    """By our pages, not by the web server, which knows no more than that it is too long."""
    for letter in ("a", "(", "🚤"):
        typed = quote(letter * (10_240 // len(letter.encode())))
        for path in ("/", "/api/v1/claims/"):
            address = f"http://127.0.0.1:{running.port}{path}?q={typed}"
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(address, timeout=LONG)
            assert refused.value.code == 400
            assert "500 characters" in refused.value.read().decode()


def test_half_sent_requests_stop_no_answers(running: Newsroom) -> None:
    with contextlib.ExitStack() as stack:
        for number in range(200):
            client = socket.create_connection(("127.0.0.1", running.port))
            stack.enter_context(contextlib.closing(client))
            form = b"POST /language/ HTTP/1.1\r\nContent-Length: 9\r\n\r\nlang"
            client.sendall(form if number % 2 else b"GET / HTTP/1.1\r\nHost: ")
        assert running.get("/livez") == (200, "ok\n")


def test_it_prints_sign_ins_that_it_made_up(running: Newsroom) -> None:
    kept = running.folder / "var" / "demonstration-sign-ins"
    assert kept.stat().st_mode & 0o777 == 0o600
    sign_ins = dict(line.split() for line in kept.read_text().splitlines())
    assert list(sign_ins) == ["reporter", "editor", "senior"]
    for name, password in sign_ins.items():
        assert re.search(rf"{name} +{password} ", running.output)
    # With the addresses, once they answer, and not above what a start writes for minutes.
    steps = [
        *("Setting up the newsroom", "Bringing the tables up to date", "Loading the demonstration"),
        *("Starting the web server", "/api/v1/docs/", "Sign-ins of this demonstration", "Stop it"),
    ]
    places = [running.output.index(step) for step in steps]
    assert places == sorted(places)
    assert running.output.count("Sign-ins of this demonstration") == 1
    with running.connect() as connection:
        found = connection.execute(
            "SELECT username, role FROM newsroom_user u JOIN newsroom_role ON person_id = u.id"
            " WHERE is_staff AND public_name IS NOT NULL AND username = ANY(%s)",
            [list(sign_ins)],
        ).fetchall()
    assert dict(found) == {"reporter": "Reporter", "editor": "Editor", "senior": "Senior editor"}


def test_nobody_else_reads_its_files(running: Newsroom) -> None:
    assert open_to_others(running.folder / "var") == []
    assert list((running.folder / "var" / "media").rglob("*.gz"))


def test_its_text_folds_whatever_the_locale_and_no_port_is_open(running: Newsroom) -> None:
    with running.connect() as connection:
        row = connection.execute(
            "SELECT lower('ЖУК'), to_tsvector('simple', 'ЖУК') @@ 'жук',"
            " current_setting('listen_addresses')"
        ).fetchone()
    assert row == ("жук", True, "")


def test_it_does_jobs(running: Newsroom) -> None:
    with running.connect() as connection:
        (job,) = connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
            " VALUES ('newsroom', 'claims.apply_retention', '{\"timestamp\": 0}') RETURNING id"
        ).fetchone() or (None,)
        state = ""
        while state != "succeeded":
            assert state != "failed"
            (state,) = connection.execute(
                "SELECT status::text FROM procrastinate_jobs WHERE id = %s", [job]
            ).fetchone() or ("gone",)
            time.sleep(0.02)


def test_a_second_one_says_so_and_goes(running: Newsroom) -> None:
    second = running.command("make", "run")
    output, _ = second.communicate(timeout=LONG)
    assert second.returncode != 0
    assert f"It runs already: process {running.supervisor().pid}" in output
    assert running.get("/livez")[0] == 200


def test_where_the_worker_ends_everything_does(running: Newsroom) -> None:
    (worker,) = (each for each in running.supervisor().children() if "worker" in each.cmdline())
    worker.kill()
    running.wait_until_gone()
    assert "The worker ended by itself, so everything stops." in running.output
    assert "Traceback" not in running.output


def test_a_port_that_is_taken_is_named(stopped: Newsroom) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", stopped.port))
        other.listen()
        refused = stopped.command("make", "run")
        output, _ = refused.communicate(timeout=LONG)
    assert refused.returncode != 0
    assert f"Port {stopped.port} is not available" in output
    assert processes_in(stopped.folder) == []


def kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    while any(is_alive(process) for process in processes):
        time.sleep(0.02)


def kill_everything(newsroom: Newsroom) -> None:
    kill([psutil.Process(newsroom.make.pid), *processes_in(newsroom.folder)])


def kill_all_but_the_database(newsroom: Newsroom) -> None:
    kill([each for each in processes_in(newsroom.folder) if each.info["name"] != "postgres"])


def kill_the_supervisor_alone(newsroom: Newsroom) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux tells children that their parent was killed")
    newsroom.supervisor().kill()
    while any(each.info["name"] != "postgres" for each in processes_in(newsroom.folder)):
        time.sleep(0.02)


def kill_the_database_alone(newsroom: Newsroom) -> None:
    kill([each for each in processes_in(newsroom.folder) if each.info["name"] == "postgres"])
    output, _ = newsroom.make.communicate(timeout=LONG)
    assert "The database ended by itself" in output


def kill_and_give_its_number_away(newsroom: Newsroom) -> None:
    kill_everything(newsroom)
    noted = newsroom.folder / "var" / "postgres" / "postmaster.pid"
    _, rest = noted.read_text().split("\n", 1)
    # A living process, of the server's own user where it can be: what keeps PostgreSQL out.
    noted.write_text(f"{os.getppid()}\n{rest}")


@pytest.mark.parametrize(
    "disaster",
    [
        kill_everything,
        kill_all_but_the_database,
        kill_the_supervisor_alone,
        kill_the_database_alone,
        kill_and_give_its_number_away,
    ],
)
@pytest.mark.few(2)
def test_it_comes_back_with_nothing_lost(
    running: Newsroom, disaster: Callable[[Newsroom], None]
) -> None:
    with running.connect() as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (what text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [disaster.__name__])
    disaster(running)
    assert running.make.stdout
    running.make.stdout.close()
    running.make.wait()
    running.start()
    with running.connect() as connection:
        rows = connection.execute("SELECT 1 FROM kept WHERE what = %s", [disaster.__name__])
        assert len(rows.fetchall()) == 1
    assert running.get("/livez") == (200, "ok\n")


def terminate_make(newsroom: Newsroom) -> None:
    newsroom.make.terminate()


def interrupt_make(newsroom: Newsroom) -> None:
    newsroom.make.send_signal(signal.SIGINT)


def press_ctrl_c(newsroom: Newsroom) -> None:
    os.killpg(newsroom.make.pid, signal.SIGINT)


def terminate_supervisor(newsroom: Newsroom) -> None:
    newsroom.supervisor().terminate()


def interrupt_supervisor(newsroom: Newsroom) -> None:
    newsroom.supervisor().send_signal(signal.SIGINT)


@pytest.mark.parametrize(
    "stop",
    [terminate_make, interrupt_make, terminate_supervisor, interrupt_supervisor, press_ctrl_c],
)
@pytest.mark.few(2)
def test_it_stops_clean(running: Newsroom, stop: Callable[[Newsroom], None]) -> None:
    if stop is interrupt_make and sys.platform != "linux":
        pytest.skip("only Linux shows that make alone was interrupted")
    stop(running)
    running.wait_until_gone()
    assert "Stopped." in running.output
    assert "Traceback" not in running.output
    assert not (running.folder / "var" / "postgres" / "postmaster.pid").exists()
