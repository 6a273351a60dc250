"""The rows of a file in batches."""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from claims.imports.rows import Refusal, Row

# Characters after which a batch ends: rows may hold whole texts.
HEAVIEST = 10_000_000


class Batch(NamedTuple):
    """``read_to``: bytes of the file that were read with it."""

    rows: list[Row | Refusal]
    read_to: int


def batches_of(file: BinaryIO, found: Iterator[Row | Refusal], most: int) -> Iterator[Batch]:
    batch: list[Row | Refusal] = []
    weight = 0
    for each in found:
        batch.append(each)
        weight += _weight(each)
        if len(batch) == most or weight >= HEAVIEST:
            yield Batch(batch, file.tell())
            batch, weight = [], 0
    if batch:
        yield Batch(batch, file.tell())


def _weight(each: Row | Refusal) -> int:
    """Characters in the columns that may be long."""
    if isinstance(each, Refusal):
        return len(each.reason)
    texts = (each.text, each.rationale, each.note, each.markup, each.source_text, each.quote)
    return sum(len(text) for text in texts if text)
