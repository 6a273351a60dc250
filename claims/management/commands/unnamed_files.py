"""manage.py unnamed_files: the files in storage that no row names, and removing them."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claims.publication import epochs
from sources import unnamed_files

ONE_IN = 20  # more than this share of all files: the rows are missing, and not the files too many


class Command(BaseCommand):
    help = (
        "List the files in storage that no row of this database has named for a week: of captures that were"
        " refused, and of evidence or answers that were removed. With --remove, remove them. Don't, where another"
        " database uses the same storage, or where a newer backup is yet to be restored."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="remove them for good")

    def handle(self, *args: Any, **options: Any) -> None:
        found, stored = unnamed_files.find()
        for each in found:
            kept = "" if each.known else "  kept: the history has a gap then"
            self.stdout.write(f"{each.name}  {each.size} bytes  {each.stored_at:%Y-%m-%d}{kept}")
        self.stdout.write(f"{len(found)} of {stored} files.")
        if not options["remove"]:
            return
        if why_not := _why_not(len(found), stored):
            raise CommandError(f"Nothing was removed: {why_not}")
        removed = sum(unnamed_files.remove(each.name) for each in found if each.known)
        self.stdout.write(f"{removed} removed.")


def _why_not(unnamed: int, stored: int) -> str:
    """Why the rows may only be missing; empty where nothing says so."""
    if epochs.is_behind_the_log():
        return "the database was restored to a point behind the public log."
    if settings.SIGNED_LOG is not None and not epochs.can_read_the_log():
        return "the public log can't be read, so nobody knows whether the database has all rows."
    if unnamed * ONE_IN > stored:
        return (
            f"more than one in {ONE_IN} has no name here. Is this the right database, and whole?"
            " If so, delete the files by hand."
        )
    return ""
