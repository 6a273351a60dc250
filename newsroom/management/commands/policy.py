from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils.translation import gettext as _

from newsroom import people
from newsroom.choices import Via
from newsroom.errors import Refused
from newsroom.history import acting, through

ONE_PERSON = (
    "UPDATE newsroom_policy SET one_person = %s, reason = %s, changed_at = now() WHERE id = 1"
)
DRAFTERS = "UPDATE newsroom_policy SET drafters_may_sign = %s WHERE id = 1"
KEEP_MESSAGES = "UPDATE newsroom_policy SET keep_messages = %s WHERE id = 1"
KEEP_SIGN_INS = "UPDATE newsroom_policy SET keep_sign_ins = %s WHERE id = 1"


class Command(BaseCommand):
    help = "Show or change the four-eyes policy. Changing it needs the database's owner role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--one-person", choices=["yes", "no"], help="A newsroom of one.")
        parser.add_argument(
            "--drafters-may-sign",
            choices=["yes", "no"],
            help="Whether whoever wrote a claim before its review may sign its conclusion.",
        )
        parser.add_argument(
            "--keep-sign-ins", type=int, metavar="DAYS", help="How long sign-ins are kept."
        )
        parser.add_argument(
            "--keep-messages",
            type=int,
            metavar="DAYS",
            help="How long readers' messages are kept after the decision.",
        )
        parser.add_argument("--reason", default="", help="Why; recorded and shown.")

    def handle(self, *args: Any, **options: Any) -> None:
        connection, reason = connections["owner"], options["reason"].strip()
        one_person, days = options["one_person"], options["keep_sign_ins"]
        drafters = options["drafters_may_sign"]
        changes: list[tuple[str, list[Any]]] = []
        if one_person is not None:
            changes.append((ONE_PERSON, [one_person == "yes", reason]))
        if drafters is not None:
            changes.append((DRAFTERS, [drafters == "yes"]))
        if days is not None:
            changes.append((KEEP_SIGN_INS, [days]))
        if options["keep_messages"] is not None:
            changes.append((KEEP_MESSAGES, [options["keep_messages"]]))
        if changes and not reason:
            raise CommandError("Give a reason with --reason.")
        try:
            with (
                through(Via.COMMAND),
                acting(None, reason, using="owner"),
                connection.cursor() as cursor,
            ):
                for statement, values in changes:
                    cursor.execute(statement, values)
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self._notify(one_person, drafters, reason)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT one_person, reason, drafters_may_sign, keep_sign_ins, keep_messages"
                " FROM newsroom_policy WHERE id = 1"
            )
            alone, why, drafters_sign, kept, messages = cursor.fetchone()
        self.stdout.write(
            f"One person is enough: {why}" if alone else "Four eyes: two people sign."
        )
        self.stdout.write(
            "Whoever wrote a claim before its review may sign it."
            if drafters_sign
            else "Whoever wrote part of a claim doesn't sign it."
        )
        self.stdout.write(f"Sign-ins are kept for {kept} days.")
        self.stdout.write(f"Readers' messages are kept for {messages} days after the decision.")

    def _notify(self, one_person: str | None, drafters: str | None, reason: str) -> None:
        """Tell everybody here who may now sign what."""
        sentences = {
            (0, "yes"): _("One person may do what otherwise takes two: %(reason)s"),
            (0, "no"): _("What takes two people takes two again: %(reason)s"),
            (1, "yes"): _(
                "Whoever wrote a claim before its review may sign its conclusion: %(reason)s"
            ),
            (1, "no"): _("Whoever wrote part of a claim no longer signs it: %(reason)s"),
        }
        for place, chosen in enumerate((one_person, drafters)):
            if chosen is not None:
                with through(Via.COMMAND), acting(None, reason):
                    people.notify_everybody(sentences[place, chosen] % {"reason": reason})
