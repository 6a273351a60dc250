"""Parquet, typed, in row groups of one size, so that memory does not grow with the rows.

PostgreSQL writes each row as CSV and pyarrow reads it, so that no cell becomes a Python object.
"""

import json
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection
from django.utils.translation import override
from psycopg import sql

from claims.formats.exports.columns import Column, Dataset, Kind

# Rows are read so many at a time, or so many bytes where they are long; a row group is some of those.
# What the file's end says of each group is held until then, so groups are large enough to be few.
BATCH, BATCH_BYTES = 250, 1 << 18
GROUP = 20  # batches
BLOCK = 1 << 17  # bytes handed on at a time

# Of those that there are, the one that gives most back; in all wheels of the platforms we name.
POOL = pa.mimalloc_memory_pool()

TYPES: dict[Kind, pa.DataType] = {
    Kind.NUMBER: pa.int64(),
    Kind.AMOUNT: pa.decimal128(30, 6),
    Kind.TRUTH: pa.bool_(),
    Kind.DAY: pa.date32(),
    Kind.MOMENT: pa.timestamp("us", "UTC"),
    Kind.TEXT: pa.string(),
}


class Written:
    """A file that can only be written; what was written since it was last taken."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._at = 0

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._parts.append(part)
        self._at += len(part)
        return len(part)

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True

    def take(self) -> Iterator[bytes]:
        """In blocks, each let go of as the next one is asked for."""
        parts, self._parts = deque(self._parts), []
        block = bytearray()
        while parts:
            block += parts.popleft()
            if len(block) >= BLOCK:
                yield bytes(block)
                block.clear()
        yield bytes(block)


@override(settings.LANGUAGE_CODE)
def schema(dataset: Dataset, as_of: int) -> pa.Schema:
    """With what each column means, in the same language for everybody, and what it is as of."""
    fields = [
        pa.field(each.name, _type(each), metadata={"description": str(each.means)})
        for each in dataset.columns
    ]
    return pa.schema(fields, metadata={"title": str(dataset.title), "as_of": str(as_of)})


def _type(column: Column) -> pa.DataType:
    one = TYPES[column.kind]
    return pa.list_(one) if column.parted_by else one


def blocks(statement: sql.Composed, dataset: Dataset, as_of: int) -> Iterator[tuple[int, bytes]]:
    """(how many rows so far, some of the bytes that came with the last of them).

    ``statement`` copies rows out as CSV, with lists as JSON.
    """
    typed = schema(dataset, as_of)
    file, done = Written(), 0
    with (
        connection.connection.cursor() as cursor,
        cursor.copy(statement) as copy,
        pq.ParquetWriter(
            file,
            typed,
            compression="zstd",
            memory_pool=POOL,
            # Nobody skips a row group by the first and last of its sentences.
            write_statistics=[each.name for each in dataset.columns if not each.free],
        ) as writer,
    ):
        group: list[pa.Table] = []
        for text in _texts(copy):
            group.append(_table(text, typed))
            # What reading took besides is not kept until a later batch wants it.
            POOL.release_unused()
            if len(group) == GROUP:
                done += _write(writer, group)
                group = []
                yield from ((done, block) for block in file.take())
        if group:
            done += _write(writer, group)
    yield from ((done, block) for block in file.take())


def _texts(copy: Iterable[Any]) -> Iterator[bytes]:
    """Some rows of CSV at a time; each comes whole."""
    text, rows = bytearray(), 0
    for row in copy:
        text += row
        rows += 1
        if rows == BATCH or len(text) >= BATCH_BYTES:
            yield bytes(text)
            text, rows = bytearray(), 0
    if rows:
        yield bytes(text)


def _write(writer: pq.ParquetWriter, group: list[pa.Table]) -> int:
    table = pa.concat_tables(group)
    writer.write_table(table, row_group_size=max(1, table.num_rows))
    POOL.release_unused()
    return int(table.num_rows)


def _table(rows: bytes, typed: pa.Schema) -> pa.Table:
    text = pa.py_buffer(rows)
    names = list(typed.names)
    read = pc.read_csv(
        text,
        # At once and in this thread: the parts of a block would be the larger, and in any order.
        pc.ReadOptions(use_threads=False, block_size=len(text) + 1, column_names=names),
        pc.ParseOptions(newlines_in_values=True),
        pc.ConvertOptions(
            column_types={
                field.name: pa.string() if pa.types.is_list(field.type) else field.type
                for field in typed
            },
            # COPY quotes an empty text, and nothing where there is no value.
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["t"],
            false_values=["f"],
        ),
        POOL,
    )
    columns = [
        pa.array(map(_list, column.to_pylist()), field.type)
        if pa.types.is_list(field.type)
        else column
        for column, field in zip(read.columns, typed, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=typed)


def _list(text: str | None) -> list[Any] | None:
    return None if text is None else json.loads(text)
