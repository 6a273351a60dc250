"""Hostile requests: what is typed, where it leads, what headers say, how large and how slow they are."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection, HTTPException
from random import Random
from typing import Any
from unittest.mock import patch
from urllib.parse import quote, urlencode

from django.test import Client

from tests.attacks.newsroom import PASSWORD, Newsroom
from tests.attacks.registry import Attempt, attack
from tests.attacks.web_access import NAMED, public_paths
from tests.claims.site.test_hostile import OUTSIDE, SOME, TYPED

EVIL = "evil.example"


def raw(newsroom: Newsroom, request: bytes, timeout: float = 10) -> bytes:
    """All that the real server answers to these bytes, until it closes or says nothing more."""
    with closing(socket.create_connection(("127.0.0.1", newsroom.port), timeout=timeout)) as client:
        client.sendall(request)
        client.settimeout(0.6)
        answer = b""
        try:
            while part := client.recv(65536):
                answer += part
        except OSError:
            pass
    return answer


def status(answer: bytes) -> int:
    head = answer.split(b" ", 2)
    return int(head[1]) if len(head) > 1 and head[1].isdigit() else 0


def led_anywhere() -> Any:
    return patch("django.utils.http.url_has_allowed_host_and_scheme", lambda *_a, **_b: True)


@attack("web", "addresses of other sites to be led to (open redirects)", guard=led_anywhere)
def redirects(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    targets = (f"https://{EVIL}/", f"//{EVIL}/", f"///{EVIL}", f"/\\{EVIL}", f"\\\\{EVIL}", f"https:{EVIL}", f"/%09/{EVIL}",
               f"http://127.0.0.1:8000@{EVIL}/", f"https://{EVIL}\\@127.0.0.1/", f" //{EVIL}", f"\t//{EVIL}", f"/\t/{EVIL}",
               "javascript:alert(1)", "data:text/html,x", f"//{EVIL}%2f..", f"/..//{EVIL}", f"https://{EVIL}#127.0.0.1",
               f"//{EVIL}?127.0.0.1", f"ftp://{EVIL}", f"/\n/{EVIL}", f"http:///{EVIL}", f"//[::1]@{EVIL}")  # fmt: skip

    def attempt(method: str, url: str, data: dict[str, str]) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            client = Client(raise_request_exception=False)
            newsroom.owner.execute("DELETE FROM newsroom_cache")
            answer = getattr(client, method)(url, data)
            to = answer.get("Location", "")
            if answer.status_code >= 500:
                return "an error of the server"
            own = (to.startswith("/") and not to.startswith(("//", "/\\"))) or to.startswith("?")
            return f"led to {to}" if to and not own else None

        return run

    sign_in = {"login": "reporterx", "password": PASSWORD}
    for target in targets:
        for name in ("next", "url"):
            yield Attempt(
                f"sign-in {name} {target!r}",
                attempt("post", "/account/sign-in/", {**sign_in, name: target}),
                NAMED,
            )
            query = f"/account/sign-in/?{urlencode({name: target})}"
            yield Attempt(f"sign-in ? {name} {target!r}", attempt("post", query, sign_in), NAMED)
        yield Attempt(
            f"language {target!r}",
            attempt("post", "/language/", {"language": "es", "next": target}),
        )
        yield Attempt(
            f"desk {target!r}", attempt("get", f"/admin/login/?{urlencode({'next': target})}", {})
        )
        yield Attempt(f"path {target!r}", attempt("get", f"/{quote(target)}", {}))


@attack("web", "line breaks put into headers of answers")
def headers(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    breaks = ("\r\n", "\n", "\r", "%0d%0a", "\x85", "\x0b", "\x00", "\r\n\r\n")

    def attempt(url: str, given: dict[str, str]) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            client = Client(raise_request_exception=False)
            answer = client.get(url, headers=given)
            if answer.status_code >= 500:
                return "an error of the server"
            bad = [
                name
                for name, value in answer.items()
                if "\n" in value or "\r" in value or name == "Quagga"
            ]
            return f"header {bad}" if bad or "quagga" in answer.cookies else None

        return run

    for each in breaks:
        text = f"x{each}Quagga: 1{each}Set-Cookie: quagga=1"
        for path in (f"/?q={quote(text)}", f"/admin/login/?next=/{quote(text)}", f"/topics/{quote(text)}/",
                     f"/account/sign-in/?next=/{quote(text)}", f"/claims/1/?as_of={quote(text)}",
                     f"/api/v1/export/{quote(text)}.csv", f"/api/v1/claims/?q={quote(text)}", f"/{quote(text)}"):  # fmt: skip
            yield Attempt(path, attempt(path, {}))
        for name in (
            "Accept-Language",
            "User-Agent",
            "Cookie",
            "X-Forwarded-For",
            "HX-Current-URL",
            "Origin",
        ):
            yield Attempt(f"{name} {text!r}", attempt("/", {name: text}))


@attack("web", "other host names, and headers that proxies set")
def hosts(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    def attempt(request: str) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            answer = raw(newsroom, request.replace("PORT", str(newsroom.port)).encode())
            if status(answer) >= 500:
                return f"answered with {status(answer)}"
            return "the answer names the other host" if EVIL.encode() in answer else None

        return run

    own = "Host: 127.0.0.1:PORT"
    for path in ("/", "/admin/", "/account/sign-in/", "/api/v1/claims/", "/search.atom"):
        for head in (
            f"Host: {EVIL}", f"Host: 127.0.0.1:PORT@{EVIL}", f"Host: {EVIL}:PORT", f"Host: 127.0.0.1.{EVIL}",
            f"{own}\r\nHost: {EVIL}", f"{own}\r\nX-Forwarded-Host: {EVIL}", f"{own}\r\nX-Host: {EVIL}",
            f"{own}\r\nForwarded: host={EVIL}", f"{own}\r\nX-Original-URL: //{EVIL}/", f"{own}\r\nX-Rewrite-URL: /admin/{EVIL}",
            f"{own}\r\nX-Forwarded-Server: {EVIL}", f"{own}\r\nX-HTTP-Host-Override: {EVIL}", "Host: ", "Host: a b",
            f"{own}\r\nOrigin: https://{EVIL}", f"{own}\r\nReferer: https://{EVIL}/",
        ):  # fmt: skip
            request = f"GET {path} HTTP/1.1\r\n{head}\r\nConnection: close\r\n\r\n"
            yield Attempt(f"{path} {head!r}", attempt(request))
        absolute = f"GET http://{EVIL}{path} HTTP/1.1\r\n{own}\r\nConnection: close\r\n\r\n"
        yield Attempt(f"absolute {path}", attempt(absolute))


@attack("web", "two requests in what looks like one (smuggling)")
def smuggling(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    hidden = "GET /quagga-smuggled/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    chunked = f"0\r\n\r\n{hidden}"
    long = len(hidden)

    def attempt(head: str, body: str) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            request = f"POST /language/ HTTP/1.1\r\nHost: 127.0.0.1:{newsroom.port}\r\n{head}\r\n\r\n{body}"
            answer = raw(newsroom, request.encode("latin-1", "replace"))
            if answer.count(b"HTTP/1.1 ") > 1 and status(answer) not in (0, 400, 501):
                return "a second answer to what the first request hides"
            return f"answered with {status(answer)}" if status(answer) in (500, 502, 503) else None

        return run

    for head, body in (
        (f"Content-Length: {len(chunked)}\r\nTransfer-Encoding: chunked", chunked),
        (f"Transfer-Encoding: chunked\r\nContent-Length: {len(chunked)}", chunked),
        ("Content-Length: 0\r\nContent-Length: 50", hidden),
        (f"Content-Length: 5, {long}", hidden),
        (f"Content-Length: +{long}", hidden), ("Content-Length: -1", hidden), ("Content-Length: 0x10", hidden),
        ("Content-Length: 1e2", hidden), ("Content-Length: 5 5", hidden), ("Content-Length : 0", hidden),
        ("Transfer-Encoding: xchunked", chunked), ("Transfer-Encoding : chunked", chunked),
        ("Transfer-Encoding:\tchunked", chunked), ("Transfer-Encoding: chunked, identity", chunked),
        ("Transfer-Encoding: identity, chunked", chunked), ("Transfer-Encoding: chunked\r\nTransfer-Encoding: x", chunked),
        ("Transfer-Encoding: \x0bchunked", chunked), ("X: y\nTransfer-Encoding: chunked", chunked),
        ("Transfer-Encoding: chunked", f"5;x\r\nhello\r\n{chunked}"), ("Transfer-Encoding: chunked", f"-1\r\n{hidden}"),
        ("Transfer-Encoding: chunked", f"0x5\r\nhello\r\n{chunked}"), ("Transfer-Encoding: chunked", f"FFFFFFFFFFFFFFFFF\r\n{hidden}"),
        (" Transfer-Encoding: chunked", chunked), ("X:\r\n Transfer-Encoding: chunked", chunked),
        ("Content_Length: 3", hidden), ("Transfer_Encoding: chunked", chunked),
    ):  # fmt: skip
        # What follows a body that ended is a second request, which is no smuggling.
        yield Attempt(f"{head!r} {body[:12]!r}", attempt(f"{head}\r\nConnection: close", body))


@attack("web", "requests that are too large")
def large(  # noqa: C901 - three kinds of size
    newsroom: Newsroom, random: Random
) -> Iterator[Attempt]:
    def attempt(method: str, path: str, head: dict[str, str], size: int) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            with closing(HTTPConnection("127.0.0.1", newsroom.port, timeout=30)) as connection:
                try:
                    connection.putrequest(method, path)
                    for name, value in {**head, "Content-Length": str(size)}.items():
                        connection.putheader(name, value)
                    connection.endheaders()
                    answer = connection.getresponse()
                except (OSError, HTTPException):
                    return None
                return None if 400 <= answer.status < 500 else f"answered with {answer.status}"

        return run

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for size in (2_500_001, 56_000_001, 10**9, 10**12, 10**19):
        for path in ("/", "/language/", "/account/sign-in/", "/admin/", "/api/v1/working/sources/",
                     "/account/password/", "/claims/1/error/", "/working/searches/save/"):  # fmt: skip
            yield Attempt(f"POST {path} {size}", attempt("POST", path, form, size))
    for many in (1001, 5000):

        def fields(newsroom: Newsroom, many: int = many) -> str | None:
            body = "&".join(f"a{n}=1" for n in range(many))
            answer = Client(raise_request_exception=False).post(
                "/account/sign-in/", body, "application/x-www-form-urlencoded")  # fmt: skip
            return f"answered with {answer.status_code}" if answer.status_code >= 500 else None

        yield Attempt(f"{many} fields", fields)
    for size in (10_000, 70_000, 300_000):
        for head in (
            f"X: {'a' * size}",
            f"Cookie: {'a=b; ' * (size // 5)}",
            "A: b\r\n" * (size // 6) + "B: c",
        ):

            def heads(newsroom: Newsroom, head: str = head) -> str | None:
                answer = raw(newsroom, f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{newsroom.port}\r\n{head}\r\nConnection: close\r\n\r\n".encode())  # fmt: skip
                return f"answered with {status(answer)}" if status(answer) >= 500 else None

            yield Attempt(f"headers of {size}, {head[:5]}", heads)


@attack("web", "clients that send or read slowly")
def slow(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    def attempt(part: bytes, many: int) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            with ExitStack() as stack:
                for _ in range(many):
                    client = stack.enter_context(
                        closing(socket.create_connection(("127.0.0.1", newsroom.port), timeout=10)))  # fmt: skip
                    client.sendall(part.replace(b"PORT", str(newsroom.port).encode()))
                with closing(HTTPConnection("127.0.0.1", newsroom.port, timeout=20)) as connection:
                    try:
                        connection.request("GET", "/readyz")
                        answered = connection.getresponse().status == 200
                    except (OSError, HTTPException):
                        answered = False
            return None if answered else "nobody else is answered"

        return run

    host = b"Host: 127.0.0.1:PORT\r\n"
    for many in (50, 200):
        for part in (b"", b"G", b"GET / HTTP/1.1\r\n" + host, b"POST / HTTP/1.1\r\n" + host + b"Content-Length: 9\r\n\r\na",
                     b"POST / HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\n5\r\na",
                     b"GET /api/v1/export/claims.ndjson HTTP/1.1\r\n" + host + b"\r\n"):  # fmt: skip
            yield Attempt(f"{many} x {part[:30]!r}", attempt(part, many))


NUMBERS = ("1e400", "-1e400", "NaN", "Infinity", "-Infinity", "1" * 400, "-0", "0.1e-400", "9223372036854775808",
           "-9223372036854775809", "1.5", "true", "null", '"1"', "[1]", "{}", "[" * 5000, '{"a":' * 5000,
           '"\\ud800"', '"\\u0000"', '"' + "x" * 200_000 + '"', "01", "1_000", "٣")  # fmt: skip


@attack("API", "hostile numbers and values in JSON")
def numbers(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    def attempt(body: str) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            answer = Client(raise_request_exception=False).post(
                "/api/v1/working/sources/", body, "application/json",
                headers={"Authorization": f"Token {newsroom.tokens['editor']}"})  # fmt: skip
            return f"answered with {answer.status_code}" if answer.status_code >= 500 else None

        return run

    for field in (
        "url",
        "text",
        "title",
        "publisher",
        "syndicated_from",
        "published_on",
        "language",
        "kind",
        "byline",
        "uri",
    ):
        for value in NUMBERS:
            yield Attempt(
                f"{field} {value[:30]}",
                attempt(f'{{"text": "Words.", "{field}": {value}}}'),
                NAMED | {"snapshot"},
            )
    for value in NUMBERS:
        yield Attempt(f"alone {value[:30]}", attempt(value), NAMED)


@attack("API", "parameters that are no such values")
def parameters(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    def attempt(url: str) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            answer: Any = Client(raise_request_exception=False).get(url)
            b"".join(answer)
            return f"answered with {answer.status_code}" if answer.status_code >= 500 else None

        return run

    values = (
        "-1",
        "0",
        "1e9",
        "9" * 30,
        "NaN",
        "'",
        "\x00",
        "1;2",
        "a" * 600,
        "２",
        "1,2",
        "null",
        "[]",
        "%",
        "\ud800",
    )
    for path in (
        "claims/",
        "changes/",
        "speakers/",
        "sources/",
        "publishers/",
        "topics/",
        "export/claims.csv",
    ):
        for name in (
            "after",
            "before",
            "cursor",
            "page_size",
            "limit",
            "offset",
            "ordering",
            "as_of",
            "speaker",
            "status",
            "q",
            "said_from",
            "quantity_min",
        ):
            for value in values[:: 1 if path == "claims/" else 3]:
                query = urlencode({name: value}, errors="surrogatepass")
                yield Attempt(f"{path}?{query[:60]}", attempt(f"/api/v1/{path}?{query}"))


@attack("web", "hostile words in the boxes of searches")
def typed(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    def attempt(url: str) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            answer: Any = Client(raise_request_exception=False).get(url)
            text = b"".join(answer)
            if answer.status_code not in (200, 400):
                return f"answered with {answer.status_code}"
            scripted = (
                answer["Content-Type"].startswith("text/html") and b"<script>alert(1)" in text
            )
            return "a script of the reader's" if scripted else None

        return run

    for path in OUTSIDE:
        for number, word in enumerate(TYPED):
            if random.random() > 0.4:
                continue
            for box in ("q", SOME[number % len(SOME)]):
                query = urlencode({box: word}, errors="surrogatepass")
                yield Attempt(f"{path} {box} {word[:20]!r}", attempt(f"{path}?{query}"))


@attack("web", "methods that pages don't have")
def methods(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    def attempt(method: str, path: str, head: str = "") -> Any:
        def run(newsroom: Newsroom) -> str | None:
            request = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{newsroom.port}\r\nX-Echo: quagga\r\n{head}Content-Length: 0\r\nConnection: close\r\n\r\n"
            answer = raw(newsroom, request.encode())
            if status(answer) >= 500 and status(answer) != 501:
                return f"answered with {status(answer)}"
            return "it gives back the request" if b"quagga" in answer else None

        return run

    for path in (
        "/",
        "/claims/1/",
        "/admin/",
        "/account/sign-in/",
        "/api/v1/claims/",
        "/api/v1/claims/1/",
        "/readyz",
        "/metrics",
        "/static/",
    ):
        for method in (
            "TRACE",
            "TRACK",
            "CONNECT",
            "PUT",
            "DELETE",
            "PATCH",
            "OPTIONS",
            "PROPFIND",
            "FOO",
            "get",
        ):
            yield Attempt(f"{method} {path}", attempt(method, path))
        for override in (
            "X-HTTP-Method-Override: DELETE",
            "X-Method-Override: PUT",
            "X-HTTP-Method: PATCH",
        ):
            yield Attempt(f"{override} {path}", attempt("POST", path, f"{override}\r\n"))


@attack("files", "paths that lead out of a folder, and files that nobody serves")
def paths(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    targets = (
        "etc/passwd",
        "manage.py",
        "factcheck/settings.py",
        ".env",
        ".git/config",
        "var/secret-key",
        "secret-key",
        "requirements.txt",
    )
    ups = (
        "../" * 8,
        "..%2f" * 8,
        "%2e%2e/" * 8,
        "..%5c" * 8,
        "....//" * 8,
        "%252e%252e%252f" * 8,
        "/",
        "..;/" * 8,
        "%c0%ae%c0%ae/" * 8,
        "",
    )
    marks = (b"root:x:0", b"DJANGO_SETTINGS_MODULE", b"SECRET_KEY", b"[core]", b"--hash=sha256")

    def attempt(path: str) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            answer = raw(
                newsroom,
                f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{newsroom.port}\r\nConnection: close\r\n\r\n".encode(),
            )
            if status(answer) >= 500:
                return f"answered with {status(answer)}"
            return "a file of the server's" if any(mark in answer for mark in marks) else None

        return run

    for base in ("/static/", "/media/", "/", "/api/v1/export/", "/static/site/"):
        for up in ups:
            for target in targets:
                yield Attempt(f"{base}{up}{target}", attempt(f"{base}{up}{target}"))
    for name in public_paths():
        yield Attempt(f"listing of /{name}..", attempt(f"/{name}../../etc/passwd"))


@attack("web", "pages in frames, scripts from elsewhere (headers of every answer)")
def policies(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    def attempt(path: str, who: str) -> Any:
        def run(newsroom: Newsroom) -> list[str]:
            client = newsroom.at_desk(who) if who else Client(raise_request_exception=False)
            answer: Any = client.get(path)
            policy = answer.get("Content-Security-Policy", "")
            found = []
            if "frame-ancestors" not in policy and answer.get("X-Frame-Options") != "DENY":
                found.append("it may be framed")
            if answer.get("X-Content-Type-Options") != "nosniff":
                found.append("its type is guessed")
            if answer["Content-Type"].startswith("text/html"):
                found += [
                    f"no {each} in its policy"
                    for each in ("script-src", "object-src", "base-uri", "form-action")
                    if each not in policy
                    and not (each == "object-src" and "default-src 'none'" in policy)
                ]
                if "'unsafe-inline'" in policy.partition("script-src")[2].partition(";")[0]:
                    found.append("inline scripts run")
            return found

        return run

    n = newsroom.numbers
    pages = [f"/{name}" for name in public_paths() if not name.startswith("working")]
    pages += [f"/claims/{n['signed']}/", f"/claims/{n['full']}/map/", f"/speakers/{n['speaker']}/", "/quagga-none/", "/account/sign-in/",
              "/account/password/", "/api/v1/claims/", f"/api/v1/claims/{n['signed']}/", "/api/v1/docs/", "/api/v1/schema/", "/readyz",
              f"/claims/{n['withdrawn']}/", f"/claims/{n['held']}/", "/admin/login/"]  # fmt: skip
    for path in pages:
        yield Attempt(path, attempt(path, ""))
    for path in ("/admin/", "/admin/claims/claim/", f"/admin/claims/claim/{n['proposed']}/change/", "/admin/newsroom/user/", "/working/",
                 f"/working/claims/{n['unreviewed']}/", "/account/sessions/", "/account/second-factors/"):  # fmt: skip
        for who in ("reporter", "editor", "senior"):
            yield Attempt(f"{who} {path}", attempt(path, who), NAMED)
