"""Servers on loopback for the tests of fetching: they say what they are told, byte by byte."""

import socket
import socketserver
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

Say = bytes | Callable[[Any], None]  # the whole answer, or what is done with the connection

PAGE = b"<!doctype html><title>A bridge</title><p>The mayor said that the bridge holds."


def answer(
    status: str = "200 OK",
    body: bytes = PAGE,
    media_type: str = "text/html; charset=utf-8",
    **headers: str,
) -> bytes:
    """An HTTP/1.1 answer; header names are written with underscores."""
    named = {"Content-Type": media_type, "Content-Length": str(len(body))} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def elsewhere(location: str, status: str = "302 Found") -> bytes:
    """A redirect."""
    return answer(status, b"", Location=location)


class Site:
    """A server at one or more loopback addresses, at one port. Counts who comes."""

    def __init__(self, *hosts: str, trust: ssl.SSLContext | None = None) -> None:
        self.says: dict[str, Say] = {"/robots.txt": answer("404 Not Found", b"")}
        self.otherwise: Say = answer()
        self.connections = 0
        self.requests: list[str] = []  # request lines with headers
        self.names: list[str | None] = []  # what TLS clients called this server
        self.tls = trust
        self.servers: list[socketserver.ThreadingTCPServer] = []
        self.port = 0
        for host in hosts or ("127.0.0.1",):
            self._listen(host)

    def _listen(self, host: str) -> None:
        site = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                site.connections += 1
                connection = self.request
                connection.settimeout(20)
                try:
                    if site.tls:
                        connection = site.tls.wrap_socket(connection, server_side=True)
                    site._answer(connection)
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(4096):  # so that nothing of the answer is lost
                        pass
                except OSError:
                    pass  # the client left, as it may
                finally:
                    connection.close()

        class Server(socketserver.ThreadingTCPServer):
            address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
            allow_reuse_address = True
            daemon_threads = True
            block_on_close = False

        server = Server((host, self.port), Handler)
        self.port = server.server_address[1]
        self.servers.append(server)
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            part = connection.recv(65536)
            if not part:
                return
            head += part
        self.requests.append(head.decode("latin-1"))
        path = head.split(b" ", 2)[1].decode("latin-1")
        say = self.says.get(path, self.otherwise)
        if callable(say):
            say(connection)
        else:
            connection.sendall(say)

    @property
    def paths(self) -> list[str]:
        return [head.split(" ", 2)[1] for head in self.requests]

    def url(self, path: str = "/", host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def close(self) -> None:
        for server in self.servers:
            server.shutdown()
            server.server_close()


@contextmanager
def serving(*hosts: str, trust: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A site while the block runs."""
    site = Site(*hosts, trust=trust)
    try:
        yield site
    finally:
        site.close()


def can_bind(host: str) -> bool:
    """Whether this machine has the loopback address; macOS has one, some containers no IPv6."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.bind((host, 0))
    except OSError:
        return False
    return True
