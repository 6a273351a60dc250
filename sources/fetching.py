"""Fetch a web address safely: from the public internet only, and within limits.

The name is looked up once for each request; all its addresses must be public, and the connection
goes to one of those that were checked; the same after each redirect. TLS is checked for the host's
name. Proxies and ``.netrc`` of the environment are ignored, and no cookies are kept.
"""

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from email.message import Message
from functools import partial

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
)
from sources.media_types import sniff

__all__ = ["FetchFailed", "Fetched", "Limits", "fetch"]

# Too early, too often, and the server's own errors except two that are final.
TEMPORARY = frozenset({408, 425, 429} | set(range(500, 600)) - {501, 505})
LIMITS = Limits()


@dataclass(frozen=True)
class Fetched:
    """A page or file as the server sent it."""

    url: str  # as given
    final_url: str  # after the redirects, without fragment
    status: int
    media_type: str  # by the bytes, see sources.media_types
    charset: str  # as the header says; empty where it does not
    body: bytes = field(repr=False)  # unpacked
    redirects: tuple[str, ...] = ()  # each address that redirected, in order
    headers: dict[str, str] = field(default_factory=dict)  # http_client.KEPT_HEADERS, as sent


def fetch(
    url: str,
    *,
    limits: Limits = LIMITS,
    resolve: Resolver = system_resolver,
    trust: ssl.SSLContext | None = None,
) -> Fetched:
    """Fetch a page or file. Raises FetchFailed, which says whether to try again later.

    ``resolve`` finds the addresses of a host and ``trust`` checks certificates; both are this
    machine's unless given.
    """
    client = Client(limits, resolve, trust)
    robots: dict[str, Protego] = {}

    def get(to: Destination) -> Answer:
        _check_robots(client, to, robots)
        return client.get(to, limits.body)

    to, answer, passed = _followed(destination(url), get, limits.redirects)
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
        redirects=tuple(passed),
        headers=answer.headers,
    )


def _followed(
    to: Destination, get: Callable[[Destination], Answer], most: int
) -> tuple[Destination, Answer, list[str]]:
    """The last address after all redirects, its answer, and the addresses that redirected."""
    passed: list[str] = []
    while (answer := get(to)).status in REDIRECTS and answer.location:
        passed.append(str(to))
        after = destination(answer.location, base=str(to))
        if to.scheme == "https" and after.scheme == "http":
            raise FetchFailed(
                _(
                    "The site redirects from https to %(url)s, where others can change what is sent"
                    " on the way. Fetch that address itself if you accept this."
                ),
                "fetch_downgrade",
                url=after,
            )
        if str(after) in passed:
            raise FetchFailed(
                _(
                    "The site redirects in a circle; it may need cookies. Open the page yourself,"
                    " save it and upload the file."
                ),
                "fetch_redirects",
            )
        if len(passed) > most:
            raise FetchFailed(
                _("The site redirects more than %(most)d times."), "fetch_redirects", most=most
            )
        to = after
    return to, answer, passed


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
        429: _("it had too many requests"),
        451: _("the page is withheld for legal reasons"),
    }.get(status, _("it has an error of its own") if status >= 500 else "")
    sentence = _("The server %(host)s answered %(status)d") % {"host": to.host, "status": status}
    raise FetchFailed(
        f"{sentence}: {meaning}." if meaning else f"{sentence}.",
        "fetch_status",
        temporary=status in TEMPORARY,
        status=status,
    )


def _charset(content_type: str) -> str:
    message = Message()
    message["content-type"] = content_type
    return message.get_content_charset("")


def _check_robots(client: Client, to: Destination, known: dict[str, Protego]) -> None:
    """Raise FetchFailed where the site's robots.txt forbids the page (RFC 9309)."""
    if to.origin not in known:
        known[to.origin] = _robots(client, to)
    if not known[to.origin].can_fetch(str(to), settings.FETCH_USER_AGENT.partition("/")[0]):
        raise FetchFailed(
            _(
                "The site %(host)s asks programs not to fetch this page (robots.txt). Open it"
                " yourself, save it and upload the file."
            ),
            "fetch_robots",
            host=to.host,
        )


def _robots(client: Client, to: Destination) -> Protego:
    get = partial(client.get, most=client.limits.robots, cut=True)
    at, answer, _passed = _followed(replace(to, target="/robots.txt"), get, client.limits.redirects)
    if answer.status in TEMPORARY:
        _check_status(at, answer)
    # Any other status means that there is no such file, so nothing is forbidden.
    lines = answer.body.decode("utf-8-sig", errors="replace").splitlines()
    # Each rule is stored for each agent named above it: a hostile file would fill the memory.
    agents = sum(line.lstrip()[:4].lower() == "user" for line in lines)
    if agents * len(lines) > 1_000_000:
        raise FetchFailed(
            _("The robots.txt of %(host)s is too long to read."), "fetch_robots", host=to.host
        )
    return Protego.parse("\n".join(lines))
