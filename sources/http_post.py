"""Send something to a web address, under the same checks and limits as a fetch.

No redirect is followed, and only the status of the answer is read.
"""

import ssl
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import ip_address

from sources.allowed_hosts import Destination, check_addresses, destination, is_exempt
from sources.http_client import Client, Limits, Resolver, system_resolver

LIMITS = Limits(seconds=20, idle_seconds=15)


def receiver(url: str) -> Destination:
    """The parsed address. Raises FetchFailed where nothing would be sent to it; a name is looked up
    only when something is sent.
    """
    to = destination(url)
    if not is_exempt(to):
        with suppress(ValueError):  # a name
            ip_address(to.host)
            check_addresses(to, [to.host])
    return to


def send(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    limits: Limits = LIMITS,
    resolve: Resolver = system_resolver,
    trust: ssl.SSLContext | None = None,
) -> int:
    """POST the body once; returns the status of the answer. Raises FetchFailed without one."""
    return Client(limits, resolve, trust).post(destination(url), body, headers)
