"""The version of all that the public reads: equal only where all of it is equal.

Each transaction that changes a table of which the public reads something leaves a mark, a random number, in a row of
``newsroom_publicchange`` that no other transaction holds (``newsroom/sql/public_changes.sql``). The version
is the hash of all marks in a snapshot. In a row each mark follows the one before, so the marks say which
transactions the snapshot sees, and that is all that what it sees depends on: on the primary, on a replica, and
after a failover or in a restored database, where a number that is counted would come again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from re import compile as pattern
from typing import Any

from django.apps import apps
from django.db import Error, connection

VERSION = (
    "SELECT md5(coalesce(string_agg(mark::text, ' ' ORDER BY id), '')) FROM newsroom_publicchange"
)
WATCHED = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'marks_public_change'"
# Of the database, whatever the statement says of it.
NAME = pattern(r"[a-z]+_[a-z_]+")


@dataclass
class Watch:
    """``is_exact``: whether all that was read inside was of tables that are watched."""

    is_exact: bool = True


_watch: ContextVar[Watch | None] = ContextVar("what looks at the statements", default=None)


def read() -> str:
    """In the present snapshot."""
    with connection.cursor() as cursor:
        cursor.execute(VERSION)
        (version,) = cursor.fetchone()
    return str(version)


def read_first() -> str:
    """As a request's first statement: it also finds out whether the connection is still one, for which
    Django would send another statement before.
    """
    checked: Any = connection  # the stubs leave health checks out
    checked.health_check_done = True
    try:
        return read()
    except Error:
        checked.close()
        return read()


@contextmanager
def watching() -> Iterator[Watch]:
    """Looks at what this thread reads inside."""
    _unwatched_tables()  # reads, the first time
    watch = Watch()
    token = _watch.set(watch)
    try:
        yield watch
    finally:
        _watch.reset(token)


def depends_on_more() -> None:
    """What is read now depends on more than the request and the tables, such as the time of day."""
    if watch := _watch.get():
        watch.is_exact = False


def look_at(statement: str) -> None:
    """By the database's backend, of each statement."""
    if _watch.get() and reads_others(statement):
        depends_on_more()


@lru_cache(maxsize=1000)
def reads_others(statement: str) -> bool:
    """Whether a statement names a table that isn't watched."""
    return not _unwatched_tables().isdisjoint(NAME.findall(statement))


def watched_tables() -> set[str]:
    """Those whose changes leave marks (``watch_for_the_public`` in ``*/sql/``)."""
    with connection.cursor() as cursor:
        cursor.execute(WATCHED)
        return {table for (table,) in cursor.fetchall()}


@cache
def _unwatched_tables() -> frozenset[str]:
    found = {each._meta.db_table for each in apps.get_models(include_auto_created=True)}
    return frozenset(found - watched_tables() - {"newsroom_publicchange"})
