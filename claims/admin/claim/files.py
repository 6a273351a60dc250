"""Downloads of files that are evidence or answers: their raw bytes, as an attachment."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from claims.models import Evidence, ReplyRequest
from claims.workflow import evidence_files
from newsroom.admin.actions import CONFLICT, signed_in
from newsroom.errors import Refused
from newsroom.permissions import may


def download(request: HttpRequest, number: int, evidence: int) -> HttpResponse:
    return _attached(request, "read", Evidence, "evidence", claim=number, pk=evidence)


def download_answer(request: HttpRequest, number: int, reply: int) -> HttpResponse:
    """It may name the press contact, so only editors read it."""
    return _attached(request, "assign_review", ReplyRequest, "answer", claim=number, pk=reply)


def _attached(
    request: HttpRequest,
    permission: str,
    model: type[Evidence] | type[ReplyRequest],
    named: str,
    **row: int,
) -> HttpResponse:
    if request.method != "GET" or not may(signed_in(request), permission):
        raise PermissionDenied
    found = get_object_or_404(model._default_manager.exclude(file_name=""), **row)
    try:
        raw, name = evidence_files.stored(found, named)
    except Refused as refused:
        return HttpResponse(refused.sentence, status=CONFLICT, content_type="text/plain")
    # An untrusted file must never be rendered as one of our pages.
    return HttpResponse(
        raw,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "sandbox",
        },
    )
