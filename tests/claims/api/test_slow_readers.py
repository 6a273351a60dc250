"""The server as it is shipped, with the real application, and clients that send or read hardly anything."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings

from claims.workflow import review
from factcheck.signals import end_with_parent
from tests import factories
from tests.factcheck.test_serving import free_port
from tests.threads import LONG
from tests.workers import database_url

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]

HALF, SLOW = 40, 200
# More than sockets take in, so that a server without a place to keep it waits for its reader.
CLAIMS, PIECES, WORDS = 12, 45, "The bridges were counted again. " * 900
EXPORT = b"GET /api/v1/export/claims.ndjson HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
FORM = (
    b"POST /language/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nwords="
)


def shipped() -> list[str]:
    """The command of the image."""
    text = Path(settings.BASE_DIR, "Dockerfile").read_text().replace("\\\n", "")
    found = re.search(r"^CMD (\[.*\])", text, re.MULTILINE)
    assert found
    program, *arguments = json.loads(found[1])
    assert program == "python"
    return [sys.executable, *arguments]


@pytest.fixture
def port() -> Iterator[int]:
    port = free_port()
    server = subprocess.Popen(
        [each.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for each in shipped()],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
            "DATABASE_URL": database_url(),
            "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        },
        stderr=subprocess.DEVNULL,
        preexec_fn=partial(end_with_parent, signal.SIGKILL),  # noqa: PLW1509 - no threads here
    )
    try:
        while True:
            try:
                status(port)
                break
            except ConnectionError:
                assert server.poll() is None
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(LONG)


def status(port: int, path: str = "/") -> int:
    with closing(HTTPConnection("127.0.0.1", port, timeout=LONG)) as connection:
        connection.request("GET", path)
        return connection.getresponse().status


def client(port: int, stack: ExitStack, sent: bytes, received: int = 0) -> socket.socket:
    made = stack.enter_context(closing(socket.socket()))
    if received:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, received)
    made.settimeout(LONG)
    made.connect(("127.0.0.1", port))
    made.sendall(sent)
    return made


@pytest.mark.parametrize("part", [EXPORT[:30], FORM])
@pytest.mark.parametrize("many", [HALF, SLOW])
def test_half_requests_stop_no_answer(port: int, part: bytes, many: int) -> None:
    factories.signed_claim()
    with ExitStack() as stack:
        for _ in range(many):
            client(port, stack, part)
        for path in ("/", "/api/v1/claims/", "/api/v1/export/claims.ndjson"):
            assert status(port, path) == 200


def test_two_slow_readers_leave_a_third_its_export(port: int) -> None:
    assert settings.EXPORTS_AT_ONCE == 2
    for _ in range(CLAIMS):
        claim = factories.claim_in_review(by := factories.editor())
        for _ in range(PIECES):
            factories.record(claim, by, description=WORDS)
        round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
        review.sign(claim.pk, factories.senior(), round_.version)
    with ExitStack() as stack:
        for _ in range(2):
            reader = client(port, stack, EXPORT, received=4096)
            assert reader.recv(12) == b"HTTP/1.1 200"
        # While they read nothing more, their exports are made, and the places are free again.
        gives_up = time.monotonic() + LONG
        while (answer := status(port, "/api/v1/export/claims.ndjson")) != 200:
            assert answer == 503
            assert time.monotonic() < gives_up
            time.sleep(0.2)
        # Nothing is lost for those who read on.
        text = reader.makefile("rb").read(CLAIMS * PIECES * len(WORDS))
        assert text.count(b"counted again") > CLAIMS * 30_000
