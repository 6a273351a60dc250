"""Many large uploads: of an outsider to the real web server, and of a colleague who would fill its disk or memory."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from http.client import HTTPConnection, HTTPException
from random import Random
from typing import Any
from unittest.mock import patch

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from newsroom import kept_uploads
from tests.attacks.newsroom import Newsroom
from tests.attacks.registry import Attempt, attack
from tests.attacks.web_access import NAMED
from tests.attacks.web_requests import status
from tests.claims.api.writing import Script

AT_ONCE = 8
MB = 1_000_000
IMPORT = "/admin/claims/importrun/add/"
DESK = (
    *("/admin/sources/capturerequest/add/", "/admin/sources/capturerequest/transcript/"),
    *(IMPORT, "/admin/claims/claim/{in_review}/do/add-file/"),
)
API = tuple(
    f"/api/v1/working/{each}/"
    for each in ("sources", "transcripts", "imports", "claims/{in_review}/evidence")
)
TOO_MANY = 101


@contextmanager
def any_number() -> Iterator[None]:
    with (
        override_settings(DATA_UPLOAD_MAX_NUMBER_FILES=None),
        patch.object(kept_uploads, "MOST", 1000),
    ):
        yield


def some(many: int, size: int = 10) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(f"{number}.bin", b"\0" * size) for number in range(many)]


def refused(send: Callable[[Any], Any], form: Callable[[], Any], words: str = "") -> Any:
    """An attempt's run: it succeeds unless the request is refused, with these words where there are any."""

    def run(newsroom: Newsroom) -> str | None:
        answer = send(form())
        if answer.status_code in (400, 413) and not words:
            return None
        held = words and words in answer.content.decode()
        return None if held else f"answered with {answer.status_code}"

    return run


@attack("web", "many large uploads, by an outsider or a colleague", guard=any_number)
def uploads(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    n = newsroom.numbers
    for name in ("reporter", "editor", "senior"):
        desk, script = newsroom.at_desk(name), Script(newsroom.person(name))

        def to(path: str, desk: Any = desk, script: Script = script) -> Any:
            if path.startswith("/admin/"):
                return lambda form: desk.post(path, form)
            return lambda form: script.client.post(path, form, headers=script.headers)

        for path in [
            each.format(**n) for each in (*(DESK[:2] if name == "reporter" else DESK), *API)
        ]:
            one_name = refused(to(path), lambda: {"file": some(TOO_MANY)})
            yield Attempt(f"{TOO_MANY} files of one name to {path} by {name}", one_name, NAMED)
            names = refused(to(path), lambda: {file.name: file for file in some(TOO_MANY)})
            yield Attempt(f"{TOO_MANY} files to {path} by {name}", names, NAMED)
    for name in ("editor", "senior"):
        to_desk = partial(newsroom.at_desk(name).post, IMPORT)
        too_large = refused(to_desk, lambda: {"file": some(1, 51 * MB)[0]}, "larger than")
        yield Attempt(f"a file of 51 MB by {name}", too_large, NAMED)
        yield Attempt(f"many refused forms by {name}", many_refused(name, to_desk), NAMED)
    for path in (*DESK, *API, "/account/sign-in/"):
        for chunked in (False, True):
            run = from_outside(path.format(**n), chunked)
            yield Attempt(f"{AT_ONCE} from outside to {path}, {chunked=}", run)


def many_refused(name: str, send: Callable[[Any], Any]) -> Any:
    """Forms that come back, each with a file that is kept for their sender."""

    def run(newsroom: Newsroom) -> str | None:
        for _number in range(15):
            send({"file": some(1, MB)[0]})
        with suppress(FileNotFoundError):
            of_sender = f"{newsroom.numbers[name]}-"
            names = default_storage.listdir(kept_uploads.FOLDER)[1]
            kept = sum(each.startswith(of_sender) for each in names)
            if kept:
                return f"{kept} files are kept" if kept > 10 else None
        newsroom.errors.append("no file was kept")
        return None

    return run


def from_outside(path: str, chunked: bool) -> Any:
    """Several at once, each of 50 MB; meanwhile others are answered."""
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {50 * MB}"
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Type: multipart/form-data; boundary=b\r\n{length}\r\n\r\n"
    part = f"{MB:x}\r\n".encode() + b"\0" * MB + b"\r\n" if chunked else b"\0" * MB

    def run(newsroom: Newsroom) -> str | None:
        with ExitStack() as stack:
            clients = [
                stack.enter_context(
                    closing(socket.create_connection(("127.0.0.1", newsroom.port), timeout=10))
                )
                for _number in range(AT_ONCE)
            ]
            taken = 0
            for client in clients:
                client.sendall(head.replace("PORT", str(newsroom.port)).encode())
            for client in clients:
                with suppress(OSError):  # it closes
                    for _number in range(10):
                        client.sendall(part)
                        taken += MB
            if not is_ready(newsroom):
                return "nobody else is answered"
            for client in clients:
                answer = b""
                with suppress(OSError):
                    answer = client.recv(65536)
                if answer and not 400 <= status(answer) < 500:
                    return f"answered with {status(answer)}"
        # What is underway in the sockets counts, too.
        return f"{taken / MB} MB were taken" if taken >= AT_ONCE * 10 * MB else None

    return run


def is_ready(newsroom: Newsroom) -> bool:
    with closing(HTTPConnection("127.0.0.1", newsroom.port, timeout=20)) as connection:
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
