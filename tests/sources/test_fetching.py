"""Fetching from servers that answer well, badly, slowly, endlessly or not at all."""

import gzip
import socket
import ssl
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from newsroom.errors import Refused
from sources.allowed_hosts import destination
from sources.fetching import FetchFailed, Limits, fetch
from tests.sources.web import PAGE, Site, answer, elsewhere, serving

SMALL = Limits(seconds=30, idle_seconds=10, redirects=3, body=10_000, robots=2_000)
BRIEF = Limits(seconds=1, idle_seconds=0.3)


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    with serving() as site:
        settings.FETCH_ALLOWED_HOSTS = [f"127.0.0.1:{site.port}", f"news.example:{site.port}"]
        yield site


def refused(site: Site, path: str = "/", limits: Limits = SMALL, **how: Any) -> FetchFailed:
    with pytest.raises(FetchFailed) as refusal:
        fetch(site.url(path), limits=limits, **how)
    return refusal.value


def test_a_page(site: Site) -> None:
    fetched = fetch(site.url("/2026/bridge?a=ü#part"))
    assert fetched.url == site.url("/2026/bridge?a=ü#part")
    assert fetched.final_url == site.url("/2026/bridge?a=%C3%BC")
    assert (fetched.status, fetched.media_type, fetched.charset) == (200, "text/html", "utf-8")
    assert fetched.body == PAGE
    assert fetched.redirects == ()
    assert fetched.headers["content-type"] == "text/html; charset=utf-8"


def test_we_say_who_we_are_and_nothing_else(site: Site, settings: Any) -> None:
    settings.FETCH_USER_AGENT = "factcheck/0 (+https://facts.example)"
    site.otherwise = answer(Set_Cookie="seen=1")
    site.says["/"] = answer("302 Found", b"", Location="/next", Set_Cookie="seen=1")
    fetch(site.url())
    assert site.paths == ["/robots.txt", "/", "/next"]
    for head in site.requests:
        sent = {line.partition(":")[0].lower() for line in head.split("\r\n")[1:] if line}
        assert sent == {"host", "user-agent", "accept", "accept-encoding", "connection"}
        assert "User-Agent: factcheck/0 (+https://facts.example)\r\n" in head
        assert f"Host: 127.0.0.1:{site.port}\r\n" in head


@pytest.mark.parametrize(
    ("body", "declared", "media_type"),
    [
        (PAGE, "text/plain", "text/html"),
        (b"%PDF-1.7\n...", "text/html", "application/pdf"),
        (b"Only words.", "application/pdf", "text/plain"),
        (b"\x89PNG\r\n\x1a\n....", "text/html", "image/png"),
        (b"\x00\x01\x02", "text/html", "application/octet-stream"),
    ],
)
def test_what_it_is_is_judged_by_the_bytes(
    body: bytes, declared: str, media_type: str, site: Site
) -> None:
    site.otherwise = answer(body=body, media_type=declared)
    assert fetch(site.url()).media_type == media_type


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://news.example", "https://news.example/"),
        ("HTTPS://News.Example:443/A", "https://news.example/A"),
        ("http://news.example:80?q=1", "http://news.example/?q=1"),
        ("http://news.example:443/", "http://news.example:443/"),
        ("https://news.example./", "https://news.example/"),
        ("https://Bücher.example/a b?ü#x", "https://xn--bcher-kva.example/a%20b?%C3%BC"),
        (
            "https://日本語.jp/ニュース",
            "https://xn--wgv71a119e.jp/%E3%83%8B%E3%83%A5%E3%83%BC%E3%82%B9",
        ),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("https://a_b.example/%2F%zz", "https://a_b.example/%2F%zz"),
        ("https://news.example/a?u=http://x/y&z=[1]", "https://news.example/a?u=http://x/y&z=[1]"),
        ("https://[2606:2800::1]:8443/x", "https://[2606:2800::1]:8443/x"),
        ("https://8.8.8.8/", "https://8.8.8.8/"),
    ],
)
def test_an_address_is_read_as_browsers_read_it(written: str, read: str) -> None:
    assert str(destination(written)) == read


# What servers say


@pytest.mark.parametrize(
    ("status", "temporary"),
    [
        *((status, False) for status in (204, 206, 300, 304, 400, 401, 402, 403, 404, 405)),
        *((status, False) for status in (406, 410, 418, 451, 501, 505)),
        *((status, True) for status in (408, 425, 429, 500, 502, 503, 504, 520, 599)),
    ],
)
@pytest.mark.few(9)
def test_a_status_other_than_success_is_refused(status: int, temporary: bool, site: Site) -> None:
    site.otherwise = answer(f"{status} Something", b"" if status in (204, 304) else b"<p>Sorry.")
    refusal = refused(site)
    assert isinstance(refusal, Refused)
    assert (refusal.rule, refusal.status) == ("fetch_status", status)
    assert refusal.temporary is temporary
    assert f"answered {status}" in refusal.sentence


def test_a_redirect_that_leads_nowhere_is_a_status(site: Site) -> None:
    site.otherwise = answer("302 Found", b"<p>Somewhere.")
    assert refused(site).status == 302


def test_an_empty_page_is_refused(site: Site) -> None:
    site.otherwise = answer(body=b"")
    assert refused(site).rule == "fetch_empty"


def test_redirects_are_followed_and_listed(site: Site) -> None:
    site.says |= {
        "/": elsewhere("/one", "301 Moved"),
        "/one": elsewhere("two?x=1 2#top", "307 Temporary Redirect"),
        "/two?x=1%202": elsewhere(site.url("/thrée"), "308 Permanent Redirect"),
    }
    fetched = fetch(site.url())
    assert fetched.final_url == site.url("/thr%C3%A9e")
    assert fetched.redirects == tuple(map(site.url, ("/", "/one", "/two?x=1%202")))


@pytest.mark.parametrize(
    "says",
    [
        {"/": elsewhere("/")},
        {"/": elsewhere("/one"), "/one": elsewhere("/")},
        {"/": elsewhere("#top")},
        {f"/{n or ''}": elsewhere(f"/{n + 1}") for n in range(5)},
    ],
    ids=["to itself", "in a circle", "to itself by a fragment", "too often"],
)
def test_redirects_come_to_an_end(says: dict[str, bytes], site: Site) -> None:
    site.says |= says
    refusal = refused(site)
    assert (refusal.rule, refusal.temporary) == ("fetch_redirects", False)


# Time


def dripping(part: bytes, first: bytes = b"") -> Any:
    def say(connection: socket.socket) -> None:
        connection.sendall(first)
        while True:
            connection.sendall(part)
            time.sleep(0.02)

    return say


def silent(after: bytes = b"") -> Any:
    def say(connection: socket.socket) -> None:
        connection.sendall(after)
        time.sleep(2)

    return say


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.long
@pytest.mark.parametrize(
    "say",
    [
        dripping(b"H"),
        dripping(b"X", first=HEAD + b"X-Long: "),
        dripping(b"X: 1\r\n", first=HEAD),
        dripping(b"HTTP/1.1 100 Continue\r\n\r\n"),
        dripping(b"x", first=HEAD + b"Content-Length: 9000\r\n\r\n"),
        dripping(b"1\r\nx\r\n", first=HEAD + b"Transfer-Encoding: chunked\r\n\r\n"),
        dripping(b"x", first=HEAD + b"\r\n"),
        silent(),
        silent(after=HEAD),
    ],
    ids=[
        *("status line", "one header", "headers", "interim answers", "body", "chunks"),
        *("body without length", "silence", "silence after a while"),
    ],
)
@pytest.mark.few(3)
def test_a_slow_server_is_given_up(say: Any, site: Site) -> None:
    site.otherwise = say
    refusal = refused(site, limits=BRIEF)
    assert refusal.temporary
    # A status line of one letter and no end is no HTTP before it is too slow.
    assert refusal.rule in {"fetch_time", "fetch_connection"}


def test_a_slow_name_server_is_given_up(site: Site) -> None:
    def resolve(host: str, port: int) -> list[str]:
        time.sleep(2)
        return ["127.0.0.1"]

    refusal = refused(site, limits=BRIEF, resolve=resolve)
    assert (refusal.rule, refusal.temporary) == ("fetch_name", True)
    assert site.connections == 0


@pytest.mark.parametrize(
    ("error", "temporary"),
    [
        (socket.gaierror(socket.EAI_NONAME, "unknown"), False),
        (socket.gaierror(socket.EAI_AGAIN, "later"), True),
        (UnicodeError("label too long"), False),
    ],
    ids=lambda each: type(each).__name__,
)
def test_an_unknown_name(error: Exception, temporary: bool) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise error

    with pytest.raises(FetchFailed, match=r"news\.example") as refusal:
        fetch("https://news.example/", resolve=resolve)
    assert (refusal.value.rule, refusal.value.temporary) == ("fetch_name", temporary)


def test_a_closed_port_is_a_temporary_failure(settings: Any) -> None:
    with serving() as site:
        pass
    settings.FETCH_ALLOWED_HOSTS = [f"127.0.0.1:{site.port}"]
    refusal = refused(site)
    assert (refusal.rule, refusal.temporary) == ("fetch_connection", True)


def test_another_address_of_the_host_is_tried(site: Site) -> None:
    fetched = fetch(site.url(host="news.example"), resolve=lambda *_: ["127.0.0.9", "127.0.0.1"])
    assert fetched.status == 200


# Size


def pouring(part: bytes, first: bytes) -> Any:
    def say(connection: socket.socket) -> None:
        connection.sendall(first)
        while True:
            connection.sendall(part)

    return say


GZIP = HEAD + b"Content-Encoding: gzip\r\n"


@pytest.mark.parametrize(
    "say",
    [
        answer(body=b"x" * 10_001),
        HEAD + b"Content-Length: 99999999999\r\n\r\n" + b"x" * 20_000,
        pouring(b"x" * 999, HEAD + b"\r\n"),
        pouring(b"3e7\r\n" + b"x" * 999 + b"\r\n", HEAD + b"Transfer-Encoding: chunked\r\n\r\n"),
        pouring(b"1\r\nx\r\n", HEAD + b"Transfer-Encoding: chunked\r\n\r\n"),
        answer(body=gzip.compress(b"\x00" * 50_000_000), Content_Encoding="gzip"),
        pouring(
            zlib.compressobj(wbits=31).compress(b"") + b"\x00" * 999,
            GZIP + b"Transfer-Encoding: chunked\r\n\r\n",
        ),
    ],
    ids=[
        *("one byte too many", "declared", "without end", "chunks without end"),
        *("tiny chunks without end", "zip bomb", "no chunks, without end"),
    ],
)
def test_too_much_is_refused(say: Any, site: Site) -> None:
    site.otherwise = say
    refusal = refused(site)
    # What is not in chunks at all is found out first.
    assert refusal.rule in {"fetch_size", "fetch_connection"}
    assert refusal.temporary is (refusal.rule == "fetch_connection")


def test_as_much_as_allowed_is_fetched(site: Site) -> None:
    body = b"<p>" + b"x" * 9_997
    site.otherwise = answer(body=gzip.compress(body), Content_Encoding="GZIP")
    assert fetch(site.url(), limits=SMALL).body == body


def test_headers_without_end_are_refused(site: Site) -> None:
    site.otherwise = pouring(b"X: " + b"y" * 997 + b"\r\n", HEAD)
    assert refused(site).rule == "fetch_connection"


@pytest.mark.parametrize(
    ("say", "rule"),
    [
        (HEAD + b"Content-Length: 500\r\n\r\n<p>Only", "fetch_connection"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n<p>On", "fetch_connection"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n<p>On", "fetch_connection"),
        (HEAD + b"Content-Length: -5\r\n\r\n<p>On", "fetch_connection"),
        (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n<p>On", "fetch_connection"),
        (GZIP + b"\r\n" + gzip.compress(PAGE)[:-12], "fetch_encoding"),
        (GZIP + b"\r\n" + gzip.compress(PAGE) * 2, "fetch_encoding"),
        (GZIP + b"\r\n<p>Not packed at all", "fetch_encoding"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "fetch_connection"),
        (b"* OK IMAP4rev1\r\n\r\n", "fetch_connection"),
        (b"", "fetch_connection"),
    ],
    ids=[
        *("cut off", "cut off in a chunk", "no chunk size", "negative length", "two lengths"),
        *("cut off in gzip", "two packed parts", "not packed", "SSH", "IMAP", "nothing"),
    ],
)
def test_a_broken_answer_is_refused(say: bytes, rule: str, site: Site) -> None:
    site.otherwise = say
    refusal = refused(site)
    assert (refusal.rule, refusal.temporary) == (rule, True)


def test_a_body_longer_than_its_length_ends_where_it_says(site: Site) -> None:
    site.otherwise = HEAD + b"Content-Length: 8\r\n\r\n<p>Words and others"
    assert fetch(site.url()).body == b"<p>Words"


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "x" * 500])
def test_what_is_packed_unasked_is_refused(encoding: str, site: Site) -> None:
    site.otherwise = answer(Content_Encoding=encoding)
    refusal = refused(site)
    assert (refusal.rule, refusal.temporary) == ("fetch_encoding", False)
    assert len(refusal.sentence) < 200


# robots.txt


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /news", False),
        ("User-agent: *\nDisallow: /sport", True),
        ("User-agent: *\nDisallow: /\nAllow: /news/bridge", True),
        ("User-agent: *\nDisallow: /*/bridge$", False),
        ("User-agent: somebody\nDisallow: /", True),
        ("User-agent: *\nDisallow:\n\nUser-agent: factcheck\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: FactCheck\nAllow: /", True),
        ("\ufeffUser-agent: *\r\nDisallow: /news\r\n", False),
        ("<html>Not found</html>", True),
        ("", True),
        ("# " + "x" * 3000 + "\nUser-agent: *\nDisallow: /", True),  # beyond what is read
    ],
)
def test_robots_txt_is_obeyed(robots: str, allowed: bool, site: Site) -> None:
    site.says["/robots.txt"] = answer(body=robots.encode(), media_type="text/plain")
    if allowed:
        assert fetch(site.url("/news/bridge"), limits=SMALL).status == 200
    else:
        refusal = refused(site, "/news/bridge")
        assert (refusal.rule, refusal.temporary) == ("fetch_robots", False)
        assert "upload" in refusal.sentence
        assert site.paths == ["/robots.txt"]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (401, 200),
        (403, 200),
        (404, 200),
        (410, 200),
        (204, 200),
        (429, 429),
        (500, 500),
        (503, 503),
    ],
)
def test_without_robots_txt(status: int, outcome: int, site: Site) -> None:
    """Refusing the file allows all; a server in trouble is asked later (RFC 9309)."""
    site.says["/robots.txt"] = answer(f"{status} Something", b"")
    if outcome == 200:
        assert fetch(site.url()).status == 200
    else:
        refusal = refused(site)
        assert (refusal.status, refusal.temporary) == (outcome, True)
        assert site.paths == ["/robots.txt"]


def test_robots_txt_is_asked_on_every_host(site: Site, settings: Any) -> None:
    with serving() as other:
        settings.FETCH_ALLOWED_HOSTS += [f"127.0.0.1:{other.port}"]
        other.says["/robots.txt"] = answer(body=b"User-agent: *\nDisallow: /secret")
        site.otherwise = elsewhere(other.url("/secret"))
        assert refused(site).rule == "fetch_robots"
        assert other.paths == ["/robots.txt"]


def test_robots_txt_may_lie_elsewhere(site: Site) -> None:
    site.says["/robots.txt"] = elsewhere("/rules")
    site.says["/rules"] = answer(body=b"User-agent: *\nDisallow: /news")
    assert refused(site, "/news").rule == "fetch_robots"


def test_a_hostile_robots_txt_is_refused(site: Site) -> None:
    lines = [f"User-agent: a{n}" for n in range(9_000)] + [f"Disallow: /{n}" for n in range(9_000)]
    site.says["/robots.txt"] = answer(body="\n".join(lines).encode())
    assert refused(site, limits=Limits()).rule == "fetch_robots"


def test_a_packed_robots_txt_without_end_is_cut(site: Site) -> None:
    bomb = gzip.compress(b"# nothing\n" * 1_000_000)
    site.says["/robots.txt"] = answer(body=bomb, Content_Encoding="gzip")
    assert fetch(site.url(), limits=SMALL).status == 200


# TLS


class Authority:
    """Makes certificates, and is trusted by whoever trusts it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An authority")])
        self.own = self._sign(self.name, self.key.public_key(), authority=True).sign(
            self.key, hashes.SHA256()
        )

    def _sign(
        self, name: x509.Name, key: Any, *, authority: bool = False, days: int = 1
    ) -> x509.CertificateBuilder:
        end = datetime.now(UTC) + timedelta(days=days)
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self.name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(end - timedelta(days=2))
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
                critical=False,
            )
            .add_extension(
                x509.KeyUsage(
                    digital_signature=True,
                    key_cert_sign=authority,
                    crl_sign=authority,
                    **dict.fromkeys(
                        (
                            *("content_commitment", "key_encipherment", "data_encipherment"),
                            *("key_agreement", "encipher_only", "decipher_only"),
                        ),
                        False,
                    ),
                ),
                critical=True,
            )
        )

    def trust(self) -> ssl.SSLContext:
        pem = self.own.public_bytes(serialization.Encoding.PEM).decode()
        return ssl.create_default_context(cadata=pem)

    def server(self, *names: str, days: int = 1) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        other_pages = [
            x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
            for name in names
        ]
        certificate = (
            self._sign(x509.Name([]), key.public_key(), days=days)
            .add_extension(x509.SubjectAlternativeName(other_pages), critical=True)
            .sign(self.key, hashes.SHA256())
        )
        file = self.folder / "server.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def fetch_over_tls(
    site: Site, authority: Authority, host: str = "news.example", **other: Any
) -> Any:
    def called(_: Any, name: str | None, __: Any) -> None:
        site.names.append(name)

    if site.tls:
        site.tls.sni_callback = called
    how: dict[str, Any] = {
        "trust": authority.trust(),
        "resolve": lambda *_: ["127.0.0.1"],
        "limits": SMALL,
    }
    return fetch(site.url(host=host, scheme="https"), **(how | other))


def test_the_host_is_asked_for_by_its_name(authority: Authority, settings: Any) -> None:
    with serving(trust=authority.server("news.example")) as site:
        settings.FETCH_ALLOWED_HOSTS = [f"news.example:{site.port}"]
        fetched = fetch_over_tls(site, authority)
    assert fetched.final_url == f"https://news.example:{site.port}/"
    assert site.names == ["news.example"] * 2


def test_an_address_may_have_a_certificate(authority: Authority, settings: Any) -> None:
    with serving(trust=authority.server("127.0.0.1")) as site:
        settings.FETCH_ALLOWED_HOSTS = [f"127.0.0.1:{site.port}"]
        assert fetch_over_tls(site, authority, "127.0.0.1").status == 200


@pytest.mark.parametrize("wrong", ["name", "address", "date", "authority"])
def test_a_wrong_certificate_is_refused(
    wrong: str, authority: Authority, settings: Any, tmp_path: Path
) -> None:
    names = {"name": "other.example", "address": "127.0.0.1"}.get(wrong, "news.example")
    server = authority.server(names, days=-1 if wrong == "date" else 1)
    trusted = Authority(tmp_path) if wrong == "authority" else authority
    with serving(trust=server) as site:
        settings.FETCH_ALLOWED_HOSTS = [f"news.example:{site.port}"]
        with pytest.raises(FetchFailed) as refusal:
            fetch_over_tls(site, trusted)
    assert (refusal.value.rule, refusal.value.temporary) == ("fetch_certificate", False)
    assert site.requests == []


def test_this_machine_does_not_trust_a_strangers_authority(
    authority: Authority, settings: Any
) -> None:
    with serving(trust=authority.server("news.example")) as site:
        settings.FETCH_ALLOWED_HOSTS = [f"news.example:{site.port}"]
        with pytest.raises(FetchFailed) as refusal:
            fetch_over_tls(site, authority, trust=None)
    assert refusal.value.rule == "fetch_certificate"


@pytest.mark.long
def test_https_where_there_is_none(authority: Authority, settings: Any) -> None:
    with serving() as site:
        settings.FETCH_ALLOWED_HOSTS = [f"news.example:{site.port}"]
        with pytest.raises(FetchFailed):
            fetch_over_tls(site, authority, limits=replace(SMALL, idle_seconds=1))
    assert site.requests == []


def test_https_never_leads_to_http(authority: Authority, settings: Any) -> None:
    with serving() as plain, serving(trust=authority.server("news.example")) as site:
        settings.FETCH_ALLOWED_HOSTS = [f"news.example:{each.port}" for each in (site, plain)]
        site.otherwise = elsewhere(plain.url(host="news.example"))
        with pytest.raises(FetchFailed) as refusal:
            fetch_over_tls(site, authority)
    assert refusal.value.rule == "fetch_downgrade"
    assert plain.connections == 0
