"""manage.py export: what was published, whole, into a file."""

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
from claims.formats.exports.statements import ExportQuery, published
from claims.formats.exports.streams import SUFFIX, Compression, Export, Form, one_snapshot
from claims.publication import point_in_time
from claims.publication.point_in_time import Moment
from claims.search.filters import LARGEST_NUMBER, PublicClaimFilters
from newsroom.errors import Refused

TELL_EVERY = 1.0  # seconds
PACKAGE = "datapackage.json"


class Command(BaseCommand):
    help = (
        "Export what was published, as the API does: claims, appearances, quantities, relations,"
        " speakers or sources, as NDJSON, CSV or Parquet. More than one go into a folder, with a"
        " datapackage.json that says what the columns of CSV files mean. A file appears once it is"
        " whole; what was cut off goes on with --resume."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", nargs="+", choices=list(DATASETS), metavar="WHAT")
        parser.add_argument("--format", choices=list(Form), default=Form.NDJSON)
        parser.add_argument("--output", type=Path, help="a file, or a folder; else standard output")
        parser.add_argument("--compress", choices=list(Compression))
        parser.add_argument("--bom", action="store_true", help="CSV: for old spreadsheets")
        parser.add_argument("--as-of", metavar="WHEN", help="a day, an instant or a number")
        parser.add_argument("--after", metavar="NUMBER", type=number, default=0)
        parser.add_argument("--resume", action="store_true", help="go on with a file cut off")
        filters = parser.add_argument_group("only claims with")
        for name, each in PublicClaimFilters.base_filters.items():
            # argparse takes % for its own.
            means = str(each.extra["help_text"]).replace("%", "%%")
            filters.add_argument(f"--{name.replace('_', '-')}", help=means)

    def handle(self, *args: Any, **options: Any) -> None:
        output: Path | None = options["output"]
        into_folder = output is not None and output.is_dir()
        self._refuse_what_makes_no_sense(options, into_folder)
        form = Form(options["format"])
        compression = Compression(options["compress"]) if options["compress"] else None
        filters = {name: options[name] for name in PublicClaimFilters.base_filters if options[name]}
        suffix = SUFFIX[compression] if compression else ""
        moment = when(options["as_of"])
        if options["resume"] and moment is None:
            # Each file is read by itself, so what stands now is given its number.
            moment = when(str(point_in_time.last_number()))
        files: list[tuple[Dataset, str]] = []
        with ExitStack() as stack:
            if not options["resume"]:
                stack.enter_context(one_snapshot())
            as_of = moment.number if moment else point_in_time.last_number()
            for what in options["what"]:
                dataset = DATASETS[what]
                query = ExportQuery(dataset, filtered(moment, filters), options["after"])
                export = Export(query, form, as_of, compression, options["bom"])
                if output is None:
                    self._print(export)
                    continue
                path = output / f"{what}.{form}{suffix}" if into_folder else output
                asked = json.dumps(
                    [what, form, compression, options["bom"], options["after"], filters]
                )
                self._save(export, path, asked, resume=options["resume"], filters=filters)
                files.append((dataset, path.name))
            if into_folder and form == Form.CSV and output:
                whole(output / PACKAGE, json.dumps(package(as_of, files), indent=2).encode())

    def _refuse_what_makes_no_sense(self, options: dict[str, Any], into_folder: bool) -> None:
        form = options["format"]
        if len(options["what"]) > 1 and not into_folder:
            raise CommandError("More than one go into a folder: --output FOLDER, which exists.")
        if form == Form.PARQUET and options["compress"]:
            raise CommandError("The columns of a Parquet file are compressed already.")
        if options["bom"] and form != Form.CSV:
            raise CommandError("--bom is for CSV alone.")
        if options["output"] is None and options["resume"]:
            raise CommandError("Only a file can be gone on with: --output FILE.")
        if options["resume"] and (form == Form.PARQUET or options["compress"]):
            raise CommandError("Only NDJSON and CSV that are not compressed can be gone on with.")

    def _print(self, export: Export) -> None:
        try:
            self._write(export, sys.stdout.buffer)
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever read it has enough; nothing more is to be said into the pipe.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _save(
        self, export: Export, path: Path, asked: str, *, resume: bool, filters: dict[str, str]
    ) -> None:
        """Under another name until it is whole; that name says what was asked for, and as of when."""
        name = f".{path.name}.{hashlib.sha256(asked.encode()).hexdigest()[:12]}.as-of-"
        with ExitStack() as stack:
            if resume:
                for part in sorted(path.parent.glob(f"{name}*.part")):
                    export = self._gone_on_with(part, export, filters) or export
                stack.enter_context(one_snapshot())
            part = path.with_name(f"{name}{export.as_of}.part")
            try:
                with part.open("wb" if export.heading else "ab") as file:
                    self._write(export, file)
                    file.flush()
                    os.fsync(file.fileno())
            except OSError as error:
                raise CommandError(f"{path} can't be written: {error.strerror}.") from error
            part.replace(path)

    def _gone_on_with(self, part: Path, export: Export, filters: dict[str, str]) -> Export | None:
        """The rest of what was cut off, or None where it has to begin again."""
        as_of = int(part.stem.rpartition("-")[2])
        query, dataset = export.query, export.query.dataset
        found = resuming.kept(part, export.form, dataset)
        moment = point_in_time.read(str(as_of))
        rest = ExportQuery(dataset, filtered(moment, filters), max(query.after, found.number))
        before = ExportQuery(dataset, rest.publications, query.after, up_to=found.number)
        with one_snapshot():
            good = found.rows and resuming.is_as_it_was(as_of)
            good = good and Export(before, export.form, as_of).count() == found.rows
        if not good:
            self.stderr.write(f"{part}: nothing of it can be kept; it begins again.")
            part.unlink()
            return None
        os.truncate(part, found.size)
        self.stderr.write(f"{part}: {found.rows:,} rows are kept; it goes on after them.")
        return Export(rest, export.form, as_of, heading=False, rows=found.rows)

    def _write(self, export: Export, file: BinaryIO) -> None:
        told = began = time.monotonic()
        what = export.query.dataset.name
        for block in export.blocks():
            file.write(block)
            if time.monotonic() - told > TELL_EVERY:
                told = time.monotonic()
                self.stderr.write(f"{what}: {export.rows:,} rows …")
        took = time.monotonic() - began
        self.stderr.write(
            f"{what}: {export.rows:,} rows as of publication {export.as_of}, in {took:.1f} s"
        )


def filtered(moment: Moment | None, filters: dict[str, str]) -> Any:
    """Raises CommandError for a filter that is not understood."""
    found = PublicClaimFilters(filters, published(moment))
    if not found.is_valid():
        raise CommandError(
            "\n".join(
                f"--{name.replace('_', '-')}: {' '.join(map(str, said))}"
                for name, said in found.errors.items()
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


def whole(path: Path, content: bytes) -> None:
    """Written at once or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
