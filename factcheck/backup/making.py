"""Making a backup."""

import gzip
import io
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone
from psycopg.conninfo import make_conninfo

from factcheck import checksums
from factcheck.backup.errors import BackupError
from factcheck.backup.manifest import DATABASE, FOLDERS, MANIFEST, MEDIA, Manifest, manifest_text
from factcheck.backup.place import Place
from factcheck.backup.postgresql import as_owner, fitting, major, one_row, run_program
from factcheck.backup.reading import read_manifest, verify
from factcheck.backup.streams import copied, sha256_of
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
        (snapshot,) = one_row(connection, "SELECT pg_export_snapshot()")
        if one_row(connection, "SELECT to_regclass('public.django_migrations')") == (None,):
            raise BackupError("The database is empty: there is nothing to back up.")
        manifest = Manifest(
            software=settings.VERSION,
            made_at=timezone.now().isoformat(timespec="seconds"),
            postgresql=major(connection),
            migrations=[
                list(row) for row in connection.execute("SELECT app, name FROM django_migrations")
            ],
            tables=checksums.contents(connection),
            definitions=checksums.definitions(connection),
        )
        manifest.parts[DATABASE] = place.write(
            DATABASE, lambda writer: _dump(connection, manifest.postgresql, snapshot, writer)
        )
        named = named_files(connection)
    manifest.parts[MEDIA] = place.write(MEDIA, lambda writer: _pack(writer, named, manifest))
    text = manifest_text(asdict(manifest))
    place.write(MANIFEST, lambda writer: shutil.copyfileobj(io.BytesIO(text), writer))
    verify(place, read_manifest(place))
    return manifest


def _dump(connection: Any, major: int, snapshot: str, writer: IO[bytes]) -> None:
    command = [
        *(fitting("pg_dump", major), "--format=custom", "--no-password"),
        f"--snapshot={snapshot}",
        f"--dbname={make_conninfo(connection.info.dsn)}",
    ]
    run_program(command, connection, stdout=writer)


def _pack(writer: IO[bytes], named: set[str], manifest: Manifest) -> None:
    """All captured files; one that is only just being written is left out."""
    with tarfile.open(fileobj=writer, mode="w|") as archive:
        for name in sorted({*stored_files(), *named}):
            digest = _add(name, archive)
            if digest:
                manifest.files[name] = digest
            elif name in named:
                manifest.missing.append(name)


def _add(name: str, archive: tarfile.TarFile) -> str:
    """The hash of what is stored; empty, and nothing is added, where it is missing or not whole."""
    try:
        with default_storage.open(name) as file, copied(file) as copy:
            if not _is_whole(name, copy):
                return ""
            entry = tarfile.TarInfo(name)
            entry.size = copy.seek(0, io.SEEK_END)
            copy.seek(0)
            archive.addfile(entry, copy)
            copy.seek(0)
            return sha256_of(copy)
    except FileNotFoundError:
        return ""


def stored_files() -> Iterator[str]:
    """The names of all captured files in storage."""
    for folder in FOLDERS:
        yield from names_under(folder.rstrip("/"))


def _is_whole(name: str, copy: IO[bytes]) -> bool:
    """Whether the bytes are those that the name is the hash of (sources.capture.store_raw, sources.recordings)."""
    packed = name.startswith("raw/")
    try:
        with gzip.open(copy) if packed else nullcontext(copy) as content:
            return Path(name).name.startswith(sha256_of(content))
    except (OSError, EOFError, zlib.error):
        return False


def named_files(connection: Any) -> set[str]:
    names: set[str] = set()
    for table, column in connection.execute(FILE_NAME_COLUMNS).fetchall():
        query = f"SELECT DISTINCT {column} FROM {table} WHERE {column} ~ '^(raw|recordings)/'"  # noqa: S608 - the database's own names
        names.update(name for (name,) in connection.execute(query))
    return names
