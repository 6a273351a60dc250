from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claims.management.seeding import fill_inbox, load
from claims.models import Erasure, Publication
from newsroom.choices import Via
from newsroom.errors import Refused
from newsroom.history import through
from newsroom.management.progress import Progress
from newsroom.models import User

DESK = ("reporter", "editor", "senior")


class Command(BaseCommand):
    help = "Load the demonstration newsroom (seeds/). Loading it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=Path(settings.BASE_DIR) / "seeds")

    def handle(self, *args: Any, **options: Any) -> None:
        if Erasure.objects.exists():
            self.stdout.write(
                "Not loaded: something was erased here, and loading could bring it back."
            )
            return
        people = {
            person.get_username(): person for person in User.objects.filter(username__in=DESK)
        }
        if missing := [name for name in DESK if name not in people]:
            raise CommandError(
                f"The demonstration needs the people {', '.join(DESK)}; missing: {', '.join(missing)}."
                " Make them with `manage.py demo_people`."
            )
        try:
            with through(Via.COMMAND):
                progress = Progress(self.stdout)
                made = load(
                    options["folder"],
                    *(people[name] for name in DESK),
                    progress=partial(progress.at, "Demonstration"),
                )
                waiting = fill_inbox(options["folder"])
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        public = Publication.objects.listed().count()
        if made or waiting:
            self.stdout.write(f"{made} claims loaded, {public} public, {waiting} in the inbox.")
        else:
            self.stdout.write("Nothing to load.")
