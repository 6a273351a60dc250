"""Downloads of files that are evidence: their raw bytes, as an attachment."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from claims.models import Evidence
from claims.workflow import evidence_files
from newsroom.admin.actions import CONFLICT, signed_in
from newsroom.errors import Refused
from newsroom.permissions import may


def download(request: HttpRequest, number: int, evidence: int) -> HttpResponse:
    if request.method != "GET" or not may(signed_in(request), "read"):
        raise PermissionDenied
    piece = get_object_or_404(Evidence.objects.exclude(file_name=""), claim=number, pk=evidence)
    try:
        raw, name = evidence_files.stored(piece)
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
