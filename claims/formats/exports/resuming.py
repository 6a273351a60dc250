"""Resuming an export to a file that was cut off: what can be kept, and where to continue."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from claims.choices import PublicationEvent
from claims.formats.exports.columns import Dataset
from claims.formats.exports.streams import Form
from claims.models import Publication

# The forms whose rows can be separated in a file that was cut off.
RESUMABLE = (Form.NDJSON, Form.CSV)
# After one of these, rows already written may no longer be shown.
HIDES = (PublicationEvent.HIDDEN, PublicationEvent.WITHDRAWN, PublicationEvent.TAKEN_DOWN)


class Kept(NamedTuple):
    """The first ``size`` bytes are ``rows`` whole rows: all rows up to ``number``."""

    size: int
    rows: int
    number: int


def is_as_it_was(as_of: int) -> bool:
    """Whether nothing was hidden since that publication."""
    return not Publication.objects.filter(number__gt=as_of, event__in=HIDES).exists()


def kept(path: Path, form: Form, dataset: Dataset) -> Kept:
    """The whole rows of a file in a resumable form, without those of its last number, which may not all be there."""
    key = dataset.order[0].rpartition(".")[2]
    size = rows = number = 0
    found = Kept(0, 0, 0)
    with path.open("rb") as file:
        records = _lines(file) if form == Form.NDJSON else _records(file)
        if form == Form.CSV:
            size = len(next(records, b""))
        for record in records:
            this = json.loads(record)[key] if form == Form.NDJSON else int(record.split(b",", 1)[0])
            if this != number:
                found = Kept(size, rows, number)
                number = this
            size += len(record)
            rows += 1
    return found


def _lines(file: BinaryIO) -> Iterator[bytes]:
    return (line for line in file if line.endswith(b"\n"))


def _records(file: BinaryIO) -> Iterator[bytes]:
    """A line break within quotes does not end a record."""
    record = b""
    for line in file:
        record += line
        if record.endswith(b"\r\n") and record.count(b'"') % 2 == 0:
            yield record
            record = b""
