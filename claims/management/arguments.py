"""What commands are given, checked: a person, a day, a file."""

import os
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO

from django.core.management.base import CommandError

from newsroom.models import User


def person(username: str | None) -> User:
    """The person of that name or, without one, the only superuser. Raises CommandError."""
    people = User.objects.filter(is_active=True)
    if username is not None:
        found = people.filter(username=username).first()
        if found is None:
            raise CommandError(f"No active person has the user name {username!r}.")
        return found
    superusers = list(people.filter(is_superuser=True)[:2])
    if len(superusers) != 1:
        raise CommandError("Name the person who does this: --by USERNAME.")
    return superusers[0]


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a valid date (YYYY-MM-DD).") from error


def count(text: str) -> int:
    """From 1 to 100."""
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 100:
        raise ArgumentTypeError(f"{text!r} is not a number from 1 to 100.")
    return int(text)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Raises CommandError where the file can't be read."""
    try:
        file = path.open("rb")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CommandError(f"{path} can't be read: {reason}.") from error
    with file:
        yield file


def name_of(path: Path) -> str:
    """Its name as text; file names need not be Unicode."""
    return os.fsencode(path.name).decode("utf-8", "replace")
