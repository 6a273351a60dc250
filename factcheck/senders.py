"""Who sends a request, before the application has it: the web server asks for long ones."""

from django.conf import settings
from django.contrib.auth import get_user
from django.db import DatabaseError, close_old_connections
from django.http import HttpRequest, parse_cookie
from rest_framework.exceptions import APIException

from claims.api.authentication import TokenAuthentication
from newsroom.account.session_store import SessionStore


def is_signed_in(cookies: str, authorization: str) -> bool:
    """Whether these headers are of an active person's session or token."""
    request = HttpRequest()
    request.COOKIES = parse_cookie(cookies)
    request.META["HTTP_AUTHORIZATION"] = authorization
    request.session = SessionStore.of_cookie(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    close_old_connections()
    try:
        if get_user(request).is_authenticated:
            return True
        return TokenAuthentication().authenticate(request) is not None
    except (DatabaseError, APIException):
        return False
    finally:
        close_old_connections()
