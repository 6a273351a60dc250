"""Jobs in tests: real workers on the test's database, or the queue worked off in this thread."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.utils.module_loading import autodiscover_modules
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.middleware import compose
from psycopg.conninfo import make_conninfo

from factcheck.management.commands.worker import MODULES_WITH_JOBS
from factcheck.signals import end_with_parent
from newsroom.errors import Refused
from newsroom.jobs import TryAgain, enqueue
from newsroom.models import Job
from tests.threads import LONG


def database_url() -> str:
    """The test's database, for the application's role, as another process is told of it."""
    known = connections["default"].settings_dict
    parts = {
        "dbname": known["NAME"],
        "user": known["USER"],
        "password": known["PASSWORD"],
        "host": known["HOST"],
        "port": known["PORT"],
        **{key: value for key, value in known["OPTIONS"].items() if isinstance(value, str)},
    }
    return make_conninfo("", **{key: value for key, value in parts.items() if value})


# What tests that kill workers wait for. No test on a busy machine takes a living worker for a dead one.
SOON = {"JOBS_STALLED_AFTER": "3"}


class Worker:
    """In a process of its own, quick to look and to try again; warnings are errors.

    Without Django's checks, which find the same at each start and are a third of what it takes.
    """

    def __init__(self, *arguments: str, **environ: str) -> None:
        # Beside this test's media, so that it goes with them.
        log, self._log = tempfile.mkstemp(dir=Path(settings.MEDIA_ROOT).parent)
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "manage.py", "worker", "--skip-checks", *arguments],
            cwd=settings.BASE_DIR,
            env={
                "PATH": os.environ["PATH"],
                "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
                "DATABASE_URL": database_url(),
                "MEDIA_ROOT": str(settings.MEDIA_ROOT),
                "JOBS_STALLED_AFTER": "120",
                **environ,
            },
            stderr=log,
            preexec_fn=partial(end_with_parent, signal.SIGKILL),  # noqa: PLW1509 - no threads here
        )
        os.close(log)
        self.pid = self.process.pid

    def output(self) -> str:
        """Its log so far."""
        return Path(self._log).read_text(encoding="utf-8")

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send it a signal and wait until it has ended; returns its exit code."""
        if number != signal.SIGKILL:
            self.wait_until(self._heeds_stops)
        self.process.send_signal(number)
        return self.process.wait()

    def _heeds_stops(self) -> bool:
        """Whether it has come so far that a signal does not just end it, where the system tells."""
        status = Path(f"/proc/{self.pid}/status")
        if not status.exists():
            return True
        caught = re.search(r"SigCgt:\s*(\w+)", status.read_text())
        return bool(caught and int(caught[1], 16) >> (signal.SIGTERM - 1) & 1)

    def wait_until(self, question: Callable[[], Any]) -> None:
        """Until it is so; ending meanwhile fails the test with its words."""
        gives_up = time.monotonic() + LONG
        while not question():
            assert time.monotonic() < gives_up, self.output()
            assert self.process.poll() is None, self.output()
            time.sleep(0.02)


@contextmanager
def worker(*arguments: str, **environ: str) -> Iterator[Worker]:
    """A worker at work inside; the test commits (``django_db(transaction=True)``).

    It must end well at the end, unless the test ended it.
    """
    started = Worker(*arguments, **environ)
    try:
        yield started
        if started.process.returncode is None:
            assert started.end() == 0, started.output()
    finally:
        started.end(signal.SIGKILL)


def failed_job(name: str = "claims.read_it", **arguments: int) -> Job:
    """One that was given up; in the caller's transaction."""
    number = enqueue(name, **arguments)  # type: ignore[arg-type]  # numbers only
    assert number
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s;"
            " SELECT procrastinate_finish_job_v1(%s, 'failed', false)",
            [number, number],
        )
    return Job.objects.get(pk=number)


def all_done() -> bool:
    """Whether nothing waits and nothing runs."""
    return not Job.objects.filter(status__in=["todo", "doing"]).exists()


def work_off() -> None:
    """Do what waits, and what that enqueues, in this thread and transaction, without any waiting.

    A failure that has its sentence ends as it would in a worker; any other is raised.
    """
    autodiscover_modules(*MODULES_WITH_JOBS)
    while found := Job.objects.filter(status="todo").order_by("-priority", "pk").first():
        job = found.procrastinate_job
        task = app.tasks[job.task_name]
        row = Job.objects.filter(pk=found.pk)
        row.update(status="doing")
        context = JobContext(app=app, job=job, start_timestamp=0.0, abort_reason=lambda: None)
        attempt = partial(task, **job.task_kwargs)
        status = "succeeded"
        try:
            compose(task.task_middleware, attempt, context, None)()
        except (Refused, TryAgain) as error:
            status = "todo" if task.get_retry_exception(error, job) else "failed"
        row.update(status=status, attempts=job.attempts + 1)
