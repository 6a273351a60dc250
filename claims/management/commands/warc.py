"""manage.py warc: what servers sent, as an archive that other tools read."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from claims.models import Anchor
from sources import warc
from sources.models import Snapshot

STANDARD_OUTPUT = "-"
AT_ONCE = 20  # snapshots held in memory at a time


class Command(BaseCommand):
    help = (
        "Write the raw bytes of snapshots as a web archive (WARC 1.1, each record gzipped), with the"
        " hashes of their texts. Pasted texts and excerpts are no copies of what a server sent, and"
        " are left out."
    )

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
            help="such as sources.warc.gz; standard output where none is named",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = named(options)
        found = Snapshot.objects.filter(wanted).exclude(raw_name="")
        if not found.exists():
            raise CommandError("None of these has raw bytes.")
        snapshots = found.select_related("source").order_by("pk").iterator(chunk_size=AT_ONCE)
        with written_to(options["to"]) as stream:
            written = warc.write(snapshots, stream)
        self.stderr.write(f"{written} snapshots written.")


def named(options: dict[str, Any]) -> Q:
    """Which snapshots are meant. Raises CommandError where none is named, or one isn't there."""
    if options["all"]:
        return Q()
    quoted = Anchor.objects.filter(claim__in=options["claim"]).values("snapshot")
    ways = {
        "snapshot": Q(pk__in=options["snapshot"]),
        "source": Q(source__in=options["source"]),
        "claim": Q(pk__in=quoted),
    }
    asked = [way for name, way in ways.items() if options[name]]
    if not asked:
        raise CommandError("Name what to write: --snapshot, --source or --claim, or --all.")
    together = asked[0]
    for way in asked[1:]:
        together |= way
    return together


@contextmanager
def written_to(name: str) -> Iterator[BinaryIO]:
    """The file, whole or not at all; or standard output."""
    if name == STANDARD_OUTPUT:
        if sys.stdout.isatty():
            raise CommandError("An archive is no text for a terminal: name a file.")
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
