"""manage.py import_claims: an archive of claims, brought in by bulk."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from claims.choices import ImportFormat, ImportNoteKind, ImportState
from claims.imports import dry_run, loading, mapping, reports
from claims.management.commands.capture import whoever
from claims.models import ImportNote, ImportRun
from newsroom.choices import Via
from newsroom.errors import Refused
from newsroom.history import through
from newsroom.models import User

KINDS = (ImportNoteKind.REFUSED, ImportNoteKind.UNSURE)


class Command(BaseCommand):
    help = (
        "Bring claims in from files: a table (CSV), one JSON object a line (NDJSON), or ClaimReview"
        " (a page, a feed or a dump). Cut off, the same command goes on where it stopped. What is"
        " refused, and of which speakers it is not sure, is written beside: FILE.refused.csv,"
        " FILE.unsure.csv."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", metavar="FILE", nargs="+")
        parser.add_argument("--format", required=True, choices=ImportFormat.values)
        parser.add_argument(
            "--mapping",
            default="",
            metavar="NAME|FILE",
            help=f"which columns mean what: {', '.join(mapping.shipped())}, or a file of your own",
        )
        parser.add_argument(
            "--origin", default="", help="whose claims these are: a domain such as politifact.com"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument("--by", metavar="USERNAME", help="who brings it in")
        parser.add_argument(
            "--batch",
            type=int,
            default=loading.BATCH,
            metavar="ROWS",
            help=f"rows of one transaction ({loading.BATCH:,})",
        )
        parser.add_argument(
            "--reports", default=".", metavar="FOLDER", help="where the two reports are written"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = whoever(options["by"])
        folder = Path(options["reports"])
        if options["batch"] < 1:
            raise CommandError("A batch has at least one row.")
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        failed = []
        with through(Via.COMMAND):
            try:
                chosen = mapping.load(options["mapping"])
            except Refused as refused:
                raise CommandError(refused.sentence) from refused
            for name in options["files"]:
                try:
                    self._one(name, by, chosen, folder, options)
                except Refused as refused:
                    failed.append(f"{name}: {refused.sentence}")
        if failed:
            raise CommandError("\n".join(failed))

    def _one(
        self,
        name: str,
        by: User,
        chosen: mapping.Mapping,
        folder: Path,
        options: dict[str, Any],
    ) -> None:
        path = Path(name)
        # A file's name need not be Unicode.
        called = os.fsencode(path.name).decode("utf-8", "replace")[:300]
        how = (called, options["format"], chosen, options["origin"])
        with _opened(path) as file:
            if options["dry_run"]:
                run = dry_run.attempt(
                    by, file, *how, lambda run: self._report(run, folder, called), self._progress
                )
                self.stdout.write(f"{name}: {run.message} This was a dry run: nothing stays.")
                return
            run = loading.find_or_create_run(by, file, *how)
            if run.state == ImportState.DONE:
                self.stdout.write(
                    f"{name}: brought in already, by {run.requested_by} ({run.finished_at:%Y-%m-%d})."
                )
                return
            if run.position:
                self.stderr.write(f"{name}: goes on behind line {run.position:,} …")
            run = loading.run_import(run, by, file, chosen, self._progress, options["batch"])
        self.stdout.write(f"{name}: {run.message}")
        self._report(run, folder, called)

    def _progress(self, run: ImportRun) -> None:
        self.stderr.write(
            f"{run.file_name}: {run.part_done:.0%}, {run.rows_made:,} claims,"
            f" {run.rows_refused:,} refused …"
        )

    def _report(self, run: ImportRun, folder: Path, name: str) -> None:
        for kind in KINDS:
            if not ImportNote.objects.filter(run=run, kind=kind).exists():
                continue
            path = folder / f"{name}.{kind}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                file.writelines(reports.table(run, kind))
            self.stdout.write(f"  {kind}: {path}")


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CommandError(f"{path} can't be read: {reason}.") from error
