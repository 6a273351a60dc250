from typing import Any

from django.core.management.base import BaseCommand

from claims.publication.publishing import publish_due
from newsroom.choices import Via
from newsroom.history import through


class Command(BaseCommand):
    help = "Publish what was signed under an embargo that has ended. Run it every minute."

    def handle(self, *args: Any, **options: Any) -> None:
        with through(Via.CLOCK):
            for number in publish_due():
                self.stdout.write(f"published claim {number}")
