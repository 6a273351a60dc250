"""Making a backup."""

import gzip
import io
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict
from hashlib import file_digest
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from factcheck import checksums
from factcheck.backup.manifest import FOLDERS, Manifest, manifest_text, read_manifest, verify
from factcheck.backup.place import DATABASE, MANIFEST, MEDIA, Place
from factcheck.backup.postgresql import as_owner, major, run_program
from factcheck.backup.streams import copied
from sources.stored_files import FILE_NAME_COLUMNS, names_under


def make(place: Place) -> Manifest:
    """Raises BackupError."""
    place.begin()
    try:
        return _make(place)
    except BaseException:
        place.remove()
        raise


def _make(place: Place) -> Manifest:
    with as_owner() as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        ((snapshot,),) = connection.execute("SELECT pg_export_snapshot()")
        applied = connection.execute("SELECT app, name FROM django_migrations")
        manifest = Manifest(
            software=settings.VERSION,
            made_at=timezone.now().isoformat(timespec="seconds"),
            postgresql=major(connection),
            migrations=list(map(list, applied)),
            tables=checksums.contents(connection),
        )
        manifest.parts[DATABASE] = place.write(
            DATABASE, lambda writer: _dump(connection, manifest.postgresql, snapshot, writer)
        )
        named = named_files(connection)
    manifest.parts[MEDIA] = place.write(MEDIA, lambda writer: _pack(writer, named, manifest))
    text = manifest_text(asdict(manifest))
    place.write(MANIFEST, lambda writer: writer.write(text))
    verify(place, read_manifest(place))
    return manifest


def _dump(connection: Any, version: int, snapshot: str, writer: IO[bytes]) -> None:
    options = ("--format=custom", f"--snapshot={snapshot}")
    run_program("pg_dump", version, *options, connection=connection, stdout=writer)


def _pack(writer: IO[bytes], named: set[str], manifest: Manifest) -> None:
    """All captured files; one that is only just being written is left out."""
    with tarfile.open(fileobj=writer, mode="w|") as archive:
        for name in sorted({*stored_files(), *named}):
            if _add(name, archive):
                manifest.files.append(name)
            elif name in named:
                manifest.missing.append(name)


def _add(name: str, archive: tarfile.TarFile) -> bool:
    """False, and nothing is added, where it is missing or not whole."""
    try:
        with default_storage.open(name) as file, copied(file) as copy:
            if not _is_whole(name, copy):
                return False
            entry = tarfile.TarInfo(name)
            entry.size = copy.seek(0, io.SEEK_END)
            copy.seek(0)
            archive.addfile(entry, copy)
            return True
    except FileNotFoundError:
        return False


def stored_files() -> Iterator[str]:
    """The names of all captured files in storage."""
    for folder in FOLDERS:
        yield from names_under(folder.rstrip("/"))


def _is_whole(name: str, copy: Any) -> bool:
    """Whether the bytes are those that the name is the hash of (sources.capture.store_raw, sources.recordings)."""
    packed = name.startswith("raw/")
    try:
        with gzip.open(copy) if packed else nullcontext(copy) as content:
            return Path(name).name.startswith(file_digest(content, "sha256").hexdigest())
    except (OSError, EOFError, zlib.error):
        return False


def named_files(connection: Any) -> set[str]:
    names: set[str] = set()
    for table, column in connection.execute(FILE_NAME_COLUMNS).fetchall():
        query = f"SELECT DISTINCT {column} FROM {table} WHERE {column} ~ '^(raw|recordings)/'"  # noqa: S608 - the database's own names
        names.update(name for (name,) in connection.execute(query))
    return names
