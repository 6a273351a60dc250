"""Hostile files of each kind that is taken, eight at once: readers' requests wait behind none of them."""

import io
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image

from newsroom import tokens
from newsroom.choices import TokenScope
from newsroom.models import User
from sources import parsing
from tests import factories
from tests.threads import LONG

THREADS = 4  # of a process of the web server, as in the Dockerfile
AT_ONCE = 8


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(made, "PNG")
    return made.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "a.pdf": lambda: b"%PDF-1.7\n1 0 obj\n<< /Kids [1 0 R] /Count 9999999 >>\n" + b"[" * 500_000,
    "a.html": lambda: b"<!doctype html>" + b"<div>" * 100_000,
    "a.srt": lambda: b"1\n00:00:01,000 --> 00:00:02,000\n" + b"a\n" * 200_000,
    "a.ass": lambda: b"[Events]\n" + b"Dialogue: 0,0:00:01.00,0:00:02.00,,,,,,," + b"{" * 4_000,
    "a.txt": lambda: b"[00:00:01] A: " + b"B: " * 200_000,
    "a.csv": lambda: b'text,speaker\n"' + b",\n" * 200_000,
    "a.png": picture,
}


def evidence_of(by: User) -> str:
    return f"claims/{factories.claim_in_review(by).pk}/evidence/"


# By the address, what is sent beside the file.
DOORS: dict[str, tuple[Callable[[User], str], dict[str, str]]] = {
    "sources": (lambda _by: "sources/", {}),
    "transcripts": (lambda _by: "transcripts/", {"origin": "captions", "made_by": "VideoSite"}),
    "imports": (lambda _by: "imports/", {"format": "csv", "origin": "a.example"}),
    "evidence": (
        evidence_of,
        {
            "bears_on": "so",
            "direction": "supports",
            "description": "All.",
            "new_title": "A register",
        },
    ),
}


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Until it is set, nothing that a request has read in a child is read."""
    opened, child = threading.Event(), parsing._parser.child

    def held() -> Any:
        assert opened.wait(LONG)
        return child()

    monkeypatch.setattr(parsing._parser, "child", held)
    yield opened
    opened.set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.few(7)
def test_the_front_page_answers_while_eight_files_are_held(
    door: str, name: str, gate: threading.Event
) -> None:
    by = factories.editor()
    headers = {"Authorization": f"Token {tokens.make(by, 'script', 1, tuple(TokenScope.values))}"}
    address_for, given = DOORS[door]
    address, raw = f"/api/v1/working/{address_for(by)}", FILES[name]()

    def in_a_thread(request: Callable[[], Any]) -> int:
        try:
            return int(request().status_code)
        finally:
            connection.close()

    def send() -> Any:
        form = {**given, "file": SimpleUploadedFile(name, raw)}
        return Client().post(address, form, headers=headers)

    with ThreadPoolExecutor(THREADS) as web:
        sent = [web.submit(in_a_thread, send) for _ in range(AT_ONCE)]
        front_page = web.submit(in_a_thread, lambda: Client().get("/"))
        try:
            assert front_page.result(timeout=LONG) == 200
        finally:
            gate.set()
        answers = [each.result() for each in sent]
    assert {*answers} <= {201, 202, 409, 422}  # taken, or refused for what it is
