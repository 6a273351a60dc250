"""``demo_people``: a reporter, an editor and a senior editor for the embedded demonstration."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError

from newsroom.choices import Role, Via
from newsroom.history import acting, through
from newsroom.models import HeldRole, User

# Sign-in, role, public name, and name at the desk.
PEOPLE = (
    ("reporter", Role.REPORTER, "", "Robin", "Reporter"),
    ("editor", Role.EDITOR, "E. Editor", "Erin", "Editor"),
    ("senior", Role.SENIOR, "S. Senior", "Sam", "Senior"),
)


class Command(BaseCommand):
    help = "Create the demonstration's people and print their sign-ins (embedded server only)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("People with printed passwords are for the embedded server only.")
        passwords = kept_passwords(settings.VAR_DIR / "demonstration-sign-ins")
        lines = ["\nSign-ins of this demonstration:"]
        with through(Via.COMMAND), acting(None, "the demonstration's people", using="owner"):
            for username, role, public_name, first, last in PEOPLE:
                user = person(username, role, public_name, first, last, passwords[username])
                if options["verbosity"]:
                    known = user.check_password(passwords[username])
                    shown = passwords[username] if known else "(the password was changed)"
                    lines.append(f"  {username:<9} {shown:<26} {Role(role).label}")
        if options["verbosity"]:
            self.stdout.write("\n".join(lines))


def person(
    username: str, role: Role, public_name: str, first: str, last: str, password: str
) -> User:
    """The person, created at the first call and not changed later."""
    people = User.objects.using("owner")
    user = people.filter(username=username).first()
    if not user:
        user = people.create(
            username=username,
            public_name=public_name,
            first_name=first,
            last_name=last,
            is_staff=True,
            password=make_password(password),
        )
        HeldRole.objects.using("owner").create(person=user, role=role)
    return user


def kept_passwords(path: Path) -> dict[str, str]:
    """Passwords by username, created at the first call in a file that only its owner can read."""
    if not path.exists():
        lines = "".join(f"{person[0]} {secrets.token_urlsafe(12)}\n" for person in PEOPLE)
        fresh = path.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
            file.write(lines)
        fresh.rename(path)
    return dict(line.split() for line in path.read_text().splitlines())
