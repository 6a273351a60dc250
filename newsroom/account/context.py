"""The desk's frame around the account's pages, which are not the admin's own."""

from typing import Any

from django.contrib.admin import site
from django.http import HttpRequest

PREFIX = "/account/"


def frame(request: HttpRequest) -> dict[str, Any]:
    return site.each_context(request) if request.path_info.startswith(PREFIX) else {}
