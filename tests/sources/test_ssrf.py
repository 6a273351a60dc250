"""Nobody gets us to fetch from our own network: every known trick, against real servers.

``inside`` plays a server of ours. It listens on every loopback address there is, at a port that
counts as usual for the test, so that only the judgement of addresses keeps a trick out. The
controls at the end take that judgement away, and the tricks then arrive.
"""

import socket
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from typing import Any

import pytest

from sources import allowed_hosts
from sources.allowed_hosts import FetchFailed, destination, is_public
from sources.fetching import Limits, fetch
from sources.http_client import system_resolver
from tests.sources.web import Site, answer, can_bind, elsewhere, serving

INSIDE = [host for host in ("127.0.0.1", "127.0.0.3", "::1") if can_bind(host)]
OUTSIDE = "127.0.0.2"  # taken for a public address where a test needs one that answers
QUICK = Limits(seconds=5, idle_seconds=2)

# By what they are called in the trade → address; P is the port of the server inside.
PLAIN = {
    "loopback": "http://127.0.0.1:P/",
    "loopback by another number": "http://127.0.0.3:P/",
    "this host": "http://0.0.0.0:P/",
    "IPv6 loopback": "http://[::1]:P/",
    "IPv6 loopback in full": "http://[0000:0000:0000:0000:0000:0000:0000:0001]:P/",
    "IPv6 unspecified": "http://[::]:P/",
    "IPv4-mapped": "http://[::ffff:127.0.0.1]:P/",
    "IPv4-mapped in hexadecimal": "http://[::ffff:7f00:1]:P/",
    "IPv4-mapped in full": "http://[0:0:0:0:0:ffff:127.0.0.1]:P/",
    "localhost": "http://localhost:P/",
    "localhost in capitals": "http://LOCALHOST:P/",
    "localhost with a trailing dot": "http://localhost.:P/",
    "number with a trailing dot": "http://127.0.0.1.:P/",
    "full-width digits": "http://１２７.０.０.１:P/",
    "full-width dots": "http://127．0．0．1:P/",
    "ideographic dots": "http://127。0。0。1:P/",
    "half-width ideographic dots": "http://127｡0｡0｡1:P/",
    "circled digits": "http://①②⑦.⓪.⓪.①:P/",
    "mathematical letters": "http://𝓁𝑜𝒸𝒶𝓁𝒽𝑜𝓈𝓉:P/",
    "full-width letters": "http://ｌｏｃａｌｈｏｓｔ:P/",
    "soft hyphen in the host": "http://127.0.0\u00ad.1:P/",
    "soft hyphen in the name": "http://local\u00adhost:P/",
    "scheme in capitals": "HTTP://127.0.0.1:P/",
    "white space around": " \n http://127.0.0.1:P/ \t",
    "public name in the fragment": "http://127.0.0.1:P#@news.example/",
    "public name in the query": "http://127.0.0.1:P?@news.example/",
    "public name in the path": "http://127.0.0.1:P/@news.example/",
    "path that climbs": "http://127.0.0.1:P/../../latest/meta-data/",
}
# These don't even come to be looked up.
MALFORMED = {
    "two parts": "http://127.1:P/",
    "three parts": "http://127.0.1:P/",
    "decimal": "http://2130706433:P/",
    "hexadecimal": "http://0x7f000001:P/",
    "hexadecimal part": "http://0x7f.0.0.1:P/",
    "hexadecimal in capitals": "http://0X7F.0X0.0X0.0X1:P/",
    "hexadecimal last part": "http://127.0.0.0x1:P/",
    "octal": "http://017700000001:P/",
    "octal part": "http://0177.0.0.1:P/",
    "octal with many zeros": "http://0000000177.0.0.1:P/",
    "zeros in front": "http://127.000.000.001:P/",
    "hexadecimal and octal": "http://0x7f.0.0.01:P/",
    "zero": "http://0:P/",
    "overflow": "http://4294967297:P/",
    "overflowing part": "http://127.0.0.257:P/",
    "five parts": "http://127.0.0.0.1:P/",
    "empty hexadecimal": "http://0x:P/",
    "full-width octal": "http://０１７７.０.０.１:P/",
    "percent-encoded digits": "http://%31%32%37.0.0.1:P/",
    "percent-encoded dots": "http://127%2e0%2e0%2e1:P/",
    "percent-encoded at": "http://news.example%40127.0.0.1:P/",
    "null in the host": "http://127.0.0.1%00.news.example:P/",
    "real null in the host": "http://127.0.0.1\x00.news.example:P/",
    "zone of an IPv6 address": "http://[::1%25lo]:P/",
    "bare zone": "http://[fe80::1%lo]:P/",
    "IPv4 in brackets": "http://[127.0.0.1]:P/",
    "future address": "http://[v1.127.0.0.1]:P/",
    "bracket left open": "http://[::1:P/",
    "bracket and more": "http://[::1]evil:P/",
    "public name as user": "http://news.example@127.0.0.1:P/",
    "public name as user, with password": "http://news.example:80@127.0.0.1:P/",
    "inside as user": "http://127.0.0.1:P@news.example/",
    "two ats": "http://a@127.0.0.1:P@news.example/",
    "empty user": "http://@127.0.0.1:P/",
    "backslash before at": "http://news.example\\@127.0.0.1:P/",
    "backslash for slash": "http:\\\\127.0.0.1:P\\",
    "backslash after host": "http://127.0.0.1:P\\@news.example/",
    "one slash": "http:/127.0.0.1:P/",
    "no slash": "http:127.0.0.1:P/",
    "three slashes": "http:///127.0.0.1:P/",
    "no scheme": "//127.0.0.1:P/",
    "host alone": "127.0.0.1:P/",
    "tab in the scheme": "ht\ttp://127.0.0.1:P/",
    "tab in the host": "http://127.0.\t0.1:P/",
    "line break in the host": "http://127.0.0.1\n:P/",
    "header smuggled in": "http://127.0.0.1:P/\r\nHost: news.example",
    "request smuggled in": "http://127.0.0.1:P/ HTTP/1.1\r\n\r\nGET /admin",
    "Unicode line break": "http://127.0.0.1:P/\u2028x",
    "space in the host": "http://127.0.0.1 news.example:P/",
    "zero-width space in the host": "http://127.0.0\u200b.1.:P/x\u0085",
    "sign that decomposes to a slash": "http://127.0.0.1:P\u2100news.example/",
    "comma in the host": "http://127.0.0.1,news.example:P/",
    "star": "http://*:P/",
    "two ports": "http://127.0.0.1:P:80/",
    "port beyond the last": "http://127.0.0.1:65536/",
    "negative port": "http://127.0.0.1:-1/",
    "port zero": "http://127.0.0.1:0/",
    "empty port": "http://127.0.0.1:/",
    "port in words": "http://127.0.0.1:http/",
    "two dots": "http://127..0.0.1:P/",
    "endless": "http://127.0.0.1:P/" + "a" * 3000,
    "file": "file:///etc/passwd",
    "file on a host": "file://127.0.0.1:P/etc/passwd",
    "gopher": "gopher://127.0.0.1:P/_GET%20/",
    "ftp": "ftp://127.0.0.1:P/",
    "dict": "dict://127.0.0.1:P/d:x",
    "ldap": "ldap://127.0.0.1:P/",
    "tftp": "tftp://127.0.0.1:P/x",
    "sftp": "sftp://127.0.0.1:P/x",
    "data": "data:text/html,<p>x",
    "javascript": "javascript:alert(1)",
    "jar": "jar:http://127.0.0.1:P!/x",
    "netdoc": "netdoc:///etc/passwd",
    "url in a url": "url:http://127.0.0.1:P/",
    "view-source": "view-source:http://127.0.0.1:P/",
    "websocket": "ws://127.0.0.1:P/",
    "unix socket": "http+unix://%2Fvar%2Frun%2Fdocker.sock/info",
    "nothing": "",
}
NOT_PUBLIC = {
    "private 10": "10.0.0.1",
    "private 172": "172.16.0.1",
    "last of private 172": "172.31.255.255",
    "private 192": "192.168.0.1",
    "link-local": "169.254.0.1",
    "metadata of AWS, Google, Azure": "169.254.169.254",
    "containers' metadata of AWS": "169.254.170.2",
    "metadata of AWS, IPv6": "fd00:ec2::254",
    "metadata of Alibaba": "100.100.100.200",
    "metadata of Oracle": "192.0.0.192",
    "host agent of Azure": "168.63.129.16",
    "carrier's": "100.64.0.1",
    "last of the carrier's": "100.127.255.255",
    "benchmarks": "198.18.0.1",
    "documentation": "203.0.113.9",
    "multicast": "224.0.0.1",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "zero network": "0.1.2.3",
    "6to4 relay": "192.88.99.1",
    "IPv4-compatible": "::127.0.0.1",
    "IPv4-mapped private": "::ffff:10.0.0.1",
    "IPv4-translated": "::ffff:0:127.0.0.1",
    "6to4 of loopback": "2002:7f00:1::",
    "6to4 of a public address": "2002:808:808::",
    "Teredo": "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "NAT64 of loopback": "64:ff9b::7f00:1",
    "NAT64 of metadata": "64:ff9b::a9fe:a9fe",
    "local NAT64": "64:ff9b:1::808:808",
    "link-local IPv6": "fe80::1",
    "site-local IPv6": "fec0::1",
    "unique local": "fc00::1",
    "multicast IPv6": "ff02::1",
    "discard": "100::1",
    "documentation IPv6": "2001:db8::1",
    "new documentation IPv6": "3fff::1",
    "ORCHID": "2001:20::1",
    "segment routing": "5f00::1",
}
PUBLIC = {
    "IPv4": "8.8.8.8",
    "just beyond private 172": "172.32.0.1",
    "just beyond the carrier's": "100.128.0.1",
    "IPv6": "2606:2800:220:1:248:1893:25c8:1946",
    "NAT64 of a public address": "64:ff9b::808:808",
}


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with serving(*INSIDE) as site:
        monkeypatch.setattr(allowed_hosts, "USUAL_PORTS", allowed_hosts.USUAL_PORTS | {site.port})
        yield site


@pytest.fixture
def outside(inside: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A server whose address passes for public, under the name outside.example."""
    if not can_bind(OUTSIDE):
        pytest.skip("needs a second loopback address")
    with serving(OUTSIDE) as site:
        monkeypatch.setattr(
            allowed_hosts, "USUAL_PORTS", allowed_hosts.USUAL_PORTS | {inside.port, site.port}
        )
        monkeypatch.setattr(
            allowed_hosts, "is_public", lambda each: each == ip_address(OUTSIDE) or is_public(each)
        )
        yield site


class Names:
    """A name server of the attacker's: each name has its answers, the last one for ever."""

    def __init__(self, **answers: Sequence[Sequence[str]]) -> None:
        self.answers = {name.replace("_", "."): list(each) for name, each in answers.items()}
        self.queries: list[str] = []

    def __call__(self, host: str, port: int) -> list[str]:
        self.queries.append(host)
        answers = self.answers.get(host)
        if answers is None:
            return system_resolver(host, port)
        return list(answers.pop(0) if len(answers) > 1 else answers[0])


def refused(url: str, **how: Any) -> FetchFailed:
    with pytest.raises(FetchFailed) as refusal:
        fetch(url, limits=QUICK, **how)
    assert str(refusal.value).endswith((".", ").")), "not a sentence"
    return refusal.value


def at(url: str, site: Site) -> str:
    return url.replace(":P", f":{site.port}")


@pytest.mark.parametrize("trick", PLAIN)
def test_an_address_of_ours_is_refused(trick: str, inside: Site) -> None:
    refusal = refused(at(PLAIN[trick], inside))
    assert refusal.rule == "fetch_address"
    assert not refusal.temporary
    assert inside.connections == 0


@pytest.mark.parametrize("trick", MALFORMED)
def test_a_malformed_address_is_refused_unlooked_up(trick: str, inside: Site) -> None:
    names = Names()
    refusal = refused(at(MALFORMED[trick], inside), resolve=names)
    assert refusal.rule in {"fetch_url", "fetch_host", "fetch_scheme", "fetch_user_info"}
    assert not refusal.temporary
    assert names.queries == []
    assert inside.connections == 0


@pytest.mark.parametrize("trick", NOT_PUBLIC)
def test_an_address_that_is_not_public_is_refused(trick: str, inside: Site) -> None:
    address = NOT_PUBLIC[trick]
    host = f"[{address}]" if ":" in address else address
    assert refused(f"http://{host}:{inside.port}/").rule == "fetch_address"
    assert refused("http://news.example/", resolve=Names(news_example=[[address]])).rule == (
        "fetch_address"
    )


@pytest.mark.parametrize("kind", PUBLIC)
def test_a_public_address_is_not_refused(kind: str) -> None:
    assert is_public(ip_address(PUBLIC[kind]))


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["8.8.8.8", "127.0.0.1"],
        ["127.0.0.1", "8.8.8.8"],
        ["2606:2800:220:1:248:1893:25c8:1946", "10.0.0.1"],
        ["fe80::1%eth0"],
        ["no address at all"],
    ],
    ids=" and ".join,
)
def test_a_name_with_an_address_of_ours_is_refused(addresses: list[str], inside: Site) -> None:
    names = Names(news_example=[addresses])
    refusal = refused(f"http://news.example:{inside.port}/", resolve=names)
    assert refusal.rule == "fetch_address"
    assert inside.connections == 0
    # It says what was asked for, and nothing of the network inside.
    assert "news.example" in refusal.sentence
    assert not any(address in refusal.sentence for address in addresses)


def test_a_name_that_changes_its_address_is_judged_anew(outside: Site, inside: Site) -> None:
    """DNS rebinding: public while it is judged, ours when it is used."""
    names = Names(outside_example=[[OUTSIDE], ["127.0.0.1"]])
    url = f"http://outside.example:{outside.port}/"
    assert refused(url, resolve=names).rule == "fetch_address"
    assert outside.paths == ["/robots.txt"]
    assert inside.connections == 0


def test_the_connection_goes_to_the_address_that_was_judged(
    outside: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing looks the name up a second time between judging and connecting."""
    looked_up: list[str] = []
    real = socket.getaddrinfo

    def recorded(host: Any, *args: Any, **kwargs: Any) -> Any:
        looked_up.append(host)
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", recorded)
    names = Names(outside_example=[[OUTSIDE]])
    fetched = fetch(outside.url(host="outside.example"), limits=QUICK, resolve=names)
    assert fetched.status == 200
    assert names.queries == ["outside.example"] * 2  # once for robots.txt, once for the page
    assert set(looked_up) == {OUTSIDE}


REDIRECTED = {
    **PLAIN,
    **{
        trick: url
        for trick, url in MALFORMED.items()
        # Read from the page that redirects, these are paths on it; with a line break no header.
        if trick
        not in {"nothing", "no slash", "one slash", "three slashes", "host alone", "no scheme"}
        and not set("\r\n\x00\u0085\u2028") & set(url)
    },
    "same scheme": "//127.0.0.1:P/",
    "same scheme, IPv6": "//[::1]:P/",
    "name of ours": "http://inside.example:P/",
    "https of ours": "https://127.0.0.1:P/",
}
del REDIRECTED["white space around"]  # has a line break, too


@pytest.mark.parametrize("trick", REDIRECTED)
@pytest.mark.few(40)
def test_a_redirect_to_us_is_refused(trick: str, outside: Site, inside: Site) -> None:
    outside.otherwise = elsewhere(at(REDIRECTED[trick], inside))
    names = Names(outside_example=[[OUTSIDE]], inside_example=[["127.0.0.1"]])
    assert not refused(outside.url(host="outside.example"), resolve=names).temporary
    assert outside.paths == ["/robots.txt", "/"]
    assert inside.connections == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_every_kind_of_redirect_is_judged(status: int, outside: Site, inside: Site) -> None:
    outside.otherwise = elsewhere(inside.url(), f"{status} Elsewhere")
    names = Names(outside_example=[[OUTSIDE]])
    assert refused(outside.url(host="outside.example"), resolve=names).rule == "fetch_address"
    assert inside.connections == 0


def test_a_chain_of_redirects_is_judged_to_its_end(outside: Site, inside: Site) -> None:
    outside.says |= {
        "/": elsewhere("/one"),
        "/one": elsewhere("two"),
        "/two": elsewhere(inside.url()),
    }
    names = Names(outside_example=[[OUTSIDE]])
    assert refused(outside.url(host="outside.example"), resolve=names).rule == "fetch_address"
    assert outside.paths == ["/robots.txt", "/", "/one", "/two"]
    assert inside.connections == 0


def test_robots_txt_leads_nowhere_either(outside: Site, inside: Site) -> None:
    outside.says["/robots.txt"] = elsewhere(inside.url("/robots.txt"))
    names = Names(outside_example=[[OUTSIDE]])
    assert refused(outside.url(host="outside.example"), resolve=names).rule == "fetch_address"
    assert inside.connections == 0


@pytest.mark.parametrize(
    "led",
    [
        {"Refresh": "0; url=INSIDE"},
        {"Content_Location": "INSIDE"},
        {"Link": "<INSIDE>; rel=canonical"},
        {"Location": "INSIDE"},  # on a page that is no redirect
        {"Alt_Svc": 'h2="127.0.0.1:P"'},
        {"body": '<meta http-equiv="refresh" content="0; url=INSIDE">'},
        {"body": '<html manifest="INSIDE"><iframe src="INSIDE"></iframe><base href="INSIDE">'},
        {"body": '<!DOCTYPE html SYSTEM "INSIDE" [<!ENTITY x SYSTEM "INSIDE">]><p>&x;'},
    ],
    ids="".join,
)
def test_nothing_else_leads_anywhere(led: dict[str, str], outside: Site, inside: Site) -> None:
    filled = {
        name: at(value.replace("INSIDE", inside.url()), inside) for name, value in led.items()
    }
    body = filled.pop("body", "<p>A page.").encode()
    outside.otherwise = answer(body=body, **filled)
    names = Names(outside_example=[[OUTSIDE]])
    assert fetch(outside.url(host="outside.example"), limits=QUICK, resolve=names).body == body
    assert inside.connections == 0


@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_no_proxy_of_the_environment_is_used(
    variable: str, outside: Site, inside: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, inside.url())
    monkeypatch.setenv("no_proxy", "")
    names = Names(outside_example=[[OUTSIDE]])
    assert fetch(outside.url(host="outside.example"), limits=QUICK, resolve=names).status == 200
    assert inside.connections == 0


def test_an_unusual_port_is_refused_even_on_a_public_host() -> None:
    names = Names(news_example=[["8.8.8.8"]])
    for port in (21, 22, 25, 3306, 5432, 6379, 9200, 11211):
        assert refused(f"http://news.example:{port}/", resolve=names).rule == "fetch_port"
    assert names.queries == []


# Controls: the suite can fail.


@pytest.mark.parametrize("trick", PLAIN)
@pytest.mark.few(7)
def test_control_without_the_judgement_the_trick_arrives(
    trick: str, inside: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = destination(at(PLAIN[trick], inside)).host
    if host.removeprefix("::ffff:").startswith("127.0.0.3") and "127.0.0.3" not in INSIDE:
        pytest.skip("this machine has one loopback address")
    if host in ("::1", "::") and "::1" not in INSIDE:
        pytest.skip("this machine has no IPv6")
    monkeypatch.setattr(allowed_hosts, "is_public", lambda each: True)
    assert fetch(at(PLAIN[trick], inside), limits=QUICK).status == 200
    assert inside.connections == 2


def test_control_without_the_judgement_a_redirect_arrives(
    outside: Site, inside: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowed_hosts, "is_public", lambda each: True)
    outside.otherwise = elsewhere(inside.url())
    names = Names(outside_example=[[OUTSIDE]])
    assert fetch(outside.url(host="outside.example"), limits=QUICK, resolve=names).final_url == (
        inside.url()
    )
    assert inside.connections == 2


@pytest.mark.parametrize(
    ("allowed", "host"),
    [
        ("127.0.0.1:P", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1"),
        ("LocalHost:P", "localhost"),
        ("news.example:P", "news.example"),
    ],
)
def test_control_an_allowed_host_is_reached(
    allowed: str, host: str, inside: Site, settings: Any
) -> None:
    settings.FETCH_ALLOWED_HOSTS = [at(allowed, inside)]
    names = Names(news_example=[["127.0.0.1"]])
    assert fetch(inside.url(host=host), limits=QUICK, resolve=names).status == 200
    assert inside.connections == 2


@pytest.mark.parametrize(
    "other",
    ["127.0.0.1:1", "localhost", "other.example:P", "news.example:P.evil.example", "example:P"],
)
def test_an_allowed_host_allows_no_other(other: str, inside: Site, settings: Any) -> None:
    settings.FETCH_ALLOWED_HOSTS = [at(other, inside)]
    assert refused(inside.url()).rule == "fetch_address"
    names = Names(news_example=[["127.0.0.1"]])
    assert refused(inside.url(host="news.example"), resolve=names).rule == "fetch_address"
    assert inside.connections == 0


def test_an_allowed_host_leads_to_no_other(outside: Site, inside: Site, settings: Any) -> None:
    settings.FETCH_ALLOWED_HOSTS = [f"{OUTSIDE}:{outside.port}"]
    outside.otherwise = elsewhere(inside.url())
    assert refused(outside.url(host=OUTSIDE)).rule == "fetch_address"
    assert inside.connections == 0


def test_there_are_enough_tricks() -> None:
    assert len(PLAIN) + len(MALFORMED) + len(NOT_PUBLIC) + len(REDIRECTED) >= 60
