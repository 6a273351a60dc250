"""Public pages and the public API from a replica, where it may answer, else from the primary."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.signals import request_started
from django.db import Error
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from factcheck import kept_answers, metrics
from newsroom import public_version, replicas

logger = logging.getLogger(__name__)


class ReplicaMiddleware:
    """What a person signed in asks, by cookie or token, and whatever may write, goes to the primary.

    The primary also answers what no replica can: while its heartbeat is too old, it is away, or its
    replay ended the query.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not replicas.configured():
            raise MiddlewareNotUsed
        request_started.connect(_leave, dispatch_uid="factcheck.replica_reads")
        self.get_response = get_response
        self._is_behind = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not is_public_read(request, view):
            return None
        try:
            response = _from_replica(request, view, args, kwargs)
        except replicas.Behind:
            if not self._is_behind:
                logger.warning(
                    "A replica is behind by more than the lease, so the primary answers."
                )
            self._is_behind = True
            metrics.count_public_read("behind")
            return None
        except replicas.NotServed:
            metrics.count_public_read("other")
            return None
        except Error as error:
            if isinstance(error.__cause__, psycopg.errors.QueryCanceled):
                raise  # it would take as long on the primary
            logger.warning("A replica did not answer, so the primary does: %s", error)
            metrics.count_public_read("failed")
            return None
        self._is_behind = False
        metrics.count_public_read("replica")
        return response


def _leave(**kwargs: Any) -> None:
    replicas.leave()


def is_public_read(request: HttpRequest, view: Any) -> bool:
    return (
        request.method in {"GET", "HEAD"}
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "Authorization" not in request.headers
        and getattr(getattr(view, "cls", view), "is_public_read", False)
    )


def _from_replica(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase:
    alias = replicas.alias_for(getattr(view, "cls", view))
    with ExitStack() as stack:
        stack.enter_context(replicas.reading(alias))
        if kept_answers.may_keep(request):
            kept_answers.read_at(request, public_version.read())
        response: Any = view(request, *args, **kwargs)
        if hasattr(response, "render"):
            response = response.render()
        if isinstance(response, StreamingHttpResponse):
            # It is read when the middleware is done, by this thread.
            response.streaming_content = _Held(response.streaming_content, stack.pop_all())
        found: HttpResponseBase = response
        return found


class _Held:
    """A stream; the replica's transaction ends with it."""

    def __init__(self, blocks: Any, stack: ExitStack) -> None:
        self._blocks = iter(blocks)
        self._stack = stack

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            block: bytes = next(self._blocks)
        except BaseException:
            self.close()
            raise
        return block

    def close(self) -> None:
        self._stack.close()
