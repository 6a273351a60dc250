"""An SMTP server on loopback that keeps what it is sent."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

UNKNOWN = "nobody-of-this-name"  # in an address: the server refuses it


class _Session(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client of the standard library speaks."""

    def handle(self) -> None:
        self._say("220 loopback ready")
        while line := self.rfile.readline():
            match line.split()[0].upper().decode():
                case "DATA":
                    self._say("354 go on")
                    self._keep()
                    self._say("250 kept")
                case "QUIT":
                    self._say("221 bye")
                    return
                case "RCPT" if UNKNOWN in line.decode():
                    self._say("550 no such mailbox")
                case "EHLO" | "HELO" | "MAIL" | "RCPT" | "RSET" | "NOOP":
                    self._say("250 yes")
                case _:
                    self._say("502 no such command")

    def _keep(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b"", b".\r\n"):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        cast("_Server", self.server).kept.append(b"".join(lines))

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.kept: list[bytes] = []


class Mailbox:
    def __init__(self, server: _Server) -> None:
        self._server = server

    def to(self, address: str) -> list[EmailMessage]:
        """What came for an address, in order."""
        kept = [message_from_bytes(each, policy=policy.default) for each in self._server.kept]
        return [each for each in kept if address in str(each["To"])]


@contextmanager
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """Django's e-mail goes through SMTP to the mailbox meanwhile."""
    with _Server() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address[:2]
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.SENDS_EMAIL = True
        yield Mailbox(server)
        server.shutdown()
        thread.join()
