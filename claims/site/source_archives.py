"""Captures of a source as web archives, where readers may have whole texts of it."""

import io

from django.http import Http404, HttpRequest, HttpResponse

from claims.presentation.named_texts import find_whole
from claims.site.frame import public
from newsroom.identity import newsroom_name
from newsroom.public_version import depends_on_more
from sources import wacz, warc
from sources.models import Snapshot


@public
def as_wacz(request: HttpRequest, pk: int, text_sha256: str) -> HttpResponse:
    stream = io.BytesIO()
    wacz.write([_whole(pk, text_sha256)], stream, newsroom_name())
    return _file(stream, wacz.MEDIA_TYPE, f"{text_sha256[:16]}.wacz")


@public
def as_warc(request: HttpRequest, pk: int, text_sha256: str) -> HttpResponse:
    stream = io.BytesIO()
    warc.write([_whole(pk, text_sha256)], stream)
    return _file(stream, "application/warc", f"{text_sha256[:16]}.warc.gz")


def _whole(source: int, text_sha256: str) -> Snapshot:
    depends_on_more()  # the file in storage
    found = find_whole(source, text_sha256)
    if found is None:
        raise Http404
    return found


def _file(stream: io.BytesIO, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(stream.getvalue(), content_type=media_type, headers=headers)
