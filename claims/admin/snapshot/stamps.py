"""The time stamps of a snapshot, and the files with which they are checked."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from newsroom.admin.actions import signed_in
from newsroom.permissions import may
from sources.models import Snapshot
from sources.snapshot_stamps import are_on, stamped_lines
from sources.stamp_records import of_snapshots, token_of


def context(snapshot: Snapshot) -> dict[str, Any]:
    records = of_snapshots([snapshot])
    return {"asks_for_stamps": are_on(), "stamps": records.get(snapshot.pk, [])}


def hashes(request: HttpRequest, snapshot_id: int) -> HttpResponse:
    """What is stamped."""
    found = _found(request, snapshot_id)
    data = stamped_lines(found.text_sha256, found.raw_sha256)
    return _file(data, "text/plain; charset=utf-8", f"snapshot-{found.pk}.sha256")


def token(request: HttpRequest, snapshot_id: int, authority: str) -> HttpResponse:
    """The authority's answer, as it came."""
    found = _found(request, snapshot_id)
    answer = token_of(found, authority)
    if answer is None:
        raise Http404
    return _file(answer, "application/timestamp-reply", f"snapshot-{found.pk}-{authority}.tsr")


def _found(request: HttpRequest, snapshot_id: int) -> Snapshot:
    if not may(signed_in(request), "read"):
        raise PermissionDenied
    found: Snapshot | None = Snapshot.objects.without_text().filter(pk=snapshot_id).first()
    if found is None:
        raise Http404
    return found


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=media_type, headers=headers)
