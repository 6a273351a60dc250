"""Reading a backup, and all of it again after writing."""

import json
import subprocess
import tarfile
from collections.abc import Iterator
from typing import IO, Any

from factcheck.backup.errors import BackupError
from factcheck.backup.manifest import (
    DATABASE,
    FOLDERS,
    FORMAT,
    MANIFEST,
    MEDIA,
    Manifest,
    manifest_text,
)
from factcheck.backup.place import Place
from factcheck.backup.postgresql import fitting, message
from factcheck.backup.streams import AT_ONCE, Counted, piped, sha256_of


def read_manifest(place: Place) -> Manifest:
    """Raises BackupError."""
    place.find()
    with place.read(MANIFEST) as reader:
        text = b"".join(iter(lambda: reader.read(AT_ONCE), b""))
    try:
        known = json.loads(text)
        del known["sha256"]
        if manifest_text(known) != text:
            raise BackupError(f"{MANIFEST} is damaged: its checksum is another.")
        if known["format"] != FORMAT:
            raise BackupError(
                f"The backup has the format {known['format']}; this version reads {FORMAT}."
            )
        return Manifest(**known)
    except (ValueError, TypeError, KeyError) as error:
        raise BackupError(f"{MANIFEST} is damaged: {error}.") from None


def verify(place: Place, manifest: Manifest) -> None:
    """Read everything back: each part and each file has its hash, and pg_restore reads the dump."""
    reading = [fitting("pg_restore", manifest.postgresql), "--file=/dev/null"]
    with place.read(DATABASE) as reader:
        with piped(reader.copy_into) as dump:
            done = subprocess.run(reading, stdin=dump, stderr=subprocess.PIPE, check=False)
        _require_same(DATABASE, reader.rest(), manifest)
    if done.returncode:
        raise BackupError(f"{DATABASE} can't be read: {message(done.stderr)}")
    found = {}
    with place.read(MEDIA) as reader:
        for name, content in unpacked(reader):
            found[name] = sha256_of(content)
        _require_same(MEDIA, reader.rest(), manifest)
    if found != manifest.files:
        raise BackupError(f"{MEDIA} has not the files that the manifest lists.")


def unpacked(reader: Counted) -> Iterator[tuple[str, IO[bytes]]]:
    """The files; each is to be read before the next one."""
    try:
        with tarfile.open(fileobj=reader, mode="r|") as archive:
            for entry in archive:
                content = archive.extractfile(entry)
                if content is None or not entry.name.startswith(FOLDERS) or ".." in entry.name:
                    raise BackupError(
                        f"{MEDIA} has an entry that is no captured file: {entry.name}."
                    )
                yield entry.name, content
    except tarfile.TarError as error:
        raise BackupError(f"{MEDIA} is damaged: {error}.") from None


def _require_same(part: str, found: list[Any], manifest: Manifest) -> None:
    if found != manifest.parts[part]:
        raise BackupError(f"{part} is not what was written: {found[0]} bytes, SHA-256 {found[1]}.")
