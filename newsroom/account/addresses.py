"""The address of a client behind the newsroom's own proxies."""

import re
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 - no address that is listened on


def client_address(request: HttpRequest) -> str:
    """The address that the outermost proxy saw; anyone can forge what comes before it."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.TRUSTED_PROXIES else ""
    addresses = [address.strip() for address in forwarded.split(",") if address.strip()]
    trusted = addresses[-settings.TRUSTED_PROXIES :] if addresses else []
    address = trusted[0] if trusted else str(request.META.get("REMOTE_ADDR", ""))
    if with_port := re.fullmatch(r"\[(.+)\](?::\d+)?|([\d.]+):\d+", address):
        address = with_port[1] or with_port[2]
    try:
        found = ip_address(address)
    except ValueError:  # a socket has none
        return UNKNOWN
    return str(getattr(found, "ipv4_mapped", None) or found)
