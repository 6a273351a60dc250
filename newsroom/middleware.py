"""By which door a request's changes came in, for history."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from newsroom.choices import Door
from newsroom.history import through

_DOORS = {"admin": Door.ADMIN, "api": Door.API}


class DoorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        first = request.path_info.lstrip("/").partition("/")[0]
        with through(_DOORS.get(first, Door.SITE)):
            return self.get_response(request)
