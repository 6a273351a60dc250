"""manage.py wacz: captures as a package that replay programs open."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from claims.management.commands import warc
from newsroom.identity import newsroom_name
from newsroom.querysets import in_batches
from sources import wacz
from sources.models import Snapshot


class Command(warc.Command):
    help = (
        "Write the raw bytes of snapshots as a package for replay programs such as replayweb.page (WACZ"
        " 1.1.1): a web archive as manage.py warc writes it, with an index, a list of pages, hashes and"
        " time stamps. Pasted texts and excerpts are left out: no server sent them."
    )
    such_as = "sources.wacz"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--title", default="", help="of the package; the newsroom's name if not given"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = Snapshot.objects.filter(warc.chosen(options)).exclude(raw_name="")
        if not found.exists():
            raise CommandError("None of these has raw bytes.")
        snapshots = in_batches(found.select_related("source"), warc.AT_ONCE)
        with warc.written_to(options["to"]) as stream:
            written = wacz.write(snapshots, stream, options["title"] or newsroom_name())
        self.stderr.write(f"{written} snapshots written.")
