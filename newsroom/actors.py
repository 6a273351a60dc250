"""Who made the changes that history records, as the desk names people."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from newsroom.choices import Via
from newsroom.models import Event, User


def people_in(events: Iterable[Event]) -> dict[int, User]:
    """The people who made the changes, by number."""
    numbers = {event.actor_id for event in events if event.actor_id is not None}
    return User.objects.in_bulk(list(numbers)) if numbers else {}


def actor_of(event: Event, people: dict[int, User]) -> str:
    """Their name; of a change without a person, what history has in its place."""
    person = people.get(event.actor_id) if event.actor_id is not None else None
    if person or event.actor:
        return str(person or event.actor)
    # A write from outside is known by its role alone.
    return event.database_role if event.via == Via.SQL else _("The system")
