"""Backups of the database and the captured files, in a folder or a bucket, and back.

A backup consists of ``database.dump`` (of pg_dump), ``media.tar`` (the captured files under their names in
storage) and, written last, ``manifest.json``: what they contain. Encrypted, each is in the age format
(https://age-encryption.org) for a key drawn for this backup, and ``key.age`` is that key, encrypted with
the passphrase. So PostgreSQL's programs, tar and age can read a backup without this software.

The database is dumped first, in one snapshot; sequences, which belong to none, are at that moment or a
little ahead. Captured files are stored before the rows that name them
and never change, so the files copied after it are all that it names.
"""

import gzip
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

import psycopg
import pyrage
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from psycopg import sql
from psycopg.conninfo import make_conninfo

from claims.publication import chain
from factcheck import checksums, private_files, readiness, storage
from factcheck.database import EmbeddedUnavailable
from factcheck.management.commands.worker import MODULES_WITH_JOBS
from factcheck.postgresql_programs import NoProgram, program
from newsroom import jobs

FORMAT = 1
DATABASE, MEDIA, MANIFEST, KEY = "database.dump", "media.tar", "manifest.json", "key.age"
AGE = ".age"
SHORTEST = 12  # characters of a passphrase
AT_ONCE = 1 << 20  # bytes
IN_MEMORY = 10_000_000  # bytes of an object of a bucket; a larger one is read from a temporary file

# Columns with the names of captured files.
COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns
 WHERE table_schema = 'public' AND column_name IN ('raw_name', 'file_name')
"""
# What a restore would mix with: anything that no extension brought.
OCCUPIED = """
SELECT relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace
   AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype = 'e')
UNION ALL
SELECT proname FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
   AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
LIMIT 1
"""


class BackupError(Exception):
    """Why it was not done, in a sentence."""


# What else ends it, with words of its own: a full disk, a bucket that is not there.
FAILURES = (BackupError, EmbeddedUnavailable, OSError, BotoCoreError, ClientError)


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


class Place:
    """A folder or ``s3://bucket/folder`` that holds one backup. Raises BackupError."""

    def __init__(self, name: str, passphrase: str) -> None:
        if passphrase and len(passphrase) < SHORTEST:
            raise BackupError(f"BACKUP_PASSPHRASE needs {SHORTEST} characters or more.")
        self.name = name
        self.passphrase = passphrase
        self._identity: Any = None
        self._written: list[str] = []
        self.storage: Any
        if "://" in name:
            try:
                found = storage.media(name)
            except ValueError as error:
                raise BackupError(f"A bucket must {error}, not {name}.") from None
            found["OPTIONS"]["max_memory_size"] = IN_MEMORY
            self.storage = storages.create_storage(found)
        else:
            self.storage = FileSystemStorage(
                Path(name).resolve(), **private_files.storage_options()
            )

    @property
    def _is_folder(self) -> bool:
        return isinstance(self.storage, FileSystemStorage)

    @property
    def encrypted(self) -> bool:
        return self._identity is not None

    def begin(self) -> None:
        """For writing: nothing may be there."""
        if self._is_folder:
            folder = Path(self.storage.location)
            if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
                raise BackupError(f"{folder} is not empty: each backup has a folder of its own.")
            private_files.make_folder(folder)
        for part in (DATABASE, MEDIA, MANIFEST):
            if self.storage.exists(part) or self.storage.exists(part + AGE):
                raise BackupError(f"{self.name} holds a backup: each has a folder of its own.")
        if self.passphrase:
            self._identity = pyrage.x25519.Identity.generate()
            key = pyrage.passphrase.encrypt(str(self._identity).encode(), self.passphrase)
            self._save(KEY, ContentFile(key))

    def find(self) -> None:
        """For reading: a whole backup must be there."""
        if not (self.storage.exists(MANIFEST) or self.storage.exists(MANIFEST + AGE)):
            raise BackupError(f"{self.name} holds no backup, or one that was not finished.")
        if not self.storage.exists(MANIFEST + AGE):
            if self.passphrase:
                raise BackupError(
                    f"A passphrase is set, but {self.name} is not encrypted: whoever can write there may have"
                    " made it. If you trust it, unset BACKUP_PASSPHRASE and BACKUP_PASSPHRASE_FILE and try"
                    " again; otherwise restore another backup."
                )
            return
        if not self.passphrase:
            raise BackupError(
                "The backup is encrypted: set BACKUP_PASSPHRASE or BACKUP_PASSPHRASE_FILE."
            )
        with self.storage.open(KEY) as file:
            sealed = file.read()
        try:
            key = pyrage.passphrase.decrypt(sealed, self.passphrase)
        except pyrage.DecryptError:
            raise BackupError(
                "The passphrase is not the one that the backup was made with."
            ) from None
        self._identity = pyrage.x25519.Identity.from_str(key.decode())

    def write(self, part: str, produce: "Callable[[IO[bytes]], None]") -> list[Any]:
        """What ``produce`` writes becomes this part. Its bytes and their SHA-256, before encryption."""
        folder = Path(self.storage.location) if self._is_folder else None
        # For a bucket it grows where temporary files are.
        handle, growing = tempfile.mkstemp(dir=folder, prefix=f".{part}.")
        try:
            with os.fdopen(handle, "wb") as file, piped(produce) as reader:
                counted = Counted(reader)
                if self.encrypted:
                    pyrage.encrypt_io(counted, file, [self._identity.to_public()])
                else:
                    shutil.copyfileobj(counted, file, AT_ONCE)
                file.flush()
                os.fsync(file.fileno())
            name = self._stored(part)
            if folder:
                self._written.append(name)
                Path(growing).rename(folder / name)
            else:
                with Path(growing).open("rb") as written:
                    self._save(name, File(written))
        finally:
            Path(growing).unlink(missing_ok=True)
        return [counted.size, counted.sha256.hexdigest()]

    @contextmanager
    def read(self, part: str) -> "Iterator[Counted]":
        """The part, decrypted. Raises BackupError where it is missing or was changed."""
        name = self._stored(part)
        if not self.storage.exists(name):
            raise BackupError(f"{name} is missing in {self.name}.")
        with self.storage.open(name) as file:
            if not self.encrypted:
                yield Counted(file)
                return

            def decrypt(writer: IO[bytes]) -> None:
                try:
                    pyrage.decrypt_io(file, writer, [self._identity])
                except BrokenPipeError:
                    raise
                except (pyrage.DecryptError, OSError) as error:
                    raise BackupError(f"{name} is damaged: {error}.") from None

            with piped(decrypt) as reader:
                yield Counted(reader)

    def remove(self) -> None:
        """What was written before something failed."""
        for name in self._written:
            self.storage.delete(name)

    def _stored(self, part: str) -> str:
        return part + AGE if self.encrypted else part

    def _save(self, name: str, content: "File[bytes]") -> None:
        self._written.append(name)
        self.storage.save(name, content)


class Counted(io.RawIOBase):
    """What was read through it, counted and hashed."""

    def __init__(self, source: Any) -> None:
        self._source = source
        self.size = 0
        self.sha256 = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        chunk: bytes = self._source.read(size)
        self.size += len(chunk)
        self.sha256.update(chunk)
        return chunk

    def copy_into(self, writer: IO[bytes]) -> None:
        shutil.copyfileobj(self, writer, AT_ONCE)

    def rest(self) -> list[Any]:
        """Read to the end: bytes, SHA-256 of everything."""
        while self.read(AT_ONCE):
            pass
        return [self.size, self.sha256.hexdigest()]


@contextmanager
def piped(produce: "Callable[[IO[bytes]], None]") -> "Iterator[IO[bytes]]":
    """What ``produce`` writes in a thread of its own can be read inside; its exception is raised at the
    end. A reader that stops early ends it.
    """
    out, into = os.pipe()
    raised: list[Exception] = []
    left = threading.Event()

    def run() -> None:
        with suppress(BrokenPipeError), os.fdopen(into, "wb") as writer:
            try:
                produce(writer)
            except Exception as error:  # noqa: BLE001 - raised below
                if not left.is_set():  # otherwise nobody reads any more
                    raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    failed = None
    with os.fdopen(out, "rb") as reader:
        try:
            yield reader
        except Exception as error:  # noqa: BLE001 - raised below
            failed = error
        left.set()
    thread.join()
    if raised:
        raise raised[0] from failed
    if failed:
        raise failed


# Making one


def make(place: Place) -> Manifest:
    """Raises BackupError."""
    place.begin()
    try:
        return _make(place)
    except BaseException:
        place.remove()
        raise


def _make(place: Place) -> Manifest:
    with _owner() as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        (snapshot,) = _row(connection, "SELECT pg_export_snapshot()")
        if _row(connection, "SELECT to_regclass('public.django_migrations')") == (None,):
            raise BackupError("The database is empty: there is nothing to back up.")
        manifest = Manifest(
            software=settings.VERSION,
            made_at=timezone.now().isoformat(timespec="seconds"),
            postgresql=_major(connection),
            migrations=[
                list(row) for row in connection.execute("SELECT app, name FROM django_migrations")
            ],
            tables=checksums.contents(connection),
            definitions=checksums.definitions(connection),
        )
        manifest.parts[DATABASE] = place.write(
            DATABASE, lambda writer: _dump(connection, manifest.postgresql, snapshot, writer)
        )
        named = _named_files(connection)
    manifest.parts[MEDIA] = place.write(MEDIA, lambda writer: _pack(writer, named, manifest))
    text = manifest_text(asdict(manifest))
    place.write(MANIFEST, lambda writer: shutil.copyfileobj(io.BytesIO(text), writer))
    verify(place, read_manifest(place))
    return manifest


def _dump(connection: Any, major: int, snapshot: str, writer: IO[bytes]) -> None:
    command = [
        *(_program("pg_dump", major), "--format=custom", "--no-password"),
        f"--snapshot={snapshot}",
        f"--dbname={make_conninfo(connection.info.dsn)}",
    ]
    _run(command, connection, stdout=writer)


def _pack(writer: IO[bytes], named: set[str], manifest: Manifest) -> None:
    """All captured files; one that is only just being written is left out."""
    with tarfile.open(fileobj=writer, mode="w|") as archive:
        for name in sorted({*stored_files(), *named}):
            try:
                with default_storage.open(name) as file:
                    content = file.read()
            except FileNotFoundError:
                content = b""
            if not _is_whole(name, content):
                if name in named:
                    manifest.missing.append(name)
                continue
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
            manifest.files[name] = hashlib.sha256(content).hexdigest()


def stored_files(folder: str = "raw") -> Iterator[str]:
    """The names of all captured files in storage."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for each in folders:
        yield from stored_files(f"{folder}/{each}")
    for each in files:
        yield f"{folder}/{each}"


def _is_whole(name: str, content: bytes) -> bool:
    """Whether the bytes are those that the name is the hash of (sources.capture.store_raw)."""
    try:
        raw = gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        return False
    return Path(name).name.startswith(hashlib.sha256(raw).hexdigest())


def _named_files(connection: Any) -> set[str]:
    names: set[str] = set()
    for table, column in connection.execute(COLUMNS).fetchall():
        query = sql.SQL("SELECT DISTINCT {c} FROM {t} WHERE {c} LIKE 'raw/%'").format(
            c=sql.Identifier(column), t=sql.Identifier(table)
        )
        names.update(name for (name,) in connection.execute(query))
    return names


def manifest_text(manifest: dict[str, Any]) -> bytes:
    """With a checksum, as for the other parts."""
    checksum = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()
    return json.dumps({"sha256": checksum, **manifest}, indent=1).encode()


# Reading one


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
    reading = [_program("pg_restore", manifest.postgresql), "--file=/dev/null"]
    with place.read(DATABASE) as reader:
        with piped(reader.copy_into) as dump:
            done = subprocess.run(reading, stdin=dump, stderr=subprocess.PIPE, check=False)
        _require_same(DATABASE, reader.rest(), manifest)
    if done.returncode:
        raise BackupError(f"{DATABASE} can't be read: {_words(done.stderr)}")
    found = {}
    with place.read(MEDIA) as reader:
        for name, content in _unpacked(reader):
            found[name] = hashlib.sha256(content).hexdigest()
        _require_same(MEDIA, reader.rest(), manifest)
    if found != manifest.files:
        raise BackupError(f"{MEDIA} has not the files that the manifest lists.")


def restore(place: Place, say: Callable[[str], None]) -> Manifest:
    """Into an empty database, as the owner's role. Raises BackupError."""
    manifest = read_manifest(place)
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    unknown = [
        f"{app}.{name}"
        for app, name in manifest.migrations
        if app in readiness.OWN_APPS and (app, name) not in known
    ]
    if unknown:
        raise BackupError(
            f"The backup was made by version {manifest.software}, whose migrations this version"
            f" lacks ({unknown[0]}). Restore it with that version or a later one."
        )
    with _owner() as connection:
        if occupied := connection.execute(OCCUPIED).fetchone():
            raise BackupError(
                f"The database {connection.info.dbname} is not empty (it has {occupied[0]}, for instance)."
                " A backup is restored into an empty one: docs/production.md says how to make it."
            )
        if _major(connection) < manifest.postgresql:
            raise BackupError(
                f"The backup is of PostgreSQL {manifest.postgresql}, the server is"
                f" {_major(connection)}: it needs the same version or a later one."
            )
    say("Reading the backup …")
    verify(place, manifest)
    say(f"Putting back {len(manifest.files)} captured files …")
    _put_back(place)
    say(f"Putting back {manifest.rows()} rows …")
    _load(place, manifest)
    _compare(manifest)
    say("Setting the rights of the application's role, and migrating …")
    connections.close_all()
    call_command("migrate", interactive=False, verbosity=0)
    with _owner() as connection:
        connection.execute("ANALYZE")  # a dump has no statistics
        connection.commit()
    say("Checking the publications …")
    if faults := list(chain.faults()):
        raise BackupError(
            f"The publication chain is broken: {len(faults)} faults. See verify_chain."
        )
    autodiscover_modules(*MODULES_WITH_JOBS)  # which declare what sends something
    if held := jobs.give_up_what_sends(manifest.made_at):
        say(
            f"{held} jobs that waited to send an e-mail or a webhook's message may have sent it since: they"
            " are among the failed ones of the desk's page Jobs. Retry what was not sent."
        )
    return manifest


def _put_back(place: Place) -> None:
    with place.read(MEDIA) as reader:
        for name, content in _unpacked(reader):
            if default_storage.exists(name):
                with default_storage.open(name) as file:
                    if file.read() == content:
                        continue
                raise BackupError(f"Another file lies in storage under the name {name}.")
            default_storage.save(name, ContentFile(content))
        reader.rest()


def _load(place: Place, manifest: Manifest) -> None:
    with _owner() as connection:
        command = [
            *(
                _program("pg_restore", manifest.postgresql),
                "--exit-on-error",
                "--single-transaction",
            ),
            # Comments of extensions are the superuser's; who may do what, migrate says.
            *("--no-owner", "--no-privileges", "--no-comments", "--no-password"),
            f"--dbname={make_conninfo(connection.info.dsn)}",
        ]
        with place.read(DATABASE) as reader, piped(reader.copy_into) as dump:
            _run(command, connection, stdin=dump)


def _compare(manifest: Manifest) -> None:
    with _owner() as connection:
        different = checksums.differences(manifest.tables, checksums.contents(connection))
        if _major(connection) == manifest.postgresql:
            now = checksums.definitions(connection)
            different += checksums.differences(manifest.definitions, now)
    if different:
        raise BackupError(f"What was restored is not what was backed up: {', '.join(different)}.")


def _unpacked(reader: Counted) -> Iterator[tuple[str, bytes]]:
    try:
        with tarfile.open(fileobj=reader, mode="r|") as archive:
            for entry in archive:
                content = archive.extractfile(entry)
                if content is None or not entry.name.startswith("raw/") or ".." in entry.name:
                    raise BackupError(
                        f"{MEDIA} has an entry that is no captured file: {entry.name}."
                    )
                yield entry.name, content.read()
    except tarfile.TarError as error:
        raise BackupError(f"{MEDIA} is damaged: {error}.") from None


def _require_same(part: str, found: list[Any], manifest: Manifest) -> None:
    if found != manifest.parts[part]:
        raise BackupError(f"{part} is not what was written: {found[0]} bytes, SHA-256 {found[1]}.")


# PostgreSQL


@contextmanager
def _owner() -> Iterator["psycopg.Connection[Any]"]:
    """A connection of its own as the owner's role, in a transaction that is rolled back."""
    parameters = connections["owner"].get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(name, None)
    try:
        connection = psycopg.connect(**parameters)
    except psycopg.OperationalError as error:
        raise BackupError(f"The database does not answer: {error}") from None
    try:
        yield connection
        connection.rollback()
    except psycopg.errors.InsufficientPrivilege as error:
        raise BackupError(
            f"PostgreSQL refused it to {connection.info.user}: {error} DATABASE_OWNER_URL must name the"
            " owner's role."
        ) from error
    except psycopg.Error as error:
        raise BackupError(f"PostgreSQL ended it: {error}") from error
    finally:
        connection.close()


def _major(connection: Any) -> int:
    return int(connection.info.server_version) // 10000


def _row(connection: Any, query: str) -> Any:
    return connection.execute(query).fetchone()


def _program(name: str, major: int) -> str:
    try:
        return str(program(name, major))
    except NoProgram as error:
        raise BackupError(str(error)) from None


def _run(command: list[str], connection: Any, **pipes: Any) -> None:
    """The password isn't among the arguments, which any list of processes shows."""
    password = connection.info.password
    environ = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    done = subprocess.run(command, env=environ, stderr=subprocess.PIPE, check=False, **pipes)
    if done.returncode:
        raise BackupError(f"{Path(command[0]).name} failed: {_words(done.stderr)}")


def _words(errors: bytes) -> str:
    return errors.decode(errors="replace").strip()
