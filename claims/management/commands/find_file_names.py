"""manage.py find_file_names: what may have been recorded wrongly when a file was chosen."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.management.file_names import Suspect, suspects

HEADINGS = ("record", "field", "value", "file", "public", "what to do")


class Command(BaseCommand):
    help = (
        "List records in which the name of an uploaded file probably stands in a text field (a"
        " source's details, the page of evidence, the origin of an import), and what to do about"
        " each. Changes nothing. Exit status 1 if there are any."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [_row(each) for each in suspects()]
        if not rows:
            self.stdout.write("No field holds the name of an uploaded file.")
            return
        for row in aligned([HEADINGS, *rows]):
            self.stdout.write(row)
        raise CommandError(f"{len(rows)} to look at.")


def _row(suspect: Suspect) -> tuple[str, ...]:
    public = "yes" if suspect.public else "no"
    cells = (suspect.record, suspect.field, suspect.value, suspect.file or "-", public)
    return tuple(" ".join(each.split()) for each in (*cells, suspect.what_to_do))


def aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Columns as wide as their widest cell, the last one open."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    return ["  ".join([*map(str.ljust, row[:-1], widths), row[-1]]) for row in rows]
