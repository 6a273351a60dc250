"""Send something to a web address, under the same checks and limits as a fetch.

Whoever answers is told nothing but what is sent: no redirect is followed, nothing of the answer
but its status is read.
"""

import ssl
from collections.abc import Mapping
from ipaddress import ip_address

from sources.allowed_hosts import Destination, check_addresses, destination
from sources.http_client import (
    Client,
    Limits,
    Resolver,
    may_lie_anywhere,
    system_resolver,
    system_trust,
)

LIMITS = Limits(seconds=20, idle_seconds=15)


def receiver(url: str) -> Destination:
    """The address taken apart. Raises FetchFailed where it shows already, with nobody asked, that
    nothing would be sent there; a name is looked up when something is sent.
    """
    to = destination(url)
    if not may_lie_anywhere(to) and _is_number(to.host):
        check_addresses(to, [to.host])
    return to


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def send(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    limits: Limits = LIMITS,
    resolve: Resolver = system_resolver,
    trust: ssl.SSLContext | None = None,
) -> int:
    """POST the body once; the status that was answered. Raises FetchFailed where none was."""
    client = Client(limits, resolve, trust or system_trust())
    return client.post(destination(url), body, headers)
