"""Files that are evidence or answers: to be saved as they are, or looked at and listened to in safety."""

import re

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from claims.models import Evidence, ReplyRequest
from claims.workflow import evidence_files, replies
from newsroom.admin.actions import CONFLICT, signed_in
from newsroom.errors import Refused
from newsroom.permissions import may
from sources.media_types import sniff
from sources.previews import NoPreview, preview
from sources.recordings import PLAYED

NOT_FOUND = 404
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


def _require(request: HttpRequest, permission: str) -> None:
    if request.method != "GET" or not may(signed_in(request), permission):
        raise PermissionDenied


def _piece(request: HttpRequest, number: int, evidence: int) -> Evidence:
    _require(request, "read")
    with_file = Evidence.objects.exclude(file_name="")
    found: Evidence = get_object_or_404(with_file, claim=number, pk=evidence)
    return found


def _refused(refused: Refused) -> HttpResponse:
    status = NOT_FOUND if isinstance(refused, evidence_files.FileLost) else CONFLICT
    return HttpResponse(refused.sentence, status=status, content_type="text/plain; charset=utf-8")


def download(request: HttpRequest, number: int, evidence: int) -> HttpResponse:
    return _attached(_piece(request, number, evidence), "evidence")


def download_answer(request: HttpRequest, number: int, reply: int) -> HttpResponse:
    """It may name the press contact, so only editors read it; also before the answer is approved."""
    _require(request, "assign_review")
    found = get_object_or_404(ReplyRequest, claim=number, pk=reply)
    if not found.file_name:
        found.file_name, found.file_sha256 = replies.file_to_be_approved(found)
    if not found.file_name:
        raise Http404
    return _attached(found, "answer")


def _attached(found: Evidence | ReplyRequest, named: str) -> HttpResponse:
    try:
        raw, name = evidence_files.stored(found, named)
    except Refused as refused:
        return _refused(refused)
    # An untrusted file must never be rendered as one of our pages.
    return HttpResponse(
        raw,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "sandbox",
        },
    )


def picture(request: HttpRequest, number: int, evidence: int) -> HttpResponse:
    """The picture drawn again; the file itself is not shown."""
    try:
        raw, _name = evidence_files.stored(_piece(request, number, evidence))
        return HttpResponse(preview(raw), content_type="image/png", headers=_alone())
    except Refused as refused:
        return _refused(refused)
    except NoPreview as error:
        raise Http404 from error


def recording(request: HttpRequest, number: int, evidence: int) -> HttpResponse:
    """Sound or film for the page's player, whole or the range that it asks for."""
    try:
        raw, _name = evidence_files.stored(_piece(request, number, evidence))
    except Refused as refused:
        return _refused(refused)
    kind = sniff(raw)
    if not kind.startswith(PLAYED):
        raise Http404
    headers = {**_alone(), "Accept-Ranges": "bytes"}
    match = _RANGE.fullmatch(request.headers.get("Range", ""))
    if match is None:
        return HttpResponse(raw, content_type=kind, headers=headers)
    start, last = int(match[1]), min(int(match[2] or len(raw)), len(raw) - 1)
    if start > last:
        headers["Content-Range"] = f"bytes */{len(raw)}"
        return HttpResponse(status=416, headers=headers)
    headers["Content-Range"] = f"bytes {start}-{last}/{len(raw)}"
    return HttpResponse(raw[start : last + 1], status=206, content_type=kind, headers=headers)


def _alone() -> dict[str, str]:
    """Opened by itself it can run and load nothing."""
    return {
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
