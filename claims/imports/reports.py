"""What an import did: its notes (refused rows, uncertain speakers) as CSV files, its numbers in words."""

import csv
from collections.abc import Iterator
from typing import Any

from django.utils.translation import ngettext

from claims.choices import ImportNoteKind
from claims.models import ImportNote, ImportRun
from newsroom.querysets import in_batches

COLUMNS = ("line", "column", "reason")
AT_ONCE = 2_000


def claims(many: int) -> str:
    return ngettext("%(n)s claim", "%(n)s claims", many) % {"n": f"{many:,}"}


def rows(many: int) -> str:
    return ngettext("%(n)s row", "%(n)s rows", many) % {"n": f"{many:,}"}


class _Line:
    """A file for ``csv.writer`` whose write returns the line."""

    def write(self, text: str) -> str:
        return text


def table(run: ImportRun, kind: ImportNoteKind) -> Iterator[str]:
    """The notes of the kind as lines of CSV, in order, streamed. The columns: COLUMNS."""
    write: Any = csv.writer(_Line()).writerow
    yield write(COLUMNS)
    notes = ImportNote.objects.filter(run=run, kind=kind)
    for note in in_batches(notes, AT_ONCE, "line", "pk"):
        yield write([_inert(getattr(note, column)) for column in COLUMNS])


def _inert(cell: Any) -> Any:
    """No spreadsheet takes it for a formula."""
    if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{cell}"
    return cell
