"""HTTP requests to checked addresses, under limits of time and size."""

import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import certifi
import httpcore
from django.conf import settings
from django.utils.translation import gettext as _

from sources.allowed_hosts import Destination, FetchFailed, check_addresses, is_exempt

REDIRECTS = frozenset({301, 302, 303, 307, 308})
WITH_A_BODY = frozenset({200, 203})
KEPT_HEADERS = ("content-type", "content-language", "last-modified", "etag", "link")
TRIED = 4  # addresses of one host

Resolver = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True)
class Limits:
    seconds: float = 60  # for everything, redirects included
    idle_seconds: float = 15  # without any data
    redirects: int = 10
    body: int = 50_000_000  # bytes, as sent and unpacked
    robots: int = 512 * 1024  # bytes of robots.txt that are read; RFC 9309 asks for 500 KiB


@dataclass(frozen=True)
class Answer:
    """The answer to one request; the body is read only where it is a page."""

    status: int
    headers: dict[str, str]  # KEPT_HEADERS, as sent
    location: str  # where a redirect leads
    body: bytes


def system_resolver(host: str, port: int) -> list[str]:
    """The addresses of a host, looked up on this machine. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def system_trust() -> ssl.SSLContext:
    """Certificates are checked against this machine's list and Mozilla's."""
    trust = ssl.create_default_context()
    trust.load_verify_locations(certifi.where())
    return trust


class Client:
    """All the requests of one fetch, with one time limit."""

    def __init__(self, limits: Limits, resolve: Resolver, trust: ssl.SSLContext | None) -> None:
        self.limits, self.resolve, self.trust = limits, resolve, trust or system_trust()
        self.ends = time.monotonic() + limits.seconds

    def left(self) -> float:
        """Seconds to wait for the next data. Raises FetchFailed when time is up."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise FetchFailed(
                _("The site took longer than %(most)g seconds. Try again later."),
                "fetch_time",
                temporary=True,
                most=self.limits.seconds,
            )
        return min(left, self.limits.idle_seconds)

    def get(self, to: Destination, most: int, cut: bool = False) -> Answer:
        """One request and its answer. A body beyond ``most`` bytes is refused, or cut."""
        headers = {
            "Accept": "text/html, application/pdf, text/plain;q=0.9, */*;q=0.5",
            "Accept-Encoding": "gzip",
        }
        with self._answered("GET", to, headers) as response:
            return _read(response, most, cut)

    def post(self, to: Destination, body: bytes, headers: Mapping[str, str]) -> int:
        """Send a body once; returns the answer's status and reads nothing else of it."""
        length = {"Content-Length": str(len(body))}
        with self._answered("POST", to, {**headers, **length}, body) as response:
            return response.status

    def ask(
        self, method: str, to: Destination, headers: Mapping[str, str], body: bytes, most: int
    ) -> Answer:
        """One request with headers and a body of its own, and its answer; no redirect is followed."""
        length = {"Content-Length": str(len(body))} if body else {}
        with self._answered(method, to, {**headers, **length}, body) as response:
            return _read(response, most, cut=False)

    @contextmanager
    def _answered(
        self, method: str, to: Destination, headers: Mapping[str, str], body: bytes = b""
    ) -> Iterator[httpcore.Response]:
        url = httpcore.URL(
            scheme=to.scheme.encode(),
            host=to.host.encode(),
            port=to.port,
            target=to.target.encode(),
        )
        usual = {
            "Host": to.authority,
            "User-Agent": settings.FETCH_USER_AGENT,
            "Connection": "close",
        }
        request = httpcore.Request(
            method, url, headers=[*usual.items(), *headers.items()], content=body
        )
        backend = _CheckedAddresses(self, to, self._addresses(to))
        with (
            self._failures_in_words(to),
            httpcore.HTTPConnection(
                url.origin, ssl_context=self.trust, network_backend=backend
            ) as connection,
        ):
            response = connection.handle_request(request)
            try:
                yield response
            finally:
                response.close()

    def _addresses(self, to: Destination) -> Sequence[str]:
        exempt = is_exempt(to)
        # A name server may take longer than we wait; the thread then ends by itself.
        answers: SimpleQueue[Sequence[str] | OSError | UnicodeError] = SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self.resolve(to.host, to.port))
            except (OSError, UnicodeError) as error:
                answers.put(error)

        Thread(target=ask, daemon=True).start()
        try:
            found = answers.get(timeout=self.left())
        except Empty as error:
            raise _no_site(to, temporary=True) from error
        if isinstance(found, Exception):
            raise _no_site(to, getattr(found, "errno", None) == socket.EAI_AGAIN) from found
        if not found:
            raise _no_site(to, temporary=False)
        if not exempt:
            check_addresses(to, found)
        return found

    @contextmanager
    def _failures_in_words(self, to: Destination) -> Iterator[None]:
        rule, temporary = "fetch_connection", True
        try:
            yield
        except httpcore.TimeoutException as timeout:
            self.left()
            error: Exception = timeout
            rule, sentence = (
                "fetch_time",
                _("The server %(host)s stopped responding. Try again later."),
            )
        except httpcore.ConnectError as refused:
            error, sentence = refused, _("The server %(host)s can't be reached. Try again later.")
            if isinstance(error.__cause__, ssl.SSLError) or "SSL" in str(error):
                rule, temporary = "fetch_certificate", False
                sentence = _("The server %(host)s can't prove that it is that site (%(error)s).")
        except (httpcore.NetworkError, httpcore.RemoteProtocolError) as broken:
            error = broken
            sentence = _(
                "The answer of %(host)s broke off or is not HTTP (%(error)s). Try again later."
            )
        else:
            return
        raise FetchFailed(sentence, rule, temporary=temporary, host=to.host, error=error) from error


def _no_site(to: Destination, temporary: bool) -> FetchFailed:
    sentence = (
        _("The address of the site %(host)s could not be looked up. Try again later.")
        if temporary
        else _("There is no site at %(host)s. Check the address.")
    )
    return FetchFailed(sentence, "fetch_name", temporary=temporary, host=to.host)


def _read(response: httpcore.Response, most: int, cut: bool) -> Answer:
    headers: dict[str, str] = {}
    for name, value in response.headers:
        headers.setdefault(name.decode("ascii").lower(), _decoded(value))
    kept = {name: headers[name] for name in KEPT_HEADERS if name in headers}
    location = headers.get("location", "")
    if response.status in REDIRECTS and location:
        return Answer(response.status, kept, location, b"")
    if response.status not in WITH_A_BODY:
        return Answer(response.status, kept, "", b"")
    body = bytearray()
    sent = _within(response.iter_stream(), most, cut)
    for chunk in _unpacked(sent, headers.get("content-encoding", ""), most):
        body += chunk
        if len(body) > most:
            if cut:
                break
            raise _too_large(most)
    return Answer(response.status, kept, "", bytes(body[:most]))


def _decoded(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _within(chunks: Iterable[bytes], most: int, cut: bool) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        yield chunk
        if size > most:
            if cut:
                return
            raise _too_large(most)


def _unpacked(chunks: Iterable[bytes], encoding: str, most: int) -> Iterator[bytes]:
    """The body without its content encoding, in pieces of at most one byte more than the limit."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        yield from chunks
        return
    if encoding not in ("gzip", "x-gzip"):
        raise FetchFailed(
            _("The server packed its answer in a way that we do not accept (%(encoding)s)."),
            "fetch_encoding",
            encoding=encoding[:50],
        )
    unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        for chunk in chunks:
            yield unpacking.decompress(chunk, most + 1)
            if unpacking.unconsumed_tail:
                raise _too_large(most)
            if unpacking.unused_data.strip(b"\x00"):
                raise _broken_packing()
    except zlib.error as error:
        raise _broken_packing() from error
    if not unpacking.eof:
        raise _broken_packing()


def _broken_packing() -> FetchFailed:
    return FetchFailed(
        _("The server's answer can't be unpacked: it is damaged or broke off. Try again later."),
        "fetch_encoding",
        temporary=True,
    )


def _too_large(most: int) -> FetchFailed:
    return FetchFailed(
        _("The page or file is larger than %(most)g MB."), "fetch_size", most=most / 1e6
    )


class _CheckedAddresses(httpcore.NetworkBackend):
    """Connects only to the addresses that were checked."""

    def __init__(self, client: Client, to: Destination, addresses: Sequence[str]) -> None:
        self.client, self.to, self.addresses = client, to, addresses

    def connect_tcp(
        self, host: str, port: int, *args: Any, **kwargs: Any
    ) -> httpcore.NetworkStream:
        if (host, port) != (self.to.host, self.to.port):
            raise RuntimeError(f"asked for {host}:{port}, checked {self.to.host}:{self.to.port}")
        failed: Exception = httpcore.ConnectError("no address")
        for address in self.addresses[:TRIED]:
            try:
                # The library's own connection, to an address in digits: no name is looked up.
                stream = httpcore.SyncBackend().connect_tcp(address, port, self.client.left())
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _TimedStream(self.client, stream)
        raise failed


class _TimedStream(httpcore.NetworkStream):
    """A connection whose reads and writes end when the time of the whole fetch is up."""

    def __init__(self, client: Client, stream: httpcore.NetworkStream) -> None:
        self.client, self.stream = client, stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self.client.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, self.client.left())

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secured = self.stream.start_tls(ssl_context, server_hostname, self.client.left())
        return _TimedStream(self.client, secured)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)
