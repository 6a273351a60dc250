"""The history lies in partitions, by ranges of numbers (``newsroom/sql/event_partitions.sql``)."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections


def make_ahead(using: str = DEFAULT_DB_ALIAS) -> int:
    """Make empty partitions until some follow that of the last event; returns how many.

    Raises OperationalError where a lock is not free for a second, as while a backup is made.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT make_event_partitions()")
        return int(cursor.fetchone()[0])


def make_ahead_after_migrate(using: str, **kwargs: Any) -> None:
    """Where an app was migrated to a version before there were partitions, the function may be missing."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('make_event_partitions()') IS NOT NULL")
        there = cursor.fetchone() == (True,)
    if there:
        make_ahead(using)
