from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Not used here: people set their own passwords."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", nargs="?")

    def handle(self, *args: Any, **options: Any) -> NoReturn:
        raise CommandError(
            "People set their own passwords, by a link from the sign-in page or a senior editor. If"
            " no senior editor can sign in, use name_senior."
        )
