"""The web server with clients that send and read as little as they can."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from waitress.adjustments import Adjustments

from factcheck import senders
from factcheck.database import BASE_DIR
from factcheck.web_worker import Parser
from newsroom import tokens
from newsroom.history import acting
from newsroom.models import User
from tests import factories
from tests.factcheck.test_serving import free_port

pytestmark = pytest.mark.long  # a server is started

LONG = 60  # seconds; only so that a failure ends
SLOW = 200
HEADER = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
FORM = (
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nwords="
)
APPLICATION = """
import json

import django

django.setup()
open_exports = 0

def export():
    global open_exports
    open_exports += 1
    try:
        for _ in range(300):
            yield b"x" * 100_000
    finally:
        open_exports -= 1

def application(wsgi, start_response):
    headers = [("Content-Type", "text/plain")]
    if wsgi["PATH_INFO"] == "/counted":
        headers.append(("Content-Length", "5"))
    start_response("200 OK", headers)
    if wsgi["PATH_INFO"] == "/counted":
        return [b"five!"]
    if wsgi["PATH_INFO"] == "/export":
        return export()
    seen = {"open": open_exports, "length": wsgi.get("CONTENT_LENGTH") or "0"}
    seen["read"] = len(wsgi["wsgi.input"].read())
    seen["for"] = wsgi.get("HTTP_X_FORWARDED_FOR", "")
    return [json.dumps(seen).encode()]
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """gunicorn as configured, with two threads and an application that says what it received."""
    folder = tmp_path_factory.mktemp("application")
    (folder / "told.py").write_text(APPLICATION)
    port = free_port()
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "told:application", "--pythonpath", str(folder)),
            *("--bind", f"127.0.0.1:{port}", "--threads", "2", "--no-control-socket"),
            *("--log-level", "warning", "--access-logfile", str(folder / "access")),
        ],
        cwd=BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "factcheck.settings", "FACTCHECK_VAR": str(folder)},
    )
    try:
        while True:
            try:
                ask(port, path="/stop/of-a-link/?q=ferry")
                break
            except ConnectionError:
                assert server.poll() is None
                time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        assert server.wait(LONG) == 0
        logged = Path(folder / "access").read_text()
        assert '"GET HTTP/1.1" 200' in logged
        assert "of-a-link" not in logged


def ask(port: int, method: str = "GET", path: str = "/", **options: Any) -> dict[str, Any]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=LONG)) as connection:
        connection.request(method, path, **options)
        answer: dict[str, Any] = json.loads(connection.getresponse().read())
        return answer


@pytest.mark.parametrize("part", [HEADER, FORM, b""])
def test_clients_that_send_half_a_request_hold_nobody_up(port: int, part: bytes) -> None:
    with ExitStack() as stack:
        for _ in range(SLOW):
            client = stack.enter_context(closing(socket.create_connection(("127.0.0.1", port))))
            client.sendall(part)
        assert ask(port)["length"] == "0"


def test_readers_that_read_nothing_hold_no_place(port: int) -> None:
    with ExitStack() as stack:
        for _ in range(3):  # more than there are threads
            client = stack.enter_context(closing(socket.create_connection(("127.0.0.1", port))))
            client.sendall(b"GET /export HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert client.recv(12) == b"HTTP/1.1 200"
        while ask(port)["open"]:
            time.sleep(0.05)
        # All of it is there for who reads on.
        last = client.makefile("rb").read(30_000_000)
        assert last.count(b"x" * 1000) > 29_000


@pytest.mark.parametrize("path", ["/", "/export", "/counted"])
def test_an_answer_to_head_has_no_body(port: int, path: str) -> None:
    """What is left over would be read as the beginning of the next answer."""
    with closing(socket.create_connection(("127.0.0.1", port), LONG)) as client:
        for method in ("HEAD", "GET"):
            close = "close" if method == "GET" else "keep-alive"
            request = f"{method} {path} HTTP/1.1\r\nHost: a\r\nConnection: {close}\r\n\r\n"
            client.sendall(request.encode())
            if method == "HEAD":
                head = b""
                while not head.endswith(b"\r\n\r\n"):
                    head += client.recv(1)
                assert head.startswith(b"HTTP/1.1 200")
                if b"Connection: close" in head:  # of an unknown length
                    assert client.recv(1) == b""
                    return
                assert b"Content-Length: " in head
        assert client.recv(12) == b"HTTP/1.1 200"


def test_a_body_that_would_be_refused_is_not_received(port: int) -> None:
    """The application is asked at once, without it; or nobody, while who sends it can't be looked up: this server has no database."""
    most = 2_500_000
    for path, headers, is_asked in (
        ("/", {"Cookie": "a=b"}, True),
        ("/admin/", {}, True),
        ("/admin/", {"Cookie": "sessionid=forged"}, False),
        ("/api/v1/working/sources/", {"Authorization": "Token a"}, False),
    ):
        with closing(HTTPConnection("127.0.0.1", port, timeout=LONG)) as connection:
            connection.putrequest("POST", path)
            for name, value in {**headers, "Content-Length": str(most + 1)}.items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            assert answer.status == (200 if is_asked else 503)
            if is_asked:
                received = json.loads(answer.read())
                assert (received["length"], received["read"]) == (str(most + 1), 0)
    whole = ask(port, "POST", "/", body=b"x" * 2_000_000)
    assert (whole["length"], whole["read"]) == ("2000000", 2_000_000)


def longest(path: str, head: str) -> int:
    """Bytes of a body that the server would receive after these headers."""
    adjustments = Adjustments(max_request_body_size=56_000_001)  # type: ignore[no-untyped-call]
    parser = Parser(adjustments)  # type: ignore[no-untyped-call]
    parser.parse_header(f"POST {path} HTTP/1.1\r\nHost: a\r\n{head}\r\n".encode())
    return int(parser.adj.max_request_body_size)


class InThisThread(Executor):
    def submit(self, call: Any, /, *args: Any, **options: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(call(*args, **options))
        return done


@pytest.mark.django_db
@pytest.mark.parametrize("body", ["Content-Length: 50000000", "Transfer-Encoding: chunked"])
def test_a_long_body_takes_a_session_or_token_that_is_valid(
    body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cookie of any content was enough to have 56 MB written to disk."""
    # The test's transaction is in this connection.
    monkeypatch.setattr(senders, "close_old_connections", lambda: None)
    monkeypatch.setattr(senders.senders, "thread", InThisThread())
    person, gone = factories.editor(), factories.editor()
    heads = {}
    for each in (person, gone):
        client = Client()
        client.force_login(each, "newsroom.backend.Backend")
        heads[each.pk] = [
            f"Cookie: a=b; sessionid={client.cookies['sessionid'].value}\r\n{body}\r\n",
            f"Authorization: Token {tokens.make(each, 'script', 1)}\r\n{body}\r\n",
        ]
    with acting(person):
        User.objects.filter(pk=gone.pk).update(is_active=False)
    for head in heads[person.pk]:
        assert longest("/admin/", head) == longest("/api/v1/working/sources/", head) == 56_000_001
        assert longest("/", head) == 2_500_001
    forged = [
        f"{header}\r\n{body}\r\n"
        for header in (
            "Cookie: sessionid=" + "a" * 32,
            "Cookie: sessionid=",
            "Cookie: sessionid=%00\xff",
            "Cookie: a",
            "Authorization: Token " + "a" * 64,
            "Authorization: Token",
            "Authorization: Basic YTpi",
            "X-Other: 1",
        )
    ]
    for head in (*heads[gone.pk], *forged):
        assert longest("/admin/", head) == 2_500_001, head


def test_what_proxies_say_reaches_the_settings(port: int) -> None:
    assert ask(port, headers={"X-Forwarded-For": "192.0.2.1"})["for"] == "192.0.2.1"


@pytest.mark.parametrize("body", ["Content-Length: 50000000", "Transfer-Encoding: chunked"])
def test_while_the_database_is_silent_nobody_waits_for_who_sends_a_long_body(
    body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread that looked them up served all other clients, too: a style sheet took eight seconds."""
    answers = threading.Event()
    looked_up: list[str] = []

    def wait(cookies: str, authorization: str) -> bool:
        looked_up.append(cookies)
        return answers.wait(LONG)

    monkeypatch.setattr(senders, "_is_signed_in", wait)
    monkeypatch.setattr(senders, "LONGEST", 0.05)
    monkeypatch.setattr(senders, "senders", senders.Senders())
    head = f"POST /admin/ HTTP/1.1\r\nHost: a\r\nCookie: sessionid=a\r\n{body}\r\n\r\n"
    sent = head.encode() + b"400000\r\n" + b"x" * 0x400000
    try:
        for _client in range(2):
            adjustments = Adjustments(max_request_body_size=56_000_001)  # type: ignore[no-untyped-call]
            parser = Parser(adjustments)  # type: ignore[no-untyped-call]
            rest = sent
            while not parser.completed:
                rest = rest[parser.received(rest) :]
            status, headers, text = parser.error.to_response()
            assert (status, dict(headers)["Retry-After"]) == ("503 Service Unavailable", "10")
            assert b"does not answer" in text
            parser.close()  # type: ignore[no-untyped-call]
        assert looked_up == ["sessionid=a"]
    finally:
        answers.set()

    def fail(*_headers: str) -> bool:
        raise OperationalError("gone")

    monkeypatch.setattr(senders, "_is_signed_in", fail)
    monkeypatch.setattr(senders, "senders", senders.Senders())
    assert senders.senders.is_signed_in("sessionid=a", "") is None
