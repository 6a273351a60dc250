"""Who acts, by which door and why: told to PostgreSQL, whose triggers write it into each event."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.db import connection, transaction

from newsroom.choices import Door
from newsroom.errors import rules_in_words

if TYPE_CHECKING:
    from newsroom.models import User

_door: ContextVar[Door] = ContextVar("door", default=Door.CODE)


@contextmanager
def through(door: Door) -> Iterator[None]:
    """Everything done inside came in by this door."""
    token = _door.set(door)
    try:
        yield
    finally:
        _door.reset(token)


def _tell(actor_id: str, actor: str, door: str, reason: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('ledger.actor_id', %s, true), set_config('ledger.actor', %s, true),"
            " set_config('ledger.door', %s, true), set_config('ledger.reason', %s, true)",
            [actor_id, actor, door, reason],
        )


@contextmanager
def acting(by: "User | None", reason: str = "") -> Iterator[None]:
    """One transaction in which ``by`` acts (None: nobody, as at the clock's door).

    Deferred rules are checked before it returns, and a broken rule is raised as
    :class:`newsroom.errors.Refused` with its sentence.
    """
    with rules_in_words(), transaction.atomic():
        told = connection.cursor()
        with told:
            told.execute(
                "SELECT coalesce(current_setting('ledger.actor_id', true), ''),"
                " coalesce(current_setting('ledger.actor', true), ''),"
                " coalesce(current_setting('ledger.door', true), ''),"
                " coalesce(current_setting('ledger.reason', true), '')"
            )
            before = told.fetchone()
        actor = (str(by.pk), by.get_username()) if by else ("", "")
        _tell(*actor, _door.get(), reason)
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        # A verb inside a verb must not rename the outer one's later writes.
        _tell(*before)
