"""``worker``: do the jobs in the queue, for as long as it runs. Any number may, on any machines."""

import asyncio
import logging
import os
import threading
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    close_old_connections,
    connection,
    connections,
)
from django.utils.module_loading import autodiscover_modules
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException

from factcheck.signals import STOPPING
from newsroom.jobs import put_back_stalled

logger = logging.getLogger(__name__)

GRACE = 10.0  # seconds that a job has to end once a stop is asked for; who runs us waits longer


class Command(BaseCommand):
    """A stop lets the jobs that run end; one that doesn't in time is cut off and tried again.

    At each look at the queue's silent workers the file ``--alive`` is touched, for a health check.
    """

    help = "Do the jobs in the queue, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What may be told to a worker."""
        parser.add_argument("--concurrency", type=int, default=2, help="Jobs at once (2).")
        parser.add_argument(
            "--queue",
            action="append",
            help="An app whose jobs it does; may be given again. Without it: all of them.",
        )
        parser.add_argument(
            "--no-listen",
            action="store_true",
            help="Only ask, never be told: where a pooler stands before PostgreSQL.",
        )
        parser.add_argument("--alive", type=Path, help="A file to touch as long as all is well.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when it ends by itself."""
        autodiscover_modules("jobs")
        # A job is long beside a connection; kept ones would idle in every thread.
        connections.settings[DEFAULT_DB_ALIAS]["CONN_MAX_AGE"] = 0
        try:
            connection.ensure_connection()
            connection.close()
            asyncio.run(self.work(**options))
        except (DatabaseError, psycopg.Error, ConnectorException) as error:
            cause = error.__cause__ or error
            raise CommandError(f"The database did not answer: {cause}") from error

    async def work(self, **options: Any) -> None:
        """Do jobs, and look after those of others that fell silent, until told to stop."""
        stop = Stop()
        asyncio.get_running_loop().set_exception_handler(stop.on_lost_job)
        silence = settings.JOBS_STALLED_AFTER
        connector = PsycopgConnector(
            kwargs=connector_params(), min_size=1, max_size=4, timeout=5, name="jobs"
        )
        with app.replace_connector(connector):
            async with app.open_async():
                looking = asyncio.create_task(look_after(options["alive"]))
                try:
                    await app.run_worker_async(
                        queues=options["queue"],
                        concurrency=options["concurrency"],
                        listen_notify=not options["no_listen"],
                        fetch_job_polling_interval=settings.JOBS_POLLED_EVERY,
                        update_heartbeat_interval=silence / 3,
                        stalled_worker_timeout=silence,
                        install_signal_handlers=False,
                    )
                except asyncio.CancelledError:
                    pass  # by a signal, or because a job was lost
                finally:
                    looking.cancel()
                    with suppress(asyncio.CancelledError):
                        await looking
        if not stop.asked:
            raise CommandError("The worker stopped by itself; its log says why.")


class Stop:
    """The first signal lets what runs end, for a while; the second ends everything at once."""

    def __init__(self) -> None:
        self.asked = False
        # While it stops it gives no more signs of life: it must be gone before it is missed.
        self.grace = min(GRACE, settings.JOBS_STALLED_AFTER / 2)
        self._loop = asyncio.get_running_loop()
        self._work = asyncio.current_task()
        for number in STOPPING:
            self._loop.add_signal_handler(number, self._ask)

    def _ask(self) -> None:
        self.asked = True
        for number in STOPPING:
            self._loop.remove_signal_handler(number)
        cut_off = threading.Timer(self.grace, self._cut_off)
        cut_off.daemon = True
        cut_off.start()
        if self._work is not None:
            self._work.cancel()

    def on_lost_job(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """What became of a job could not be written down: end, so that others take it up."""
        error = context.get("exception")
        if isinstance(getattr(error, "__cause__", None), psycopg.errors.RaiseException):
            # procrastinate's own word for it: the job is not at work any more.
            logger.warning("A job that was taken for stalled ended here too; it is done once.")
            return
        loop.default_exception_handler(context)
        if self._work is not None:
            self._work.cancel()

    def _cut_off(self) -> None:
        # A thread can't be ended from outside. What it has not committed is rolled back.
        logger.warning("A job did not end in %d seconds; it will be tried again.", self.grace)
        os._exit(1)


async def look_after(alive: Path | None) -> None:
    """Put back what silent workers left, three times in the span that counts as silence."""
    look = sync_to_async(_look_once, thread_sensitive=False)
    while True:
        await look(alive)
        await asyncio.sleep(settings.JOBS_STALLED_AFTER / 3)


def _look_once(alive: Path | None) -> None:
    close_old_connections()
    try:
        count = put_back_stalled()
        if count:
            logger.warning("Jobs of workers that fell silent, put back in the queue: %d", count)
        if alive is not None:
            alive.touch()
    except DatabaseError:
        logger.exception("The queue could not be looked at")
    finally:
        close_old_connections()
