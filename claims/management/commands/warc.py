"""manage.py warc: the responses of servers, as a web archive."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from claims.models import Anchor
from newsroom.querysets import in_batches
from sources import warc
from sources.models import Snapshot

STANDARD_OUTPUT = "-"
AT_ONCE = 20  # snapshots held in memory at a time


class Command(BaseCommand):
    help = (
        "Write the raw bytes of snapshots as a web archive (WARC 1.1, each record gzipped), with the"
        " hashes of their texts. Pasted texts and excerpts are left out: no server sent them."
    )

    such_as = "sources.warc.gz"

    def add_arguments(self, parser: ArgumentParser) -> None:
        for what in ("snapshot", "source", "claim"):
            parser.add_argument(
                f"--{what}",
                type=int,
                nargs="+",
                default=[],
                metavar="NUMBER",
                help=f"the snapshots of each {what}" if what != "snapshot" else "these snapshots",
            )
        parser.add_argument("--all", action="store_true", help="every snapshot")
        parser.add_argument(
            "to",
            nargs="?",
            metavar="FILE",
            default=STANDARD_OUTPUT,
            help=f"such as {self.such_as}; by default standard output",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = Snapshot.objects.filter(chosen(options)).exclude(raw_name="")
        if not found.exists():
            raise CommandError("None of these has raw bytes.")
        snapshots = in_batches(found.select_related("source"), AT_ONCE)
        with written_to(options["to"]) as stream:
            written = warc.write(snapshots, stream)
        self.stderr.write(f"{written} snapshots written.")


def chosen(options: dict[str, Any]) -> Q:
    """The condition for the snapshots. Raises CommandError where none is chosen."""
    if options["all"]:
        return Q()
    quoted = Anchor.objects.filter(claim__in=options["claim"]).values("snapshot")
    if not (options["snapshot"] or options["source"] or options["claim"]):
        raise CommandError("Choose what to write: --snapshot, --source, --claim or --all.")
    return Q(pk__in=options["snapshot"]) | Q(source__in=options["source"]) | Q(pk__in=quoted)


@contextmanager
def written_to(name: str) -> Iterator[BinaryIO]:
    """The whole file or none; or standard output."""
    if name == STANDARD_OUTPUT:
        if sys.stdout.isatty():
            raise CommandError("An archive can't be shown in a terminal: name a file.")
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(name)
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise CommandError(f"{name} can't be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)
