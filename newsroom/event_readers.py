"""Who reads which events: whoever may read the row that an event is about.

Each app registers its tables from its admin package. Nobody sees the events of a table
that is not registered.
"""

from collections.abc import Callable

from django.db.models import Model, Q

from newsroom.models import Event, User
from newsroom.permissions import may
from newsroom.querysets import EventQuerySet

ALL, NONE = Q(), Q(pk__in=[])
# The events of one table that this person reads.
Readers = Callable[[User], Q]
_registered: dict[str, Readers] = {}


def register(readers: Readers, *models: type[Model]) -> None:
    _registered.update((model._meta.db_table, readers) for model in models)


def whoever_may(action: str) -> Readers:
    return lambda user: ALL if may(user, action) else NONE


def their_own(user: User, column: str) -> Q:
    """The events of rows that belong to this person, by the number in ``column``."""
    return Q(**{f"old__{column}": user.pk}) | Q(**{f"new__{column}": user.pk})


def readable_by(user: User) -> EventQuerySet:
    """The events that this person may read."""
    whole: list[str] = []
    partly = NONE
    for table, readers in _registered.items():
        readable = readers(user)
        if readable == ALL:
            whole.append(table)
        elif readable != NONE:
            partly |= Q(table=table) & readable
    return Event.objects.filter(Q(table__in=whole) | partly)
