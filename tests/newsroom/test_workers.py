"""Real worker processes: at once, killed at any moment, failing, silent, stopped."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateWorker

from factcheck import healthcheck
from newsroom.jobs import enqueue
from newsroom.models import Job, JobNote
from tests import sql, workers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

PIECES = 150
TABLES = """
CREATE TABLE piece (id int PRIMARY KEY, done boolean NOT NULL DEFAULT false);
CREATE TABLE effect (piece int, process int, words text);
GRANT SELECT, INSERT, UPDATE ON piece, effect TO PUBLIC;
"""


@pytest.fixture(autouse=True)
def _tables(owner_connection: psycopg.Connection[Any]) -> Iterator[None]:
    owner_connection.execute(TABLES)
    yield
    owner_connection.execute("DROP TABLE piece, effect")


def put(name: str, numbers: range) -> None:
    """Pieces of work and their jobs, in one transaction."""
    with transaction.atomic():
        for number in numbers:
            sql.run("INSERT INTO piece VALUES (%s)", number)
            enqueue(name, number=number)


def jobs() -> Any:
    """Ours: whatever the clock says, a worker may have upkeep of its own to do."""
    return Job.objects.filter(task_name__regex="^(tests|elsewhere)")


def notes() -> Any:
    return JobNote.objects.filter(job__in=jobs())


def effects() -> list[tuple[Any, ...]]:
    return sql.run("SELECT piece, process, words FROM effect ORDER BY piece")


def at_least(count: int) -> bool:
    return len(effects()) >= count


def workers_known() -> int:
    return ProcrastinateWorker.objects.count()


def test_two_workers_do_fifty_jobs_once_each() -> None:
    with workers.worker() as one, workers.worker("--concurrency", "1") as other:
        one.wait_until(lambda: workers_known() == 2)
        put("tests.do_piece", range(50))
        other.wait_until(workers.all_done)
    assert [piece for piece, _process, _words in effects()] == list(range(50))
    assert {process for _piece, process, _words in effects()} == {one.pid, other.pid}
    assert set(jobs().values_list("status", "attempts")) == {("succeeded", 1)}
    assert workers_known() == 0


@pytest.mark.parametrize("kills", [3, pytest.param(8, marks=pytest.mark.at_length)])
def test_workers_killed_at_random_moments_lose_nothing_and_double_nothing(kills: int) -> None:
    put("tests.do_piece", range(PIECES))
    with ExitStack() as stack:
        running = [stack.enter_context(workers.worker(**workers.SOON)) for _place in range(2)]
        for kill in range(kills):
            goal = min(len(effects()) + random.randrange(12), PIECES)
            running[kill % 2].wait_until(partial(at_least, goal))
            time.sleep(random.random() / 50)
            running[kill % 2].end(signal.SIGKILL)
            running[kill % 2] = stack.enter_context(workers.worker(**workers.SOON))
        running[0].wait_until(workers.all_done)
        # How they stop is another test's matter: these are allowed a second and a half for it.
        for process in running:
            process.end(signal.SIGKILL)
    assert [piece for piece, _process, _words in effects()] == list(range(PIECES))
    assert set(jobs().values_list("status", flat=True)) == {"succeeded"}
    assert notes().filter(sentence__contains="responding").exists()


def test_a_silent_workers_job_is_taken_up_by_another() -> None:
    put("tests.take_long", range(600, 601))
    with workers.worker(**workers.SOON) as one:
        one.wait_until(effects)
        one.end(signal.SIGKILL)
    assert jobs().get().status == "doing"
    jobs().update(args={"number": 0})
    with workers.worker(**workers.SOON) as other:
        other.wait_until(workers.all_done)
    job = jobs().get()
    assert (job.status, job.attempts) == ("succeeded", 1)
    note = notes().get()
    assert (note.kind, note.sentence) == ("failed", "The worker that ran it stopped responding.")


def test_failures_are_tried_again_and_at_last_given_up_in_words() -> None:
    names = ("fail_twice", "never_works", "is_refused", "breaks", "nobody_knows")
    for place, name in enumerate(names):
        put(f"tests.{name}", range(place, place + 1))
    with workers.worker("--concurrency", "1") as process:
        process.wait_until(workers.all_done)
    output = process.output()
    found = {job.task_name[6:]: job for job in jobs()}
    assert {name: (job.status, job.attempts) for name, job in found.items()} == {
        "fail_twice": ("succeeded", 3),
        "never_works": ("failed", 3),
        "is_refused": ("failed", 1),
        "breaks": ("failed", 2),
        "nobody_knows": ("failed", 1),
    }
    reasons = notes().values_list("job__task_name", "kind", "sentence")
    asleep = "The server is asleep."
    unexpected = "Something unexpected went wrong (ValueError). The worker's log says more."
    assert Counter(reasons) == {
        ("tests.fail_twice", "failed", asleep): 2,
        ("tests.never_works", "failed", asleep): 2,
        ("tests.never_works", "given_up", asleep): 1,
        ("tests.is_refused", "given_up", "The server answered 403."): 1,
        ("tests.breaks", "failed", unexpected): 1,
        ("tests.breaks", "given_up", unexpected): 1,
    }
    # What failed left nothing behind, and whom it belongs to was told, once.
    assert [(piece, words) for piece, _process, words in effects()] == [
        (0, "undone"),
        (1, asleep),
        (2, "The server answered 403."),
    ]
    # What was foreseen is a line in the log, what was not a traceback.
    assert output.count("The server answered 403.") == 1
    assert "ValueError: the password is hunter2" in output
    assert "Refused" not in output


def test_a_worker_does_the_jobs_of_its_queues_alone() -> None:
    put("tests.do_piece", range(1))
    put("elsewhere.do_piece", range(1, 2))
    with workers.worker("--queue", "tests") as process:
        process.wait_until(effects)
    assert dict(jobs().values_list("queue_name", "status")) == {
        "tests": "succeeded",
        "elsewhere": "todo",
    }


def test_a_job_runs_as_the_applications_role_by_its_own_door(settings: Any) -> None:
    put("tests.say_the_interface", range(1))
    with workers.worker() as process:
        process.wait_until(workers.all_done)
    assert effects() == [(0, 0, f"job {settings.DATABASE_APPLICATION_ROLE}")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_lets_what_runs_end(number: signal.Signals) -> None:
    put("tests.take_long", range(1, 2))
    with workers.worker() as process:
        process.wait_until(effects)
        assert process.end(number) == 0
    assert process.output() == ""
    assert jobs().get().status == "succeeded"


def test_a_job_that_does_not_end_is_cut_off_and_tried_again() -> None:
    put("tests.take_long", range(600, 601))
    with workers.worker(**workers.SOON) as process:
        process.wait_until(effects)
        assert process.end() == 1
    assert "it will be tried again" in process.output()
    assert jobs().get().status == "doing"


def test_a_job_whose_end_could_not_be_written_is_done_again(
    owner_connection: psycopg.Connection[Any],
) -> None:
    owner_connection.execute(
        "CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN PERFORM 1 / 0; RETURN NEW; END $$;"
        "CREATE TRIGGER break BEFORE UPDATE ON procrastinate_jobs FOR EACH ROW"
        " WHEN (NEW.status = 'succeeded') EXECUTE FUNCTION break()"
    )
    put("tests.do_piece", range(1))
    try:
        with workers.worker(**workers.SOON) as process:
            process.wait_until(lambda: "result could not be saved" in process.output())
            owner_connection.execute("DROP FUNCTION break CASCADE")
            process.wait_until(workers.all_done)
    finally:
        owner_connection.execute("DROP FUNCTION IF EXISTS break CASCADE")
    assert jobs().get().status == "succeeded"
    assert len(effects()) == 1


def test_its_health_is_seen_from_the_file_that_it_touches(tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    assert healthcheck.main(["--alive", str(alive)]) == 1
    # Without the jobs of every day, which a busy machine may not end in time.
    with workers.worker("--alive", str(alive), "--queue", "tests") as process:
        process.wait_until(alive.exists)
        assert healthcheck.main(["--alive", str(alive)]) == 0
    before = time.time() - 31
    os.utime(alive, (before, before))
    assert healthcheck.main(["--alive", str(alive)]) == 1


def test_without_a_database_it_says_so() -> None:
    with workers.worker(DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing") as process:
        assert process.process.wait() == 1
    assert "The database did not answer" in process.output()
    assert "Traceback" not in process.output()
