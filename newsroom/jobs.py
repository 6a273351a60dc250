"""Jobs: declaring tasks, enqueuing jobs, and handling failures.

A verb calls :func:`enqueue` in its own transaction with the task's name, so it imports nothing that
the job needs. An app's tasks are in its ``jobs.py``, above its verbs, each a few lines that call
one; only workers (``manage.py worker``) import them.

A job may run more than once: its worker may die or seem dead. So its change of the database is a
verb that locks the row it belongs to, returns if the row says it is done, and otherwise does it and
says so, in one transaction. What is sent elsewhere (an e-mail, a webhook) may be sent twice, and has
the row's number, so that the recipient can recognise it.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job as QueuedJob
from procrastinate.middleware import SyncCallNext
from procrastinate.worker import Worker

from newsroom import current_request
from newsroom.choices import JobNoteKind, Via
from newsroom.errors import Refused
from newsroom.history import acting, through
from newsroom.models import Job, JobNote, User
from newsroom.verbs import permitted

ATTEMPTS = 6  # for about an hour, with the default back-off
STALLS = 25  # deaths of its workers after which a job counts as the cause

REQUEST = "made_by_request"

# Priorities: before all others where a person waits, after them where no one does.
SOON, LATER = 10, -10

logger = logging.getLogger(__name__)
Function = TypeVar("Function", bound=Callable[..., None])
# Called after the last attempt with the error's sentence and the job's arguments.
OnGiveUp = Callable[..., None]
_on_give_up: dict[str, OnGiveUp] = {}
_sends: set[str] = set()
_when_failed: list[Callable[[str], None]] = []


def when_jobs_fail(notify: Callable[[str], None]) -> None:
    """Call this with what the job does when it failed for good and nobody else is notified of it."""
    _when_failed.append(notify)


class TryAgain(Exception):
    """A failure, in a sentence, after which another attempt may succeed."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(str(sentence))
        self.sentence = str(sentence)


class BackOff(BaseRetryStrategy):
    """Each wait is longer than the one before. A refusal is final: no second attempt."""

    def __init__(self, attempts: int) -> None:
        self.attempts = attempts

    def get_retry_decision(
        self, *, exception: BaseException, job: QueuedJob
    ) -> RetryDecision | None:
        """None after the last attempt. ``job.attempts`` counts the earlier ones."""
        if isinstance(exception, Refused) or job.attempts + 1 >= self.attempts:
            return None
        return RetryDecision(retry_in={"seconds": settings.JOBS_BACK_OFF ** (job.attempts + 1)})


# Declaring


def name_of(function: Callable[..., None]) -> str:
    """The app and the function: claims.process_capture."""
    return f"{function.__module__.partition('.')[0]}.{function.__name__}"


def task(
    *, attempts: int = ATTEMPTS, on_give_up: OnGiveUp | None = None, sends: bool = False
) -> Callable[[Function], Function]:
    """Declare a function of an app's jobs.py as the task of its name.

    It gets the numbers that it was enqueued with, by name. A :class:`Refused` ends the job; any
    other exception is followed by another attempt, up to ``attempts`` in all; people see the sentence
    of a Refused or :class:`TryAgain`. After the last one ``on_give_up(sentence, **arguments)`` is
    called, a verb that may also be called twice. ``sends``: what it does reaches somebody elsewhere (an
    e-mail, a webhook), and can't be taken back.
    """

    def declare(function: Function) -> Function:
        _declare(name_of(function), function, attempts)
        if on_give_up is not None:
            _on_give_up[name_of(function)] = on_give_up
        if sends:
            _sends.add(name_of(function))
        return function

    return declare


def _declare(name: str, function: Callable[..., None], attempts: int, **options: Any) -> Any:
    options |= {"queue": queue_of(name), "retry": BackOff(attempts), "task_middleware": [_attempt]}
    declare: Any = app.task(name=name, **options)

    def run(**arguments: Any) -> None:
        with translation.override(settings.DESK_LANGUAGE):
            function(**without_request(arguments))

    return declare(run)


def periodic(cron: str) -> Callable[[Function], Function]:
    """Declare a function without arguments as a job for the times of ``cron`` (UTC).

    All workers together make one job each time, and none while one is waiting.
    """

    def declare(function: Function) -> Function:
        def at_its_time(timestamp: int) -> None:
            function()

        name = name_of(function)
        options = {"priority": LATER, "queueing_lock": name}
        app.periodic(cron=cron)(_declare(name, at_its_time, ATTEMPTS, **options))
        return function

    return declare


def queue_of(name: str) -> str:
    """Each app has its own queue, so that a worker can be reserved for one."""
    return name.partition(".")[0]


# Enqueuing


def enqueue(
    name: str,
    /,
    *,
    once: str = "",
    priority: int = 0,
    not_before: datetime | None = None,
    lock: str = "",
    **arguments: int,
) -> int | None:
    """Put a job in the queue, within the caller's transaction.

    ``arguments`` are ids of rows, which have what else the job needs, so that the queue has no
    secrets. The id of the present request goes with them. ``once`` is a text: no second job with the same text waits. Jobs with the same text
    ``lock`` run one after the other. The highest priority goes
    first. Returns the job's id, or None because of ``once``. Raises TransactionManagementError
    outside a transaction, TypeError for anything but a number.
    """
    job = _task_to_enqueue(
        name,
        [arguments],
        priority=priority,
        schedule_at=not_before,
        queueing_lock=once or None,
        lock=lock or None,
    )
    try:
        with transaction.atomic():
            number: int = job.defer(**arguments, **_made_by())
            return number
    except AlreadyEnqueued:
        return None


def enqueue_each(
    name: str,
    arguments: Sequence[Mapping[str, int]],
    not_before: datetime | None = None,
    *,
    priority: int = 0,
) -> None:
    """Put one job for each of these arguments in the queue, in one statement, as ``enqueue`` does."""
    if arguments:
        request = _made_by()
        job = _task_to_enqueue(name, arguments, priority=priority, schedule_at=not_before)
        job.batch_defer(*[{**each, **request} for each in arguments])


def _made_by() -> dict[str, str]:
    """A further argument: the request in which the job is made, for logs alone."""
    request = current_request.request_id()
    return {REQUEST: request} if request else {}


def without_request(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if name != REQUEST}


def _task_to_enqueue(name: str, arguments: Sequence[Mapping[str, int]], **options: Any) -> Any:
    if not connection.in_atomic_block:
        raise TransactionManagementError(f"{name} must be enqueued in a transaction.")
    for each in arguments:
        for key, value in each.items():
            if type(value) is not int:
                raise TypeError(f"{name}: {key} must be the id of a row, not {value!r}.")
    return app.configure_task(name, queue=queue_of(name), **options)


# Attempts and failures


def _attempt(call_next: SyncCallNext, context: JobContext, worker: Worker) -> Any:
    """Around each attempt: records its interface, and why it failed."""
    job = context.job
    if job.queueing_lock:
        # Free the lock: the job no longer waits, and a retry must not collide with a newer job.
        Job.objects.filter(pk=job.id or 0).update(queueing_lock=None)
    with current_request.for_job(job.id, job.task_kwargs.get(REQUEST)), through(Via.JOB):
        try:
            return call_next()
        except Exception as error:
            _record_failure(job, error)
            raise


def _record_failure(job: QueuedJob, error: Exception) -> None:
    # The connection may have failed. Within a transaction it is the caller's.
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    try:
        task_of_job = app.tasks[job.task_name]
        again = task_of_job.get_retry_exception(error, job) is not None
        _note(job, JobNoteKind.FAILED if again else JobNoteKind.GIVEN_UP, sentence_of(error))
        if not again:
            _call_on_give_up(job, sentence_of(error))
            # With a sentence, on_give_up shows it where the work was asked for.
            has_sentence = isinstance(error, (Refused, TryAgain))
            if not (has_sentence and job.task_name in _on_give_up):
                _announce(job)
    except Exception:
        # The error itself is raised to the worker, which logs it.
        logger.exception("Why job %s failed could not be recorded", job.id)


def sentence_of(error: Exception) -> str:
    """The sentence about an error for people; of an unexpected one only its class."""
    if isinstance(error, (Refused, TryAgain)):
        return error.sentence
    return _("Something unexpected went wrong (%(kind)s). The worker's log says more.") % {
        "kind": type(error).__name__
    }


def _note(job: QueuedJob, kind: JobNoteKind, sentence: str) -> None:
    with acting(None, sentence):
        JobNote.objects.create(
            job=Job(pk=job.id), kind=kind, attempt=job.attempts + 1, sentence=sentence
        )


def _call_on_give_up(job: QueuedJob, sentence: str) -> None:
    on_give_up = _on_give_up.get(job.task_name)
    if on_give_up is not None:
        on_give_up(sentence, **without_request(job.task_kwargs))


def _announce(job: QueuedJob) -> None:
    for notify in _when_failed:
        notify(Job(task_name=job.task_name).words)


# Jobs of a worker that has been removed have no worker.
STALLED = """
WITH silent AS (
  SELECT id FROM procrastinate_workers WHERE last_heartbeat < now() - make_interval(secs => %s)
)
SELECT job.id, (SELECT count(*) FROM newsroom_jobnote note
                 WHERE note.job_id = job.id AND note.sentence = %s)
  FROM procrastinate_jobs job LEFT JOIN silent ON silent.id = job.worker_id
 WHERE job.status = 'doing' AND (job.worker_id IS NULL OR silent.id IS NOT NULL)
   FOR UPDATE OF job SKIP LOCKED
"""


def put_back_stalled() -> int:
    """Put the jobs of workers without a heartbeat back in the queue; returns how many.

    This does not count as an attempt; but a job whose workers died too often fails for good, as it
    may be the cause.
    """
    silence = _("The worker that ran it stopped responding.")
    lost = []
    with through(Via.JOB):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(STALLED, [settings.JOBS_STALLED_AFTER, silence])
            found = cursor.fetchall()
            for number, stalls in found:
                job = Job.objects.get(pk=number).procrastinate_job
                if stalls + 1 < STALLS:
                    _note(job, JobNoteKind.FAILED, silence)
                    _wait_again(number)
                else:
                    _give_up(job, silence)
                    lost.append(job)
        for job in lost:
            _call_on_give_up(job, silence)
            _announce(job)
    return len(found)


def give_up_what_sends(moment: str) -> int:
    """After a restore: let the jobs that send something fail, for it may have been sent since that moment.
    Returns how many. An editor can retry each. Knows the tasks of the modules that were imported.
    """
    sentence = _(
        "The database was restored as it was at %(moment)s. This may have been sent since: retry it only if"
        " it was not."
    ) % {"moment": moment}
    waiting = Job.objects.filter(task_name__in=_sends, status__in=("todo", "doing")).order_by("pk")
    with through(Via.COMMAND):
        with acting(None, sentence):
            found = [job.procrastinate_job for job in waiting.select_for_update(of=("self",))]
            for job in found:
                _give_up(job, sentence)
        for job in found:
            _call_on_give_up(job, sentence)
    return len(found)


def _give_up(job: QueuedJob, sentence: str) -> None:
    _note(job, JobNoteKind.GIVEN_UP, sentence)
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job.id])


def _wait_again(job_id: int, **changes: int) -> None:
    Job.objects.filter(pk=job_id).update(
        status="todo",
        worker=None,
        queueing_lock=None,
        scheduled_at=None,
        abort_requested=False,
        **changes,
    )


def retry(job_id: int, by: User) -> None:
    """Put a failed job back in the queue, with all its attempts. Raises Refused, NotAllowed."""
    sentence = _("Sent back to the queue.")
    with permitted(by, "retry_job", sentence):
        job = Job.objects.select_for_update(no_key=True, of=("self",)).filter(pk=job_id).first()
        if job is None or job.status != "failed":
            raise Refused(_("Only a job that failed for good can be retried."))
        JobNote.objects.create(
            job=job, kind=JobNoteKind.RETRIED, attempt=job.attempts, sentence=sentence, by=by
        )
        _wait_again(job.pk, attempts=0)


# Upkeep

KEPT_DAYS = {"succeeded": 7, "failed": 90, "cancelled": 90, "aborted": 90}
REMOVED_AT_ONCE = 1_000


def remove_old_jobs() -> None:
    """Remove finished jobs after a while, with their notes."""
    for state, days in KEPT_DAYS.items():
        while _remove(state, days) == REMOVED_AT_ONCE:
            pass


def _remove(state: str, days: int) -> int:
    """Remove some jobs, and return how many; not all at once, so that locks are short."""
    with acting(None, "old jobs"), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE id IN ("
            " SELECT job.id FROM procrastinate_jobs job WHERE job.status = %s AND NOT EXISTS ("
            "  SELECT FROM procrastinate_events event WHERE event.job_id = job.id"
            "  AND event.at > now() - make_interval(days => %s))"
            " ORDER BY job.id LIMIT %s)",
            [state, days, REMOVED_AT_ONCE],
        )
        return int(cursor.rowcount)
