"""Unfold's callbacks: the style sheets, the script and the frame of every page of the desk."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static

from newsroom.admin import guide


def around(request: HttpRequest) -> str:
    return static("newsroom/frame.css")


def styles(request: HttpRequest) -> str:
    return static("newsroom/desk.css")


def icon(request: HttpRequest) -> str:
    return static("site/icon.svg")


def scripts(request: HttpRequest) -> str:
    return static("newsroom/desk.js")


def context(request: HttpRequest) -> dict[str, Any]:
    """No inline colours, which the desk's content policy refuses; our own navigation and guide."""
    return {
        "colors": {},
        "templates": {"navigation": "admin/newsroom/navigation.html"},
        "help_address": guide.place_of(request.path),
    }
