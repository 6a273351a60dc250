"""A log's tiles and entries (c2sp.org/tlog-tiles), each in a file of its own under a fixed name."""

import os
import re
import secrets
import stat
import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from claims.transparency.tree import leaf_hash, node_hash, root_of

WIDTH = 256  # hashes of a full tile: eight levels of the tree
HASH = 32
LONGEST_ENTRY = 65535  # bytes
KEPT = 3.0  # seconds
AT_THE_TOP = re.compile("([0-9]+/)?[a-z]+")
OF_THE_SIGNER = re.compile("([0-9]+/)?signer/")


class Files(Protocol):
    """Where a log keeps its files."""

    def read(self, name: str) -> bytes:
        """Raises FileNotFoundError."""

    def write(self, name: str, content: bytes) -> None:
        """All of it or nothing, in place of what was there."""


class Bucket:
    """Or another of Django's storages, which replaces what is there. What is at a log's top, such as
    the checkpoint, is asked for by many pages: it is kept for a few seconds.
    """

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self._recent: dict[str, tuple[float, bytes]] = {}

    def read(self, name: str) -> bytes:
        until, kept = self._recent.get(name, (0.0, b""))
        if time.monotonic() < until:
            return kept
        with self.storage.open(name) as file:
            content: bytes = file.read()
        if AT_THE_TOP.fullmatch(name):
            self._recent[name] = (time.monotonic() + KEPT, content)
        return content

    def write(self, name: str, content: bytes) -> None:
        self._recent.pop(name, None)
        self.storage.save(name, ContentFile(content))


class Within:
    """What is below a name in other files."""

    def __init__(self, files: Files, name: str) -> None:
        self.files, self.name = files, name

    def read(self, name: str) -> bytes:
        return self.files.read(f"{self.name}/{name}")

    def write(self, name: str, content: bytes) -> None:
        self.files.write(f"{self.name}/{name}", content)


class Folder:
    """``for_others``: the web server, another user, reads what is written, whatever the umask; but not below ``signer/``."""

    def __init__(self, path: Path, *, for_others: bool = False) -> None:
        self.path, self.for_others = path, for_others

    def read(self, name: str) -> bytes:
        return (self.path / name).read_bytes()

    def write(self, name: str, content: bytes) -> None:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shared = self.for_others and not OF_THE_SIGNER.match(name)
        if shared:
            self._let_others_enter(path.parent)
        temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with temporary.open("xb") as file:
            if shared:
                os.fchmod(file.fileno(), 0o644)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)

    def _let_others_enter(self, folder: Path) -> None:
        """Folders that nobody else may enter, from this one up to that of the log."""
        while folder.is_relative_to(self.path):
            found = folder.stat()
            if not found.st_mode & 0o055 and found.st_uid == os.geteuid():
                folder.chmod(stat.S_IMODE(found.st_mode) | 0o055)
            folder = folder.parent


def numbered(index: int) -> str:
    """A number as a path that sorts, three digits a part."""
    digits = f"{index:03}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])


def tile_name(level: int | str, index: int, width: int = WIDTH) -> str:
    """level: a number, or "entries"."""
    return f"tile/{level}/{numbered(index)}" + (f".p/{width}" if width < WIDTH else "")


def pack(entries: Sequence[bytes]) -> bytes:
    return b"".join(len(entry).to_bytes(2) + entry for entry in entries)


def unpack(bundle: bytes) -> Iterator[bytes]:
    """Raises ValueError where the bundle ends within an entry."""
    at = 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2])
        if end > len(bundle) or at + 2 > len(bundle):
            raise ValueError("The bundle of entries ends too early.")
        yield bundle[at + 2 : end]
        at = end


@lru_cache(maxsize=1024)  # of 260,000 leaves, about 16 MB
def _complete_subtrees(tile: bytes) -> list[bytes]:
    """The hashes of the complete subtrees of 1, 2, 4, … of this tile's hashes, one after the other."""
    levels = [tile]
    while len(below := levels[-1]) >= 2 * HASH:
        pairs = range(0, len(below) // HASH // 2 * 2 * HASH, 2 * HASH)
        levels.append(
            b"".join(
                node_hash(below[at : at + HASH], below[at + HASH : at + 2 * HASH]) for at in pairs
            )
        )
    return levels


class TiledTree:
    """The tree of this size in these files; larger ones may be there beside it."""

    def __init__(self, files: Files, size: int) -> None:
        self.files = files
        self.size = size
        self._tiles: dict[tuple[int, int], bytes] = {}

    def width(self, level: int, index: int) -> int:
        """How many hashes this tile has in a tree of this size."""
        return max(0, min(WIDTH, (self.size >> 8 * level) - index * WIDTH))

    def tile(self, level: int, index: int) -> list[bytes]:
        """Raises FileNotFoundError, and ValueError for one that was cut short."""
        content = self._tile(level, index)
        return [content[at : at + HASH] for at in range(0, len(content), HASH)]

    def _tile(self, level: int, index: int) -> bytes:
        found = self._tiles.get((level, index))
        if found is None:
            width = self.width(level, index)
            content = self._read(level, index, width)
            if len(content) < width * HASH:
                raise ValueError(f"{tile_name(level, index, width)} is too short.")
            found = self._tiles[level, index] = content[: width * HASH]
        return found

    def subtree(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree, for the functions of ``tree``."""
        tile_level, height = divmod(level, 8)
        first = index << height
        subtrees = _complete_subtrees(self._tile(tile_level, first // WIDTH))[height]
        at = (first % WIDTH >> height) * HASH
        return subtrees[at : at + HASH]

    def entries(self, index: int) -> list[bytes]:
        """The entries of this bundle that the tree of this size has."""
        width = self.width(0, index)
        return list(unpack(self._read("entries", index, width)))[:width] if width else []

    def _read(self, level: int | str, index: int, width: int) -> bytes:
        try:
            return self.files.read(tile_name(level, index, width))
        except FileNotFoundError:
            # A partial tile may go when the full one is there.
            return self.files.read(tile_name(level, index))

    def append(self, entries: Sequence[bytes]) -> "TiledTree":
        """Writes what a tree with these more needs, and returns it."""
        if any(len(entry) > LONGEST_ENTRY for entry in entries):
            raise ValueError(f"An entry is longer than {LONGEST_ENTRY} bytes.")
        if not entries:
            return self
        index, width = divmod(self.size, WIDTH)
        bundle = self.entries(index) if width else []
        self._write_in_tiles("entries", index, [*bundle, *entries])
        return self.append_hashes([leaf_hash(entry) for entry in entries])

    def append_hashes(self, hashes: Sequence[bytes]) -> "TiledTree":
        """The same for a tree whose entries are kept elsewhere."""
        added, level = list(hashes), 0
        while added:
            index, width = divmod(self.size >> 8 * level, WIDTH)
            tile = [*(self.tile(level, index) if width else []), *added]
            self._write_in_tiles(level, index, tile)
            full = len(tile) // WIDTH * WIDTH
            added = [root_of(tile[at : at + WIDTH]) for at in range(0, full, WIDTH)]
            level += 1
        return TiledTree(self.files, self.size + len(hashes))

    def _write_in_tiles(self, level: int | str, index: int, content: Sequence[bytes]) -> None:
        for at in range(0, len(content), WIDTH):
            part = content[at : at + WIDTH]
            packed = pack(part) if level == "entries" else b"".join(part)
            self.files.write(tile_name(level, index + at // WIDTH, len(part)), packed)
