"""The API is answered over https only: a redirect would hide that a token went unencrypted before it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from newsroom import problems


class EncryptedApiMiddleware:
    """Where pages are redirected to https, a request to the API over http is refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        unencrypted = settings.SECURE_SSL_REDIRECT and not request.is_secure()
        if unencrypted and request.path_info.startswith(problems.API):
            sentence = "Use https. If a token was sent with this request, revoke it."
            return problems.answer(request.path_info, 403, sentence)
        return self.get_response(request)
