"""Public pages and API answers are kept, and given again for as long as nothing public has changed.

An answer is kept under all that it depends on in the request, with the version of what the public reads
(``newsroom/public_version.py``) at which it was made. For each request the version is read again, in one statement:
where it is the same, making the answer again would give the same. So nothing is given once it is hidden, by
any process, and no process has to be notified of a change.
"""

import hashlib
import hmac
import json
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, Error, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string
from django.utils.translation import get_language_from_request
from rest_framework.request import Request

from factcheck import environment, metrics
from newsroom import public_version, replicas

BACKEND = "answers"
# That a shared cache forgets what was taken down, although nobody is given it.
LONGEST = 3600  # seconds
LARGEST = 500_000  # bytes of an answer
PUBLIC = "public, no-cache"
# Of a request; answers depend on no other part of it (tests/factcheck/test_kept_answers.py).
NAMED = (
    *("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"),
    *("HTTP_ACCEPT", "HTTP_HX_REQUEST", "HTTP_HX_TARGET"),
)
# Of an answer that has a body.
OF_A_BODY = ("Content-Type", "Content-Length", "Content-Encoding")
# Counted for each answer.
COUNTED = ("RateLimit", "RateLimit-Policy")
# Of answers that are read from the log's files, too, and so are never kept: the version need not be read.
NEVER = ("/proof/", "/copy.json")
SALT = "factcheck.kept_answers"
CODE = {".css", ".html", ".js", ".json", ".mo", ".py", ".sql", ".svg", ".toml", ".txt"}


class Kept(NamedTuple):
    """``view``: of the API, whose limits hold for each answer; empty for a page."""

    version: str
    status: int
    headers: list[tuple[str, str]]
    route: str
    view: str
    body: bytes

    def packed(self) -> bytes:
        packed = json.dumps(self[:-1]).encode() + b"\n" + self.body
        return _digest(packed) + packed

    @classmethod
    def unpacked(cls, found: Any) -> "Kept | None":
        """None for what this installation has not made."""
        if not isinstance(found, bytes) or not hmac.compare_digest(found[:32], _digest(found[32:])):
            return None
        words, _, body = found[32:].partition(b"\n")
        version, status, headers, route, view = json.loads(words)
        return cls(version, status, headers, route, view, body)


class Current(NamedTuple):
    """The version, and where it was read."""

    alias: str
    version: str


class KeptAnswersMiddleware:
    """Stands around all that makes an answer, so that what it keeps is whole."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if BACKEND not in settings.CACHES:
            raise MiddlewareNotUsed
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _may_be_kept(request):
            return self._get_response(request)
        key = _key(request)
        before = _current()
        if before is None:
            return self._get_response(request)
        if answer := _again(request, key, before):
            return answer
        request.read_at = ""  # type: ignore[attr-defined]
        with public_version.watching() as watch:
            response = self._get_response(request)
        if watch.is_exact and _is_to_be_kept(request, response):
            metrics.count_kept_answer("miss")
            version = _made_at(request, before)
            if version:
                _keep(request, key, version, response)
        return response


def may_keep(request: HttpRequest) -> bool:
    return hasattr(request, "read_at")


def read_at(request: HttpRequest, version: str) -> None:
    """The answer is read in one snapshot, which has this version."""
    request.read_at = version  # type: ignore[attr-defined]


def _may_be_kept(request: HttpRequest) -> bool:
    """Nobody is signed in, and nothing is sent. Within a transaction the version may never be committed."""
    return (
        request.method in {"GET", "HEAD"}
        and "HTTP_AUTHORIZATION" not in request.META
        and not request.path_info.endswith(NEVER)
        and not request.path.startswith(settings.STATIC_URL)  # they need no database
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and request.META.get("CONTENT_LENGTH") in {None, "", "0"}
        and not connection.in_atomic_block
    )


def _key(request: HttpRequest) -> str:
    parts = (
        *(request.META.get(name, "") for name in NAMED),
        request.scheme,
        get_language_from_request(request),
        bool(re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", ""))),
        timezone.localdate(),
        _software(),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _current() -> Current | None:
    """None where no database answers."""
    if replicas.configured(replicas.ALIAS):
        try:
            return Current(replicas.ALIAS, replicas.read_fresh(public_version.VERSION))
        except (replicas.NotServed, Error):
            pass  # whoever makes the answer says so
    try:
        return Current(DEFAULT_DB_ALIAS, public_version.read_first())
    except Error:
        return None


def _made_at(request: HttpRequest, before: Current) -> str:
    """The version of all that was read for the answer; empty if there was more than one."""
    if read_on_a_replica := getattr(request, "read_at", ""):
        return str(read_on_a_replica)
    # On the primary each statement saw what was committed by then, between the two.
    if before.alias != DEFAULT_DB_ALIAS:
        return ""
    try:
        return before.version if public_version.read() == before.version else ""
    except Error:
        return ""


def _again(request: HttpRequest, key: str, current: Current) -> HttpResponseBase | None:
    kept = _found(key, current.version)
    tags = request.META.get("HTTP_IF_NONE_MATCH", "")
    if kept is None and tags:
        kept = _found(_of_tags(key, tags), current.version)
    if kept is None:
        return None
    counted: dict[str, str] = {}
    if kept.view:
        found = _limits(request, kept.view)
        if found is None:
            return None  # the view counts no more, and says so
        counted = found
    response = HttpResponse(kept.body, status=kept.status, headers=dict(kept.headers))
    if kept.status == HTTPStatus.NOT_MODIFIED:
        del response["Content-Type"]
    elif tags:
        response = _conditional(request, response)
    if response.status_code != HTTPStatus.NOT_MODIFIED:
        for name, value in counted.items():
            response[name] = value
    request.kept_route = kept.route  # type: ignore[attr-defined]
    if replicas.configured(replicas.ALIAS):
        metrics.count_public_read("replica" if current.alias == replicas.ALIAS else "behind")
    metrics.count_kept_answer("hit")
    return response


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """304 where the client has it already."""
    found: Any = get_conditional_response(request, etag=response["ETag"], response=response)
    if found is not response:
        for name, value in response.items():
            if name not in (*OF_A_BODY, *COUNTED):
                found.headers.setdefault(name, value)
    answer: HttpResponse = found
    return answer


def _found(key: str, version: str) -> Kept | None:
    """What is kept, if it is of this version."""
    kept = Kept.unpacked(caches[BACKEND].get(key))
    return kept if kept is not None and kept.version == version else None


def _limits(request: HttpRequest, name: str) -> dict[str, str] | None:
    """Count the request as the view would; the headers that say so, or None if it is one too many."""
    view, of_nobody = import_string(name)(), Request(request)
    of_nobody.user = AnonymousUser()
    headers: dict[str, str] = {}
    for each in view.get_throttles():
        if not each.allow_request(of_nobody, view):
            return None
        headers |= each.headers()
    return headers


def _is_to_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    """What every view says of an answer for everybody; and it has a body that is there."""
    match: Any = request.resolver_match
    view = match and getattr(match.func, "cls", match.func)
    return (
        getattr(view, "is_public_read", False)
        and request.method == "GET"
        and isinstance(response, HttpResponse)
        and response.status_code in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}
        and response.get("Cache-Control") == PUBLIC
        and "ETag" in response
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and len(response.content) <= LARGEST
    )


def _keep(request: HttpRequest, key: str, version: str, response: Any) -> None:
    match: Any = request.resolver_match
    cls = getattr(match.func, "cls", None)
    kept = Kept(
        version,
        response.status_code,
        [(name, value) for name, value in response.items() if name not in COUNTED],
        match.view_name or match.route,
        f"{cls.__module__}.{cls.__qualname__}" if cls else "",
        response.content,
    )
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        # A proxy that revalidates asks for nothing else.
        key = _of_tags(key, request.META.get("HTTP_IF_NONE_MATCH", ""))
    caches[BACKEND].set(key, kept.packed(), LONGEST)


def _of_tags(key: str, tags: str) -> str:
    return f"{key}-{hashlib.sha256(tags.encode()).hexdigest()}"


def _digest(packed: bytes) -> bytes:
    return hmac.digest(_secret(settings.SECRET_KEY), packed, "sha256")


@cache
def _secret(key: str) -> bytes:
    return salted_hmac(SALT, "", secret=key, algorithm="sha256").digest()


@cache
def _software() -> str:
    """This code with these settings: where several servers share a cache, all may not be of the same."""
    found = hashlib.sha256(settings.VERSION.encode())
    for top in ("claims", "factcheck", "locale", "newsroom", "nlp", "sources"):
        for path in sorted((settings.BASE_DIR / top).rglob("*")):
            if path.suffix in CODE:
                found.update(path.read_bytes())
    for variable in environment.VARIABLES:
        if not variable.is_secret:
            found.update(f"{variable.name}={variable.given()}\n".encode())
    return found.hexdigest()
