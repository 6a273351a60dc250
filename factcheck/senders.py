"""Who sends a request, before the application has it: the web server asks for long ones."""

from concurrent.futures import Future, ThreadPoolExecutor

from django.conf import settings
from django.contrib.auth import get_user
from django.db import Error, close_old_connections
from django.http import HttpRequest, parse_cookie
from rest_framework.exceptions import APIException

from claims.api.authentication import TokenAuthentication
from newsroom.account.session_store import SessionStore

# Seconds. The one thread that receives and sends for all clients waits meanwhile, so it can't wait as long as pages do.
LONGEST = 0.5


class Senders:
    def __init__(self) -> None:
        self.thread = ThreadPoolExecutor(1)
        self._last: Future[bool] | None = None

    def is_signed_in(self, cookies: str, authorization: str) -> bool | None:
        """Whether these headers are of an active person's session or token.

        None where the database does not say so, or not in time; at once where it still owes the answer before.
        """
        if self._last is not None and not self._last.done():
            return None
        self._last = self.thread.submit(_is_signed_in, cookies, authorization)
        try:
            return self._last.result(LONGEST)
        except (Error, TimeoutError):
            return None


def _is_signed_in(cookies: str, authorization: str) -> bool:
    request = HttpRequest()
    request.COOKIES = parse_cookie(cookies)
    request.META["HTTP_AUTHORIZATION"] = authorization
    request.session = SessionStore.of_cookie(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    close_old_connections()
    try:
        if get_user(request).is_authenticated:
            return True
        return TokenAuthentication().authenticate(request) is not None
    except APIException:
        return False
    finally:
        close_old_connections()


senders = Senders()
