from typing import Any

from django.core.management.base import BaseCommand

from claims.inbox.scoring import score_again
from newsroom.choices import Via
from newsroom.history import through


class Command(BaseCommand):
    help = (
        "Score the pending statements of the inbox that have another model's score of how worth"
        " checking they are, or none. Can be stopped and run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with through(Via.COMMAND):
            count = score_again()
        self.stdout.write(f"{count} statements scored.")
