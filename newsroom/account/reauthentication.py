"""Whoever signs, lifts or grants has proved a short while ago that it is they."""

import time

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest


def is_recent(request: HttpRequest) -> bool:
    """Whether the person gave a password, second factor or passkey in this session a while ago."""
    if request.user.is_anonymous:
        return False
    records = get_authentication_records(request, request.user)
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(
        record["at"] >= since
        for record in records
        # A provider may sign a person in without asking; that is no proof.
        if record["method"] != "socialaccount" or record.get("reauthenticated")
    )


def require_recent(request: HttpRequest) -> None:
    """Ask the person first; what was sent is kept and done afterwards (allauth's middleware)."""
    if not is_recent(request):
        raise ReauthenticationRequired
