"""The desk's frame around the account's pages, which are not the admin's own."""

from typing import Any

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from django.conf import settings
from django.contrib.admin import site
from django.http import HttpRequest

from newsroom.account.reauthentication import purpose_of

PREFIX = "/account/"
CONFIRM = f"{PREFIX}confirm/"


def frame(request: HttpRequest) -> dict[str, Any]:
    # What is refused before anybody is known, such as another host, has a page without the frame.
    if not (request.path_info.startswith(PREFIX) and hasattr(request, "user")):
        return {}
    context: dict[str, Any] = site.each_context(request)
    if request.path_info.startswith(CONFIRM):
        context |= {
            "purpose": purpose_of(request),
            "something_is_kept": STATE_SESSION_KEY in request.session,
            "confirmed_minutes": settings.ACCOUNT_REAUTHENTICATION_TIMEOUT // 60,
        }
    return context
