"""The address of a client behind the newsroom's own proxies."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address that the outermost proxy saw; anyone can forge what comes before it."""
    direct: str = request.META.get("REMOTE_ADDR", "")
    if not settings.TRUSTED_PROXIES:
        return direct
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    addresses = [address.strip() for address in forwarded.split(",") if address.strip()]
    trusted = addresses[-settings.TRUSTED_PROXIES :]
    return trusted[0] if trusted else direct
