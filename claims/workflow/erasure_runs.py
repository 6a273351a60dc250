"""Carrying out an approved erasure by a job, in the names of the two people: all of it or nothing.

Whoever approves is recorded as doing so (PostgreSQL refuses everybody else), and the job approves and erases in
one transaction, as if they had waited for it. Files are removed afterwards; a job that is run again goes on there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from claims.choices import ErasureJobState, NoticeKind
from claims.models import Erasure, ErasureRun
from claims.notifications import announcements
from claims.workflow import approvals, erased_files
from newsroom.approvals import why_not_approve
from newsroom.choices import ApprovalKind, ApprovalOutcome
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.jobs import SOON, enqueue
from newsroom.models import Approval, User
from newsroom.permissions import require

JOB = "claims.carry_out_erasure"
# What readers wrote is one row: it is erased at once.
BY_A_JOB = (ApprovalKind.ERASE_PERSON, ApprovalKind.ERASE_SOURCE)


@dataclass(frozen=True)
class Step:
    """How many tables were read or changed, of how many, and the next one's name."""

    number: int
    steps: int
    table: str


def approve(approval_id: int, by: User) -> ErasureRun:
    """Approve an erasure, as the second person; a job carries it out. Raises Refused, NotAllowed."""
    require(by, "decide_approval")
    with acting(by):
        locked = Approval.objects.select_for_update(no_key=True, of=("self",))
        approval: Approval = locked.get(pk=approval_id)
        if approval.outcome != ApprovalOutcome.OPEN:
            raise Refused(_("This request is decided already."), rule="approval_decided_once")
        if why_not := why_not_approve(approval, by):
            raise Refused(why_not, rule="approval_takes_two")
        run = ErasureRun.objects.create(approval=approval, by=by)
        enqueue(JOB, priority=SOON, erasurerun_id=run.pk)
        return run


def latest_of(approval: Approval) -> ErasureRun | None:
    runs = ErasureRun.objects.filter(approval=approval).select_related("by")
    return runs.order_by("-pk").first()


def run(run_id: int) -> None:
    """Approve and erase, then remove the files. A second run changes nothing that is done. Raises Refused."""
    run = ErasureRun.objects.select_related("approval", "by").get(pk=run_id)
    erased = run.approval.outcome == ApprovalOutcome.DONE
    if run.state == ErasureJobState.DONE or (run.state == ErasureJobState.FAILED and not erased):
        return
    if not erased:
        with acting(None):
            ErasureRun.objects.filter(pk=run_id).update(state=ErasureJobState.RUNNING)
        with _shown(run_id):
            approvals.approve(run.approval_id, run.by)
    else:
        # Its worker may have died before the files were removed.
        erased_files.after(Erasure.objects.get(approval_id=run.approval_id))
    with acting(None):
        if finished := _finish(run_id, ErasureJobState.DONE):
            announcements.of_erasure(finished)


def mark_failed(sentence: str, erasurerun_id: int) -> None:
    """The job has failed for good: before anything was erased, or when only files were left to be removed."""
    run = ErasureRun.objects.select_related("approval").get(pk=erasurerun_id)
    if run.approval.outcome == ApprovalOutcome.DONE:
        left = _(
            "The database is erased, but files may be left: %(why)s Send the job back to the queue under Jobs."
        )
        message, kind = left % {"why": sentence}, NoticeKind.ERASED
    else:
        message, kind = sentence, NoticeKind.NOT_ERASED
    with acting(None):
        if finished := _finish(erasurerun_id, ErasureJobState.FAILED, message):
            announcements.of_failed_erasure(finished, kind)


def _finish(run_id: int, state: ErasureJobState, message: str = "") -> ErasureRun | None:
    """Record how it ended, inside the caller's transaction; None where that is recorded already."""
    unfinished = ErasureRun.objects.filter(pk=run_id).exclude(state__in=["done", state])
    if not unfinished.update(state=state, message=message, finished_at=Now()):
        return None
    found = ErasureRun.objects.select_related("approval__requested_by", "by")
    return found.get(pk=run_id)


@contextmanager
def _shown(run_id: int) -> Iterator[None]:
    """Others see how far it is by the name of this session: what it writes they see when all of it is done."""
    with transaction.atomic():
        _execute("SELECT set_config('application_name', %s, true)", f"erasure {run_id} 0 -")
        yield


def step_of(run_id: int) -> Step | None:
    """Where the erasure is; None before its first table."""
    rows = _execute(
        "SELECT application_name, 2 * (SELECT count(*) FROM erasure_words()) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name LIKE %s",
        f"erasure {run_id} %",
    )
    for name, steps in rows:
        number, table = name.split(" ", 3)[2:]
        if number != "0":
            return Step(int(number), steps, table)
    return None


def _execute(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, list(values) or None)
        return cursor.fetchall() if cursor.description else []
