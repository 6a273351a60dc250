"""Roles: granting and taking away. A person holds one at a time."""

from newsroom.choices import Role
from newsroom.history import acting
from newsroom.models import HeldRole, User


def grant(person: User, role: Role, by: User) -> None:
    """Give the person this role, in place of the one that they hold. Raises Refused."""
    with acting(by):
        _replace(person, role, by)


def take_away(person: User, by: User) -> None:
    """End the person's role, at once."""
    with acting(by):
        HeldRole.objects.filter(person=person).delete()


def _replace(person: User, role: Role, by: User) -> None:
    HeldRole.objects.filter(person=person).exclude(role=role).delete()
    HeldRole.objects.get_or_create(person=person, defaults={"role": role, "granted_by": by})
