"""Answers while the database is away or too busy, or the public log can't be read: 503, or for some seconds what it last said."""

import sys
import time
from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus
from threading import Lock
from typing import Any, NamedTuple

import psycopg
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.defaults import server_error

from claims.transparency.log import LogUnreadable
from factcheck.logs import OF_THE_DATABASE
from newsroom import current_request, problems

RETRY_AFTER = 10  # seconds
# Statements that took too long, and rows that somebody else keeps locked.
BUSY = (
    *(psycopg.errors.QueryCanceled, psycopg.errors.LockNotAvailable),
    psycopg.errors.DeadlockDetected,
)
SAFE = ("GET", "HEAD", "OPTIONS")  # methods that change nothing
MOST_KEPT = 32_000_000  # bytes, in each process
BESIDE_A_BODY = 4_000  # bytes, about, of an answer's headers and of the request that it answers
LONGEST_KEPT = 500_000  # bytes of an answer


def error(request: HttpRequest) -> HttpResponse:
    """Django's handler of uncaught exceptions: 503 where the database or the public log is the cause, else 500."""
    cause = sys.exc_info()[1]
    is_api = request.path_info.startswith(problems.API)
    if not isinstance(cause, (*OF_THE_DATABASE, LogUnreadable)):
        if not is_api:
            return server_error(request)
        sentence = _("This failed because of an error in the software.")
        return problems.answer(request.path_info, HTTPStatus.INTERNAL_SERVER_ERROR, sentence)
    if isinstance(cause, LogUnreadable):
        sentence = _("The public log can't be read just now. Try again in a minute.")
    elif isinstance(cause.__cause__, BUSY) or isinstance(cause, BUSY):
        sentence = _too_long(request)
    else:
        sentence = _("The database does not answer just now. Try again in a minute.")
    response: HttpResponse
    if is_api:
        response = problems.answer(request.path_info, HTTPStatus.SERVICE_UNAVAILABLE, sentence)
    else:
        page = {"sentence": sentence}
        response = render(request, "503.html", page, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def _too_long(request: HttpRequest) -> str:
    """Also of a page to which a change that was saved has redirected, or which follows it in one request."""
    if request.method in SAFE:
        return _("Reading this takes longer than it may. Try again in a moment.")
    work = current_request.current()
    if work is not None and work.has_changed:
        return _(
            "This takes longer than it may. What you sent may be saved: look before you send it again."
        )
    return _("This takes longer than it may. Nothing was changed. Try again in a moment.")


class Kept(NamedTuple):
    at: float
    body: bytes
    headers: dict[str, str]


class StaleMiddleware:
    """With STALE_SECONDS, the last public answer is given again while the database is away.

    So a claim that was hidden since may be seen for that long. It is never given to shared caches.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.STALE_SECONDS:
            raise MiddlewareNotUsed
        self._get_response = get_response
        self._kept: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        of_somebody = request.headers.get("Cookie") or request.headers.get("Authorization")
        if request.method != "GET" or of_somebody:
            return response
        names = ("Accept", "Accept-Language", "Accept-Encoding", "Host")
        key = (request.get_full_path(), *(request.headers.get(name, "") for name in names))
        if response.status_code == HTTPStatus.OK and isinstance(response, HttpResponse):
            self._keep(key, response)
        elif response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            kept = self._kept.get(key)
            if kept is not None and not self._is_old(kept, time.monotonic()):
                headers: Any = kept.headers | {"Cache-Control": "no-store"}
                return HttpResponse(kept.body, headers=headers)
        return response

    def _keep(self, key: tuple[str, ...], response: HttpResponse) -> None:
        public = "public" in response.get("Cache-Control", "")
        if not public or len(response.content) > LONGEST_KEPT:
            return
        kept = Kept(time.monotonic(), response.content, dict(response.items()))
        with self._lock:
            if before := self._kept.pop(key, None):
                self._size -= _size(key, before)
            self._kept[key] = kept
            self._size += _size(key, kept)
            # In the order of their age.
            for other, known in list(self._kept.items()):
                if self._size <= MOST_KEPT and not self._is_old(known, kept.at):
                    break
                self._size -= _size(other, self._kept.pop(other))

    def _is_old(self, kept: Kept, now: float) -> bool:
        return now - kept.at > settings.STALE_SECONDS


def _size(key: tuple[str, ...], kept: Kept) -> int:
    return len(kept.body) + sum(map(len, key)) + BESIDE_A_BODY
