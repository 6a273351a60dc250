"""The desk's frame around the account's pages, which are not the admin's own."""

from typing import Any

from django.contrib.admin import site
from django.http import HttpRequest

PREFIX = "/account/"


def frame(request: HttpRequest) -> dict[str, Any]:
    # What is refused before anybody is known, such as another host, has a page without the frame.
    framed = request.path_info.startswith(PREFIX) and hasattr(request, "user")
    return site.each_context(request) if framed else {}
