"""Django's test client, as a browser with our cookies of sessions, which are not the rows' keys."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.test.client import ClientMixin

SET_COOKIES = ClientMixin._set_login_cookies  # type: ignore[attr-defined]


def use() -> None:
    """From now on in this process."""
    ClientMixin.session = property(_session)  # type: ignore[assignment,method-assign]
    ClientMixin._set_login_cookies = _set_login_cookies  # type: ignore[attr-defined]


def _session(client: Any) -> Any:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    if cookie:
        return store.of_cookie(cookie.value)
    session = store()
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.secret
    return session


def _set_login_cookies(client: Any, request: HttpRequest) -> None:
    SET_COOKIES(client, request)
    secret = request.session.secret  # type: ignore[attr-defined]
    client.cookies[settings.SESSION_COOKIE_NAME].set(settings.SESSION_COOKIE_NAME, secret, secret)
