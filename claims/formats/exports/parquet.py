"""Parquet, typed, in row groups of one size, so that memory does not grow with the rows.

PostgreSQL writes each row as CSV and pyarrow reads it, so that no cell becomes a Python object.
"""

import io
import json
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
from django.db import connection
from psycopg import sql

from claims.formats.exports.columns import Column, Dataset
from claims.publication.fields import Kind

# Rows read at a time, by their number or, where they are long, their bytes. What a file's footer
# says of each row group is held until the end, so groups are large enough to be few.
BATCH, BATCH_BYTES = 250, 1 << 18
GROUP = 20  # batches
BLOCK = 1 << 17  # bytes handed on at a time

# The allocator that returns most to the system; every wheel for our platforms has it.
POOL = pa.mimalloc_memory_pool()

TYPES: dict[Kind, pa.DataType] = {
    Kind.NUMBER: pa.int64(),
    Kind.AMOUNT: pa.decimal128(30, 6),
    Kind.TRUTH: pa.bool_(),
    Kind.DAY: pa.date32(),
    Kind.MOMENT: pa.timestamp("us", "UTC"),
    Kind.WORD: pa.string(),
    Kind.TEXT: pa.string(),
}


class Written(io.RawIOBase):
    """A write-only file that holds what was written since it was last taken."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._parts.append(part)
        self._at += len(part)
        return len(part)

    def tell(self) -> int:
        return self._at

    def take(self) -> Iterator[bytes]:
        """In blocks, each released as the next one is requested."""
        parts, self._parts = deque(self._parts), []
        block = bytearray()
        while parts:
            block += parts.popleft()
            if len(block) >= BLOCK:
                yield bytes(block)
                block.clear()
        yield bytes(block)


def schema(dataset: Dataset, as_of: int) -> pa.Schema:
    """With what each column means, and the publication that the rows are as of."""
    fields = [
        pa.field(each.name, _type(each), metadata={"description": each.means})
        for each in dataset.columns
    ]
    return pa.schema(fields, metadata={"title": dataset.title, "as_of": str(as_of)})


def _type(column: Column) -> pa.DataType:
    one = TYPES[column.kind]
    return pa.list_(one) if column.separator else one


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
            # The first and last sentence of a row group help no reader to skip it.
            write_statistics=[each.name for each in dataset.columns if each.kind != Kind.TEXT],
        ) as writer,
    ):
        group: list[pa.Table] = []
        for text in _texts(copy):
            group.append(_table(text, typed))
            # Memory that reading took besides is not kept for a later batch.
            POOL.release_unused()
            if len(group) == GROUP:
                done += _write(writer, group)
                group = []
                yield from ((done, block) for block in file.take())
        if group:
            done += _write(writer, group)
    yield from ((done, block) for block in file.take())


def _texts(copy: Iterable[Any]) -> Iterator[bytes]:
    """Some whole rows of CSV at a time."""
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
        # In one block and this thread, so that rows keep their order.
        pc.ReadOptions(use_threads=False, block_size=len(text) + 1, column_names=names),
        pc.ParseOptions(newlines_in_values=True),
        pc.ConvertOptions(
            column_types={
                field.name: pa.string() if pa.types.is_list(field.type) else field.type
                for field in typed
            },
            # COPY quotes an empty text, and writes nothing for null.
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
