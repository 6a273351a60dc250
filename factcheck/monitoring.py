"""/livez, /readyz and /metrics, for whatever watches or balances the web servers.

They are answered before most other middleware: to whatever name of the host, without a session.
"""

import hmac
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from factcheck import metrics, readiness
from newsroom.account.addresses import client_address


def livez(request: HttpRequest) -> HttpResponse:
    """This process answers, whatever the database does."""
    return _text("ok\n")


def readyz(request: HttpRequest) -> HttpResponse:
    """200, or 503 with the reasons; these and warnings only for who may monitor."""
    reasons, warnings = readiness.look()
    status = 503 if reasons else 200
    if may_monitor(request):
        found: dict[str, Any] = {"ready": not reasons, "reasons": reasons, "warnings": warnings}
        return JsonResponse(found, status=status)
    return _text("not ready\n" if reasons else "ok\n", status)


def metrics_page(request: HttpRequest) -> HttpResponse:
    """Prometheus' format. 404 where nobody may monitor, 403 for others than who may."""
    if not metrics.is_on():
        return _text("Not found. Set MONITORING_TOKEN or MONITORING_ADDRESSES.\n", 404)
    if not may_monitor(request):
        return _text("Send MONITORING_TOKEN as a bearer token.\n", 403)
    return HttpResponse(metrics.exposition(), content_type=metrics.CONTENT_TYPE)


PAGES = {"/livez": livez, "/readyz": readyz, "/metrics": metrics_page}


def may_monitor(request: HttpRequest) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    expected = settings.MONITORING_TOKEN
    if expected and scheme.lower() == "bearer":
        return hmac.compare_digest(token.strip().encode(), expected.encode())
    address = ip_address(client_address(request))
    return any(address in network for network in settings.MONITORING_ADDRESSES)


def _text(words: str, status: int = 200) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


class MonitoringMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        page = PAGES.get(request.path_info)
        if page is None:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        response = page(request)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        response.headers["X-Frame-Options"] = "DENY"
        return response
