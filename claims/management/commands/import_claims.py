"""manage.py import_claims: an archive of claims."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.choices import ImportFormat, ImportNoteKind, ImportState
from claims.imports import dry_run, loading, mapping, reports
from claims.management.arguments import name_of, opened, person
from claims.models import ImportNote, ImportRun
from newsroom.choices import Via
from newsroom.errors import Refused
from newsroom.history import through
from newsroom.models import User


class Command(BaseCommand):
    help = (
        "Import claims from files: tables (CSV), one JSON object a line (NDJSON), or ClaimReview"
        " (a page, a feed or a dump). After an interruption the same command continues. Refused"
        " rows and uncertain speakers are reported in FILE.refused.csv and FILE.unsure.csv."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", metavar="FILE", nargs="+")
        parser.add_argument("--format", required=True, choices=ImportFormat.values)
        parser.add_argument(
            "--mapping",
            default="",
            metavar="NAME|FILE",
            help=f"the meaning of the columns: {', '.join(mapping.shipped())}, or your own file",
        )
        parser.add_argument(
            "--origin", default="", help="whose claims these are: a domain such as politifact.com"
        )
        parser.add_argument("--dry-run", action="store_true", help="only report the result")
        parser.add_argument("--by", metavar="USERNAME", help="the person who imports")
        parser.add_argument(
            "--batch",
            type=int,
            default=loading.BATCH,
            metavar="ROWS",
            help=f"rows of one transaction ({loading.BATCH:,})",
        )
        parser.add_argument(
            "--reports", metavar="FOLDER", help="the folder of the two reports, if not the file's"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = person(options["by"])
        if options["batch"] < 1:
            raise CommandError("A batch has at least one row.")
        if options["reports"] and not Path(options["reports"]).is_dir():
            raise CommandError(f"{options['reports']} is not a folder.")
        failed = []
        with through(Via.COMMAND):
            try:
                chosen = mapping.load(options["mapping"])
            except Refused as refused:
                raise CommandError(refused.sentence) from refused
            for name in options["files"]:
                try:
                    self._import(name, by, chosen, options)
                except Refused as refused:
                    failed.append(f"{name}: {refused.sentence}")
        if failed:
            raise CommandError("\n".join(failed))

    def _import(
        self, name: str, by: User, chosen: mapping.Mapping, options: dict[str, Any]
    ) -> None:
        file_name = name_of(Path(name))[:300]
        reports_path = Path(options["reports"] or Path(name).parent) / file_name
        how = (file_name, options["format"], chosen, options["origin"])
        with opened(Path(name)) as file:
            if options["dry_run"]:
                run = dry_run.attempt(
                    by, file, *how, lambda run: self._report(run, reports_path), self._progress
                )
                self.stdout.write(f"{name}: {run.message} This was a dry run: nothing is stored.")
                return
            run = loading.find_or_create_run(by, file, *how)
            if run.state == ImportState.DONE:
                self.stdout.write(
                    f"{name}: imported already, by {run.requested_by} ({run.finished_at:%Y-%m-%d})."
                )
                return
            if run.position:
                self.stderr.write(f"{name}: continues after line {run.position:,} …")
            try:
                run = loading.run_import(run, by, file, chosen, self._progress, options["batch"])
                self.stdout.write(f"{name}: {run.message}")
            finally:
                self._report(run, reports_path)

    def _progress(self, run: ImportRun) -> None:
        self.stderr.write(
            f"{run.file_name}: {run.part_done:.0%}, {run.rows_made:,} claims,"
            f" {run.rows_refused:,} refused …"
        )

    def _report(self, run: ImportRun, path: Path) -> None:
        for kind in (ImportNoteKind.REFUSED, ImportNoteKind.UNSURE):
            if not ImportNote.objects.filter(run=run, kind=kind).exists():
                continue
            report = path.with_name(f"{path.name}.{kind}.csv")
            with report.open("w", encoding="utf-8", newline="") as file:
                file.writelines(reports.table(run, kind))
            self.stdout.write(f"  {kind}: {report}")
