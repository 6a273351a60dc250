"""How often something was done in a period, counted for all processes of a server together.

The counts are in a file that the processes map into memory: counting writes nothing to the database, so
limits also hold for what a replica answers, and while no database does. Several servers count apart.
"""

import fcntl
import mmap
import os
import secrets
import struct
import tempfile
import time
from hashlib import blake2b
from threading import Lock
from typing import NamedTuple

# Names the file; set before a server starts its processes.
FILE = "FACTCHECK_COUNTS"
SALT = 16  # bytes, so that nobody can choose names that share a place
PLACE = struct.Struct("<QdQ")  # the name's hash, when its period ends, the count
BUCKETS, PLACES = 4096, 8  # where a bucket is full, the period that ends first is forgotten
SIZE = SALT + BUCKETS * PLACES * PLACE.size


class Standing(NamedTuple):
    """``remaining`` times are left in the period, which ends in ``seconds``."""

    is_allowed: bool
    remaining: int
    seconds: float


def make_file() -> str:
    """A file for the counts of processes that are started after this."""
    number, path = tempfile.mkstemp(prefix="factcheck-counts-")
    with os.fdopen(number, "wb") as file:
        file.write(secrets.token_bytes(SALT) + bytes(SIZE - SALT))
    return path


class Counts:
    """The counts of one file, which is closed with the process."""

    def __init__(self, path: str) -> None:
        # Closing any other descriptor of the file would give up this process's locks.
        self._file = os.open(path, os.O_RDWR)
        self._map = mmap.mmap(self._file, SIZE)
        self._salt = self._map[:SALT]
        self._threads = Lock()

    def count(self, name: str, most: int, period: float) -> Standing:
        """Count once more, unless it was done ``most`` times in a period of ``period`` seconds."""
        hashed = blake2b(name.encode(), digest_size=8, key=self._salt).digest()
        number = int.from_bytes(hashed, "little") or 1  # 0: an empty place
        bucket = SALT + number % BUCKETS * PLACES * PLACE.size
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX, 1, bucket)
            try:
                return self._count(number, bucket, most, period)
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, bucket)

    def _count(self, number: int, bucket: int, most: int, period: float) -> Standing:
        now = time.monotonic()  # the same for all processes of a machine
        places = {
            at: PLACE.unpack_from(self._map, at)
            for at in range(bucket, bucket + PLACES * PLACE.size, PLACE.size)
        }
        own = (at for at, (named, _ends, _done) in places.items() if named == number)
        at = next(own, min(places, key=lambda each: places[each][1]))
        named, ends, done = places[at]
        if named != number or not now < ends <= now + period:
            ends, done = now + period, 0
        is_allowed = done < most
        done += is_allowed
        PLACE.pack_into(self._map, at, number, ends, done)
        return Standing(is_allowed, max(most - done, 0), ends - now)

    def clear(self) -> None:
        self._map[SALT:] = bytes(SIZE - SALT)


_opened: dict[int, Counts] = {}


def shared() -> Counts:
    """Those of this server; of this process alone where no file was named before it started."""
    process = os.getpid()
    if process not in _opened:
        path = os.environ.get(FILE) or make_file()
        _opened[process] = Counts(path)
        if not os.environ.get(FILE):
            os.unlink(path)  # noqa: PTH108 - mapped, so it stays as long as the process
    return _opened[process]
