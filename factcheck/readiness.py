"""Whether this web server can serve: what /readyz says, check by check."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import Error, connection

from factcheck import figures
from newsroom.texts import OURS

LEAST_FREE = 1_000_000_000  # bytes on the disk with captured files

_STATE = f"""
SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on',
       {figures.WORKER_SEEN},
       ARRAY(SELECT app || '.' || name FROM django_migrations WHERE app = ANY (%s))
"""  # noqa: S608 - our own words


class State:
    """What PostgreSQL says, read once for all checks. Raises django.db.Error."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_STATE, [list(OURS)])
            self.is_standby, self.is_read_only, worker_seen, applied = cursor.fetchone()
        self.worker_seen = None if worker_seen is None else float(worker_seen)
        self.applied = frozenset(applied)


@cache
def known_migrations() -> frozenset[str]:
    """Of our apps, by their files: loading them would take a second."""
    return frozenset(
        f"{app}.{file.stem}"
        for app in OURS
        for file in Path(apps.get_app_config(app).path, "migrations").glob("[0-9]*.py")
    )


def _role(state: State) -> Iterator[str]:
    if state.is_standby or state.is_read_only:
        yield "The database takes no changes: it is a standby, or read-only."


def _migrations(state: State) -> Iterator[str]:
    if missing := sorted(known_migrations() - state.applied):
        yield f"Migrations are not applied: {', '.join(missing)}."


def _worker(state: State) -> Iterator[str]:
    if state.worker_seen is None:
        yield "No worker was ever seen."
    elif state.worker_seen > settings.WORKER_MISSING_MINUTES * 60:
        yield f"No worker was seen for {state.worker_seen:.0f} s."


def _disk(state: State) -> Iterator[str]:
    disk = figures.media_disk()
    if disk is not None and disk[0] < LEAST_FREE:
        yield f"The disk with captured files has {disk[0] / 1e6:.0f} MB left."


Check = Callable[[State], Iterator[str]]
CHECKS: dict[str, Check] = {"role": _role, "migrations": _migrations}
# Pages can still be read, and no other web server does better: it would leave a load balancer for nothing.
WARNINGS: dict[str, Check] = {"worker": _worker, "disk": _disk}


def look() -> tuple[dict[str, str], dict[str, str]]:
    """Why it is not ready, by check, and what is wrong besides; both empty where all is well."""
    try:
        state = State()
    except Error:
        return {"database": "The database does not answer."}, {}
    return _found(CHECKS, state), _found(WARNINGS, state)


def _found(checks: dict[str, Check], state: State) -> dict[str, str]:
    return {name: reason for name, check in checks.items() for reason in check(state)}
