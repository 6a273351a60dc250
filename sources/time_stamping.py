"""Asking an authority for a time stamp (RFC 3161), under the checks and limits of a fetch."""

import ssl
from typing import NamedTuple

from django.utils.translation import gettext as _

from newsroom.time_stamps import LARGEST, Authority, BadStamp, Stamp, query, verify
from sources.allowed_hosts import destination
from sources.http_client import Client, Limits, Resolver, system_resolver

LIMITS = Limits(seconds=20, idle_seconds=15)
HEADERS = {
    "Content-Type": "application/timestamp-query",
    "Accept": "application/timestamp-reply",
}
GIVEN = 200


class Stamped(NamedTuple):
    answer: bytes
    stamp: Stamp


def ask(
    authority: Authority,
    data: bytes,
    *,
    limits: Limits = LIMITS,
    resolve: Resolver = system_resolver,
    trust: ssl.SSLContext | None = None,
) -> Stamped:
    """A stamp of this data that holds. The authority sees its SHA-256 alone.

    Raises BadStamp, and FetchFailed where nothing answers.
    """
    sent = query(data)
    client = Client(limits, resolve, trust)
    to = destination(authority.address)
    answer = client.ask("POST", to, HEADERS, sent.body, LARGEST)
    if answer.status != GIVEN:
        raise BadStamp(
            _("%(host)s answered with status %(status)s.")
            % {"host": to.host, "status": answer.status}
        )
    return Stamped(answer.body, verify(answer.body, data, [authority], sent.nonce))
