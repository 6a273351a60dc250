"""A witness of other newsrooms' logs (c2sp.org/tlog-witness): signs a checkpoint only if the log grew from the
last one that it signed.
"""

import base64
import binascii
import fcntl
import hashlib
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from claims.transparency import tree
from claims.transparency.checkpoints import Checkpoint
from claims.transparency.notes import (
    COSIGNATURE,
    ED25519,
    BadNote,
    Note,
    Sign,
    VerifierKey,
    cosign,
)
from claims.transparency.tiles import HASH, Folder

MOST_HASHES = 63
SIZE = "text/x.tlog.size"
TEXT = "text/plain; charset=utf-8"
_OLD = re.compile(r"old (0|[1-9][0-9]{0,17})")


class Answer(NamedTuple):
    status: int
    body: str
    kind: str = TEXT


class Witness:
    """Under this name, with this key, for these logs; what it signed last lies in this folder."""

    def __init__(
        self, name: str, public: bytes, sign: Sign, logs: Iterable[VerifierKey], folder: Path
    ) -> None:
        self.key = VerifierKey(name, COSIGNATURE, public)
        self.sign = sign
        self.logs: dict[str, list[VerifierKey]] = {}
        for key in logs:
            if key.kind != ED25519:
                raise BadNote(f"The key of {key.name} is not that of a log.")
            self.logs.setdefault(key.name, []).append(key)
        self.folder = folder
        self.files = Folder(folder)
        folder.mkdir(parents=True, exist_ok=True)

    def add_checkpoint(self, body: bytes) -> Answer:
        try:
            request = _Request.read(body)
        except (BadNote, UnicodeDecodeError) as error:
            return Answer(400, f"{error}\n")
        keys = self.logs.get(request.checkpoint.origin)
        if not keys:
            return Answer(404, "This witness does not know that log.\n")
        try:
            _require_signed(request.note, keys)
        except BadNote as error:
            return Answer(403, f"{error}\n")
        if request.old > request.checkpoint.size:
            return Answer(400, "The old size is greater than the checkpoint's.\n")
        # Compared and written by one at a time, also where two processes serve the folder.
        with self._alone():
            return self._compare(request, keys)

    def checkpoint(self, origin_hash: str) -> Answer:
        """What it signed last of the log whose origin has this SHA-256."""
        if not re.fullmatch("[0-9a-f]{64}", origin_hash):
            return Answer(404, "")
        try:
            return Answer(200, self.files.read(f"{origin_hash}/checkpoint").decode())
        except FileNotFoundError:
            return Answer(404, "This witness never signed a checkpoint of that log.\n")

    def _compare(self, request: "_Request", keys: list[VerifierKey]) -> Answer:
        new, last = request.checkpoint, self._last(request.checkpoint.origin)
        if request.old != last.size:
            return Answer(409, f"{last.size}\n", SIZE)
        if not new.size and new.root != tree.empty_root():
            return Answer(422, "The root of an empty log is that of an empty tree.\n")
        try:
            tree.check_consistency(last.size, new.size, request.proof, last.root, new.root)
        except tree.NotProven as error:
            return Answer(422, f"{error}\n")
        signature = cosign(request.note.text, int(time.time()), self.key, self.sign)
        own = [each for each in request.note.signatures if any(map(each.is_by, keys))]
        kept = Note(request.note.text, (*own, signature))
        self.files.write(_name(new.origin), str(kept).encode())
        return Answer(200, f"{signature}\n")

    def _last(self, origin: str) -> Checkpoint:
        try:
            content = self.files.read(_name(origin)).decode()
        except FileNotFoundError:
            return Checkpoint(origin, 0, tree.empty_root())
        return Checkpoint.read(Note.read(content).text)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        opened = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX)
            yield
        finally:
            os.close(opened)


class _Request(NamedTuple):
    old: int
    proof: list[bytes]
    note: Note
    checkpoint: Checkpoint

    @classmethod
    def read(cls, body: bytes) -> "_Request":
        head, blank, content = body.decode().partition("\n\n")
        first, *lines = head.split("\n")
        found = _OLD.fullmatch(first)
        if not blank or not found or len(lines) > MOST_HASHES:
            raise BadNote("A request is: old SIZE, hashes, an empty line, a checkpoint.")
        note = Note.read(content)
        return cls(int(found[1]), [_hash(each) for each in lines], note, Checkpoint.read(note.text))


def _hash(line: str) -> bytes:
    try:
        found = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadNote("A hash of the proof is not base64.") from error
    if len(found) != HASH:
        raise BadNote("A hash of the proof has 32 bytes.")
    return found


def _require_signed(note: Note, keys: list[VerifierKey]) -> None:
    """By a key of the log; and every signature under a name and id of one is right."""
    signed = False
    for key in keys:
        for each in note.signatures:
            if each.is_by(key):
                key.check(note.text, each.signature)
                signed = True
    if not signed:
        raise BadNote("The log has not signed this checkpoint with a key that this witness knows.")


def _name(origin: str) -> str:
    return f"{hashlib.sha256(origin.encode()).hexdigest()}/checkpoint"
