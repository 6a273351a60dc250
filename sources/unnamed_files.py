"""Files in storage that no row names: left behind where a capture was refused after its file was stored."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

FOLDERS = ("raw", "recordings")
DAYS = 7  # a capture stores its file first and its row within minutes
COLUMNS = """
SELECT c.oid::regclass::text, quote_ident(a.attname) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attname IN ('raw_name', 'file_name')
 ORDER BY 1, 2
"""
REQUESTED = (
    "SELECT EXISTS (SELECT FROM newsroom_approval WHERE payload #>> '{reply,file_name}' = %s)"
)


def keep(name: str) -> None:
    """Until this transaction ends the file is not removed: it is about to be named."""
    if connection.in_atomic_block:
        _lock(name, "pg_advisory_xact_lock_shared")


def remove() -> int:
    """Remove those that are older than a week; returns how many."""
    before = timezone.now() - timedelta(days=DAYS)
    known = _named()
    unnamed = [name for folder in FOLDERS for name in stored(folder) if name not in known]
    return sum(
        _remove(name) for name in unnamed if default_storage.get_modified_time(name) < before
    )


def _named() -> set[str]:
    names: set[str] = set()
    with connection.cursor() as cursor:
        for table, column in _columns(cursor):
            cursor.execute(
                f"SELECT DISTINCT {column} FROM {table} WHERE {column} ~ '^(raw|recordings)/'"  # noqa: S608 - the database's own names
            )
            names.update(name for (name,) in cursor.fetchall())
    return names


def _columns(cursor: Any) -> list[tuple[str, str]]:
    cursor.execute(COLUMNS)
    return list(cursor.fetchall())


def _remove(name: str) -> int:
    with transaction.atomic():
        # Whoever stores the same bytes just now has named them once this returns.
        _lock(name, "pg_advisory_xact_lock")
        if is_named(name):
            return 0
        default_storage.delete(name)
        return 1


def _lock(name: str, how: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {how}(hashtextextended(%s, 0))", [name])


def is_named(name: str) -> bool:
    """Whether a column of any table names the file, or a request for a second person."""
    with connection.cursor() as cursor:
        for table, column in _columns(cursor):
            query = f"SELECT EXISTS (SELECT FROM {table} WHERE {column} = %s)"  # noqa: S608 - as above
            cursor.execute(query, [name])
            if cursor.fetchone() == (True,):
                return True
        cursor.execute(REQUESTED, [name])
        return bool(cursor.fetchone() == (True,))


def stored(folder: str) -> Iterator[str]:
    """The names of all files below a folder of storage."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for each in folders:
        yield from stored(f"{folder}/{each}")
    for each in files:
        yield f"{folder}/{each}"
