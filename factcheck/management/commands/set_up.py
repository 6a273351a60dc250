from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db.migrations import Migration
from django.db.models.signals import pre_migrate

from factcheck.management.commands import migrate
from newsroom.management.progress import Progress


class Command(BaseCommand):
    help = "Migrate; on the embedded server also make the demonstration's people and newsroom."

    def handle(self, *args: Any, **options: Any) -> None:
        progress = Progress(self.stdout)
        progress.begin("Bringing the tables up to date")
        call_command(_Migrate(progress), interactive=False, verbosity=0)
        if settings.EMBEDDED:
            # `factcheck.serve` prints their sign-ins once the site answers.
            call_command("demo_people", verbosity=0)
            progress.begin("Loading the demonstration")
            call_command("seed")


class _Migrate(migrate.Command):
    """``migrate``, which says how many of the migrations it has applied."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self._progress = progress
        self._done = self._total = 0

    def handle(self, *args: Any, **options: Any) -> None:
        pre_migrate.connect(self._planned)
        try:
            super().handle(*args, **options)
        finally:
            pre_migrate.disconnect(self._planned)

    def _planned(self, plan: Sequence[object], **_of_signal: Any) -> None:
        # Again where a table was in use: then of those that are left.
        self._total = self._done + len(plan)

    def migration_progress_callback(
        self, action: str, migration: Migration | None = None, fake: bool = False
    ) -> None:
        super().migration_progress_callback(action, migration, fake)
        if action == "apply_success":
            self._done += 1
            self._progress.at("Migrations", self._done, self._total)
