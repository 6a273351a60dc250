"""What the newsroom calls itself."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from newsroom.errors import Refused


def newsroom_name() -> str:
    """The name on the site, in the API, in files and in answers for assistants: NEWSROOM_NAME, or a
    general one where that is not set.
    """
    return settings.NEWSROOM_NAME or _("Fact-checking desk")


def credited_name() -> str:
    """The author to cite: NEWSROOM_NAME, else the website."""
    return str(settings.NEWSROOM_NAME or settings.NEWSROOM_URL.rstrip("/"))


def require_public_address() -> None:
    """Raises Refused where SITE_URL leads nobody but people at this machine to the site."""
    if _is_this_machine(urlsplit(settings.SITE_URL).hostname or ""):
        raise Refused(
            _(
                "SITE_URL is %(address)s, which only this machine can open, and what is written for others"
                " would hold it. Set SITE_URL to the address that readers use, or add --local."
            ),
            address=settings.SITE_URL,
        )


def _is_this_machine(host: str) -> bool:
    if host in ("", "localhost") or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
