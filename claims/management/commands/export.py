"""manage.py export: the publications, as files."""

import hashlib
import json
import os
import sys
import time
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from claims.formats.exports import resuming
from claims.formats.exports.columns import Dataset
from claims.formats.exports.datasets import DATASETS
from claims.formats.exports.package import package
from claims.formats.exports.statements import ExportQuery, rows_of
from claims.formats.exports.streams import SUFFIX, Compression, Export, Form, one_snapshot
from claims.publication import point_in_time
from claims.publication.point_in_time import Moment
from claims.search.filters import LARGEST_NUMBER, PublicClaimFilters
from newsroom.errors import Refused

PROGRESS_EVERY = 1.0  # seconds
PACKAGE = "datapackage.json"


class Command(BaseCommand):
    help = (
        "Export what was published, as the API does: claims and their parts, what they name, or every"
        " version, as NDJSON, CSV or Parquet. Several are written to a folder, CSV files"
        " with a datapackage.json that explains their columns. A file appears once it is complete;"
        " --resume continues an interrupted export."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", nargs="+", choices=list(DATASETS), metavar="WHAT")
        parser.add_argument("--format", choices=list(Form), default=Form.NDJSON)
        parser.add_argument("--output", type=Path, help="a file, or a folder; else standard output")
        parser.add_argument("--compress", choices=list(Compression))
        parser.add_argument("--bom", action="store_true", help="CSV: for old spreadsheets")
        parser.add_argument("--as-of", metavar="WHEN", help="a day, an instant or a number")
        parser.add_argument("--after", metavar="NUMBER", type=number, default=0)
        parser.add_argument("--resume", action="store_true", help="continue an interrupted export")
        filters = parser.add_argument_group("only claims with")
        for name, each in PublicClaimFilters.base_filters.items():
            # argparse formats its help with %.
            text = str(each.extra["help_text"]).replace("%", "%%")
            filters.add_argument(f"--{name.replace('_', '-')}", help=text)

    def handle(self, *args: Any, **options: Any) -> None:
        output: Path | None = options["output"]
        into_folder = output is not None and output.is_dir()
        self._check(options, into_folder)
        form = Form(options["format"])
        compression = Compression(options["compress"]) if options["compress"] else None
        filters = {name: options[name] for name in PublicClaimFilters.base_filters if options[name]}
        suffix = SUFFIX[compression] if compression else ""
        moment = when(options["as_of"])
        if options["resume"] and moment is None:
            # Each file is read by itself: the number makes them all of one state.
            moment = when(str(point_in_time.last_number()))
        files: list[tuple[Dataset, str]] = []
        with ExitStack() as stack:
            if not options["resume"]:
                stack.enter_context(one_snapshot(of_the_public=True))
            as_of = moment.number if moment else point_in_time.last_number()
            for what in options["what"]:
                dataset = DATASETS[what]
                if dataset.of_history and filters:
                    raise CommandError(f"{what} takes no filters: export it by itself.")
                query = ExportQuery(dataset, filtered(dataset, moment, filters), options["after"])
                export = Export(query, form, as_of, compression, options["bom"])
                if output is None:
                    self._print(export)
                    continue
                path = output / f"{what}.{form}{suffix}" if into_folder else output
                arguments = json.dumps(
                    [what, form, compression, options["bom"], options["after"], filters]
                )
                self._save(export, path, arguments, resume=options["resume"], filters=filters)
                files.append((dataset, path.name))
            if into_folder and form == Form.CSV and output:
                write_whole(output / PACKAGE, json.dumps(package(as_of, files), indent=2).encode())

    def _check(self, options: dict[str, Any], into_folder: bool) -> None:
        form = options["format"]
        if len(options["what"]) > 1 and not into_folder:
            raise CommandError("Several need an existing folder: --output FOLDER.")
        if form == Form.PARQUET and options["compress"]:
            raise CommandError("Parquet files are compressed already: leave --compress out.")
        if options["bom"] and form != Form.CSV:
            raise CommandError("--bom is for CSV only.")
        if options["output"] is None and options["resume"]:
            raise CommandError("Only a file can be resumed: --output FILE.")
        if options["resume"] and (form not in resuming.RESUMABLE or options["compress"]):
            raise CommandError("Only uncompressed NDJSON and CSV can be resumed.")

    def _print(self, export: Export) -> None:
        try:
            self._write(export, sys.stdout.buffer)
            sys.stdout.flush()
        except BrokenPipeError:
            # The reader has closed the pipe; Python must not flush into it at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _save(
        self, export: Export, path: Path, arguments: str, *, resume: bool, filters: dict[str, str]
    ) -> None:
        """Under another name until it is complete, made of the arguments and the state exported."""
        name = f".{path.name}.{hashlib.sha256(arguments.encode()).hexdigest()[:12]}.as-of-"
        with ExitStack() as stack:
            if resume:
                for part in sorted(path.parent.glob(f"{name}*.part")):
                    export = self._resumed(part, export, filters) or export
                stack.enter_context(one_snapshot(of_the_public=True))
            part = path.with_name(f"{name}{export.as_of}.part")
            try:
                with part.open("wb" if export.heading else "ab") as file:
                    self._write(export, file)
                    file.flush()
                    os.fsync(file.fileno())
            except OSError as error:
                raise CommandError(f"{path} can't be written: {error.strerror}.") from error
            part.replace(path)

    def _resumed(self, part: Path, export: Export, filters: dict[str, str]) -> Export | None:
        """The rest of an interrupted export, or None where it has to begin again."""
        as_of = int(part.stem.rpartition("-")[2])
        query, dataset = export.query, export.query.dataset
        found = resuming.kept(part, export.form, dataset)
        moment = point_in_time.read(str(as_of))
        rest = ExportQuery(
            dataset, filtered(dataset, moment, filters), max(query.after, found.number)
        )
        before = ExportQuery(dataset, rest.publications, query.after, up_to=found.number)
        with one_snapshot(of_the_public=True):
            good = found.rows and resuming.is_as_it_was(as_of)
            good = good and Export(before, export.form, as_of).count() == found.rows
        if not good:
            self.stderr.write(f"{part}: it can't be continued, so the export begins again.")
            part.unlink()
            return None
        os.truncate(part, found.size)
        self.stderr.write(f"{part}: {found.rows:,} rows are kept; the export continues after them.")
        return Export(rest, export.form, as_of, heading=False, rows=found.rows)

    def _write(self, export: Export, file: BinaryIO) -> None:
        reported = began = time.monotonic()
        what = export.query.dataset.name
        for block in export.blocks():
            file.write(block)
            if time.monotonic() - reported > PROGRESS_EVERY:
                reported = time.monotonic()
                self.stderr.write(f"{what}: {export.rows:,} rows …")
        took = time.monotonic() - began
        self.stderr.write(
            f"{what}: {export.rows:,} rows as of publication {export.as_of}, in {took:.1f} s"
        )


def filtered(dataset: Dataset, moment: Moment | None, filters: dict[str, str]) -> Any:
    """Raises CommandError for an invalid filter."""
    found = PublicClaimFilters(filters, rows_of(dataset, moment))
    if not found.is_valid():
        raise CommandError(
            "\n".join(
                f"--{name.replace('_', '-')}: {' '.join(map(str, errors))}"
                for name, errors in found.errors.items()
            )
        )
    return found.qs


def when(text: str | None) -> Moment | None:
    try:
        return point_in_time.read(text) if text else None
    except Refused as refused:
        raise CommandError(f"--as-of: {refused.sentence}") from refused


def number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= LARGEST_NUMBER):
        raise ValueError(text)
    return int(text)


def write_whole(path: Path, content: bytes) -> None:
    """The whole file or none."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
