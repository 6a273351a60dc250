"""A request's id: in its answer, in its log, in its SQL, and in the jobs that it makes."""

import logging
import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from psycopg import sql

from newsroom import current_request
from newsroom.jobs import enqueue, enqueue_each
from newsroom.models import Job
from tests.workers import work_off

pytestmark = pytest.mark.django_db

GIVEN = "01H-of.the_proxy"


@pytest.fixture(autouse=True)
def no_request() -> Any:
    yield
    current_request.end()


def test_a_well_formed_id_is_taken_over(client: Client) -> None:
    assert client.get("/", headers={"X-Request-ID": GIVEN}).headers["X-Request-ID"] == GIVEN


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "a b c d e f g", "*/ DROP", "änderungen"])
def test_any_other_is_replaced(client: Client, given: str) -> None:
    answer = client.get("/", headers={"X-Request-ID": given})
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-ID"])


def test_it_ends_with_its_request(client: Client) -> None:
    client.get("/", headers={"X-Request-ID": GIVEN})
    assert current_request.current() is None


def test_a_line_of_the_request_has_no_address(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "factcheck.requests"):
        client.get("/?q=ferry", headers={"X-Request-ID": GIVEN})
        client.get("/no-such-page/ana@paper.example")
    first, second = [r for r in caplog.records if r.name == "factcheck.requests"]
    assert (first.getMessage(), first.__dict__["sql_statements"] > 0) == (
        "GET site:search 200",
        True,
    )
    assert second.getMessage() == "GET none 404"


@pytest.mark.parametrize("compose", [str, sql.SQL])
def test_statements_name_it(compose: Any) -> None:
    statement = "SELECT current_query()"
    work = current_request.begin(GIVEN)
    with connection.cursor() as cursor:
        cursor.execute(compose(statement))
        assert cursor.fetchone() == (f"/* request={GIVEN} */ {statement}",)
    assert work.statements == 1
    assert work.sql_seconds > 0
    current_request.end()
    with connection.cursor() as cursor:
        cursor.execute(compose(statement))
        assert cursor.fetchone() == (statement,)


def test_a_job_remembers_it() -> None:
    current_request.begin(GIVEN)
    with transaction.atomic():
        one = enqueue("claims.read_quantities", importrun_id=1)
        enqueue_each("claims.read_quantities", [{"importrun_id": 2}])
    current_request.end()
    jobs = Job.objects.order_by("pk")
    assert [job.args.pop("made_by_request") for job in jobs] == [GIVEN, GIVEN]
    assert [job.args for job in jobs] == [{"importrun_id": 1}, {"importrun_id": 2}]
    assert one == jobs[0].pk


def test_what_a_job_does_is_done_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[Any] = []

    def read(number: int) -> None:
        done.append((number, current_request.comment()))

    monkeypatch.setattr("claims.imports.quantities.read_quantities", read)
    with transaction.atomic():
        current_request.begin(GIVEN)
        number = enqueue("claims.read_quantities", importrun_id=1)
        current_request.end()
    work_off()
    assert done == [(1, f"/* request={GIVEN} job={number} */ ")]
