"""Putting a backup back."""

import shutil
import tarfile
from collections.abc import Callable
from hashlib import file_digest
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils.module_loading import autodiscover_modules

from claims.publication import chain
from factcheck import checksums
from factcheck.backup.erasures import erase_again
from factcheck.backup.errors import BackupError
from factcheck.backup.manifest import FOLDERS, Manifest, read_manifest, verify
from factcheck.backup.place import DATABASE, MEDIA, Place
from factcheck.backup.postgresql import as_owner, major, run_program
from factcheck.backup.streams import copied, piped
from factcheck.management.commands.worker import MODULES_WITH_JOBS
from newsroom import jobs
from newsroom.texts import OURS

# What a restore would mix with: anything that no extension brought.
OCCUPIED = """
SELECT relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace
   AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype = 'e')
UNION ALL
SELECT proname FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
   AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
LIMIT 1
"""


def restore(place: Place, say: Callable[[str], None]) -> Manifest:
    """Into an empty database, as the owner's role. Raises BackupError."""
    manifest = read_manifest(place)
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    unknown = [
        f"{app}.{name}"
        for app, name in manifest.migrations
        if app in OURS and (app, name) not in known
    ]
    if unknown:
        raise BackupError(
            f"The backup was made by version {manifest.software}, whose migrations this version"
            f" lacks ({unknown[0]}). Restore it with that version or a later one."
        )
    with as_owner() as connection:
        if occupied := connection.execute(OCCUPIED).fetchone():
            raise BackupError(
                f"The database {connection.info.dbname} is not empty (it has {occupied[0]}, for instance)."
                " A backup is restored into an empty one: docs/production.md says how to make it."
            )
        if major(connection) < manifest.postgresql:
            raise BackupError(
                f"The backup is of PostgreSQL {manifest.postgresql}, the server is"
                f" {major(connection)}: it needs the same version or a later one."
            )
    say("Reading the backup …")
    verify(place, manifest)
    say(f"Putting back {len(manifest.files)} captured files …")
    _put_back(place)
    say(f"Putting back {manifest.rows()} rows …")
    _load(place, manifest)
    say("Setting the rights of the application's role, and migrating …")
    connections.close_all()
    call_command("migrate", interactive=False, verbosity=0)
    say("Checking the publications …")
    if faults := list(chain.faults()):
        raise BackupError(
            f"The publication chain is broken: {len(faults)} faults. See verify_chain."
        )
    erase_again(say)
    autodiscover_modules(*MODULES_WITH_JOBS)  # which declare what sends something
    if held := jobs.give_up_what_sends(manifest.made_at):
        say(
            f"{held} jobs that waited to send an e-mail or a webhook's message may have sent it since: they"
            " are among the failed ones of the desk's page Jobs. Retry what was not sent."
        )
    return manifest


def _put_back(place: Place) -> None:
    with place.read(MEDIA) as reader:
        with tarfile.open(fileobj=reader, mode="r|") as archive:
            for entry in archive:
                content = archive.extractfile(entry)
                if content is None or not entry.name.startswith(FOLDERS) or ".." in entry.name:
                    raise BackupError(f"{MEDIA} has what is no captured file: {entry.name}.")
                with copied(content) as copy:
                    _store(entry.name, copy)
        reader.sha256()  # to its end


def _store(name: str, copy: Any) -> None:
    if not default_storage.exists(name):
        default_storage.save(name, File(copy))
        return
    with default_storage.open(name) as file:
        if file_digest(file, "sha256").digest() != file_digest(copy, "sha256").digest():
            raise BackupError(f"Another file lies in storage under the name {name}.")


def _load(place: Place, manifest: Manifest) -> None:
    """In one transaction. Comments of extensions are the superuser's; who may do what, migrate says."""
    options = ["--exit-on-error", "--single-transaction"]
    options += ["--no-owner", "--no-privileges", "--no-comments"]
    with as_owner() as connection:
        with (
            place.read(DATABASE) as reader,
            piped(lambda writer: shutil.copyfileobj(reader, writer)) as dump,
        ):
            version = manifest.postgresql
            run_program("pg_restore", version, *options, connection=connection, stdin=dump)
        different = checksums.differences(manifest.tables, checksums.contents(connection))
        connection.execute("ANALYZE")  # a dump has no statistics
    if different:
        raise BackupError(f"What was restored is not what was backed up: {', '.join(different)}.")
