from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from factcheck import backup
from factcheck import environment as env
from factcheck.supervise import database_running


class Command(BaseCommand):
    help = (
        "Back up the database and the captured files, and read all of it back."
        " Encrypted where BACKUP_PASSPHRASE or BACKUP_PASSPHRASE_FILE is set."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", help="An empty folder, or s3://bucket/folder.")

    def handle(self, *args: Any, place: str, **options: Any) -> None:
        try:
            written = backup.Place(place, env.BACKUP_PASSPHRASE.read())
            with database_running():
                manifest = backup.make(written)
        except backup.FAILURES as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Backed up {manifest.rows()} rows and {len(manifest.files)} captured files to {place},"
            f" {'encrypted' if written.encrypted else 'not encrypted'}, and read them back."
            " Keep the secret key elsewhere: it is not in the backup."
        )
        if manifest.missing:
            names = "\n".join(manifest.missing)
            raise CommandError(f"Rows name captured files that are missing or damaged:\n{names}")
