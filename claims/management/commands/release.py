"""manage.py release: dated files of everything public, for researchers."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.formats.releases import making
from newsroom.errors import Refused
from newsroom.identity import require_public_address


class Command(BaseCommand):
    help = (
        "Make today's (UTC) release of everything public: each table as CSV, NDJSON and Parquet, our"
        " ClaimReviews, what the columns mean, an entry for data catalogues, how to cite, and"
        " checksums. It is kept in storage and served below /data/releases/, for as long as nothing"
        " in it is taken offline."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--remake",
            action="store_true",
            help="instead, make the releases again that are not served because something in them was"
            " taken offline, without it; to be run every day",
        )

        parser.add_argument(
            "--local",
            action="store_true",
            help="also where SITE_URL is an address of this machine, which the files then hold",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if not options["local"]:
                require_public_address()
            made = (
                making.remake(self.stderr.write)
                if options["remake"]
                else [making.make(self.stderr.write)]
            )
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        for release in made:
            self.stdout.write(
                f"{release.day}: publication {release.version}, {len(release.files)} files,"
                f" {release.size:,} bytes: {release.url}"
            )
