"""What sources and files do to whoever reads them: addresses of ours, hostile pages, archives and tables."""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from random import Random
from typing import Any
from unittest.mock import patch

from newsroom.errors import Refused
from sources import allowed_hosts, documents, fetching, warc
from sources.allowed_hosts import FetchFailed
from tests.attacks.newsroom import Newsroom
from tests.attacks.registry import Attempt, attack
from tests.claims.imports import files as imports
from tests.sources import test_ssrf as ssrf
from tests.sources.test_warc import archive
from tests.sources.web import elsewhere, serving

FORMULAS = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"http://evil.example\")", "=cmd|' /C calc'!A0",
            "＝1+1", " =1", "\n=1", "'=1", '"=1', "=\u202e1", "%0A=1", ";=1", "|=1", "+=1")  # fmt: skip


def fetch(url: str, **how: Any) -> str | None:
    """What of the attempt succeeded: a connection that was made."""
    try:
        fetched = fetching.fetch(url, limits=ssrf.QUICK, **how)
    except FetchFailed:
        return None
    return f"fetched {fetched.final_url}"


def every_address() -> Any:
    return patch.object(allowed_hosts, "is_public", lambda _address: True)


@attack(
    "captures",
    "addresses of our own network, however they are written (SSRF)",
    guard=every_address,
)
def addresses(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    def attempt(url: str, resolve: Any = None) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            with serving(*ssrf.INSIDE) as inside, usual_ports(inside.port):
                how = {"resolve": resolve} if resolve else {}
                found = fetch(url.replace(":P", f":{inside.port}"), **how)
                return found or (
                    f"{inside.connections} connections" if inside.connections else None
                )

        return run

    for trick, url in (*ssrf.PLAIN.items(), *ssrf.MALFORMED.items()):
        yield Attempt(trick, attempt(url))
    for trick, address in ssrf.NOT_PUBLIC.items():
        host = f"[{address}]" if ":" in address else address
        yield Attempt(trick, attempt(f"http://{host}:P/"))
        yield Attempt(
            f"{trick} by name",
            attempt("http://news.example:P/", ssrf.Names(news_example=[[address]])),
        )


@attack(
    "captures",
    "a public site that leads to our own network: redirects, changing names",
    guard=every_address,
)
def leading(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    def attempt(target: str, status: str) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            with (
                serving(*ssrf.INSIDE) as inside,
                serving(ssrf.OUTSIDE) as outside,
                usual_ports(inside.port, outside.port),
            ):
                outside.otherwise = elsewhere(target.replace(":P", f":{inside.port}"), status)
                names = ssrf.Names(outside_example=[[ssrf.OUTSIDE]], inside_example=[["127.0.0.1"]])
                fetch(outside.url(host="outside.example"), resolve=names)
                return f"{inside.connections} connections" if inside.connections else None

        return run

    def rebinding(newsroom: Newsroom) -> str | None:
        with (
            serving(*ssrf.INSIDE) as inside,
            serving(ssrf.OUTSIDE) as outside,
            usual_ports(inside.port, outside.port),
        ):
            names = ssrf.Names(outside_example=[[ssrf.OUTSIDE], ["127.0.0.1"]])
            fetch(f"http://outside.example:{inside.port}/", resolve=names)
            return f"{inside.connections} connections" if inside.connections else None

    for trick, url in ssrf.REDIRECTED.items():
        if set("\r\n") & set(url):
            continue
        for status in ("301 Moved", "302 Found", "307 Temporary", "308 Permanent"):
            yield Attempt(f"{trick} {status}", attempt(url, status))
    for number in range(5):
        yield Attempt(f"a name that changes {number}", rebinding)


@contextmanager
def usual_ports(*ports: int) -> Iterator[None]:
    """These ports count as usual inside, and where there are two, the outside address as public."""
    usual, is_public = allowed_hosts.USUAL_PORTS, allowed_hosts.is_public
    outside = ip_address(ssrf.OUTSIDE)
    allowed_hosts.USUAL_PORTS = usual | frozenset(ports)
    if len(ports) > 1:
        allowed_hosts.is_public = lambda address: address == outside or is_public(address)
    try:
        yield
    finally:
        allowed_hosts.USUAL_PORTS, allowed_hosts.is_public = usual, is_public


def read(body: bytes, check: Callable[[Any], str | None] | None = None, **stated: str) -> Any:
    """It succeeds if reading fails otherwise than in words, or the check notices something."""

    def run(newsroom: Newsroom) -> str | None:
        try:
            document = documents.read(body, **stated)
        except Refused:
            return None
        except Exception as error:  # noqa: BLE001 - whatever it is, it is no sentence
            return f"{type(error).__name__}: {error}"
        return check(document) if check else None

    return run


def reads_no_file(document: Any) -> str | None:
    return (
        "a file of the server's"
        if "root:x:0" in document.text or "/bin/" in document.text
        else None
    )


@attack("captures", "hostile pages and files: entities, scripts, depth, bombs, broken PDFs")
def pages(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    entity = '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "{}">]><html><body><p>Words &x; here.</p></body></html>'
    for target in ("file:///etc/passwd", "http://127.0.0.1/", "php://filter/resource=/etc/passwd", "file:///dev/zero",
                   "expect://id", "/etc/passwd", "ftp://127.0.0.1/x"):  # fmt: skip
        for kind in ("text/html", "application/xhtml+xml", "application/xml", "text/xml"):
            yield Attempt(
                f"{target} {kind}",
                read(entity.format(target).encode(), reads_no_file, media_type=kind),
            )
    laughs = (
        "<!DOCTYPE l ["
        + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(12))
        + "]><html><p>&l11;</p></html>"
    )
    for body in (
        laughs.encode(), b"<p>" * 50_000, b"<div>" * 300_000, b"<table>" * 5000, b"<!--" * 100_000, b"<" * 500_000,
        b"<a href='" * 50_000, b"&#" * 200_000, b"\x00" * 1_000_000, b"<script>" + b"x" * 1_000_000,
        "<p>\u202e\u2066" .encode() * 50_000, b"<p>\xff\xfe" * 10_000, b"<svg onload=alert(1)><p>Words.",
        b"%PDF-1.7\n" + b"1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\n" * 1000, b"%PDF-1.4\nxref\n0 99999999\n",
        b"%PDF-1.4\n1 0 obj<</Length 99999999999>>stream\n", b"%PDF-" + b"9" * 100_000, b"PK\x03\x04" + b"\x00" * 100,
        b"\x1f\x8b" + b"\x00" * 100, gzip.compress(b"0" * 50_000_000), b"MZ" + b"\x00" * 1000, b"\x7fELF" + b"\x00" * 1000,
        b"GIF89a<script>alert(1)</script>", b"<?xml version='1.0'?><x/>", b"{\\rtf1 x}", b"#!/bin/sh\nid",
    ):  # fmt: skip
        yield Attempt(f"{body[:30]!r} {len(body)}", read(body))
    for _ in range(40):
        broken = bytearray(
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Kids[3 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R>>"
        )
        for _change in range(6):
            broken[random.randrange(9, len(broken))] = random.randrange(256)
        yield Attempt(f"{bytes(broken)[:60]!r}", read(bytes(broken)))


@attack(
    "files",
    "hostile archives: WARC that unpacks without end, lies of its lengths, other people's paths",
)
def archives(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    def attempt(data: bytes) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            size = 0
            try:
                for each in warc.records(data):
                    size += len(each.body)
            except Refused:
                return None
            except Exception as error:  # noqa: BLE001 - whatever it is, it is no sentence
                return f"{type(error).__name__}: {error}"
            return f"unpacked to {size} bytes" if size > 200_000_000 else None

        return run

    whole = archive({}, {"url": "https://news.example/2"})
    plain = archive({}, packed=False)
    for data in (
        gzip.compress(b"0" * 300_000_000, 9), gzip.compress(gzip.compress(b"0" * 50_000_000)), b"", b"WARC/1.0\r\n\r\n",
        plain.replace(b"Content-Length: ", b"Content-Length: 9999999"), plain.replace(b"Content-Length: ", b"Content-Length: -"),
        plain.replace(b"WARC/1.", b"WARC/9."), plain[:-20], whole[:-20], whole + b"\x1f\x8b\x00", b"\x1f\x8b" * 1000,
        archive({"url": "file:///etc/passwd"}), archive({"url": "javascript:alert(1)"}), archive({"url": "../../etc/passwd"}),
        archive({"url": "http://127.0.0.1/"}), archive({"headers": {"WARC-Date": "9999-99-99T99:99:99Z"}}),
        archive({"sent": {"Content-Encoding": "gzip"}, "body": gzip.compress(b"0" * 100_000_000)}),
        archive({"sent": {"Transfer-Encoding": "chunked"}, "body": b"FFFFFFFF\r\nx"}), archive(*({} for _ in range(300))),
    ):  # fmt: skip
        yield Attempt(f"{data[:20]!r} {len(data)}", attempt(data))
    for data in (whole, plain):
        for _ in range(60):
            broken = bytearray(data)
            for _change in range(random.randrange(1, 8)):
                broken[random.randrange(len(broken))] = random.randrange(256)
            yield Attempt(f"changed {bytes(broken)[:40]!r}", attempt(bytes(broken)))


@attack("files", "hostile tables and lists to import: formulas, depth, encodings, packed files")
def tables(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    def attempt(data: bytes, form: str) -> Any:
        def run(newsroom: Newsroom) -> str | None:
            try:
                imports.read(data, form)
            except Refused:
                return None
            except Exception as error:  # noqa: BLE001 - whatever it is, it is no sentence
                return f"{type(error).__name__}: {error}"
            return None

        return run

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name in ("../../etc/passwd", "/etc/passwd", "..\\x", "a" * 200, "claims.csv"):
            made.writestr(name, "0" * 1_000_000)
    bodies = [
        packed.getvalue(), gzip.compress(b"0" * 20_000_000), b"", b"\x00" * 10_000, b'"' * 10_000, b"," * 200_000,
        b"text\n" + b'"' + b"x" * 2_000_000, "text,speaker\n\ud800".encode("utf-8", "surrogatepass"), b"\xff\xfet\x00e\x00",
        b'{"a":' * 10_000, b"[" * 100_000, b"1" * 100_000, b'{"text": 1e400}', b"NaN", b"<rss>" * 10_000,
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&e;</title></item></channel></rss>',
        json.dumps({"@type": "ClaimReview", "claimReviewed": "x" * 100_000}).encode(), b"text;speaker\r\r\r\n" * 1000,
    ]  # fmt: skip
    for body in bodies:
        for form in ("csv", "ndjson", "claimreview"):
            yield Attempt(f"{form} {body[:30]!r} {len(body)}", attempt(body, form))
    for formula in FORMULAS:
        for column in ("text", "speaker", "rating", "external_id", "url"):
            row = imports.row(1, **{column: formula})
            yield Attempt(f"{column} {formula!r}", attempt(imports.table(row), "csv"))
            yield Attempt(f"{column} {formula!r}, list", attempt(imports.lines(row), "ndjson"))


def cells(text: str) -> Iterator[str]:
    for row in csv.reader(io.StringIO(text)):
        yield from row
