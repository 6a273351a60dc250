"""Files and folders that only the user who runs the software can read, whatever their umask."""

import os
from pathlib import Path
from typing import Any

FILE, FOLDER = 0o600, 0o700  # modes
UMASK = 0o077


def opener(path: str, flags: int) -> int:
    """For ``open(…, opener=opener)``: a file that it makes is private."""
    return os.open(path, flags, FILE)


def make_folder(folder: Path) -> None:
    """Make a private folder; one that exists stays as it is."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=FOLDER, exist_ok=True)


def keep_private() -> None:
    """From now on all that this process and its children write is private."""
    os.umask(UMASK)


def storage_options() -> dict[str, Any]:
    """Options of Django's FileSystemStorage."""
    return {"file_permissions_mode": FILE, "directory_permissions_mode": FOLDER}
