"""Where a fetch may go: which addresses are read as web addresses, and which hosts are public."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Never
from urllib.parse import quote, urljoin, urlsplit

import idna
from django.utils.translation import gettext as _

from newsroom.errors import Refused

LONGEST_URL = 2000  # characters; what a source's address may have
PORTS = {"http": 80, "https": 443}
USUAL_PORTS = frozenset({80, 443, 8080, 8443})

# Not the public internet: IANA's special-purpose registries, and what clouds answer at besides.
_REFUSED: tuple[IPv4Network | IPv6Network, ...] = tuple(
    ip_network(each)
    for each in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24"),
        *("192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # Azure's host agent, on an address that looks public
        "2001::/23",  # protocol assignments, Teredo and ORCHID among them
        *("2001:db8::/32", "2002::/16", "3fff::/20", "2620:4f:8000::/48"),
    )
)
_GLOBAL_V6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_MAPPED = IPv6Network("::ffff:0:0/96")

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Whatever else the standard library lets pass between brackets, or after them, is no host.
_HOST_AND_PORT = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:]*)(:[0-9]+)?\Z")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\Z")
_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)\Z")

IPAddress = IPv4Address | IPv6Address


class FetchFailed(Refused):
    """What was asked for can't be had.

    ``temporary``: asking again later may help. ``status``: the server's, where one answered.
    """

    def __init__(
        self, sentence: Any, rule: str, *, temporary: bool = False, status: int | None = None
    ) -> None:
        super().__init__(sentence, rule=rule)
        self.temporary = temporary
        self.status = status


@dataclass(frozen=True)
class Destination:
    """A web address taken apart once; everything that follows goes by these parts."""

    scheme: str
    host: str  # lower-case ASCII; an IPv6 address without brackets
    port: int
    target: str  # path and query, percent-encoded

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.authority}"

    def __str__(self) -> str:
        return self.origin + self.target


def is_public(address: IPAddress) -> bool:
    """Whether an address is a host on the public internet, whatever it is wrapped in."""
    if isinstance(address, IPv6Address):
        if address in _NAT64 or address in _MAPPED:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        if address.scope_id or address not in _GLOBAL_V6:
            return False
    return not any(address in network for network in _REFUSED)


def destination(url: str, base: str = "") -> Destination:
    """Take a web address apart; a relative one is read from ``base``. Raises FetchFailed."""
    url = url.strip(" \t\r\n")
    if not url:
        _refuse(_("There is no address. Paste one that starts with https:// or http://."))
    if len(url) > LONGEST_URL:
        _refuse(
            _("The address has %(long)d characters; %(most)d at most can be fetched.")
            % {"long": len(url), "most": LONGEST_URL}
        )
    if _CONTROL.search(url):
        _refuse(_("The address holds a line break or another invisible character. Copy it anew."))
    if "\\" in url:
        _refuse(_("The address holds a backslash. Write it with forward slashes."))
    try:
        parts = urlsplit(urljoin(base, url) if base else url)
        port = parts.port
    except ValueError as error:
        raise _unreadable() from error
    scheme = parts.scheme.lower()
    if scheme not in PORTS:
        _refuse(
            _("Only addresses that start with https:// or http:// are fetched."),
            rule="fetch_scheme",
        )
    if "@" in parts.netloc:
        _refuse(
            _("The address holds a user name or password. Remove what stands before the @."),
            rule="fetch_user_info",
        )
    if port == 0 or not _HOST_AND_PORT.match(parts.netloc):
        raise _unreadable()
    return Destination(
        scheme, _host(parts.netloc, parts.hostname), port or PORTS[scheme], _target(parts)
    )


def check_port(to: Destination, allowed: Collection[str]) -> bool:
    """Whether the host is one that may lie anywhere. Raises FetchFailed for an unusual port."""
    host = f"[{to.host}]" if ":" in to.host else to.host
    if f"{host}:{to.port}" in allowed:
        return True
    if to.port not in USUAL_PORTS:
        _refuse(
            _("Port %(port)d is not one that web sites use (80, 443, 8080, 8443).")
            % {"port": to.port},
            rule="fetch_port",
        )
    return host in allowed or to.host in allowed


def check_addresses(to: Destination, addresses: Collection[str]) -> None:
    """Refuse a host of which any address is not public. Raises FetchFailed.

    One is enough: no public site needs such an address, and which of several a connection takes
    must not be left to whoever answers for the name.
    """
    for each in addresses:
        try:
            public = is_public(ip_address(each))
        except ValueError:
            public = False
        if not public:
            sentence = (
                _("%(host)s is not on the public internet.")
                if each == to.host
                else _("%(host)s lies at %(address)s, which is not on the public internet.")
            )
            remedy = _("Whoever runs this newsroom's server may allow it (FETCH_ALLOWED_HOSTS).")
            _refuse(
                f"{sentence % {'host': to.host, 'address': each}} {remedy}", rule="fetch_address"
            )


def _host(netloc: str, host: str | None) -> str:
    if not host:
        _refuse(_("The address names no host. It should look like https://news.example/story."))
    if netloc.startswith("["):
        try:
            address = IPv6Address(host)
        except ValueError as error:
            raise _unreadable() from error
        return str(address)
    try:
        # Also turns full-width digits and ideographic full stops into the plain ones.
        name = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise _unreadable() from error
    labels = name.lower().removesuffix(".").split(".")
    if _NUMBER.match(labels[-1]):
        try:
            return str(IPv4Address(".".join(labels)))
        except ValueError as error:
            raise FetchFailed(
                _("%(host)s is a number written in an unusual way. Use the site's name.")
                % {"host": host},
                rule="fetch_host",
            ) from error
    if len(name) > 253 or not all(len(each) < 64 and _LABEL.match(each) for each in labels):
        raise _unreadable()
    return ".".join(labels)


def _target(parts: Any) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~[]|^")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~[]|^{}`")
    return f"{path}?{query}" if query else path


def _refuse(sentence: str, rule: str = "fetch_url") -> Never:
    raise FetchFailed(sentence, rule=rule)


def _unreadable() -> FetchFailed:
    return FetchFailed(
        _("This can't be read as a web address. It should look like https://news.example/story."),
        rule="fetch_url",
    )
