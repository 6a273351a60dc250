"""What a backup contains, part by part."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from factcheck import checksums

FORMAT = 1
FOLDERS = ("raw/", "recordings/")  # of captured files in storage
DATABASE, MEDIA, MANIFEST = "database.dump", "media.tar", "manifest.json"


@dataclass
class Manifest:
    software: str  # version
    made_at: str
    postgresql: int  # major version
    migrations: list[list[str]]  # app, name
    tables: dict[str, str]  # checksums.contents
    definitions: dict[str, str]  # checksums.definitions
    files: dict[str, str] = field(
        default_factory=dict
    )  # name in storage -> SHA-256 of what is stored
    missing: list[str] = field(default_factory=list)  # files that rows name, absent or damaged
    parts: dict[str, list[Any]] = field(default_factory=dict)  # name -> bytes, SHA-256; decrypted
    format: int = FORMAT

    def rows(self) -> int:
        return sum(
            checksums.rows(line) for name, line in self.tables.items() if line.count(" ") == 2
        )


def manifest_text(manifest: dict[str, Any]) -> bytes:
    """With a checksum, as for the other parts."""
    checksum = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()
    return json.dumps({"sha256": checksum, **manifest}, indent=1).encode()
