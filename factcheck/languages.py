"""The site is in the reader's language, or the one in ``?lang=``; the desk is in that of the newsroom,
the API in English.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation


class LanguageMiddleware:
    """After Django's LocaleMiddleware, which chose the reader's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        code = request.GET.get("lang", "")
        if request.path_info.startswith("/admin/"):
            code = settings.DESK_LANGUAGE
        elif request.path_info.startswith("/api/"):
            code = settings.LANGUAGE_CODE
        if code in dict(settings.LANGUAGES) or code == settings.LANGUAGE_CODE:
            translation.activate(code)
            request.LANGUAGE_CODE = code
        return self.get_response(request)
