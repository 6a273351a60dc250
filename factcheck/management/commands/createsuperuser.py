from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Not used here: people get their rights from two senior editors."

    def handle(self, *args: Any, **options: Any) -> NoReturn:
        raise CommandError(
            "Name the first two senior editors, or one who recovers access, with name_senior."
        )
