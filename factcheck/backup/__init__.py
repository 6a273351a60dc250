"""Backups of the database and the captured files, in a folder or a bucket, and back.

A backup consists of ``database.dump`` (of pg_dump), ``media.tar`` (the captured files under their names in
storage) and, written last, ``manifest.json``: what they contain. Encrypted, each is in the age format
(https://age-encryption.org) for a key drawn for this backup, and ``key.age`` is that key, encrypted with
the passphrase. So PostgreSQL's programs, tar and age can read a backup without this software.

The database is dumped first, in one snapshot. Captured files are stored before the rows that name them
and never change, so the files copied after it are all that it names.
"""

from factcheck.backup.errors import FAILURES, BackupError
from factcheck.backup.making import make
from factcheck.backup.manifest import Manifest
from factcheck.backup.place import Place
from factcheck.backup.restoring import restore

__all__ = ["FAILURES", "BackupError", "Manifest", "Place", "make", "restore"]
