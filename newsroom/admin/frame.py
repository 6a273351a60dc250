"""What stands around every page of the desk: its files, and its navigation."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static


def around(request: HttpRequest) -> str:
    return static("newsroom/frame.css")


def styles(request: HttpRequest) -> str:
    return static("newsroom/desk.css")


def scripts(request: HttpRequest) -> str:
    return static("newsroom/keys.js")


def context(request: HttpRequest) -> dict[str, Any]:
    """For the theme. It would write its colours into each page, which the desk's policy refuses."""
    return {"colors": {}, "templates": {"navigation": "admin/newsroom/navigation.html"}}
