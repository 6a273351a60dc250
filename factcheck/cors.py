"""Cross-origin reading (CORS): any site's scripts may read what is public, never as somebody.

Only views marked with ``any_origin``, and that the API has no such address. The answer is for every origin, so
browsers refuse it to requests with cookies, and a preflight permits no ``Authorization``.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.cache import patch_vary_headers

from newsroom import problems
from newsroom.cors import allows_any_origin

READABLE = (
    *("As-Of-Publication", "Content-Disposition", "Content-Range", "ETag", "Link"),
    "Log-Checkpoint",
    *("RateLimit", "RateLimit-Policy", "Retry-After"),
)
PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-Modified-Since, If-None-Match, If-Range, Range",
    "Access-Control-Max-Age": "86400",
}


def _is_open(request: HttpRequest) -> bool:
    """Whether the address is for everybody; also one that is only redirected, because it lacks its slash or has
    ``?lang=``, and an unknown one of the API.
    """
    found = request.resolver_match or _view(request.path_info) or _view(f"{request.path_info}/")
    if found is None:
        return request.path_info.startswith(problems.API)
    return allows_any_origin(found.func)


def _view(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


class CorsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_open = _is_open(request)
        is_private = "private" in response.get("Cache-Control", "")
        if is_open and not is_private and "Authorization" not in request.headers:
            response.headers.setdefault("Access-Control-Allow-Origin", "*")
            response.headers.setdefault("Access-Control-Expose-Headers", ", ".join(READABLE))
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """The answer to a preflight, which counts towards no limit."""
        wanted = request.headers.get("Access-Control-Request-Method")
        if request.method != "OPTIONS" or not wanted or not allows_any_origin(view):
            return None
        response = HttpResponse(status=204, headers=PREFLIGHT)
        patch_vary_headers(response, ["Access-Control-Request-Method"])
        return response
