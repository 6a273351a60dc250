"""``name_senior``: the first senior editors, and recovery when none can sign in."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from newsroom import emails, password_links, people
from newsroom.choices import Role, Via
from newsroom.history import acting, through
from newsroom.models import HeldRole, User


class Command(BaseCommand):
    help = (
        "Make a person a senior editor, and let them set a password; everybody is notified. Needs the"
        " database's owner role."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--email", default="", help="Of a new person, for the link.")
        parser.add_argument("--first-name", default="", help="Of a new person.")
        parser.add_argument("--last-name", default="", help="Of a new person.")
        parser.add_argument("--public-name", default="", help="Of a new person, as signer.")
        parser.add_argument("--reason", required=True, help="Why; recorded in history.")

    def handle(self, *args: Any, **options: Any) -> None:
        reason = options["reason"].strip()
        if not reason:
            raise CommandError("Give a reason with --reason.")
        with through(Via.COMMAND), acting(None, reason, using="owner"):
            person = self._person(options)
            HeldRole.objects.using("owner").filter(person=person).delete()
            HeldRole.objects.using("owner").create(person=person, role=Role.SENIOR)
            by_mail = emails.has_address(person)
            address = "" if by_mail else password_links.made_by_owner(person)
        with through(Via.COMMAND), acting(None, reason):
            sentence = _("The owner of the database made %(person)s a senior editor: %(reason)s")
            people.notify_everybody(sentence % {"person": person, "reason": reason})
            if by_mail:
                password_links.create(person, None)
        self.stdout.write(f"{person.get_username()} is a senior editor; everybody was notified.")
        self.stdout.write(
            f"A link to set the password goes to {person.email}."
            if by_mail
            else f"Give them this link to set the password. It works once, for two days:\n{address}"
        )

    def _person(self, options: Any) -> User:
        """The person of that name, made where there is none, and active."""
        found = User.objects.using("owner").filter(username=options["username"]).first()
        names = ("email", "first_name", "last_name", "public_name")
        person = found or User(
            username=options["username"],
            password=make_password(None),
            is_staff=True,
            **{name: options[name] for name in names},
        )
        person.is_active = person.is_staff = True
        try:
            person.full_clean(validate_unique=False)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        person.save(using="owner")
        return person
