"""Long work: how a job is put in the queue, how what it does is declared, and what becomes of it.

A verb calls :func:`enqueue` in its own transaction, with the task's name: it imports nothing that
the job needs. An app's tasks stand in its ``jobs.py``, above its verbs, each a few lines that call
one; only workers import those (``manage.py worker``).

A job may run more than once: its worker may die, or be taken for dead. So what it does to our
database is a verb that locks the row it belongs to, looks whether that is done, does it, and says
so in the row, in one transaction: the second time finds it done. What goes elsewhere (a mail, a
webhook) may be sent twice, and carries the row's number, so that whoever gets it can tell.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils.translation import gettext as _
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job as QueuedJob
from procrastinate.middleware import SyncCallNext
from procrastinate.worker import Worker

from newsroom.choices import JobNoteKind, Via
from newsroom.errors import Refused
from newsroom.history import acting, through
from newsroom.models import Job, JobNote, User
from newsroom.permissions import require

ATTEMPTS = 6  # with the back-off as set: for about an hour
STALLS = 25  # so often a job's worker may die before the job is taken for the cause

# Priorities: what a person waits for goes before the rest, and what nobody waits for after it.
SOON, LATER = 10, -10

logger = logging.getLogger(__name__)
Function = TypeVar("Function", bound=Callable[..., None])
# Told, once no attempt is left, the error's sentence and the job's arguments.
OnGiveUp = Callable[..., None]
_on_give_up: dict[str, OnGiveUp] = {}


class TryAgain(Exception):
    """What went wrong, in a sentence, where another attempt may do better."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(str(sentence))
        self.sentence = str(sentence)


class BackOff(BaseRetryStrategy):
    """Each wait is longer than the one before. What a rule refuses is refused: no second attempt."""

    def __init__(self, attempts: int) -> None:
        self.attempts = attempts

    def get_retry_decision(
        self, *, exception: BaseException, job: QueuedJob
    ) -> RetryDecision | None:
        """None where it is given up. ``job.attempts`` counts the ones before this."""
        if isinstance(exception, Refused) or job.attempts + 1 >= self.attempts:
            return None
        return RetryDecision(retry_in={"seconds": settings.JOBS_BACK_OFF ** (job.attempts + 1)})


# Declaring


def name_of(function: Callable[..., None]) -> str:
    """The app's name and the function's: claims.process_capture."""
    return f"{function.__module__.partition('.')[0]}.{function.__name__}"


def task(
    *, attempts: int = ATTEMPTS, on_give_up: OnGiveUp | None = None
) -> Callable[[Function], Function]:
    """Declare a function of an app's jobs.py as what the jobs of its name do.

    It takes the numbers that it was enqueued with, by name. A :class:`Refused` ends the job, any
    other exception is followed by another attempt, up to ``attempts`` in all; the sentence of a
    Refused or :class:`TryAgain` is shown to people. After the last one ``on_give_up(sentence,
    **arguments)`` is called, a verb as careful as the rest: it too may be called twice.
    """

    def declare(function: Function) -> Function:
        name = name_of(function)
        app.task(
            name=name,
            queue=queue_of(name),
            retry=BackOff(attempts),
            task_middleware=[_attempt],
        )(function)
        if on_give_up is not None:
            _on_give_up[name] = on_give_up
        return function

    return declare


def periodic(cron: str, *, priority: int = LATER) -> Callable[[Function], Function]:
    """Declare a function without arguments as what is to be done at the times of ``cron`` (UTC).

    However many workers there are, each time makes one job; while one waits, no second joins it.
    What people wait for goes first.
    """

    def declare(function: Function) -> Function:
        def at_its_time(timestamp: int) -> None:
            function()

        name = name_of(function)
        declared = app.task(
            name=name,
            queue=queue_of(name),
            priority=priority,
            retry=BackOff(ATTEMPTS),
            queueing_lock=name,
            task_middleware=[_attempt],
        )(at_its_time)
        app.periodic(cron=cron)(declared)
        return function

    return declare


def queue_of(name: str) -> str:
    """Each app has a queue of its own, so that a worker can be set aside for one."""
    return name.partition(".")[0]


# Enqueuing


def enqueue(
    name: str,
    /,
    *,
    once: str = "",
    priority: int = 0,
    not_before: datetime | None = None,
    **arguments: int,
) -> int | None:
    """Put a job in the queue, within the caller's transaction: it is there if that is committed.

    ``arguments`` are numbers of rows; what else the job needs stands in those rows, so that the
    queue holds no secret. ``once`` is a text of the caller's: while a job with the same one waits,
    no second joins it. The highest priority goes first. Returns the job's number, None where ``once`` kept it out. Raises
    TransactionManagementError outside a transaction, TypeError for anything but a number.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError(f"{name} must be enqueued with what it belongs to.")
    for key, value in arguments.items():
        if type(value) is not int:
            raise TypeError(f"{name}: {key} must be the number of a row, not {value!r}.")
    job = app.configure_task(
        name,
        queue=queue_of(name),
        priority=priority,
        schedule_at=not_before,
        queueing_lock=once or None,
    )
    try:
        with transaction.atomic():
            return job.defer(**arguments)
    except AlreadyEnqueued:
        return None


# What becomes of it


def _attempt(call_next: SyncCallNext, context: JobContext, worker: Worker) -> Any:
    """Around each attempt: via which interface it comes in, and why it failed."""
    job = context.job
    if job.queueing_lock:
        # It no longer waits; going back to wait, it would collide with one that came meanwhile.
        Job.objects.filter(pk=job.id or 0).update(queueing_lock=None)
    with through(Via.JOB):
        try:
            return call_next()
        except Exception as error:
            _record_failure(job, error)
            raise


def _record_failure(job: QueuedJob, error: Exception) -> None:
    # The error may have been the connection's. Inside somebody's transaction it is theirs.
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    try:
        task_of_job = app.tasks[job.task_name]
        again = task_of_job.get_retry_exception(error, job) is not None
        _note(job, JobNoteKind.FAILED if again else JobNoteKind.GIVEN_UP, sentence_of(error))
        if not again:
            _call_on_give_up(job, sentence_of(error))
    except Exception:
        # The error itself goes on to the worker, which logs it too.
        logger.exception("Why job %s failed could not be recorded", job.id)


def sentence_of(error: Exception) -> str:
    """What people are told of an error; of an unexpected one its kind alone, whatever it holds."""
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
    told = _on_give_up.get(job.task_name)
    if told is not None:
        told(sentence, **job.task_kwargs)


# A worker that is taken for dead may have been removed: then its jobs name none.
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
    """Put the jobs of workers that fell silent back in the queue; returns how many.

    That is no attempt of the job's. Yet one whose worker died too often is given up: it may be
    what kills them.
    """
    silence = _("The worker that ran it fell silent.")
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
                    _note(job, JobNoteKind.GIVEN_UP, silence)
                    cursor.execute(
                        "SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [number]
                    )
                    lost.append(job)
        for job in lost:
            _call_on_give_up(job, silence)
    return len(found)


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
    """Send a job that was given up back to the queue, with all its attempts before it.

    Raises Refused, NotAllowed.
    """
    require(by, "retry_job")
    sentence = _("Sent back to the queue.")
    with acting(by, sentence):
        job = Job.objects.select_for_update(no_key=True, of=("self",)).filter(pk=job_id).first()
        if job is None or job.status != "failed":
            raise Refused(_("Only a job that failed for good is sent back to the queue."))
        JobNote.objects.create(
            job=job, kind=JobNoteKind.RETRIED, attempt=job.attempts, sentence=sentence, by=by
        )
        _wait_again(job.pk, attempts=0)


# Upkeep

KEPT_DAYS = {"succeeded": 7, "failed": 90, "cancelled": 90, "aborted": 90}
REMOVED_AT_ONCE = 1_000


@periodic("17 3 * * *")
def remove_old_jobs() -> None:
    """Finished jobs go after a while, with their notes. What they did stands where it belongs."""
    for state, days in KEPT_DAYS.items():
        while _remove(state, days) == REMOVED_AT_ONCE:
            pass


def _remove(state: str, days: int) -> int:
    """Remove at most so many at once, so that nobody waits long for the locks."""
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
