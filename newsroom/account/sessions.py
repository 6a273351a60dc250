"""Sessions: listed for their owner, ended by them, and ended by themselves when nobody uses them."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.core.exceptions import ReauthenticationRequired
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from newsroom.account.reauthentication import require_recent

BEGAN, USED = "began", "used"  # seconds since 1970
RENEWED_EVERY = 60  # seconds; each renewal writes to the database
# Sent by scripts that look for progress: nobody is at the keyboard.
BY_ITSELF = "X-By-Itself"
SIGN_OUT = ("/account/sign-out/", "/admin/logout/")


class SessionTimeMiddleware:
    """Renews a session at each use, up to the longest time that one may last."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        session = request.session
        used = session.accessed and SESSION_KEY in session and BY_ITSELF not in request.headers
        # An export has begun a transaction by now that only reads; the next request renews.
        if used and not response.streaming:
            renew(request)
        if request.method == "POST" and request.path_info in SIGN_OUT:
            # What the browser kept of the newsroom's pages goes with the session.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Who only opens a page that asks for the password gives up what they sent before."""
        if isinstance(exception, ReauthenticationRequired) and request.method != "POST":
            request.session.pop(STATE_SESSION_KEY, None)


def renew(request: HttpRequest) -> None:
    session, now = request.session, int(time.time())
    if now - session.get(USED, 0) < RENEWED_EVERY:
        return
    session[USED] = now
    left = session.setdefault(BEGAN, now) + settings.SESSION_LONGEST - now
    session.set_expiry(max(1, min(settings.SESSION_COOKIE_AGE, left)))
    if request.user.is_authenticated:
        UserSession.objects.create_from_request(request)


class SessionsView(ListUserSessionsView):
    """One's own sessions. ``session`` ends that one; without it all but the present one end."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Ending a session takes a recent sign-in, or signing in again."""
        require_recent(request, _("End a session"), "", request.path)
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hours, days = settings.SESSION_COOKIE_AGE / 3600, settings.SESSION_LONGEST / 86400
        return {**super().get_context_data(**kwargs), "idle_hours": hours, "longest_days": days}

    def form_valid(self, form: Any) -> HttpResponse:
        number = self.request.POST.get("session", "")
        if not number:
            return super().form_valid(form)
        own = UserSession.objects.filter(user_id=self.request.user.pk)
        elsewhere = own.exclude(session_key=self.request.session.session_key)
        for session in elsewhere.filter(pk=int(number) if number.isdecimal() else 0):
            session.end()
            messages.success(self.request, _("That session has ended."))
        return redirect(self.get_success_url())
