from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.models import Publication
from claims.publication.chain import faults


class Command(BaseCommand):
    help = "Check every publication's hash and its link to the one before; names broken rows."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for number, what in faults():
            broken += 1
            self.stderr.write(f"publication {number}: {what}")
        if broken:
            raise CommandError(f"The publication chain is broken: {broken} faults.")
        last = Publication.objects.order_by("-number").first()
        if last is None:
            self.stdout.write("The publication chain is empty.")
        else:
            self.stdout.write(
                f"The publication chain is unbroken: {last.number} rows, {last.sha256}."
            )
