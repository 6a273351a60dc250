"""``set_up``: bring the database to this version's state, and fill a demonstration."""

from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Everything before serving; what is done already stays as it is."""

    help = "Migrate, and in the embedded demonstration make its people and its newsroom."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run what applies here, in order."""
        call_command("migrate", interactive=False, verbosity=0)
        if settings.EMBEDDED:
            call_command("demo_people")
            if "seed" in get_commands():
                call_command("seed")
