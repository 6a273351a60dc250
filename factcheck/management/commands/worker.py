"""``worker``: runs the jobs in the queue, and publishes what is due every minute.

Any number of workers may run, on any machines.
"""

import asyncio
import logging
import os
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
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
from procrastinate.worker import Worker

from claims.publication.publishing import publish_due
from factcheck.signals import STOPPING
from newsroom.jobs import put_back_stalled

logger = logging.getLogger(__name__)

# Of each app, where they exist.
MODULES_WITH_JOBS = ("jobs", "password_links", "sign_ins")
GRACE = 10.0  # seconds that a running job has to end after a stop signal


class Command(BaseCommand):
    """After a stop signal running jobs may end; one that takes too long is cut off and retried.

    The file ``--alive`` is touched each time stalled jobs are put back, for a health check.
    """

    help = "Run the jobs in the queue and publish what is due every minute, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Concurrency, and queues."""
        parser.add_argument("--concurrency", type=int, default=2, help="Jobs at once (2).")
        parser.add_argument(
            "--queue",
            action="append",
            help="Run only this app's jobs; can be repeated. Default: all apps.",
        )
        parser.add_argument("--alive", type=Path, help="A file to touch while the worker is well.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError where the database doesn't answer at the start; later it waits."""
        autodiscover_modules(*MODULES_WITH_JOBS)
        # Jobs are long and rare: kept connections would idle in every thread.
        connections.settings[DEFAULT_DB_ALIAS]["CONN_MAX_AGE"] = 0
        try:
            connection.ensure_connection()
            connection.close()
        except DatabaseError as error:
            raise CommandError(f"The database did not answer: {error}") from error
        with (
            repeated(settings.JOBS_STALLED_AFTER / 3, put_back_stalled_jobs, options["alive"]),
            repeated(settings.PUBLISH_DUE_EVERY, publish_due_alone),
        ):
            while not self.run_until_stopped(**options):
                time.sleep(settings.JOBS_POLLED_EVERY)

    def run_until_stopped(self, **options: Any) -> bool:
        """Run jobs. True after a stop signal; False where the database was away."""
        try:
            return asyncio.run(self.work(**options))
        except (DatabaseError, psycopg.Error, ConnectorException) as error:
            logger.warning("The database did not answer; tried again: %s", error.__cause__ or error)
            return False

    async def work(self, **options: Any) -> bool:
        """Run jobs until a stop signal, or until a job's result could not be saved: then False."""
        stop = Stop()
        asyncio.get_running_loop().set_task_factory(stop.task)
        silence = settings.JOBS_STALLED_AFTER
        connector = PsycopgConnector(
            kwargs=connector_params(), min_size=1, max_size=4, timeout=5, name="jobs"
        )
        # Cancelled by a signal, also while the database is waited for, or because a job was lost.
        with suppress(asyncio.CancelledError), app.replace_connector(connector):
            async with app.open_async():
                await app.run_worker_async(
                    queues=options["queue"],
                    concurrency=options["concurrency"],
                    fetch_job_polling_interval=settings.JOBS_POLLED_EVERY,
                    update_heartbeat_interval=silence / 3,
                    stalled_worker_timeout=silence,
                    install_signal_handlers=False,
                )
        return stop.requested


class Stop:
    """The first signal lets running jobs end, for a while; the second ends everything at once."""

    def __init__(self) -> None:
        self.requested = False
        # No heartbeat while stopping, so exit before JOBS_STALLED_AFTER.
        self.grace = min(GRACE, settings.JOBS_STALLED_AFTER / 2)
        self._loop = asyncio.get_running_loop()
        self._work = asyncio.current_task()
        for number in STOPPING:
            self._loop.add_signal_handler(number, self._request)

    def _request(self) -> None:
        self.requested = True
        for number in STOPPING:
            self._loop.remove_signal_handler(number)
        cut_off = threading.Timer(self.grace, self._cut_off)
        cut_off.daemon = True
        cut_off.start()
        if self._work is not None:
            self._work.cancel()

    def task(
        self, loop: asyncio.AbstractEventLoop, coroutine: Any, **options: Any
    ) -> asyncio.Task[Any]:
        """The loop's task factory: procrastinate awaits no job, so each one's end is looked at."""
        task = asyncio.Task(coroutine, loop=loop, **options)
        if getattr(coroutine, "cr_code", None) is Worker._process_job.__code__:
            task.add_done_callback(self._on_job_end)
        return task

    def _on_job_end(self, task: asyncio.Task[Any]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is None:
            return
        if isinstance(error.__cause__, psycopg.errors.RaiseException):
            # Procrastinate raises this when the job is no longer "doing".
            logger.warning("A job that had been put back as stalled ended here after all.")
            return
        # Its result could not be saved: begin again, so that it is put back as stalled.
        logger.error("A job's result could not be saved.", exc_info=error)
        if self._work is not None:
            self._work.cancel()

    def _cut_off(self) -> None:
        # A thread can't be ended from outside. What it has not committed is rolled back.
        logger.warning("A job did not end in %d seconds; it will be tried again.", self.grace)
        os._exit(1)


@contextmanager
def repeated(seconds: float, action: Callable[..., None], *arguments: Any) -> Iterator[None]:
    """Call the action again and again in a thread of its own, which no job can delay."""
    stop = threading.Event()

    def run() -> None:
        while True:
            close_old_connections()
            try:
                action(*arguments)
            except Exception:
                logger.exception("%s failed; it is tried again", action.__name__)
            close_old_connections()
            if stop.wait(seconds):
                return

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def put_back_stalled_jobs(alive: Path | None) -> None:
    count = put_back_stalled()
    if count:
        logger.warning("Jobs of workers that stopped responding, put back in the queue: %d", count)
    if alive is not None:
        alive.touch()


def publish_due_alone() -> None:
    """Publish what is due, unless another worker is doing so."""
    # The lock ends with its connection, so with a worker that dies; where the connection can't tell
    # (the machine is gone), after five minutes.
    with psycopg.connect(**{**connector_params(), "connect_timeout": 5}) as lock:
        lock.execute("SET LOCAL idle_in_transaction_session_timeout = '5min'")
        free = lock.execute("SELECT pg_try_advisory_xact_lock(hashtext('publish due'))").fetchone()
        if free == (True,):
            publish_due()
