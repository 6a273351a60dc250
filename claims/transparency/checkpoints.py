"""Checkpoints (c2sp.org/tlog-checkpoint): what a log says of itself, as the text of a signed note."""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Self

from claims.transparency.notes import BadNote

_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


@dataclass(frozen=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __str__(self) -> str:
        root = base64.b64encode(self.root).decode()
        return "".join(f"{line}\n" for line in (self.origin, self.size, root, *self.extensions))

    @classmethod
    def read(cls, text: str) -> Self:
        """Of a note's text; without its signatures. Raises BadNote."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() or not all(lines) or not _SIZE.fullmatch(lines[1]):
            raise BadNote("A checkpoint is an origin, a size and a hash, each on a line.")
        try:
            root = base64.b64decode(lines[2], validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadNote("The hash of the checkpoint is not base64.") from error
        if len(root) != 32:
            raise BadNote("The hash of the checkpoint is not 32 bytes long.")
        return cls(lines[0], int(lines[1]), root, tuple(lines[3:]))
