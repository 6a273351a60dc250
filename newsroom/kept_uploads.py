"""Files of forms that came back, kept for an hour, so that their sender need not choose them again."""

import contextlib
from datetime import timedelta
from uuid import uuid4

from django.core import signing
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils import timezone

from newsroom.models import User

FOLDER = "uploads"
KEPT = timedelta(hours=1)
MOST = 10  # files of one sender; an earlier one is removed for the next
SALT = "newsroom.kept_uploads"


class KeptFile(SimpleUploadedFile):
    """One that was sent with an earlier form; whoever sent it has it again for the key."""

    key: str


def keep(sender: User, file: "UploadedFile[bytes]") -> str:
    """Store the file, unless it is stored already, for its sender alone; returns the key."""
    if isinstance(file, KeptFile):
        return file.key
    own = [name for name in _names() if name.startswith(f"{FOLDER}/{sender.pk}-")]
    for name in sorted(own, key=default_storage.get_modified_time)[: 1 - MOST]:
        default_storage.delete(name)
    file.seek(0)
    stored = default_storage.save(f"{FOLDER}/{sender.pk}-{uuid4().hex}", file)
    return signing.dumps([sender.pk, stored, file.name, file.content_type], salt=SALT)


def find(sender: User, key: str) -> KeptFile | None:
    """None where it is another's, older than an hour, or removed."""
    try:
        of, stored, name, content_type = signing.loads(key, salt=SALT, max_age=KEPT)
        if of != sender.pk:
            return None
        with default_storage.open(stored) as file:
            found = KeptFile(name, file.read(), content_type)
    except (signing.BadSignature, FileNotFoundError):
        return None
    found.key = key
    return found


def remove_old(kept: timedelta = KEPT) -> None:
    for name in _names():
        # Another worker may have removed it meanwhile.
        with contextlib.suppress(FileNotFoundError):
            if default_storage.get_modified_time(name) < timezone.now() - kept:
                default_storage.delete(name)


def _names() -> list[str]:
    try:
        return [f"{FOLDER}/{each}" for each in default_storage.listdir(FOLDER)[1]]
    except FileNotFoundError:  # none was ever kept
        return []
