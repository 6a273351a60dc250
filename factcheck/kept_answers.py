"""Public pages and API answers are kept, and given again for as long as nothing public has changed.

An answer is kept in this process's memory under all that it depends on in the request, and the version of what
the public reads (``newsroom/public_version.py``) at which it was made, which each request reads again. So nothing
is given once it is hidden, by any process, and no process has to be notified of a change.
"""

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.core.exceptions import MiddlewareNotUsed
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language_from_request
from rest_framework.request import Request

from factcheck import metrics
from newsroom import public_version

BACKEND = "answers"
LARGEST = 128_000  # bytes of an answer
# Of a request; answers depend on no other part of it (tests/factcheck/test_kept_answers.py).
NAMED = (
    *("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"),
    *("HTTP_ACCEPT", "HTTP_HX_REQUEST", "HTTP_HX_TARGET"),
)
# What a 304 does not have.
OF_A_BODY = ("Content-Type", "Content-Length", "Content-Encoding", "RateLimit", "RateLimit-Policy")


class KeptAnswersMiddleware:
    """Stands around all that makes an answer, so that what it keeps is whole."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if BACKEND not in settings.CACHES:
            raise MiddlewareNotUsed
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _may_be_kept(request):
            return self._get_response(request)
        try:
            version = public_version.read_first()
        except Error:
            return self._get_response(request)
        key = _key(request, version)
        if answer := _again(request, key):
            metrics.count_kept_answer("hit")
            return answer
        with public_version.watching() as watch:
            response = self._get_response(request)
        if watch.is_exact and _is_to_be_kept(request, response):
            metrics.count_kept_answer("miss")
            # Each statement saw what was committed by then, between the two.
            if public_version.read() == version:
                _keep(request, key, response)
        return response


def _may_be_kept(request: HttpRequest) -> bool:
    """Nobody is signed in, and nothing is sent. Within a transaction the version may never be committed."""
    return (
        request.method in {"GET", "HEAD"}
        and "HTTP_AUTHORIZATION" not in request.META
        and not request.path.startswith(settings.STATIC_URL)  # they need no database
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and request.META.get("CONTENT_LENGTH") in {None, "", "0"}
        and not connection.in_atomic_block
    )


def _key(request: HttpRequest, version: str) -> str:
    parts = (
        *(request.META.get(name, "") for name in NAMED),
        request.scheme,
        get_language_from_request(request),
        bool(re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", ""))),
        timezone.localdate(),
        version,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _again(request: HttpRequest, key: str) -> HttpResponse | None:
    tags = request.META.get("HTTP_IF_NONE_MATCH", "")
    kept = caches[BACKEND].get(key) or caches[BACKEND].get(_of_tags(key, tags))
    if kept is None:
        return None
    headers, body, view, route = kept
    counted = _limits(request, view)
    if counted is None:
        return None  # the view answers that it is one too many
    request.kept_route = route  # type: ignore[attr-defined]
    whole = HttpResponse(body, headers=headers | counted)
    answer: HttpResponse = get_conditional_response(request, etag=whole["ETag"], response=whole)  # type: ignore[assignment]
    if answer is not whole:
        for name in whole.headers.keys() - OF_A_BODY:
            answer.headers.setdefault(name, whole[name])
    return answer


def _limits(request: HttpRequest, kept_view: Any) -> dict[str, str] | None:
    """Count the request as the view would; the headers that say so, or None if it is one too many."""
    headers: dict[str, str] = {}
    if kept_view is None:
        return headers
    view, of_nobody = kept_view(), Request(request)
    of_nobody.user = AnonymousUser()
    for each in view.get_throttles():
        if not each.allow_request(of_nobody, view):
            return None
        headers |= each.headers()
    return headers


def _is_to_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    """What every view says of an answer for everybody; and it has a body that is there."""
    return (
        request.method == "GET"
        and isinstance(response, HttpResponse)
        and response.status_code in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}
        and response.get("Cache-Control") == "public, no-cache"
        and "ETag" in response
        and not response.cookies
        and len(response.content) <= LARGEST
    )


def _keep(request: HttpRequest, key: str, response: Any) -> None:
    match: Any = request.resolver_match
    view = getattr(match.func, "cls", None)  # of the API, whose limits hold for each answer
    route = match.view_name or match.route
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        # A proxy that revalidates asks for nothing else.
        key = _of_tags(key, request.META.get("HTTP_IF_NONE_MATCH", ""))
    caches[BACKEND].set(key, (dict(response.items()), response.content, view, route))


def _of_tags(key: str, tags: str) -> str:
    return f"{key}-{hashlib.sha256(tags.encode()).hexdigest()}"
