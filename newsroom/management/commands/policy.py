from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from newsroom.choices import Via
from newsroom.history import acting, through


class Command(BaseCommand):
    help = "Show or change the four-eyes policy. Changing it needs the database's owner role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--one-person", choices=["yes", "no"], help="A newsroom of one.")
        parser.add_argument("--reason", default="", help="Why; recorded and shown.")

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections["owner"]
        if options["one_person"] is not None:
            if not options["reason"].strip():
                raise CommandError("Give a reason with --reason.")
            with (
                through(Via.COMMAND),
                acting(None, options["reason"], using="owner"),
                connection.cursor() as cursor,
            ):
                cursor.execute(
                    "UPDATE newsroom_policy SET one_person = %s, reason = %s, changed_at = now()"
                    " WHERE id = 1",
                    [options["one_person"] == "yes", options["reason"]],
                )
        with connection.cursor() as cursor:
            cursor.execute("SELECT one_person, reason FROM newsroom_policy WHERE id = 1")
            one_person, reason = cursor.fetchone()
        self.stdout.write(
            f"One person is enough: {reason}" if one_person else "Four eyes: two people sign."
        )
