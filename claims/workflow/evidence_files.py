"""Files that are evidence or answers: their type is read from the bytes, which are stored by their hash."""

import logging
from functools import lru_cache
from mimetypes import guess_extension

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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

logger = logging.getLogger(__name__)

LOST = gettext_lazy(
    "The file is missing from storage. Whoever runs the server can restore it from a backup."
)
ERASED = gettext_lazy("This file was erased; see Erasures.")
UNREADABLE = gettext_lazy(
    "The file in storage can't be read now. Whoever runs the server has the reason in the log."
)
DOCUMENTS = frozenset({PDF, TEXT, HTML, WORD, SHEET, SLIDES, OFFICE, RTF, EBOOK})
MEDIA = ("image/", "audio/", "video/")
LARGEST = documents.LARGEST


class FileLost(Refused):
    """The file is no longer in storage, or can't be read there."""


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


def why_lost(file_name: str) -> str:
    """Why the file can't be had, in a sentence; empty where it is in storage. Does not read it."""
    if file_name.startswith("erased/"):
        return str(ERASED)
    try:
        return "" if default_storage.exists(file_name) else str(LOST)
    except Exception:  # each kind of storage has its own
        logger.exception("It could not be asked for %s", file_name)
        return str(UNREADABLE)


def stored(row: Evidence | ReplyRequest, named: str = "evidence") -> tuple[bytes, str]:
    """The bytes, and a file name for them. Raises FileLost, and Refused where they are not those added."""
    raw = _read(row.file_name)
    if capture.sha256(raw) != row.file_sha256:
        raise Refused(
            _("The stored file is not the one that was added: its hash differs."),
            rule="file_unchanged",
        )
    return raw, f"{named}-{row.pk}{guess_extension(sniff(raw)) or ''}"


def _read(file_name: str) -> bytes:
    try:
        return capture.stored_raw(file_name)
    except FileNotFoundError as error:
        raise FileLost(why_lost(file_name) or LOST, rule="file_is_stored") from error
    except Exception as error:  # damaged; and each kind of storage has its own
        logger.exception("%s can't be read", file_name)
        raise FileLost(UNREADABLE, rule="file_is_stored") from error
