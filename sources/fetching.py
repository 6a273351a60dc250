"""Fetch what stands at a web address, safely: from the public internet only, and within limits.

The name is looked up once for each request; each address it has must be public; the connection
goes to one of the very addresses that were checked; and all of it again after each redirect. TLS
is still checked for the host's name. Nothing is read from the environment: no proxy, no
``.netrc``; nothing is remembered: no cookies.
"""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import Message

from django.conf import settings
from django.utils.translation import gettext as _
from protego import Protego

from sources.allowed_hosts import Destination, FetchFailed, destination
from sources.http_client import (
    REDIRECTS,
    WITH_A_BODY,
    Answer,
    Client,
    Limits,
    Resolver,
    system_resolver,
    system_trust,
)
from sources.media_types import sniff

__all__ = ["FetchFailed", "Fetched", "Limits", "fetch"]

# Asked too early or too often, and the server's own troubles but the two that it means.
TEMPORARY = frozenset({408, 425, 429} | set(range(500, 600)) - {501, 505})
LIMITS = Limits()


@dataclass(frozen=True)
class Fetched:
    """What a server answered."""

    url: str  # as asked
    final_url: str  # after the redirects, without fragment
    status: int
    media_type: str  # by the bytes, see sources.media_types
    charset: str  # as the header says; empty where it does not
    body: bytes = field(repr=False)  # unpacked
    fetched_at: datetime
    redirects: tuple[str, ...] = ()  # each address that sent elsewhere, in order
    headers: dict[str, str] = field(default_factory=dict)  # transport.KEPT_HEADERS, as sent


def fetch(
    url: str,
    *,
    limits: Limits = LIMITS,
    resolve: Resolver = system_resolver,
    trust: ssl.SSLContext | None = None,
) -> Fetched:
    """Fetch a page or file. Raises FetchFailed, which says whether to try again later.

    ``resolve`` finds the addresses of a host and ``trust`` judges certificates; both are this
    machine's unless given.
    """
    client = Client(limits, resolve, trust or system_trust())
    robots: dict[str, Protego] = {}
    to = destination(url)
    passed: list[str] = []
    while True:
        _ask_robots(client, to, robots)
        answer = client.get(to, limits.body)
        if not _leads_on(answer):
            break
        passed.append(str(to))
        to = _next(to, answer, passed, limits.redirects)
    _check_status(to, answer)
    if not answer.body:
        raise FetchFailed(_("The server sent an empty page."), "fetch_empty", status=answer.status)
    declared = answer.headers.get("content-type", "")
    return Fetched(
        url=url,
        final_url=str(to),
        status=answer.status,
        media_type=sniff(answer.body, declared),
        charset=_charset(declared),
        body=answer.body,
        fetched_at=datetime.now(UTC),
        redirects=tuple(passed),
        headers=answer.headers,
    )


def _leads_on(answer: Answer) -> bool:
    return answer.status in REDIRECTS and bool(answer.location)


def _next(to: Destination, answer: Answer, passed: Sequence[str], most: int) -> Destination:
    after = destination(answer.location, base=str(to))
    if to.scheme == "https" and after.scheme == "http":
        raise FetchFailed(
            _(
                "The site sends from https to %(url)s, where anybody on the way can change what it"
                " says. Fetch that address itself if you accept this."
            )
            % {"url": after},
            rule="fetch_downgrade",
        )
    if str(after) in passed:
        raise FetchFailed(
            _(
                "The site sends round in a circle; it may insist on cookies. Open the page"
                " yourself, save it and upload the file."
            ),
            rule="fetch_redirects",
        )
    if len(passed) > most:
        raise FetchFailed(
            _("The site sends elsewhere more than %(most)d times.") % {"most": most},
            rule="fetch_redirects",
        )
    return after


def _check_status(to: Destination, answer: Answer) -> None:
    status = answer.status
    if status in WITH_A_BODY:
        return
    meaning = {
        401: _("it asks for a sign-in"),
        402: _("it asks for payment"),
        403: _("it does not let us read the page"),
        404: _("there is no such page"),
        410: _("the page is gone"),
        429: _("it has been asked too often"),
        451: _("the page is withheld for legal reasons"),
    }.get(status, _("it has trouble of its own") if status >= 500 else "")
    sentence = _("The server %(host)s answered %(status)d") % {"host": to.host, "status": status}
    raise FetchFailed(
        f"{sentence}: {meaning}." if meaning else f"{sentence}.",
        rule="fetch_status",
        temporary=status in TEMPORARY,
        status=status,
    )


def _charset(content_type: str) -> str:
    message = Message()
    message["content-type"] = content_type
    return message.get_content_charset("")


def _ask_robots(client: Client, to: Destination, known: dict[str, Protego]) -> None:
    """Raise FetchFailed where the site's robots.txt asks us to stay away (RFC 9309)."""
    if to.origin not in known:
        known[to.origin] = _robots(client, to)
    if not known[to.origin].can_fetch(str(to), settings.FETCH_USER_AGENT.partition("/")[0]):
        raise FetchFailed(
            _(
                "The site %(host)s asks programs not to fetch this page (robots.txt). Open it"
                " yourself, save it and upload the file."
            )
            % {"host": to.host},
            rule="fetch_robots",
        )


def _robots(client: Client, to: Destination) -> Protego:
    at, passed = replace(to, target="/robots.txt"), list[str]()
    while True:
        answer = client.get(at, client.limits.robots, cut=True)
        if not _leads_on(answer):
            break
        passed.append(str(at))
        at = _next(at, answer, passed, client.limits.redirects)
    if answer.status in TEMPORARY:
        _check_status(at, answer)
    # Any other status says that there is no such file, so nothing is forbidden.
    lines = answer.body.decode("utf-8-sig", errors="replace").splitlines()
    # Each rule is kept for each agent named above it: a hostile file would fill the memory.
    agents = sum(line.lstrip()[:4].lower() == "user" for line in lines)
    if agents * len(lines) > 1_000_000:
        raise FetchFailed(
            _("The robots.txt of %(host)s is too long to read.") % {"host": to.host},
            rule="fetch_robots",
        )
    return Protego.parse("\n".join(lines))
