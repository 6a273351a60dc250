"""The desk and the API have one language, the site several: the reader's, or the one in ``?lang=``."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

IN_ONE = ("/admin/", "/api/")


class OneLanguageMiddleware:
    """After Django's LocaleMiddleware, which chose the reader's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        code = request.GET.get("lang", "")
        if request.path_info.startswith(IN_ONE):
            code = settings.LANGUAGE_CODE
        if code in dict(settings.LANGUAGES) or code == settings.LANGUAGE_CODE:
            translation.activate(code)
            request.LANGUAGE_CODE = code
        return self.get_response(request)
