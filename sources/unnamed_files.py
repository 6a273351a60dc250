"""Files in storage that no row names: left behind where a capture was refused, or where evidence was removed.

That a row is missing says little: a restore may bring it back. So no job removes them; a person does, with
manage.py unnamed_files.
"""

import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from sources.stored_files import names_under, referenced

FOLDERS = ("raw", "recordings")
DAYS = 7  # a capture stores its file first and its row within minutes
GAP = timedelta(hours=1)
# From each event after which the history has nothing for a while, until when; also before the first.
GAPS = """
SELECT at, next FROM (SELECT at, lead(at) OVER (ORDER BY at) AS next FROM newsroom_event) e
 WHERE next IS NULL OR next - at > make_interval(secs => %s)
UNION ALL SELECT NULL, min(at) FROM newsroom_event
"""


@dataclass(frozen=True)
class Unnamed:
    """``known``: whether the history has events around the time when it was stored.

    Otherwise the database may have been restored from a backup that is older than the file.
    """

    name: str
    size: int
    stored_at: datetime
    known: bool


def keep(name: str) -> None:
    """Until this transaction ends the file is not removed: it is about to be named."""
    if connection.in_atomic_block:
        _lock(name, "pg_advisory_xact_lock_shared")


def find() -> tuple[list[Unnamed], int]:
    """Those that are older than a week, by name, and how many files are stored in all."""
    before = timezone.now() - timedelta(days=DAYS)
    names, gaps = referenced(), _gaps()
    found, stored = [], 0
    for name in (each for folder in FOLDERS for each in names_under(folder)):
        stored += 1
        if name in names:
            continue
        with contextlib.suppress(FileNotFoundError):  # it went meanwhile
            at = default_storage.get_modified_time(name)
            if at < before:
                size = default_storage.size(name)
                found.append(Unnamed(name, size, at, not _is_in(at, gaps)))
    return sorted(found, key=lambda each: each.name), stored


def remove(name: str) -> bool:
    """False where a row names it by now."""
    with transaction.atomic():
        # Whoever stores the same bytes just now has named them once this returns.
        _lock(name, "pg_advisory_xact_lock")
        if referenced([name]):
            return False
        default_storage.delete(name)
        return True


def _gaps() -> list[tuple[datetime | None, datetime | None]]:
    with connection.cursor() as cursor:
        cursor.execute(GAPS, [GAP.total_seconds()])
        return list(cursor.fetchall())


def _is_in(at: datetime, gaps: list[tuple[datetime | None, datetime | None]]) -> bool:
    return any(
        (after is None or at >= after) and (until is None or at <= until) for after, until in gaps
    )


def _lock(name: str, how: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {how}(hashtextextended(%s, 0))", [name])
