"""What an import refused, and of whom it is not sure, as tables that open in any spreadsheet."""

import csv
from collections.abc import Iterator
from typing import Any

from claims.choices import ImportNoteKind
from claims.models import ImportNote, ImportRun

COLUMNS = ("line", "column", "reason")
AT_ONCE = 2_000


class _Line:
    """For ``csv.writer``: what it writes is what it returns."""

    def write(self, text: str) -> str:
        return text


def table(run: ImportRun, kind: ImportNoteKind) -> Iterator[str]:
    """The notes of the kind as lines of CSV, in order, streamed. Their columns: COLUMNS."""
    writer = csv.writer(_Line())
    yield _written(writer, COLUMNS)
    notes = ImportNote.objects.filter(run=run, kind=kind).order_by("line", "pk")
    for note in notes.values_list("line", "column", "reason").iterator(chunk_size=AT_ONCE):
        yield _written(writer, [_inert(each) for each in note])


def _written(writer: Any, cells: Any) -> str:
    line: str = writer.writerow(cells)
    return line


def _inert(cell: Any) -> Any:
    """No spreadsheet takes it for a formula."""
    if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{cell}"
    return cell
