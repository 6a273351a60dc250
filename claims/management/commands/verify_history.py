"""``verify_history``: compares the newsroom's own history with what the signer of the log saw of it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from claims.transparency.history import Differs, compare
from claims.transparency.log import open_files


class Command(BaseCommand):
    help = (
        "Compare every event of history with the private tree whose root is in the log, and name the"
        " first that differs. It needs the database's owner role and the log's folder."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        files = open_files()
        if files is None:
            raise CommandError("Set SIGNED_LOG: the folder or bucket in which the log is kept.")
        try:
            with connections["owner"].cursor() as cursor:
                found = compare(cursor, files)
        except FileNotFoundError as error:
            raise CommandError(f"The log is not complete: {error}") from error
        except Differs as differs:
            raise CommandError(str(differs)) from differs
        self.stdout.write(f"History is as it was signed: {found.events} events.")
        if found.erased:
            self.stdout.write(f"Of {found.erased} of them, values were erased by an erasure.")
        if found.later:
            self.stdout.write(f"Not signed yet: {found.later} later events.")
