"""The web server notices that no worker runs, and says so: a stopped worker can't."""

import logging
import threading
import time

from django.conf import settings
from django.db import Error, connection, connections, transaction

from claims.notifications import announcements, notices
from factcheck import figures
from newsroom import timeouts

EVERY = 60.0  # seconds

logger = logging.getLogger(__name__)


def start() -> None:
    """In a thread of its own, in each process of the web server."""
    threading.Thread(target=_watch, name="worker watch", daemon=True).start()


def _watch() -> None:
    while True:
        # First, so that a worker that is started at the same time is seen.
        time.sleep(EVERY)
        try:
            look()
        except Exception:
            logger.exception("Whether a worker runs could not be looked up")
        finally:
            connections.close_all()


def look() -> None:
    """Senior editors get a notice and an e-mail while jobs wait and no worker does them."""
    found = figures.read()
    longest = settings.WORKER_MISSING_MINUTES * 60
    if found.worker_seen is not None and found.worker_seen <= longest:
        announcements.of_worker_back()
    elif found.oldest_job is not None and found.oldest_job > longest:
        for person_id in announcements.of_missing_worker():
            try:
                _mail(person_id)
            except (OSError, Error):
                logger.exception("An e-mail to person %s could not be sent", person_id)


def _mail(person_id: int) -> None:
    """By one process of all; an e-mail that could not be sent is tried again a minute later.

    A slow mail server holds up nobody: only this e-mail is locked.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtext('e-mails of a missing worker'), %s)",
            [person_id],
        )
        if cursor.fetchone() == (True,):
            timeouts.unhurried()
            notices.mail(person_id)
