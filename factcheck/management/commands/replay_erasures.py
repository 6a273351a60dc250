from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.models import Erasure
from claims.workflow import erased_files
from factcheck.backup.erasures import erase_again
from factcheck.backup.errors import FAILURES


class Command(BaseCommand):
    help = (
        "Erase from this database what the list of erasures in storage has and it has not, as after"
        " restoring an older backup; and write entries that the list lacks. `restore` does it by itself."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = erase_again(self.stdout.write)
        except FAILURES as error:
            raise CommandError(str(error)) from error
        for erasure in Erasure.objects.order_by("pk"):
            erased_files.after(erasure)
        self.stdout.write(f"{done} erasures were missing here, and are done again.")
