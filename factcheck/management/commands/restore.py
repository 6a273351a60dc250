from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from factcheck import backup
from factcheck import environment as env
from factcheck.supervise import database_running


class Command(BaseCommand):
    help = (
        "Restore what `backup` wrote into an empty database, as the owner's role, and compare every row."
        " What is encrypted needs BACKUP_PASSPHRASE or BACKUP_PASSPHRASE_FILE."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", help="A folder, or s3://bucket/folder.")

    def handle(self, *args: Any, place: str, **options: Any) -> None:
        try:
            written = backup.Place(place, env.BACKUP_PASSPHRASE.read())
            with database_running():
                manifest = backup.restore(written, self.stdout.write)
        except backup.FAILURES as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restored the backup of {manifest.made_at}: {manifest.rows()} rows and"
            f" {len(manifest.files)} captured files, each the same as then."
        )
