"""Files that are evidence or answers: their type is read from the bytes, which are stored by their hash."""

from functools import lru_cache
from mimetypes import guess_extension

from django.utils.translation import gettext as _

from claims.models import Evidence, ReplyRequest
from newsroom.errors import Refused
from sources import capture, documents
from sources.media_types import (
    EBOOK,
    HTML,
    LOOKED_AT,
    OFFICE,
    PDF,
    RTF,
    SHEET,
    SLIDES,
    TEXT,
    WORD,
    sniff,
)

DOCUMENTS = frozenset({PDF, TEXT, HTML, WORD, SHEET, SLIDES, OFFICE, RTF, EBOOK})
MEDIA = ("image/", "audio/", "video/")
LARGEST = documents.LARGEST


def check(raw: bytes) -> None:
    """Raise Refused for an empty, too large or unsupported file."""
    documents.refuse_size(raw)
    kind = sniff(raw)
    if kind in DOCUMENTS or kind.startswith(MEDIA):
        return
    raise Refused(
        _(
            "This is not a document, picture, recording or film (it looks like %(kind)s). Unpack an"
            " archive first and add each file."
        ),
        rule="file_kind",
        kind=kind,
    )


def store(raw: bytes) -> dict[str, str]:
    """Keep the bytes under their hash; returns the row's fields for them. Raises Refused."""
    check(raw)
    digest, name = capture.store_raw(raw)
    return {"file_sha256": digest, "file_name": name}


@lru_cache(maxsize=4096)
def kind_of(file_name: str) -> str:
    """The media type of a stored file, by its beginning; empty where it can't be read."""
    try:
        return sniff(capture.start_of_raw(file_name, LOOKED_AT))
    except OSError:
        return ""


def stored(row: Evidence | ReplyRequest, named: str = "evidence") -> tuple[bytes, str]:
    """The bytes, and a file name for them. Raises Refused where they are not those added."""
    raw = capture.stored_raw(row.file_name)
    if capture.sha256(raw) != row.file_sha256:
        raise Refused(
            _("The stored file is not the one that was added: its hash differs."),
            rule="file_unchanged",
        )
    return raw, f"{named}-{row.pk}{guess_extension(sniff(raw)) or ''}"
