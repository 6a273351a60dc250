"""Re-authentication: signing, lifting a block and granting a role take a recent proof of identity."""

import time
from functools import wraps
from typing import Any, TypedDict

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.ratelimit import consume_or_429
from django.conf import settings
from django.http import HttpRequest


def is_recent(request: HttpRequest) -> bool:
    """Whether the person gave a password, second factor or passkey in this session recently."""
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


def rate_limited(view: Any) -> Any:
    """A page that asks for the password once more, with a limit on guesses."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        stopped = None
        if request.method == "POST" and request.user.is_authenticated:
            stopped = consume_or_429(request, action="reauthenticate", user=request.user)
        return stopped or view(request, *args, **kwargs)

    return answer


class Purpose(TypedDict):
    """What somebody was about to do when they were asked, for the page that asks."""

    address: str
    what: str
    # Of what: the row's own words.
    about: str
    # Where Cancel leads.
    back: str


PURPOSE = "confirmation_is_for"


def require_recent(request: HttpRequest, what: Any, about: str, back: str) -> None:
    """Ask the person first; what was sent is kept and done afterwards (allauth's middleware)."""
    if is_recent(request):
        return
    address = request.get_full_path()
    purpose = Purpose(address=address, what=str(what), about=about[:300], back=back)
    request.session[PURPOSE] = purpose
    raise ReauthenticationRequired


def purpose_of(request: HttpRequest) -> Purpose | None:
    """For the page that asks: what the person was about to do there, if that is known."""
    address = request.POST.get("next") or request.GET.get("next")
    purpose: Purpose | None = request.session.get(PURPOSE)
    return purpose if purpose and purpose["address"] == address else None
