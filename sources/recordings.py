"""Recordings: files are kept by their hash without ever being in memory, addresses with who holds them."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection
from django.utils.translation import gettext as _

from newsroom.errors import Refused
from newsroom.models import User
from sources import unnamed_files
from sources.media_types import LOOKED_AT, sniff
from sources.models import Recording

LARGEST = 4_000_000_000  # bytes; a day of sound, or three hours of film
PLAYED = ("audio/", "video/")
BLOCK = 1 << 20  # bytes
# What makes other programs take sound or film for something else: a page, a PDF, an archive.
_ANOTHER_KIND = re.compile(
    rb"<(!doctype|html|head|body|script|iframe|svg|\?php)\b|%PDF-|PK\x03\x04", re.IGNORECASE
)
_ARCHIVE_ENDS = re.compile(rb"PK\x05\x06|PK\x06\x06|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c")


@dataclass(frozen=True)
class Given:
    """A recording as a person gives it: a file, or an address and who holds it, or both."""

    file: Any = None  # an open binary file, as uploaded or on disk
    url: str = ""
    held_by: str = ""

    def __bool__(self) -> bool:
        return self.file is not None or bool(self.url or self.held_by)


NONE = Given()


def check(file: IO[bytes]) -> str:
    """The media type of a recording's file. Raises Refused for anything but sound and film."""
    size = size_of(file)
    if size == 0:
        raise Refused(_("The recording is empty."), rule="recording_kind")
    if size > LARGEST:
        raise Refused(
            _(
                "The recording is larger than %(most)d GB. Give the address at which it is kept, and"
                " who holds it."
            ),
            rule="recording_size",
            most=LARGEST // 10**9,
        )
    start = _read(file, 0)
    kind = sniff(start)
    if not kind.startswith(PLAYED):
        raise Refused(
            _(
                "This is not sound or film (it looks like %(kind)s). Choose the recording itself, or give"
                " its address and who holds it."
            ),
            rule="recording_kind",
            kind=kind,
        )
    if _ANOTHER_KIND.search(start[:2048]) or _ARCHIVE_ENDS.search(
        _read(file, max(size - LOOKED_AT, 0))
    ):
        raise Refused(
            _(
                "This file is sound or film and something else at once, such as a web page or an"
                " archive. Export the recording again."
            ),
            rule="recording_kind",
        )
    return kind


def size_of(file: IO[bytes]) -> int:
    return file.seek(0, 2)


def _read(file: IO[bytes], first: int) -> bytes:
    file.seek(first)
    return file.read(LOOKED_AT)


def store(by: User, given: Given) -> Recording:
    """The recording's row, new where there is none like it; inside the caller's verb. Raises Refused."""
    url, held_by = given.url.strip(), given.held_by.strip()
    fields: dict[str, Any] = {"sha256": "", "url": url}
    more: dict[str, Any] = {"held_by": held_by}
    if given.file is not None:
        kind = check(given.file)
        if Recording.objects.filter(sha256=sha256_of(given.file), erased=True).exists():
            raise Refused(
                _("Two people erased this recording: it is not stored again."),
                rule="recording_was_erased",
            )
        fields["sha256"], more["file_name"] = store_file(given.file)
        more |= {"media_type": kind, "size": size_of(given.file)}
    found: Recording | None = Recording.objects.filter(**fields, erased=False).first()
    if found is not None:
        return found
    made = Recording(**fields, **more, added_by=by)
    made.full_clean()
    made.save()
    return made


def lock() -> None:
    """Until the transaction ends nobody else erases a recording, stores a transcript with one or requests one of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('recordings'))")


def store_file(file: IO[bytes]) -> tuple[str, str]:
    """Keep a file under its own SHA-256, block by block; returns (sha256, name in storage)."""
    digest = sha256_of(file)
    name = f"recordings/{digest[:2]}/{digest}"
    unnamed_files.keep(name)
    if not default_storage.exists(name):
        file.seek(0)
        name = default_storage.save(name, File(file))
    return digest, name


def sha256_of(file: IO[bytes]) -> str:
    """Of the whole file, which is read block by block."""
    file.seek(0)
    made = hashlib.sha256()
    block: Callable[[], bytes] = lambda: file.read(BLOCK)  # noqa: E731
    for each in iter(block, b""):
        made.update(each)
    return made.hexdigest()


def path_of(recording: Recording) -> Path | None:
    """Where the file is on disk; None where there is none, or not as many bytes as were stored.

    Raises NotImplementedError where storage is not on this machine.
    """
    if not recording.file_name:
        return None
    path = Path(default_storage.path(recording.file_name))
    return path if path.is_file() and path.stat().st_size == recording.size else None
