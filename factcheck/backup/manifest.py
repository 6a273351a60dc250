"""What a backup contains, part by part; and reading all of it."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from factcheck import checksums
from factcheck.backup.errors import BackupError
from factcheck.backup.place import MANIFEST, Place

FOLDERS = ("raw/", "recordings/")  # of captured files in storage


@dataclass
class Manifest:
    software: str  # version
    made_at: str
    postgresql: int  # major version
    migrations: list[list[str]]  # app, name
    tables: dict[str, str]  # checksums.contents
    files: list[str] = field(default_factory=list)  # names in storage
    missing: list[str] = field(default_factory=list)  # files that rows name, absent or damaged
    parts: dict[str, str] = field(default_factory=dict)  # name -> SHA-256, decrypted

    def rows(self) -> int:
        return sum(map(checksums.rows, self.tables.values()))


def manifest_text(manifest: dict[str, Any]) -> bytes:
    """With a checksum, as for the other parts."""
    checksum = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()
    return json.dumps({"sha256": checksum, **manifest}, indent=1).encode()


def read_manifest(place: Place) -> Manifest:
    """Raises BackupError."""
    place.find()
    with place.read(MANIFEST) as reader:
        text = reader.read()
    try:
        known = json.loads(text)
        del known["sha256"]
        if manifest_text(known) != text:
            raise BackupError(f"{MANIFEST} is damaged: its checksum is another.")
        return Manifest(**known)
    except (ValueError, TypeError, KeyError) as error:
        raise BackupError(f"{MANIFEST} is damaged: {error}.") from None


def verify(place: Place, manifest: Manifest) -> None:
    """Read everything back. Raises BackupError."""
    for part, written in manifest.parts.items():
        with place.read(part) as reader:
            if reader.sha256() != written:
                raise BackupError(f"{part} is not what was written.")
