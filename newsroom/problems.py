"""Refusals of the API as JSON: RFC 9457's members, or below Google's addresses its errors."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import JsonResponse

MEDIA_TYPE = "application/problem+json"
GOOGLES = ("/v1alpha1/", "/$discovery/", "/discovery/")
API = ("/api/", *GOOGLES)
# RFC 9110's phrases, where Python before 3.13 has older ones: the title of about:blank is the phrase.
PHRASES = {413: "Content Too Large", 422: "Unprocessable Content"}
# Google's words for the codes.
GOOGLE_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    406: "INVALID_ARGUMENT",
    413: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


def members(status: int, given: Mapping[str, Any]) -> dict[str, Any]:
    """The members of a problem: ours (``detail``, or ``errors`` for each parameter) and RFC 9457's."""
    errors: Mapping[str, Any] = given.get("errors", {})
    detail = " ".join(f"{name}: {' '.join(each)}" for name, each in errors.items())
    return {
        "type": "about:blank",
        "title": PHRASES.get(status) or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **given,
    }


def google_error(status: int, message: str) -> dict[str, Any]:
    return {"code": status, "message": message, "status": GOOGLE_STATUS.get(status, "UNKNOWN")}


def answer(path: str, status: int, detail: str) -> JsonResponse:
    """What the API answers where no view does; never stored."""
    headers = {"Cache-Control": "no-store"}
    if path.startswith(GOOGLES):
        body = {"error": google_error(status, detail)}
        return JsonResponse(body, status=status, headers=headers)
    body = members(status, {"detail": detail})
    return JsonResponse(body, status=status, headers=headers, content_type=MEDIA_TYPE)
