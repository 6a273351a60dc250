"""Who makes a change, via what and why: settings that PostgreSQL's history triggers record."""

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
_SETTINGS = tuple(f"history.{name}" for name in ("actor_id", "actor", "via", "reason"))
_READ = "SELECT " + ", ".join(
    f"coalesce(current_setting('{each}', true), '')" for each in _SETTINGS
)
_WRITE = "SELECT " + ", ".join(f"set_config('{each}', %s, true)" for each in _SETTINGS)


@contextmanager
def through(via: Via) -> Iterator[None]:
    """Changes inside are recorded as made via this interface."""
    token = _via.set(via)
    try:
        yield
    finally:
        _via.reset(token)


@contextmanager
def recorded_as(by: "User | None", reason: str = "") -> Iterator[None]:
    """What is written inside is recorded as this person's (None: no person's)."""
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        before = cursor.fetchone()
        actor = (str(by.pk), by.get_username()) if by else ("", "")
        cursor.execute(_WRITE, [*actor, _via.get(), reason])
        yield
        cursor.execute(_WRITE, before)


@contextmanager
def acting(by: "User | None", reason: str = "") -> Iterator[None]:
    """One transaction whose changes are by ``by`` (None: by no person).

    Checks deferred constraints at the end; raises a broken rule as
    :class:`newsroom.errors.Refused` with its sentence.
    """
    with rules_in_words(), transaction.atomic(), recorded_as(by, reason):
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
