"""Parquet, typed, in row groups of one size, so that memory does not grow with the rows."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection
from django.utils.translation import override
from psycopg import sql

from claims.exports.columns import Column, Dataset, Kind

BATCH, GROUP = 2_000, 10_000  # rows

# Of each kind the type in PostgreSQL and the one in Parquet.
TYPES: dict[Kind, tuple[str, pa.DataType]] = {
    Kind.NUMBER: ("int8", pa.int64()),
    Kind.AMOUNT: ("numeric", pa.decimal128(30, 6)),
    Kind.TRUTH: ("bool", pa.bool_()),
    Kind.DAY: ("date", pa.date32()),
    Kind.MOMENT: ("timestamptz", pa.timestamp("us", "UTC")),
    Kind.TEXT: ("text", pa.string()),
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

    def take(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


@override(settings.LANGUAGE_CODE)
def schema(dataset: Dataset, as_of: int) -> pa.Schema:
    """With what each column means, in the same language for everybody, and what it is as of."""
    fields = [
        pa.field(each.name, _type(each), metadata={"description": str(each.means)})
        for each in dataset.columns
    ]
    return pa.schema(fields, metadata={"title": str(dataset.title), "as_of": str(as_of)})


def _type(column: Column) -> pa.DataType:
    one = TYPES[column.kind][1]
    return pa.list_(one) if column.parted_by else one


def blocks(statement: sql.Composed, dataset: Dataset, as_of: int) -> Iterator[tuple[int, bytes]]:
    """(how many rows so far, the bytes that came with the last of them)."""
    typed = schema(dataset, as_of)
    in_database = [
        TYPES[each.kind][0] + ("[]" if each.parted_by else "") for each in dataset.columns
    ]
    file, done = Written(), 0
    with (
        connection.connection.cursor() as cursor,
        cursor.copy(statement) as copy,
        pq.ParquetWriter(file, typed, compression="zstd", write_statistics=True) as writer,
    ):
        copy.set_types(in_database)
        group: list[pa.RecordBatch] = []
        batch: list[tuple[Any, ...]] = []
        for row in copy.rows():
            batch.append(row)
            if len(batch) == BATCH:
                group.append(_batch(batch, typed))
                batch = []
            if len(group) * BATCH == GROUP:
                done += _write(writer, group, typed)
                group = []
                yield done, file.take()
        group += [_batch(batch, typed)] if batch else []
        done += _write(writer, group, typed) if group else 0
    yield done, file.take()


def _batch(rows: list[tuple[Any, ...]], typed: pa.Schema) -> pa.RecordBatch:
    columns = zip(*rows, strict=True)
    arrays = [pa.array(each, field.type) for each, field in zip(columns, typed, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=typed)


def _write(writer: pq.ParquetWriter, group: list[pa.RecordBatch], typed: pa.Schema) -> int:
    table = pa.Table.from_batches(group, typed)
    writer.write_table(table, row_group_size=GROUP)
    return int(table.num_rows)
