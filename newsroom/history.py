"""Who acts, via which interface and why: told to PostgreSQL, whose triggers write it into each event."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.db import connection, transaction

from newsroom.choices import Via
from newsroom.errors import rules_in_words

if TYPE_CHECKING:
    from newsroom.models import User

_via: ContextVar[Via] = ContextVar("via", default=Via.CODE)


@contextmanager
def through(via: Via) -> Iterator[None]:
    """Everything done inside came in via this interface."""
    token = _via.set(via)
    try:
        yield
    finally:
        _via.reset(token)


def _tell(actor_id: str, actor: str, via: str, reason: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('history.actor_id', %s, true), set_config('history.actor', %s, true),"
            " set_config('history.via', %s, true), set_config('history.reason', %s, true)",
            [actor_id, actor, via, reason],
        )


@contextmanager
def acting(by: "User | None", reason: str = "") -> Iterator[None]:
    """One transaction in which ``by`` acts (None: nobody, as when the clock acts).

    Deferred rules are checked before it returns, and a broken rule is raised as
    :class:`newsroom.errors.Refused` with its sentence.
    """
    with rules_in_words(), transaction.atomic():
        told = connection.cursor()
        with told:
            told.execute(
                "SELECT coalesce(current_setting('history.actor_id', true), ''),"
                " coalesce(current_setting('history.actor', true), ''),"
                " coalesce(current_setting('history.via', true), ''),"
                " coalesce(current_setting('history.reason', true), '')"
            )
            before = told.fetchone()
        actor = (str(by.pk), by.get_username()) if by else ("", "")
        _tell(*actor, _via.get(), reason)
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        # A verb inside a verb must not rename the outer one's later writes.
        _tell(*before)
