"""Figures about the installation: for /readyz and /metrics, and for whoever watches the workers.

Three statements read them all. They count no large table: of jobs and claims only what waits, up to
MOST, by their indexes.
"""

import shutil
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from claims.models import ReplyRequest
from claims.publication.publishing import due_for

MOST = 10_000  # what is counted of jobs, embargoes and replies; more is as bad
DUE = 300  # of jobs that are due, how many are asked since when

EMBARGO_OVERDUE = timedelta(minutes=3)  # a worker publishes each minute

# Workers that were stopped have no row left; but all of them queue what is done at fixed times.
WORKER_SEEN = """extract(epoch FROM clock_timestamp() - greatest(
    (SELECT max(last_heartbeat) FROM procrastinate_workers),
    (SELECT to_timestamp(max(defer_timestamp)) FROM procrastinate_periodic_defers)))"""

# Since its latest event it waits; one that is to wait, since it need no longer. Of the first of those that
# are due, because one that is tried again has a low number and waits only since then.
OLDEST_JOB = f"""(SELECT extract(epoch FROM max(clock_timestamp() - greatest(job.scheduled_at,
        (SELECT max(at) FROM procrastinate_events event WHERE event.job_id = job.id))))
    FROM (SELECT id, scheduled_at FROM procrastinate_jobs
           WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())
           ORDER BY id LIMIT {DUE}) job)"""  # noqa: S608 - our own words

FIGURES = f"""
SELECT
    {WORKER_SEEN},
    (SELECT count(*) FROM (SELECT FROM procrastinate_jobs WHERE status = 'todo' LIMIT {MOST}) each),
    (SELECT count(*) FROM (SELECT FROM procrastinate_jobs WHERE status = 'todo' AND attempts > 0
                            LIMIT {MOST}) each),
    (SELECT count(*) FROM (SELECT FROM procrastinate_jobs WHERE status = 'failed' LIMIT {MOST}) each),
    {OLDEST_JOB},
    (SELECT number FROM claims_publication ORDER BY number DESC LIMIT 1),
    (SELECT extract(epoch FROM clock_timestamp() - published_at) FROM claims_publication
      ORDER BY number DESC LIMIT 1),
    log_is_ahead()::int
"""  # noqa: S608 - our own words


class Figures(NamedTuple):
    """Seconds and counts; None where nothing is known, such as of a worker that was never seen."""

    worker_seen: float | None
    jobs_waiting: int
    jobs_retried: int
    jobs_failed: int
    oldest_job: float | None
    chain_height: int | None
    last_publication: float | None
    publishing_refused: int  # 1 after a restore behind the public log, until an epoch is open
    overdue_embargoes: int
    overdue_replies: int


def overdue_embargoes() -> QuerySet[Any, Any]:
    return due_for(EMBARGO_OVERDUE).order_by().values("pk")[:MOST]


def overdue_replies() -> QuerySet[Any, Any]:
    return ReplyRequest.objects.overdue().order_by().values("pk")[:MOST]


def read() -> Figures:
    """Raises django.db.Error."""
    with connection.cursor() as cursor:
        cursor.execute(FIGURES)
        row = cursor.fetchone()
    numbers: dict[str, Any] = {
        name: float(value) if isinstance(value, Decimal) else value
        for name, value in zip(Figures._fields, row, strict=False)
    }
    return Figures(
        **numbers,
        overdue_embargoes=overdue_embargoes().count(),
        overdue_replies=overdue_replies().count(),
    )


def media_disk() -> tuple[int, int] | None:
    """Free and total bytes of the disk with captured files; None where a bucket has them, or nobody can tell."""
    if settings.STORAGES["default"]["BACKEND"] != "django.core.files.storage.FileSystemStorage":
        return None
    folder = Path(settings.MEDIA_ROOT)
    try:
        while not folder.exists():
            folder = folder.parent
        usage = shutil.disk_usage(folder)
    except OSError:  # a folder above it that this user may not enter
        return None
    return usage.free, usage.total
