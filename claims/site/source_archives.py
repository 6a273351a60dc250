"""Captures of a source as web archives, where readers may have whole texts of it."""

import io
from math import ceil

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from claims.presentation.named_texts import find_whole
from claims.site.frame import public
from newsroom.identity import newsroom_name
from newsroom.public_version import depends_on_more
from newsroom.throttling import ExportThrottle
from sources import wacz, warc
from sources.models import Snapshot


@public
def as_wacz(request: HttpRequest, pk: int, text_sha256: str) -> HttpResponse:
    if refused := _refused(request):
        return refused
    stream = io.BytesIO()
    snapshot, raw = _whole(pk, text_sha256)
    wacz.write([snapshot], stream, newsroom_name(), read=lambda _name: raw)
    return _file(stream, wacz.MEDIA_TYPE, f"{text_sha256[:16]}.wacz")


@public
def as_warc(request: HttpRequest, pk: int, text_sha256: str) -> HttpResponse:
    if refused := _refused(request):
        return refused
    stream = io.BytesIO()
    snapshot, raw = _whole(pk, text_sha256)
    warc.write([snapshot], stream, read=lambda _name: raw)
    return _file(stream, "application/warc", f"{text_sha256[:16]}.warc.gz")


def _refused(request: HttpRequest) -> HttpResponse | None:
    """A 429 answer once the limit is reached, since searching some megabytes for protected names takes
    seconds; else None.
    """
    throttle = ExportThrottle()
    if throttle.allow_request(request, None):
        return None
    seconds = ceil(throttle.wait() or 60)
    sentence = _("Too many downloads in a short time. Try again in %(seconds)s seconds.")
    return HttpResponse(
        sentence % {"seconds": seconds},
        content_type="text/plain; charset=utf-8",
        status=429,
        headers={"Retry-After": str(seconds)},
    )


def _whole(source: int, text_sha256: str) -> tuple[Snapshot, bytes]:
    depends_on_more()  # the file in storage
    found = find_whole(source, text_sha256)
    if found is None:
        raise Http404
    return found


def _file(stream: io.BytesIO, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(stream.getvalue(), content_type=media_type, headers=headers)
