"""Sessions whose rows sign nobody in.

The browser's cookie holds a random secret; the database has only a keyed hash of it as the session's
key. So whoever reads the tables can't use a session. The data are sealed for that key: copied to
another row they are void.
"""

from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

LENGTH = 40  # characters; of the key 160 bits, as many as the column takes


def key_of(secret: str | None) -> str | None:
    """The key of the row whose cookie has this value."""
    if not secret:
        return None
    return salted_hmac("newsroom.session", secret, algorithm="sha256").hexdigest()[:LENGTH]


# The secrets that this request came with or made, by key: libraries open a session again by its key.
_SECRETS: ContextVar[dict[str, str] | None] = ContextVar("secrets of sessions", default=None)


class SessionStore(db.SessionStore):
    _secret: str | None = None

    @classmethod
    def of_cookie(cls, secret: str | None) -> "SessionStore":
        session = cls(key_of(secret))
        session._remember(session.session_key, secret)
        return session

    @property
    def secret(self) -> str | None:
        """What the browser's cookie holds; None where only the key is known."""
        return (_SECRETS.get() or {}).get(self.session_key or "") or self._secret

    @property
    def key_salt(self) -> str:
        return f"newsroom.session.{self.session_key}"

    def _get_new_session_key(self) -> str:
        while True:
            secret = get_random_string(LENGTH)
            key = key_of(secret)
            if key and not self.exists(key):
                self._remember(key, secret)
                return key

    def _remember(self, key: str | None, secret: str | None) -> None:
        self._secret = secret
        secrets = _SECRETS.get()
        if secrets is not None and key and secret:
            secrets[key] = secret


class SessionCookieMiddleware(SessionMiddleware):
    def process_request(self, request: HttpRequest) -> None:
        _SECRETS.set({})
        request.session = SessionStore.of_cookie(request.COOKIES.get(settings.SESSION_COOKIE_NAME))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        session: Any = request.session
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and cookie.value == session.session_key:
            cookie.set(cookie.key, session.secret, session.secret)
        _SECRETS.set(None)
        return response
