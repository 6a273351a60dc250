"""What the benchmarks share for measuring: times, load, memory, the peer's rows."""

import importlib.util
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from benchmarks.newsroom import machine, peers, timing
from benchmarks.newsroom.kept import Database
from claims.models import Publication
from tests import database
from tests.benchmarks.conftest import PLAN


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(404 if self.path == "/gone" else 200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def kept(generated: dict[str, Any]) -> Database:
    return Database(PLAN, generated, database.parameters("default"), None)


def test_percentiles_are_of_the_times_seen() -> None:
    times = timing.Times.of([each / 100 for each in range(100, 0, -1)])
    assert (times.p50, times.p95, times.p99, times.longest) == (0.5, 0.95, 0.99, 1.0)
    assert str(times) == "500.0 / 950.0 / 990.0 ms"


def test_each_call_is_timed_and_the_first_are_not_counted() -> None:
    done: list[int] = []
    times = timing.timed([lambda: done.append(1)] * 5, warm=2)
    assert (len(done), times.count) == (5, 3)


@pytest.mark.alone
@pytest.mark.parametrize("tool", ["wrk", None])
def test_load_counts_answers_and_refusals(
    tool: str | None, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if tool and not shutil.which(tool):
        pytest.skip("wrk is not installed: apt-get install wrk")
    monkeypatch.setattr(timing, "which", lambda name: tool)
    # In a thread: the browser that this process may keep runs an event loop in the main one.
    with ThreadPoolExecutor(1) as pool:
        load = partial(timing.load, connections=2, seconds=1)
        measured = pool.submit(load, address, ["/a", "/gone"]).result()
    assert measured.times.count > 2
    assert measured.per_second > 0
    assert 0 < measured.refused < measured.times.count
    assert measured.failed == 0
    assert measured.tool.startswith(tool or "httpx")


@pytest.mark.alone
def test_memory_is_seen_while_it_is_held() -> None:
    with timing.memory(os.getpid(), every=0.01) as memory:
        block = b"x" * 50_000_000
        while memory.grown < 30_000_000:
            assert block
    assert memory.peak > memory.before


def test_the_machine_is_described(generated: dict[str, Any]) -> None:
    description = machine.describe(generated)
    assert "PostgreSQL 1" in description
    assert "shared_buffers" in description
    assert "cores" in description


@pytest.mark.django_db
def test_the_peer_has_the_rows_that_our_lists_hold(kept: Database, tmp_path: Path) -> None:
    path = peers.export(kept, tmp_path)
    with closing(sqlite3.connect(path)) as file:
        numbers = {number for (number,) in file.execute("SELECT number FROM publications")}
        (found,) = file.execute(
            "SELECT count(*) FROM publications_fts WHERE publications_fts MATCH 'government'"
        ).fetchone()
    assert numbers == set(Publication.objects.listed().values_list("number", flat=True))
    assert 0 < found < len(numbers)


def test_the_peer_serves(kept: Database, tmp_path: Path) -> None:
    if importlib.util.find_spec("datasette") is None:
        pytest.skip("Datasette is not installed: pip install -r requirements-benchmarks.txt")
    with peers.datasette(kept, tmp_path) as served:
        name = kept.owner["dbname"]
        found = httpx.get(
            f"{served.address}/{name}/publications.json?_search=government&_size=max", timeout=60
        ).json()
    # As many as hold the word, not as many as there are.
    with closing(sqlite3.connect(peers.export(kept, tmp_path))) as file:
        (holding,) = file.execute(
            "SELECT count(*) FROM publications_fts WHERE publications_fts MATCH 'government'"
        ).fetchone()
        (all_,) = file.execute("SELECT count(*) FROM publications").fetchone()
    assert found["filtered_table_rows_count"] == holding < all_
