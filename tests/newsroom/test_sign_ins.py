"""Sign-ins: recorded, read by their owner and by seniors, unchangeable, removed after a term."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import ProgrammingError, transaction
from django.test import Client
from django.utils import timezone

from newsroom import sign_ins
from newsroom.choices import Role, SignInOutcome
from newsroom.models import Event, SignIn, User
from tests import factories, sql
from tests.claims.admin.desk import at_the_desk, list_of, words

pytestmark = pytest.mark.django_db

RIGHT = "correct horse battery staple"


def sign_in(username: str, password: str, address: str = "192.0.2.7") -> Any:
    client = Client(REMOTE_ADDR=address, HTTP_USER_AGENT="Firefox")
    return client.post("/account/sign-in/", {"login": username, "password": password})


def last() -> SignIn:
    return SignIn.objects.latest("pk")


def test_each_attempt_is_recorded_with_how_it_ended() -> None:
    person = factories.reporter()
    sign_in(person.username, RIGHT)
    assert (last().outcome, last().person, last().user_agent) == ("signed_in", person, "Firefox")
    sign_in(person.username, "a guess", "2001:db8:1:2:3:4:5:6")
    assert (last().outcome, last().network) == ("wrong", "2001:db8:1:2::/64")
    User.objects.filter(pk=person.pk).update(is_active=False)
    sign_in(person.username, RIGHT)
    assert (last().outcome, last().network) == ("inactive", "192.0.2.7")


def test_attempts_that_were_stopped_are_recorded_too() -> None:
    person = factories.reporter()
    for number in range(5):
        sign_in(person.username, "a guess", f"2001:db8:0:{number}::1")
    sign_in(person.username, RIGHT)
    assert (last().outcome, last().person, last().network) == ("stopped", person, "192.0.2.7")
    assert SignIn.objects.count() == 6


def test_what_was_typed_for_a_name_is_not_kept() -> None:
    sign_in("my-password-by-mistake", "x")
    assert last().person is None
    assert "mistake" not in str(vars(last()))


def test_its_owner_and_seniors_read_it() -> None:
    one, other = factories.reporter(), factories.reporter()
    for each, agent in ((one, "Browser of one"), (other, "Browser of other")):
        sign_ins.record(SignInOutcome.WRONG, each, "192.0.2.7", agent)
    page = words(at_the_desk(one).get(list_of(SignIn)))
    assert "Browser of one" in page
    assert "Browser of other" not in page
    page = words(at_the_desk(factories.senior()).get(list_of(SignIn)))
    assert "Browser of one" in page
    assert "Browser of other" in page


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM newsroom_signin",
        "UPDATE newsroom_signin SET outcome = 'signed_in'",
        "DELETE FROM django_admin_log",
        "INSERT INTO django_admin_log (action_time) VALUES (now())",
        "SELECT FROM django_admin_log",
        "UPDATE newsroom_policy SET keep_sign_ins = 30",
    ],
)
def test_the_applications_role_changes_no_record(statement: str) -> None:
    sign_ins.record(SignInOutcome.WRONG, None, "192.0.2.7", "")
    with pytest.raises(ProgrammingError), transaction.atomic():
        sql.run(statement)


@pytest.mark.django_db(transaction=True)
def test_old_ones_are_removed_and_history_says_how_many(
    owner_connection: psycopg.Connection[Any],
) -> None:
    factories.person(Role.REPORTER)
    for _ in range(3):
        sign_ins.record(SignInOutcome.WRONG, None, "192.0.2.7", "")
    sign_ins.remove_old_sign_ins()
    assert SignIn.objects.count() == 3
    owner_connection.execute(
        "UPDATE newsroom_signin SET at = now() - interval '366 days' WHERE id IN"
        " (SELECT id FROM newsroom_signin ORDER BY id LIMIT 2)"
    )
    sign_ins.remove_old_sign_ins()
    assert SignIn.objects.count() == 1
    event = Event.objects.get(table="newsroom_signin")
    assert event.old == {"removed": 2, "older_than_days": 365}


def test_they_are_kept_for_a_month_at_least(owner_connection: psycopg.Connection[Any]) -> None:
    with pytest.raises(psycopg.errors.CheckViolation) as caught:
        owner_connection.execute("UPDATE newsroom_policy SET keep_sign_ins = 29")
    assert caught.value.diag.constraint_name == "sign_ins_are_kept_a_month"


def test_ended_sessions_are_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [factories.reporter() for _number in range(3)]
    for person in people:
        sign_in(person.username, RIGHT)
    keys = [UserSession.objects.get(user=person).session_key for person in people]
    two_days_ago = timezone.now() - timedelta(days=2)
    UserSession.objects.update(last_seen_at=two_days_ago)
    Session.objects.exclude(pk=keys[0]).update(expire_date=two_days_ago)
    monkeypatch.setattr(sign_ins, "REMOVED_AT_ONCE", 1)
    sign_ins.remove_ended_sessions()
    assert [session.pk for session in Session.objects.all()] == keys[:1]
    assert [session.user for session in UserSession.objects.all()] == people[:1]
