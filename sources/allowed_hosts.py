"""Web addresses that may be fetched: parsed once, and on public hosts only."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import idna
from django.conf import settings
from django.utils.translation import gettext as _

from newsroom.addresses import SENTENCE as CREDENTIALS
from newsroom.errors import Refused

LONGEST_URL = 2000  # characters, as in a source's address
PORTS = {"http": 80, "https": 443}
USUAL_PORTS = frozenset({80, 443, 8080, 8443})

# Not public: IANA's special-purpose registries, and addresses of cloud providers.
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
# The standard library lets more than this pass between brackets, or after them.
_HOST_AND_PORT = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:]*)(:[0-9]+)?\Z")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\Z")
_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)\Z")

IPAddress = IPv4Address | IPv6Address


class FetchFailed(Refused):
    """A fetch was refused or failed.

    ``temporary``: a later attempt may succeed. ``status``: the server's, where one answered.
    """

    def __init__(
        self,
        sentence: Any,
        rule: str = "fetch_url",
        *,
        temporary: bool = False,
        status: int | None = None,
        **values: Any,
    ) -> None:
        super().__init__(sentence, rule, **values)
        self.temporary = temporary
        self.status = status


@dataclass(frozen=True)
class Destination:
    """A parsed web address; nothing parses it a second time."""

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
    """Whether an address is public, also where IPv6 wraps an IPv4 address."""
    if isinstance(address, IPv6Address):
        if address in _NAT64 or address in _MAPPED:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        if address.scope_id or address not in _GLOBAL_V6:
            return False
    return not any(address in network for network in _REFUSED)


def destination(url: str, base: str = "") -> Destination:
    """Parse a web address; a relative one is resolved against ``base``. Raises FetchFailed."""
    url = url.strip(" \t\r\n")
    if not url:
        raise FetchFailed(_("There is no address. Paste one that starts with https:// or http://."))
    if len(url) > LONGEST_URL:
        raise FetchFailed(
            _("The address has %(long)d characters; %(most)d at most can be fetched."),
            long=len(url),
            most=LONGEST_URL,
        )
    if _CONTROL.search(url):
        raise FetchFailed(
            _("The address holds a line break or another invisible character. Copy it again.")
        )
    if "\\" in url:
        raise FetchFailed(_("The address holds a backslash. Write it with forward slashes."))
    try:
        parts = urlsplit(urljoin(base, url) if base else url)
        port = parts.port
    except ValueError as error:
        raise _unreadable() from error
    scheme = parts.scheme.lower()
    if scheme not in PORTS:
        raise FetchFailed(
            _("Only addresses that start with https:// or http:// are fetched."), "fetch_scheme"
        )
    if "@" in parts.netloc:
        raise FetchFailed(str(CREDENTIALS), "fetch_user_info")
    if port == 0 or not _HOST_AND_PORT.match(parts.netloc):
        raise _unreadable()
    host = _host(parts.netloc, parts.hostname)
    return Destination(scheme, host, port or PORTS[scheme], _target(parts))


def is_exempt(to: Destination) -> bool:
    """Whether FETCH_ALLOWED_HOSTS exempts the host from the check of its addresses.

    Raises FetchFailed for an unusual port of any other.
    """
    allowed = {each.lower() for each in settings.FETCH_ALLOWED_HOSTS}
    host = f"[{to.host}]" if ":" in to.host else to.host
    if f"{host}:{to.port}" in allowed:
        return True
    if to.port not in USUAL_PORTS:
        raise FetchFailed(
            _("Port %(port)d is not one that web sites use (80, 443, 8080, 8443)."),
            "fetch_port",
            port=to.port,
        )
    return host in allowed or to.host in allowed


def check_addresses(to: Destination, addresses: Collection[str]) -> None:
    """Raise FetchFailed unless all addresses of the host are public.

    One that is not is enough: no public site needs it, and the name server must not choose which
    address a connection takes.
    """
    for each in addresses:
        try:
            public = is_public(ip_address(each))
        except ValueError:
            public = False
        if not public:
            # The address itself would tell people how the network inside is numbered.
            sentence = _("%(host)s is not on the public internet.")
            remedy = _("Whoever runs this newsroom's server may allow it (FETCH_ALLOWED_HOSTS).")
            raise FetchFailed(f"{sentence} {remedy}", "fetch_address", host=to.host)


def _host(netloc: str, host: str | None) -> str:
    if not host:
        raise FetchFailed(
            _("The address names no host. It should look like https://news.example/story.")
        )
    try:
        if netloc.startswith("["):
            return str(IPv6Address(host))
        # Also turns full-width digits and ideographic full stops into the plain ones.
        name = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except ValueError as error:
        raise _unreadable() from error
    labels = name.lower().removesuffix(".").split(".")
    if _NUMBER.match(labels[-1]):
        try:
            return str(IPv4Address(".".join(labels)))
        except ValueError as error:
            raise FetchFailed(
                _("%(host)s is a number written in an unusual way. Use the site's name."),
                "fetch_host",
                host=host,
            ) from error
    if len(name) > 253 or not all(len(each) < 64 and _LABEL.match(each) for each in labels):
        raise _unreadable()
    return ".".join(labels)


def _target(parts: Any) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~[]|^")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~[]|^{}`")
    return f"{path}?{query}" if query else path


def _unreadable() -> FetchFailed:
    return FetchFailed(
        _("This can't be read as a web address. It should look like https://news.example/story.")
    )
