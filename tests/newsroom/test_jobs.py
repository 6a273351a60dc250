"""The queue: in the transaction of what a job belongs to, as a role that owns nothing."""

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.conf import settings as project
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from procrastinate.contrib.django import app

from factcheck.management.commands.worker import MODULES_WITH_JOBS
from newsroom import jobs
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import Event, Job, JobNote
from tests import factories, sql, workers

ROOT: Path = project.BASE_DIR


def put(**arguments: int) -> int:
    number = jobs.enqueue("claims.read_it", **arguments)  # type: ignore[arg-type]  # numbers only
    assert number
    return number


def enqueued() -> list[tuple[str, dict[str, int]]]:
    return list(Job.objects.order_by("pk").values_list("task_name", "args"))


# In the same transaction


@pytest.mark.django_db(transaction=True)
def test_rolled_back_there_is_no_job() -> None:
    with suppress(ZeroDivisionError), acting(factories.editor(), "a capture"):
        assert put(source_id=7) / 0
    assert enqueued() == []


@pytest.mark.django_db(transaction=True)
def test_committed_there_is_one(app_connection: Callable[..., psycopg.Connection[Any]]) -> None:
    other = app_connection(autocommit=True)
    count = "SELECT count(*) FROM procrastinate_jobs"
    with acting(factories.editor(), "a capture"):
        jobs.enqueue("claims.read_it", source_id=7)
        assert other.execute(count).fetchone() == (0,)
    assert other.execute(count).fetchone() == (1,)
    job = Job.objects.get()
    assert (job.task_name, job.queue_name, job.args) == (
        "claims.read_it",
        "claims",
        {"source_id": 7},
    )
    assert (job.status, job.attempts, str(job)) == ("todo", 0, f"Read it #{job.pk}")


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_refused() -> None:
    with pytest.raises(TransactionManagementError, match="in a transaction"):
        jobs.enqueue("claims.read_it", source_id=7)
    assert enqueued() == []


@pytest.mark.django_db
@pytest.mark.parametrize("secret", ["https://u:secret@host/", b"x", True, None, 1.5, [1]])
def test_only_numbers_of_rows_are_put_in_the_queue(secret: Any) -> None:
    with pytest.raises(TypeError, match="the id of a row"):
        jobs.enqueue("claims.read_it", source_id=secret)
    assert enqueued() == []


@pytest.mark.django_db
def test_once_keeps_a_second_one_out_while_the_first_waits() -> None:
    first = jobs.enqueue("claims.read_it", once="all of them", claim_id=1)
    assert first
    assert jobs.enqueue("claims.read_it", once="all of them", claim_id=1) is None
    assert jobs.enqueue("claims.read_it", once="the others", claim_id=2)
    sql.run("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", first)
    assert jobs.enqueue("claims.read_it", once="all of them", claim_id=1)
    assert factories.claim().pk  # the transaction goes on


@pytest.mark.django_db
def test_a_priority_and_a_time_are_kept() -> None:
    later = timezone.now() + timedelta(hours=1)
    jobs.enqueue("claims.read_it", priority=jobs.LATER, not_before=later)
    job = Job.objects.get()
    assert (job.priority, job.scheduled_at) == (jobs.LATER, later)


# Declared


@pytest.fixture(scope="module")
def tasks() -> Any:
    autodiscover_modules(*MODULES_WITH_JOBS)
    return app.tasks


@pytest.mark.long
def test_a_worker_knows_every_job_whatever_else_was_imported() -> None:
    declared = {
        f"{path.relative_to(ROOT).parts[0]}.{node.name}"
        for top in ("newsroom", "sources", "claims")
        for path in (ROOT / top).rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and any(
            ast.unparse(each).startswith(("task(", "periodic(")) for each in node.decorator_list
        )
    }
    code = (
        "import django; django.setup()\n"
        "from django.utils.module_loading import autodiscover_modules\n"
        "from procrastinate.contrib.django import app\n"
        "from factcheck.management.commands.worker import MODULES_WITH_JOBS\n"
        "autodiscover_modules(*MODULES_WITH_JOBS)\n"
        "print(*app.tasks)"
    )
    known = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    assert declared <= set(known)
    assert "claims.apply_retention" in declared


ENQUEUE = {"enqueue", "jobs.enqueue", "chat.enqueue_message", "_enqueue_letters"}


def names_enqueued() -> Iterator[tuple[str, str]]:
    """Where and by which name jobs are enqueued: ``enqueue("name", …)`` or ``enqueue(NAME, …)``."""
    for top in ("newsroom", "sources", "claims"):
        for path in sorted((ROOT / top).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or ast.unparse(node.func) not in ENQUEUE:
                    continue
                module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                match node.args[0]:
                    case ast.Constant(value=str(name)):
                        yield module, name
                    case ast.Name(id="task"):  # passed on: its callers name it
                        continue
                    case ast.Name(id=known):
                        yield module, getattr(import_module(module), known)
                    case ast.Attribute(value=ast.Name(id=of), attr=known):
                        yield module, getattr(getattr(import_module(module), of), known)
                    case other:
                        pytest.fail(f"{module}: {ast.unparse(other)} can't be read")


@pytest.mark.long
def test_every_name_that_is_enqueued_is_a_task(tasks: Any) -> None:
    unknown = [(module, name) for module, name in names_enqueued() if name not in tasks]
    assert not unknown


def test_each_wait_is_longer_and_a_refusal_is_final(settings: Any) -> None:
    settings.JOBS_BACK_OFF = 5
    strategy = jobs.BackOff(4)

    def wait(attempts: int, error: Exception) -> int | None:
        decision = strategy.get_retry_decision(
            exception=error,
            job=SimpleNamespace(attempts=attempts),  # type: ignore[arg-type]
        )
        if decision is None or decision.retry_at is None:
            return None
        return round((decision.retry_at - timezone.now()).total_seconds())

    assert [wait(attempts, ValueError()) for attempts in range(4)] == [5, 25, 125, None]
    assert wait(0, Refused("No.")) is None
    assert wait(0, jobs.TryAgain("Later.")) == 5


# What becomes of them


@pytest.mark.django_db
def test_a_failed_job_is_sent_back_under_history() -> None:
    job, by = workers.failed_job(), factories.editor()
    jobs.retry(job.pk, by)
    job = Job.objects.get()
    assert (job.status, job.attempts) == ("todo", 0)
    note = JobNote.objects.get(kind="retried")
    assert (note.by, note.sentence) == (by, "Sent back to the queue.")
    event = Event.objects.of(note).get()
    assert (event.actor_id, event.action) == (by.pk, "insert")
    with pytest.raises(Refused, match="failed for good"):
        jobs.retry(job.pk, by)


@pytest.mark.django_db
def test_one_whose_workers_die_again_and_again_is_given_up(tasks: Any) -> None:
    number = put(source_id=7)
    sentences: list[str] = []
    jobs._on_give_up["claims.read_it"] = lambda sentence, source_id: sentences.append(sentence)
    try:
        for _death in range(jobs.STALLS):
            assert Job.objects.get(pk=number).status == "todo"
            sql.run("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", number)
            assert jobs.put_back_stalled() == 1
    finally:
        del jobs._on_give_up["claims.read_it"]
    assert Job.objects.get(pk=number).status == "failed"
    assert sentences == ["The worker that ran it stopped responding."]
    assert jobs.put_back_stalled() == 0


@pytest.mark.django_db
def test_a_job_of_a_living_worker_is_left_to_it() -> None:
    jobs.enqueue("claims.read_it", source_id=7)
    sql.run(
        "WITH living AS (INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id)"
        " UPDATE procrastinate_jobs SET status = 'doing', worker_id = living.id FROM living"
    )
    assert jobs.put_back_stalled() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "days"), jobs.KEPT_DAYS.items())
def test_old_jobs_go_with_their_notes_and_no_others(
    state: str, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "REMOVED_AT_ONCE", 2)
    numbers = [put(claim_id=number) for number in range(7)]
    *old, fresh, waiting = numbers
    sql.run("UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status", state)
    sql.run("UPDATE procrastinate_jobs SET status = 'todo' WHERE id = %s", waiting)
    for number in numbers:
        JobNote.objects.create(job_id=number, kind="failed", attempt=1, sentence="x")
    sql.run(
        "UPDATE procrastinate_events SET at = now() - make_interval(days => %s) WHERE job_id != %s",
        days + 1,
        fresh,
    )
    jobs.remove_old_jobs()
    assert set(Job.objects.values_list("pk", flat=True)) == {fresh, waiting}
    assert set(JobNote.objects.values_list("job_id", flat=True)) == {fresh, waiting}
    assert old


@pytest.mark.django_db
def test_a_note_is_of_a_job() -> None:
    with sql.broken("note_is_of_a_job"):
        JobNote.objects.create(job_id=0, kind="failed", attempt=1, sentence="x")


# Two roles

TABLES = ("jobs", "events", "workers", "periodic_defers")


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_the_applications_role_uses_the_queue_and_owns_none_of_it(table: str) -> None:
    owns, reads, writes, truncates = sql.run(
        "SELECT pg_has_role(relowner, 'USAGE'), has_table_privilege(oid, 'SELECT'),"
        " has_table_privilege(oid, 'INSERT'), has_table_privilege(oid, 'TRUNCATE')"
        " FROM pg_class WHERE relname = %s",
        f"procrastinate_{table}",
    )[0]
    assert (owns, reads, writes, truncates) == (False, True, True, False)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        sql.run(f"TRUNCATE procrastinate_{table} CASCADE")


@pytest.mark.django_db
def test_every_function_of_the_queue_may_be_called() -> None:
    assert sql.run(
        "SELECT bool_and(has_function_privilege(oid, 'EXECUTE')), bool_or(prosecdef)"
        " FROM pg_proc WHERE proname LIKE 'procrastinate%%' AND prorettype <> 'trigger'::regtype"
    ) == [(True, False)]


@pytest.mark.django_db
def test_its_triggers_may_not_be_switched_off() -> None:
    with pytest.raises(Exception, match="must be owner"), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE procrastinate_jobs DISABLE TRIGGER ALL")
