"""Where a backup lies: a folder or a bucket, encrypted or not."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyrage
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages

from factcheck import private_files, storage
from factcheck.backup.errors import BackupError
from factcheck.backup.manifest import DATABASE, MANIFEST, MEDIA
from factcheck.backup.streams import AT_ONCE, Counted, piped

KEY, AGE = "key.age", ".age"
SHORTEST = 12  # characters of a passphrase


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
