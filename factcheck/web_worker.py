"""gunicorn's worker process around waitress, so that a slow client occupies no thread.

waitress receives whole requests before it gives a thread to one, and keeps answers, on disk where
they are long, until they are read. gunicorn starts, watches and stops the processes.

With 16 clients that send a header or a form byte by byte, the front page takes 0.2 s at most; from
gunicorn's gthread (two processes of four threads, too) it did not come within 20 s.
"""

import os
import time
from copy import copy
from datetime import UTC, datetime
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer, create_server
from waitress.task import WSGITask
from waitress.utilities import Error, RequestEntityTooLarge

CONNECTIONS = 2000  # for each process
QUIET = 60  # seconds after which a connection that sends and reads nothing is closed
# An answer of which a client reads less than this in a minute is cut off.
LEAST_READ = 1_000_000  # bytes
MINUTE = 60
# An answer waits for its reader in memory up to the first, on disk up to the second; then its
# thread waits.
IN_MEMORY, ON_DISK = 2**20, 2**31  # bytes
# Below these, requests of people who are signed in may be as long as an upload. A body is received
# before the application sees the request, so the session or token is looked up here.
UPLOADS = ("/admin/", "/api/v1/working/")


class Unavailable(Error):
    """To whoever sends something long while the database doesn't say who they are."""

    code = 503
    reason = "Service Unavailable"

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
        return f"{self.code} {self.reason}", [*headers, ("Retry-After", "10")], self.body.encode()


class Parser(HTTPRequestParser):
    """Receives no body that the project would refuse for its length, and lets it say so itself."""

    error: Any  # what is wrong with the request
    is_signed_in: bool | None = False  # None: not known

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        usual = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1
        is_long = self.chunked or self.content_length >= usual
        if is_long and self.path.startswith(UPLOADS):
            self.is_signed_in = self._is_signed_in()
        if is_long and not self.is_signed_in:
            self.adj = copy(self.adj)
            self.adj.max_request_body_size = usual

    def _is_signed_in(self) -> bool | None:
        cookies, authorization = (
            self.headers.get(name, "") for name in ("COOKIE", "AUTHORIZATION")
        )
        if not (cookies or authorization):
            return False
        # gunicorn loads this module before Django is set up, which that one needs.
        senders = import_module("factcheck.senders").senders
        found: bool | None = senders.is_signed_in(cookies, authorization)
        return found

    def received(self, data: bytes) -> int:
        consumed: int = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge) and self.is_signed_in is None:
            self.error = Unavailable(
                "The database does not answer just now. Try again in a minute.\n"
            )
        elif isinstance(self.error, RequestEntityTooLarge) and not self.chunked:
            self.error = None
            self.headers["CONNECTION"] = "close"
        return consumed


class Task(WSGITask):
    """With gunicorn's access log. An answer to HEAD has no body, whatever the application returns."""

    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        if self.request.command == "HEAD":
            environ.pop("wsgi.file_wrapper", None)  # it would be sent past write()
        return environ

    def write(self, data: bytes) -> None:
        if self.request.command != "HEAD":
            super().write(data)
            return
        super().write(b"")
        self.chunked_response = False

    def service(self) -> None:
        began = datetime.now(UTC)
        super().service()
        answer = SimpleNamespace(
            status=self.status, headers=self.response_headers, sent=self.content_bytes_written
        )
        environ = {"RAW_URI": self.request.request_uri, **self.get_environment()}
        request = SimpleNamespace(headers=self.request.headers)
        self.channel.server.access_log(answer, request, environ, datetime.now(UTC) - began)


class Channel(HTTPChannel):
    """A connection, which counts what its client has read."""

    parser_class = Parser
    task_class = Task
    read = 0
    read_since = 0.0

    def send(self, data: bytes, do_close: bool = True) -> int:
        sent: int = super().send(data, do_close)
        self.read += sent
        return sent

    def close_if_slow(self, now: float) -> None:
        """Close it if its client reads nothing, or little of a long answer.

        waitress itself closes only what can be written to.
        """
        if not self.total_outbufs_len:
            self.read_since = 0
        elif now - self.last_activity > QUIET:
            self.handle_close()
        elif self.total_outbufs_len > LEAST_READ:
            if self.read_since and now - self.read_since >= MINUTE and self.read < LEAST_READ:
                self.handle_close()
            elif not self.read_since or now - self.read_since >= MINUTE:
                self.read, self.read_since = 0, now


class BufferingWorker(Worker):
    def run(self) -> None:
        connections: dict[int, Any] = {}
        create_server(
            self.wsgi,
            map=connections,
            sockets=[each.sock for each in self.sockets],
            threads=self.cfg.threads,
            connection_limit=CONNECTIONS,
            channel_timeout=QUIET,
            max_request_body_size=settings.LARGEST_REQUEST + 1,
            outbuf_overflow=IN_MEMORY,
            outbuf_high_watermark=ON_DISK,
            # The settings say how many proxies are in front.
            clear_untrusted_proxy_headers=False,
            asyncore_use_poll=True,
            ident="",
        )
        servers: list[Any] = [
            each for each in connections.values() if isinstance(each, BaseWSGIServer)
        ]
        for server in servers:
            server.channel_class = Channel
            server.access_log = self.log.access
        while self.alive and os.getppid() == self.ppid:
            self._serve(connections)
        for server in servers:
            server.del_channel()
        gives_up = time.monotonic() + self.cfg.graceful_timeout
        while time.monotonic() < gives_up and any(map(_is_answered, connections.values())):
            self._serve(connections)
        servers[0].task_dispatcher.shutdown()

    def _serve(self, connections: dict[int, Any]) -> None:
        """What comes within a second."""
        self.notify()
        wasyncore.loop(timeout=1, map=connections, use_poll=True, count=1)
        now = time.time()
        for each in list(connections.values()):
            if isinstance(each, Channel):
                each.close_if_slow(now)


def _is_answered(connection: Any) -> bool:
    return isinstance(connection, Channel) and bool(
        connection.requests or connection.total_outbufs_len
    )
