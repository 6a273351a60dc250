"""Send something to a web address, under the same checks and limits as a fetch.

Whoever answers is told nothing but what is sent: no redirect is followed, nothing of the answer
but its status is read.
"""

import ssl
from collections.abc import Mapping

from sources.destinations import destination
from sources.transport import Client, Limits, Resolver, system_resolver, system_trust

LIMITS = Limits(seconds=20, idle_seconds=15)


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
