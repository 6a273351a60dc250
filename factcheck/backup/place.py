"""Where a backup lies: a folder or a bucket, encrypted or not."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyrage
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages

from factcheck import private_files, storage
from factcheck.backup.errors import BackupError
from factcheck.backup.streams import AT_ONCE, Hashed, piped

DATABASE, MEDIA, MANIFEST = "database.dump", "media.tar", "manifest.json"
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
        self.storage: Any
        if "://" in name:
            try:
                self.storage = storages.create_storage(storage.media(name))
            except ValueError as error:
                raise BackupError(f"A bucket must {error}, not {name}.") from None
        else:
            options = private_files.storage_options()
            self.storage = FileSystemStorage(Path(name).resolve(), **options)

    @property
    def _is_folder(self) -> bool:
        return isinstance(self.storage, FileSystemStorage)

    @property
    def encrypted(self) -> bool:
        return self._identity is not None

    def begin(self) -> None:
        """For writing: nothing may be there."""
        if self._is_folder:
            private_files.make_folder(Path(self.storage.location))
        if any(self.storage.listdir("")):
            raise BackupError(f"{self.name} is not empty: each backup has a folder of its own.")
        if self.passphrase:
            self._identity = pyrage.x25519.Identity.generate()
            key = pyrage.passphrase.encrypt(str(self._identity).encode(), self.passphrase)
            self.storage.save(KEY, ContentFile(key))

    def find(self) -> None:
        """For reading: a whole backup must be there."""
        if not self.storage.exists(MANIFEST + AGE):
            if not self.storage.exists(MANIFEST):
                raise BackupError(f"{self.name} holds no backup, or one that was not finished.")
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

    def write(self, part: str, produce: Callable[[IO[bytes]], Any]) -> str:
        """What ``produce`` writes becomes this part. Its SHA-256, before encryption."""
        with self.storage.open(self._stored(part), "wb") as file, piped(produce) as reader:
            if self._is_folder:
                os.fchmod(file.fileno(), private_files.FILE)
            hashed = Hashed(reader)
            if self.encrypted:
                pyrage.encrypt_io(hashed, file, [self._identity.to_public()])
            else:
                shutil.copyfileobj(hashed, file, AT_ONCE)
            if self._is_folder:
                file.flush()
                os.fsync(file.fileno())
            return hashed.sha256()

    @contextmanager
    def read(self, part: str) -> Iterator[Hashed]:
        """The part, decrypted. Raises BackupError where it is missing or was changed."""
        name = self._stored(part)
        if not self.storage.exists(name):
            raise BackupError(f"{name} is missing in {self.name}.")
        with self.storage.open(name) as file:
            if not self.encrypted:
                yield Hashed(file)
                return

            def decrypt(writer: IO[bytes]) -> None:
                try:
                    pyrage.decrypt_io(file, writer, [self._identity])
                except BrokenPipeError:
                    raise
                except (pyrage.DecryptError, OSError) as error:
                    raise BackupError(f"{name} is damaged: {error}.") from None

            with piped(decrypt) as reader:
                yield Hashed(reader)

    def remove(self) -> None:
        """What was written before something failed."""
        for name in self.storage.listdir("")[1]:
            self.storage.delete(name)

    def _stored(self, part: str) -> str:
        return part + AGE if self.encrypted else part
