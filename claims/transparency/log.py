"""The log as it lies in its files: what the signer writes and the web server reads.

``checkpoint``, ``key``, ``current`` and ``tile/…`` are public. ``positions/…`` says which leaf a publication is: 8 bytes
for each number, 256 in a file. ``status`` says how the signer is, ``signer/state`` what it remembers. A log that
goes on after a restore is another log, with all of this in a folder of its own: ``2``, ``3``, …; ``current``
names the last of them.
"""

import base64
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.storage import storages

from claims.transparency import entries, tree
from claims.transparency.checkpoints import Checkpoint
from claims.transparency.notes import BadNote, Note
from claims.transparency.tiles import WIDTH, Bucket, Files, Folder, TiledTree, Within, numbered
from newsroom.public_version import depends_on_more

CHECKPOINT = "checkpoint"
KEY = "key"
STATUS = "status"
CURRENT = "current"
POSITION = 8  # bytes
NOWHERE = (1 << 8 * POSITION) - 1  # of a number that was lost in a restore


class NotLogged(Exception):
    """The publication is not in the log yet, or there is no log."""


class LogUnreadable(Exception):
    """The log's files can't be read, or one of them is damaged. Pages answer 503 (factcheck/unavailable.py)."""

    def __init__(self, reason: object) -> None:
        self.sentence = f"The public log can't be read: {reason}"  # what is logged
        super().__init__(self.sentence)


@contextmanager
def reading() -> Iterator[None]:
    """Raises LogUnreadable for whatever the files or a bucket raise, except that a file is missing."""
    place = settings.SIGNED_LOG
    # The signer of the embedded server makes the folder at its first start.
    if isinstance(place, Path) and not settings.EMBEDDED and not os.access(place, os.X_OK):
        raise LogUnreadable("its folder is not there, or nobody else may enter it")
    try:
        yield
    except FileNotFoundError:
        raise
    except (OSError, ValueError, BadNote, BotoCoreError, ClientError) as error:
        raise LogUnreadable(error) from error


@dataclass(frozen=True)
class Proof:
    number: int
    leaf: str
    index: int
    checkpoint: Checkpoint
    hashes: list[bytes]
    note: str

    def as_text(self) -> str:
        """c2sp.org/tlog-proof."""
        hashes = "".join(f"{base64.b64encode(each).decode()}\n" for each in self.hashes)
        return f"c2sp.org/tlog-proof@v1\nindex {self.index}\n{hashes}\n{self.note}"

    def as_json(self) -> dict[str, Any]:
        return {
            "origin": self.checkpoint.origin,
            "number": self.number,
            "leaf": self.leaf,
            "index": self.index,
            "size": self.checkpoint.size,
            "hashes": [base64.b64encode(each).decode() for each in self.hashes],
            "checkpoint": self.note,
            "proof": self.as_text(),
        }


def open_files() -> Files | None:
    """Of this installation's present log; None where it has none."""
    files = open_all()
    return within(files, last_log(files)) if files else None


def last_log(files: Files) -> int:
    """1, until one goes on after a restore."""
    try:
        found = files.read(CURRENT).strip()
    except FileNotFoundError:
        return 1
    return int(found)


def within(files: Files, log: int) -> Files:
    """The files of one log among all."""
    return Within(files, str(log)) if log > 1 else files


def next_origin(files: Files, ended: str, opened: Iterable[str] = ()) -> str:
    """The name of the log that would go on after the one of this name, which these files may lack.

    ``opened``: the names of epochs; of some the log may not have begun.
    """
    first = Checkpoint.read(Note.read(Log(files).checkpoint()).text).origin
    known = (number_of(each, first) for each in (ended, *opened))
    return f"{first}/{max(last_log(files), *known) + 1}"


def number_of(origin: str, first: str) -> int:
    """Of the log with this name among those that went on after the first."""
    number = origin.removeprefix(f"{first}/")
    return int(number) if number != origin and number.isdecimal() else 1


def open_all() -> Files | None:
    """The files of all logs of this installation."""
    place = settings.SIGNED_LOG
    if place is None:
        return None
    if isinstance(place, Path):
        # With the embedded server one user runs the signer and the web server.
        return Folder(place, for_others=not settings.EMBEDDED)
    return _bucket(json.dumps(place))


@lru_cache(maxsize=1)
def _bucket(options: str) -> Files:
    backend = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": json.loads(options)}
    return Bucket(storages.create_storage(backend))


class Log:
    """Of these files."""

    def __init__(self, files: Files) -> None:
        self.files = files

    def checkpoint(self) -> str:
        """The last one, with its signatures. Raises NotLogged where there is none."""
        try:
            return self.files.read(CHECKPOINT).decode()
        except FileNotFoundError as error:
            raise NotLogged from error

    def status(self) -> dict[str, Any]:
        """looked_at, refused, size; number and sha256 of the last publication; lines and events: the numbers of
        the last that it took, early: of lines after that; mark: what these contain;
        forgotten: what it signed last, where these files are older. Empty where no signer ever ran.
        """
        try:
            found: dict[str, Any] = json.loads(self.files.read(STATUS))
        except (FileNotFoundError, ValueError):
            return {}
        return found

    def position(self, number: int) -> int:
        """Which leaf this publication is, perhaps of a later checkpoint. Raises NotLogged."""
        part, at = divmod(number - 1, WIDTH)
        try:
            found = self.files.read(position_name(part))[at * POSITION :][:POSITION]
        except FileNotFoundError as error:
            raise NotLogged from error
        if len(found) < POSITION:
            raise NotLogged
        return int.from_bytes(found)

    def proof(self, number: int, sha256: str) -> Proof:
        """That this publication is in the log. Raises NotLogged, and LogUnreadable where a tile is missing."""
        note = self.checkpoint()
        checkpoint = Checkpoint.read(Note.read(note).text)
        index = self.position(number)
        if index >= checkpoint.size:
            raise NotLogged
        tiles = TiledTree(self.files, checkpoint.size)
        try:
            hashes = tree.inclusion_proof(index, checkpoint.size, tiles.subtree)
        except FileNotFoundError as error:
            raise LogUnreadable(error) from error
        leaf = entries.of_publication(number, sha256)
        return Proof(number, leaf.decode(), index, checkpoint, hashes, note)


def current_checkpoint(number: int) -> str | None:
    """For an answer that shows publications up to this one; None where there is no log, or it can't be read:
    what it goes along with is shown all the same, and /metrics says it.

    Until the log has them, the answer is not kept for others: the next has a later checkpoint.
    """
    try:
        with reading():
            files = open_files()
            if files is None:
                return None
            log = Log(files)
            if log.status().get("number", 0) < number:
                depends_on_more()
            return log.checkpoint()
    except NotLogged:
        return None
    except LogUnreadable:
        depends_on_more()
        return None


def position_name(part: int) -> str:
    return f"positions/{numbered(part)}"
