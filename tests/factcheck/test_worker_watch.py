"""A worker that is missing while jobs wait: noticed by the web server, which writes the e-mails itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from claims.choices import NoticeKind
from claims.models import Notice
from claims.notifications import notices
from factcheck import worker_watch
from newsroom.errors import Refused
from newsroom.jobs import enqueue
from newsroom.models import Job, User
from tests import database, factories, workers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_goes_out(settings: Any) -> None:
    settings.SENDS_EMAIL = True


@pytest.fixture
def seniors() -> list[User]:
    people = [factories.senior(), factories.senior()]
    for each in people:
        factories.name_person(each, None, email=f"{each.username}@news.example")
    factories.editor()
    return people


def _sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def wait(minutes: int) -> None:
    """A job that has waited for so long."""
    with transaction.atomic():
        enqueue("claims.read_quantities", importrun_id=1)
    _sql("UPDATE procrastinate_events SET at = now() - make_interval(mins => %s)", minutes)


def beat(minutes: int) -> None:
    at = timezone.now() - timedelta(minutes=minutes)
    _sql("DELETE FROM procrastinate_workers")
    _sql("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", at)


def waiting() -> list[Notice]:
    return list(Notice.objects.filter(kind=NoticeKind.JOBS).unseen().order_by("person"))


@pytest.mark.parametrize(
    ("beaten", "waited", "is_missed"),
    [(10, 10, True), (None, 10, True), (1, 10, False), (10, 1, False), (10, None, False)],
)
def test_it_is_missed_while_jobs_wait(
    seniors: list[User], beaten: int | None, waited: int | None, is_missed: bool
) -> None:
    if beaten is not None:
        beat(beaten)
    if waited is not None:
        wait(waited)
    worker_watch.look()
    assert len(waiting()) == (2 if is_missed else 0)


def test_seniors_are_notified_once_until_it_is_back(seniors: list[User]) -> None:
    wait(10)
    worker_watch.look()
    worker_watch.look()
    assert [notice.person for notice in waiting()] == seniors
    assert {to for each in mail.outbox for to in each.to} == {
        f"{each.username}@news.example" for each in seniors
    }
    assert len(mail.outbox) == 2
    assert "Ask whoever runs the server to start it." in mail.outbox[0].body
    beat(0)
    worker_watch.look()
    assert waiting() == []
    beat(10)
    worker_watch.look()
    assert len(waiting()) == 2
    assert len(mail.outbox) == 4


def test_an_e_mail_that_failed_is_sent_a_minute_later(
    seniors: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    wait(10)
    send, refused = EmailBackend.send_messages, [True]

    def refuse_first(backend: Any, messages: Any) -> int:
        if refused:
            refused.pop()
            raise ConnectionRefusedError
        return int(send(backend, messages))

    monkeypatch.setattr(EmailBackend, "send_messages", refuse_first)
    worker_watch.look()
    assert len(mail.outbox) == 1
    worker_watch.look()
    worker_watch.look()
    assert len(mail.outbox) == 2


def test_an_e_mail_that_was_sent_is_not_sent_again_when_the_next_meets_an_error(
    seniors: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    wait(10)
    send, failed = notices.mail, [seniors[1].pk]

    def fail_once(person_id: int) -> None:
        if person_id in failed:
            failed.clear()
            raise OperationalError("the connection is lost")
        send(person_id)

    monkeypatch.setattr(notices, "mail", fail_once)
    worker_watch.look()
    worker_watch.look()
    assert [each.to for each in mail.outbox] == [
        [f"{each.username}@news.example"] for each in seniors
    ]


@pytest.mark.django_db(transaction=True)
def test_while_an_e_mail_is_sent_others_may_write_notices_of_jobs(
    seniors: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    wait(10)
    free = []

    def send(person_id: int) -> None:
        with database.connect("default") as other:
            lock = "SELECT pg_try_advisory_xact_lock(hashtext('notices of jobs'))"
            free.append(other.execute(lock).fetchone())

    monkeypatch.setattr(notices, "mail", send)
    worker_watch.look()
    assert free == [(True,)] * 2


# Jobs that failed for good


def fail(monkeypatch: pytest.MonkeyPatch, name: str, error: Exception) -> None:
    def raise_it(*args: Any, **kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(name, raise_it)


def test_failed_jobs_of_a_kind_are_one_notice(
    seniors: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(monkeypatch, "claims.imports.quantities.read_quantities", Refused("It is gone."))
    with transaction.atomic():
        for number in range(3):
            enqueue("claims.read_quantities", importrun_id=number)
    workers.work_off()
    assert Job.objects.filter(status="failed").count() == 3
    found = waiting()
    assert [notice.person for notice in found] == seniors
    assert found[0].sentence.startswith("Jobs that do this failed for good: “Read quantities”.")
    addresses = [to for each in mail.outbox for to in each.to]
    assert sorted(addresses) == sorted(f"{each.username}@news.example" for each in seniors)
    Notice.objects.update(seen_at=timezone.now())
    with transaction.atomic():
        enqueue("claims.read_quantities", importrun_id=4)
    workers.work_off()
    assert len(waiting()) == 2


def test_a_failure_that_is_shown_where_the_work_was_asked_for_is_none(
    seniors: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(monkeypatch, "claims.imports.uploads.run_upload", Refused("A column is missing."))
    with transaction.atomic():
        enqueue("claims.import_file", importrun_id=1)
    workers.work_off()
    assert Job.objects.get().status == "failed"
    assert waiting() == []
