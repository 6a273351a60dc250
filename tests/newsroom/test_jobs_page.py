"""The desk's page of jobs: what each role sees and may do, and what nobody is shown."""

from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from newsroom import jobs
from newsroom.choices import JobEventKind, JobState, Role
from newsroom.models import Job, JobNote
from tests import factories, sql, workers

pytestmark = pytest.mark.django_db

LIST = "/admin/newsroom/job/"
BACKEND = "newsroom.backend.Backend"


def client_of(role: Role | None, **options: Any) -> Client:
    client = Client()
    client.force_login(factories.person(role, is_staff=True, **options), backend=BACKEND)
    return client


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def failed(sentence: str = "The server answered 403.", **arguments: int) -> Job:
    job = workers.failed_job("claims.process_capture", **arguments)
    JobNote.objects.create(job=job, kind="given_up", attempt=1, sentence=sentence)
    return job


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_it_and_editors_send_a_failed_one_back(role: Role) -> None:
    job, client = failed(), client_of(role)
    listed = words(client, LIST)
    assert f"Process capture #{job.pk}" in listed
    assert "The server answered 403." in listed
    page = words(client, f"{LIST}{job.pk}/change/")
    assert "The server answered 403." in page
    retry = f"{LIST}{job.pk}/do/retry/"
    assert (retry in page) is (role != Role.REPORTER)
    answer = client.post(retry)
    assert answer.status_code == (403 if role == Role.REPORTER else 302)
    job = Job.objects.get()
    assert job.status == ("failed" if role == Role.REPORTER else "todo")
    if role != Role.REPORTER:
        page = words(client, f"{LIST}{job.pk}/change/")
        assert "sent back to the queue" in page
        assert retry not in page
        assert client.post(retry).status_code == 409  # somebody else was there first


@pytest.mark.parametrize("options", [{}, {"is_active": False}])
def test_outsiders_see_nothing(options: dict[str, Any]) -> None:
    job, client = failed(), client_of(None, **options)
    for address in (LIST, f"{LIST}{job.pk}/change/", f"{LIST}{job.pk}/do/retry/"):
        assert client.get(address).status_code in (302, 403)


def test_nothing_is_written_on_the_page() -> None:
    job, client = failed(), client_of(None, is_superuser=True)
    before = sql.run("SELECT * FROM procrastinate_jobs")
    assert client.post(f"{LIST}{job.pk}/change/", {"status": "todo"}).status_code == 403
    for address in ("add/", f"{job.pk}/delete/"):
        assert client.post(LIST + address).status_code == 403
    assert sql.run("SELECT * FROM procrastinate_jobs") == before
    assert client.get(f"{LIST}999/change/").status_code == 404
    assert client.get(f"{LIST}x/change/").status_code == 404


@pytest.mark.parametrize("state", list(JobState))
def test_the_list_is_filtered_by_state(state: JobState) -> None:
    for each in JobState:
        number = jobs.enqueue(f"claims.{each}_job")
        sql.run(
            "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s",
            each.value,
            number,
        )
    listed = words(client_of(Role.REPORTER), f"{LIST}?state={state}")
    shown = [each for each in JobState if f"{each.capitalize()} job #" in listed]
    assert shown == [state]


def test_it_leads_to_what_the_job_belongs_to() -> None:
    source = factories.source()
    failed(source_id=source.pk, piece_id=12)
    listed = words(client_of(Role.REPORTER), LIST)
    assert (
        f'<a class="underline" href="/admin/sources/source/{source.pk}/change/">source {source.pk}</a>'
        in listed
    )
    assert "piece 12" in listed


def test_arguments_are_shown_to_nobody() -> None:
    job = failed()
    sql.run(
        "UPDATE procrastinate_jobs SET args = %s::jsonb, lock = 'hunter3', queueing_lock = 'hunter4'",
        '{"token": "hunter2", "token_id": "hunter5", "number": 990099}',
    )
    client = client_of(None, is_superuser=True)
    for address in (LIST, f"{LIST}{job.pk}/change/"):
        page = words(client, address)
        assert "hunter" not in page
        assert "990099" not in page
    with pytest.raises(NoReverseMatch):
        reverse("admin:procrastinate_procrastinatejob_changelist")


def test_what_is_not_known_is_said() -> None:
    workers.failed_job("claims.of_tomorrow")
    assert "No worker knows this job" in words(client_of(Role.REPORTER), LIST)


def test_its_page_tells_its_course_in_order() -> None:
    job = failed("The second server slept.")
    jobs.retry(job.pk, factories.editor())
    sql.run("UPDATE procrastinate_events SET at = at - interval '1 s' WHERE type = 'deferred'")
    page = words(client_of(Role.REPORTER), f"{LIST}{job.pk}/change/")
    course = page[page.index("What happened to it") :]
    places = [
        course.index(each)
        for each in ("put in the queue", "started", "The second server slept.", "Sent back")
    ]
    assert places == sorted(places)
    assert course.count("failed") == 1


def test_every_state_and_event_of_procrastinate_has_its_words(
    owner_connection: psycopg.Connection[Any],
) -> None:
    for name, known in (("status", JobState), ("event_type", JobEventKind)):
        (values,) = owner_connection.execute(
            f"SELECT enum_range(NULL::procrastinate_job_{name})::text[]"
        ).fetchone() or ((),)
        # Two that are of no use: one of before version 3, one that is no change of state.
        assert set(values) - {"aborting", "scheduled"} == set(known.values)


def test_a_long_queue_is_read_by_an_index_and_counted_by_nobody() -> None:
    client = client_of(Role.EDITOR)
    client.get(LIST)

    def fill(state: str, count: int) -> None:
        sql.run(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
            " SELECT 'claims', 'claims.read_it', %s::procrastinate_job_status"
            " FROM generate_series(1, %s)",
            state,
            count,
        )

    statements: dict[int, list[list[str]]] = {}
    for count in (3, 5_000):
        fill("failed", 2)
        fill("succeeded", count)
        statements[count] = []
        for query in ("", "?state=failed", "?state=failed&_facets=True"):
            with CaptureQueriesContext(connection) as captured:
                client.get(LIST + query)
            statements[count].append([each["sql"] for each in captured])
    assert [len(queries) for queries in statements[3]] == [
        len(queries) for queries in statements[5_000]
    ]
    everything = [query for queries in statements[5_000] for query in queries]
    assert not [query for query in everything if "COUNT(" in query.upper()]
    sql.run("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    (listing,) = (query for query in statements[5_000][1] if "changed" in query)
    plan = " ".join(line for (line,) in sql.run("EXPLAIN " + listing.replace("%", "%%")))
    assert "newsroom_job_by_state" in plan
    assert "Sort" not in plan.partition("SubPlan")[0]
