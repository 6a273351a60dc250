"""For every request: the interface of its changes, and its greatest length."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from newsroom import problems
from newsroom.choices import Via
from newsroom.history import through
from newsroom.uploads import UploadHandler, largest

# A form of the desk that waited for re-authentication is carried out below account/.
_VIA = {"admin": Via.ADMIN, "account": Via.ADMIN, "api": Via.API}


class ViaMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        first = request.path_info.lstrip("/").partition("/")[0]
        with through(_VIA.get(first, Via.SITE)):
            return self.get_response(request)


class LengthMiddleware:
    """Refuses long requests before reading them; without a stated length Django reads nothing.

    Stands before all that read a request's body, such as the check against forged requests.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._refused(request, settings.LARGEST_REQUEST) or self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        most = largest(request, view)
        if refused := self._refused(request, most):
            return refused
        if most == settings.LARGEST_REQUEST:
            request.upload_handlers = [UploadHandler(request)]
        return None

    def _refused(self, request: HttpRequest, most: int) -> HttpResponseBase | None:
        length = str(request.META.get("CONTENT_LENGTH") or 0)
        if not (length.isascii() and length.isdecimal()):
            length = "0"  # as for Django
        if len(length) < 12 and int(length) <= most:
            return None
        sentence = _("This is larger than %(most)s MB, the most that can be sent at once.") % {
            "most": f"{most / 10**6:g}"
        }
        if request.path_info.startswith(problems.API):
            return problems.answer(request.path_info, 413, sentence)
        return render(request, "newsroom/too_long.html", {"sentence": sentence}, status=413)
