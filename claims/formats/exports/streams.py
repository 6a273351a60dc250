"""An export as a stream of blocks, read by COPY … TO STDOUT from one snapshot of the database.

Only one block is in memory at a time, whatever the number of rows.
"""

import hashlib
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

import zstandard
from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string
from psycopg import sql

from claims.formats.exports.datasets import DATASETS
from claims.formats.exports.statements import ExportQuery
from claims.publication.point_in_time import last_number
from newsroom import replicas, timeouts

BLOCK = 1 << 17  # bytes
# A row of COPY's binary format with one column: the number of columns, the length, the text.
BEFORE_A_FIELD = 6
SIGNATURE = b"PGCOPY\n\xff\r\n\x00"
BEFORE_THE_ROWS = len(SIGNATURE) + 8
THE_END = b"\xff\xff"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# Publications are stored in the order of their numbers, so that reading by an index in that order is
# as fast as reading on: rows come at once, and nothing is sorted on disk first. The other processors
# are left to other requests.
PLANNER_SETTINGS = {
    "random_page_cost": "1",
    "max_parallel_workers_per_gather": "0",
    "datestyle": "ISO, YMD",
}
# Imported by name when first used: pyarrow adds 40 MB and 0.5 s to every process that loads it.
PARQUET = "claims.formats.exports.parquet.blocks"
# Part of an export's ETag; to be raised when the bytes of the same rows change.
FORMAT_VERSION = 4

Blocks = Generator[bytes, None, None]


class Form(StrEnum):
    NDJSON = "ndjson"
    CSV = "csv"
    PARQUET = "parquet"


class Compression(StrEnum):
    GZIP = "gzip"
    ZSTD = "zstd"


SUFFIX = {Compression.GZIP: ".gz", Compression.ZSTD: ".zst"}


class NoPlaceFree(Exception):
    """As many exports are running as are allowed at once."""


@contextmanager
def one_snapshot(at_once: int | None = None, *, of_the_public: bool = False) -> Iterator[None]:
    """All reads inside see one state: that of the caller's transaction, where there is one.

    ``at_once``: no more than this many run; raises NoPlaceFree. The places are locks in the
    database, so that all its servers share them and none stays taken after a crash. ``of_the_public``: what the
    public reads alone is read, from the replica where it may be.
    """
    with replicas.reading() if of_the_public else nullcontext(), _one_snapshot(at_once):
        yield


@contextmanager
def _one_snapshot(at_once: int | None) -> Iterator[None]:
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        changed = {**PLANNER_SETTINGS, "statement_timeout": f"{settings.EXPORT_MINUTES}min"}
        for name, value in changed.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
        if at_once is not None and not _has_place(cursor, at_once):
            raise NoPlaceFree
        try:
            yield
        finally:
            # Nothing was written, and after a cut-off query there would be nothing to commit.
            transaction.set_rollback(True)


@contextmanager
def a_place(at_once: int) -> Iterator[None]:
    """One of the places of exports, for a stream that is not read from one snapshot.

    Raises NoPlaceFree. Between its statements such a transaction blocks nothing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        timeouts.unhurried()
        if not _has_place(cursor, at_once):
            raise NoPlaceFree
        yield


def _has_place(cursor: Any, at_once: int) -> bool:
    for place in range(at_once):
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('exports'), %s)", [place])
        if cursor.fetchone() == (True,):
            return True
    return False


@dataclass
class Export:
    """A query's result in one form; to be made and read within :func:`one_snapshot`.

    ``as_of``: the number of the last publication included. ``heading``: whether a CSV begins with
    the names of its columns, after the ``byte_order_mark`` by which spreadsheets detect UTF-8.
    ``rows`` counts those yielded so far.
    """

    query: ExportQuery
    form: Form
    as_of: int
    compression: Compression | None = None
    byte_order_mark: bool = False
    heading: bool = True
    rows: int = 0

    @property
    def name(self) -> str:
        suffix = SUFFIX[self.compression] if self.compression else ""
        return f"{self.query.dataset.name}-as-of-{self.as_of}.{self.form}{suffix}"

    def tag(self) -> str:
        """An ETag that names the bytes at any time: equal only where they are equal."""
        query = self.query
        columns = [each.name for each in query.dataset.columns]
        request = (
            *(FORMAT_VERSION, settings.SITE_URL, query.dataset.name, query.after, query.up_to),
            *(self.form, self.compression, self.byte_order_mark, self.heading, columns),
        )
        state = _one_row(
            sql.SQL("SELECT count(*), bit_xor(hashint8extended(number, 0)) FROM ({}) p").format(
                query.numbers()
            )
        )
        if query.dataset is DATASETS["speakers"]:
            # Speakers have their present names.
            lines = sql.SQL("SELECT bit_xor(hashtextextended(o.line, 0)) FROM ({}) o(line)")
            state += _one_row(lines.format(query.lines()))
        if "served" in query.publications.query.annotations:
            # What may be served of a past day changes with later publications.
            state += (last_number(),)
        return hashlib.sha256(repr((request, state)).encode()).hexdigest()

    def count(self) -> int:
        (rows,) = _one_row(sql.SQL("SELECT count(*) FROM ({}) o").format(self.query.rows()))
        return int(rows)

    def blocks(self) -> Blocks:
        """The bytes. Closing it early ends the query."""
        plain = {
            Form.NDJSON: self._ndjson,
            Form.CSV: self._csv,
            Form.PARQUET: self._parquet,
        }[self.form]()
        return compressed(plain, self.compression) if self.compression else plain

    def _ndjson(self) -> Blocks:
        statement = sql.SQL("COPY ({}) TO STDOUT (FORMAT binary)").format(self.query.lines())
        for block in copied(statement):
            if bytes(block[0][: len(SIGNATURE)]) == SIGNATURE:
                block[0] = block[0][BEFORE_THE_ROWS:]
            if bytes(block[-1]) == THE_END:
                block.pop()
            self.rows += len(block)
            if block:
                yield b"\n".join([row[BEFORE_A_FIELD:] for row in block]) + b"\n"

    def _csv(self) -> Blocks:
        if self.heading:
            mark = BYTE_ORDER_MARK if self.byte_order_mark else b""
            names = ",".join(each.name for each in self.query.dataset.columns)
            yield mark + names.encode() + b"\r\n"
        statement = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(self.query.cells())
        for block in copied(statement):
            self.rows += len(block)
            # One row to a message; PostgreSQL ends each as Unix does, RFC 4180 otherwise.
            yield b"\r\n".join([row[:-1] for row in block]) + b"\r\n"

    def _parquet(self) -> Blocks:
        write: Callable[..., Iterator[tuple[int, bytes]]] = import_string(PARQUET)
        statement = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(self.query.rows())
        for rows, block in write(statement, self.query.dataset, self.as_of):
            self.rows = rows
            if block:
                yield block


def copied(statement: sql.Composed) -> Iterator[list[memoryview]]:
    """The messages of a COPY … TO STDOUT, a block of them at a time."""
    with connection.connection.cursor() as cursor, cursor.copy(statement) as copy:
        block: list[memoryview] = []
        size = 0
        for row in copy:
            block.append(row)
            size += len(row)
            if size >= BLOCK:
                yield block
                block, size = [], 0
        if block:
            yield block


class Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


def compressed(blocks: Blocks, by: Compression) -> Blocks:
    """The same bytes for the same blocks: no names, no times."""
    if by == Compression.GZIP:
        # 31: the largest window, as a gzip file.
        compressor: Compressor = zlib.compressobj(level=6, wbits=31)
    else:
        compressor = zstandard.ZstdCompressor(level=3).compressobj()
    try:
        for block in blocks:
            if made := compressor.compress(block):
                yield made
        yield compressor.flush()
    finally:
        blocks.close()


def _one_row(statement: sql.Composed) -> tuple[Any, ...]:
    with connection.connection.cursor() as cursor:
        cursor.execute(statement)
        row: tuple[Any, ...] = cursor.fetchone()
        return row
