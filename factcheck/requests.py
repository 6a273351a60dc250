"""Each request has an id, which its answer, its lines in the log, its SQL and its jobs carry.

Requests are counted for /metrics.
"""

import logging
import time
from collections.abc import Callable

from django.core.signals import request_finished
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from factcheck import metrics
from factcheck.monitoring import PAGES
from newsroom import current_request

HEADER = "X-Request-ID"
METHODS = ("GET", "HEAD", "POST")  # others are counted together: anybody can make up names

logger = logging.getLogger(__name__)


class RequestMiddleware:
    """Stands before all others. An id that a proxy made is taken over, if it is well-formed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        work = current_request.begin(request.headers.get(HEADER, ""))
        began = time.perf_counter()
        response = self.get_response(request)
        response.headers[HEADER] = work.request_id
        seconds = time.perf_counter() - began
        method, route, status = method_of(request), route_of(request), response.status_code
        metrics.count_request(route, method, status, seconds, work.statements, work.sql_seconds)
        logger.info(
            "%s %s %s",
            *(method, route, status),
            extra={
                "method": method,
                "route": route,
                "status": status,
                "milliseconds": round(seconds * 1000),
                "sql_milliseconds": round(work.sql_seconds * 1000),
                "sql_statements": work.statements,
            },
        )
        return response


def method_of(request: HttpRequest) -> str:
    return request.method if request.method in METHODS else "OTHER"


def route_of(request: HttpRequest) -> str:
    """The name of the address's pattern, so that neither numbers nor links' secrets are in it."""
    if request.path_info in PAGES:
        return request.path_info
    if route := getattr(request, "kept_route", ""):
        return str(route)
    match = request.resolver_match
    return (match.view_name or match.route) if match else "none"


# Not with the answer: a long one is still being made when the middleware is done.
request_finished.connect(current_request.end, dispatch_uid="factcheck.requests")
