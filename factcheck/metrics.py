"""Figures for Prometheus: what this server's processes count, and what the database says when asked.

Processes that share a folder (PROMETHEUS_MULTIPROC_DIR, which gunicorn.conf.py makes) are added up,
whichever of them answers.
"""

import logging
import os
from collections.abc import Iterator
from datetime import UTC, datetime

from django.conf import settings
from django.db import Error
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as CONTENT_TYPE
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from claims.transparency.log import Log, open_files, reading
from factcheck import figures

__all__ = [
    "CONTENT_TYPE",
    "count_kept_answer",
    "count_request",
    "exposition",
]

logger = logging.getLogger(__name__)

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS = (0.05, 0.1, 0.3, 1, 3, 10)  # seconds; pages have 300 ms

disable_created_metrics()  # type: ignore[no-untyped-call]
_own = CollectorRegistry()
REQUESTS = Counter("factcheck_requests", "Requests.", ["route", "method", "status"], registry=_own)
LATENCY = Histogram(
    "factcheck_request_seconds",
    "Time until the answer began.",
    ["route"],
    buckets=BUCKETS,
    registry=_own,
)
SQL_SECONDS = Counter(
    "factcheck_sql_seconds", "Time that requests waited for PostgreSQL.", ["route"], registry=_own
)
SQL_STATEMENTS = Counter(
    "factcheck_sql_statements", "SQL statements of requests.", ["route"], registry=_own
)
# Where answers are kept: "hit", given again; "miss", made and kept.
KEPT_ANSWERS = Counter(
    "factcheck_kept_answers",
    "Public pages and API answers that were given again, or had to be made.",
    ["found"],
    registry=_own,
)

# Of the figures of the same name: what is a gauge of the whole installation.
GAUGES = {
    "worker_seen": ("factcheck_worker_seen_seconds", "Time since a worker was last seen."),
    "jobs_waiting": ("factcheck_jobs_waiting", "Jobs that wait, up to 10,000."),
    "jobs_retried": ("factcheck_jobs_retried", "Jobs that wait after a failure, up to 10,000."),
    "jobs_failed": (
        "factcheck_jobs_failed",
        "Jobs that failed for good and are kept, up to 10,000.",
    ),
    "oldest_job": (
        "factcheck_oldest_job_seconds",
        "How long the oldest job that is due has waited.",
    ),
    "overdue_embargoes": (
        "factcheck_overdue_embargoes",
        "Claims whose embargo ended over 3 minutes ago and that are not published.",
    ),
    "overdue_replies": ("factcheck_overdue_replies", "Requests for a reply past their deadline."),
    "chain_height": ("factcheck_chain_height", "The number of the newest publication."),
    "publishing_refused": (
        "factcheck_publishing_refused",
        "Whether nothing is published after a restore behind the public log.",
    ),
    "last_publication": (
        "factcheck_last_publication_seconds",
        "The age of the newest publication.",
    ),
}


class Installation(Collector):
    """Asked at each scrape."""

    def collect(self) -> Iterator[Metric]:
        try:
            found = figures.read()
        except Error:
            found = None
        yield GaugeMetricFamily(
            "factcheck_database_up", "Whether the database answers.", value=int(found is not None)
        )
        for field, (name, words) in GAUGES.items():
            value = getattr(found, field, None)
            if value is not None:
                yield GaugeMetricFamily(name, words, value=value)
        yield from _of_the_log()
        disk = figures.media_disk()
        if disk is not None:
            free, total = disk
            yield GaugeMetricFamily(
                "factcheck_media_free_bytes",
                "Free bytes on the disk with captured files.",
                value=free,
            )
            yield GaugeMetricFamily(
                "factcheck_media_size_bytes", "The size of that disk in bytes.", value=total
            )


# What was logged already, until the log can be read again: Prometheus asks often.
_logged: set[str] = set()


def _of_the_log() -> Iterator[Metric]:
    """Whether its files can be read, and how the signer is, as it says itself; nothing where there is no log."""
    if settings.SIGNED_LOG is None:
        return
    signer: list[Metric] = []
    unreadable = False
    try:
        signer = _of_the_signer()
    except Exception:  # of the files or a bucket; the other figures don't depend on them
        unreadable = True
        if "log" not in _logged:
            logger.exception("The public log can't be read, so nothing is known of its signer.")
        _logged.add("log")
    else:
        _logged.discard("log")
    yield GaugeMetricFamily(
        "factcheck_log_unreadable",
        "Whether the web server can't read the files of the public log.",
        value=int(unreadable),
    )
    yield from signer


def _of_the_signer() -> list[Metric]:
    """Nothing where none ever ran. Raises whatever the files or the bucket do."""
    with reading():
        files = open_files()
        status = Log(files).status() if files else {}
    if not status:
        return []
    age = datetime.now(UTC) - datetime.fromisoformat(status["looked_at"])
    return [
        GaugeMetricFamily(
            "factcheck_signer_seen_seconds",
            "Time since the signer of the log last looked for what to sign.",
            value=age.total_seconds(),
        ),
        GaugeMetricFamily(
            "factcheck_signer_refuses",
            "Whether the signer refuses, because the database contradicts the log.",
            value=int(bool(status["refused"])),
        ),
    ]


def is_on() -> bool:
    return bool(settings.MONITORING_TOKEN or settings.MONITORING_ADDRESSES)


def count_request(
    route: str, method: str, status: int, seconds: float, statements: int, sql_seconds: float
) -> None:
    """``route`` and ``method`` are ours or one word for all others, so that labels are few."""
    if not is_on():
        return
    REQUESTS.labels(route, method, str(status)).inc()
    LATENCY.labels(route).observe(seconds)
    if statements:
        SQL_STATEMENTS.labels(route).inc(statements)
        SQL_SECONDS.labels(route).inc(sql_seconds)


def count_kept_answer(found: str) -> None:
    """``found``: "hit" or "miss"."""
    if is_on():
        KEPT_ANSWERS.labels(found).inc()


def exposition() -> bytes:
    processes = _own
    if os.environ.get(FOLDER):
        processes = CollectorRegistry()
        MultiProcessCollector(processes)  # type: ignore[no-untyped-call]
    installation = CollectorRegistry()
    installation.register(Installation())
    return generate_latest(processes) + generate_latest(installation)
