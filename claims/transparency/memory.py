"""What the signer signed last, in a file outside the log's folder.

Whoever puts an older copy of that folder in place would make the signer forget what it signed since, and sign
a different history. This file doesn't come back with the folder.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

from claims.transparency.checkpoints import Checkpoint
from claims.transparency.notes import Note
from claims.transparency.tiles import Folder


class Last(NamedTuple):
    """The last checkpoint, and the last publication in it."""

    checkpoint: Checkpoint
    number: int

    def in_status(self) -> dict[str, Any]:
        """As those who publish read it (claims/publication/epochs.py)."""
        head = self.checkpoint
        root = head.root.hex()
        return {"origin": head.origin, "size": head.size, "root": root, "number": self.number}


class Memory:
    """Kept in this file; without one nothing is remembered."""

    def __init__(self, file: Path | None) -> None:
        self.file = file

    def read(self) -> Last | None:
        if self.file is None or not self.file.exists():
            return None
        found = json.loads(self.file.read_bytes())
        return Last(Checkpoint.read(Note.read(found["checkpoint"]).text), found["number"])

    def write(self, checkpoint: str, number: int) -> None:
        """``checkpoint``: with its signature."""
        if self.file is not None:
            content = json.dumps({"checkpoint": checkpoint, "number": number})
            Folder(self.file.parent).write(self.file.name, content.encode())
