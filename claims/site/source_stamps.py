"""Files with which readers check the time stamps of a source's texts.

They hold hashes, which stay public when a text is taken down.
"""

from django.http import Http404, HttpRequest, HttpResponse

from claims.presentation.named_texts import find
from claims.site.frame import public
from newsroom.public_version import depends_on_more
from sources.models import Snapshot
from sources.snapshot_stamps import stamped_lines
from sources.stamp_records import token_of


@public
def hashes(request: HttpRequest, pk: int, text_sha256: str) -> HttpResponse:
    """What was stamped."""
    snapshot = named_text(pk, text_sha256)
    return _file(
        stamped_lines(snapshot.text_sha256, snapshot.raw_sha256),
        "text/plain; charset=utf-8",
        f"{text_sha256[:16]}.sha256",
    )


@public
def token(request: HttpRequest, pk: int, text_sha256: str, authority: str) -> HttpResponse:
    """The authority's answer, as it came."""
    depends_on_more()  # the file of authorities
    found = token_of(named_text(pk, text_sha256), authority)
    if found is None:
        raise Http404
    name = f"{text_sha256[:16]}-{authority}.tsr"
    return _file(found, "application/timestamp-reply", name)


def named_text(source: int, text_sha256: str) -> Snapshot:
    """404 where no listed publication names this text of the source."""
    found = find(source, text_sha256)
    if found is None:
        raise Http404
    return found[0]


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)
