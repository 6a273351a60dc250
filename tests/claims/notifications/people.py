"""People who are told something, and what waits for them."""

from claims.models import Notice
from newsroom.models import User
from tests import factories


def with_mail(person: User) -> User:
    factories.name_person(person, None, email=f"{person.username}@news.example")
    return User.objects.get(pk=person.pk)


def notified(person: User) -> list[str]:
    """The kinds of the notices that they have not seen, oldest first."""
    return list(Notice.objects.to(person.pk).unseen().order_by("pk").values_list("kind", flat=True))
