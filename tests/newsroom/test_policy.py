"""The one policy row: four eyes, unless the database's owner says otherwise, with a reason."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, transaction

from claims.models import Notice
from newsroom.approvals import one_person_is_enough
from newsroom.models import Event, Policy
from tests import factories, sql

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture(autouse=True)
def _four_eyes_after(owner_connection: psycopg.Connection[Any]) -> Iterator[None]:
    yield
    owner_connection.execute(
        "UPDATE newsroom_policy SET one_person = false, reason = '', drafters_may_sign = false"
    )


def policy(*arguments: str) -> str:
    out = StringIO()
    call_command("policy", *arguments, stdout=out)
    return out.getvalue()


def test_a_newsroom_starts_with_four_eyes() -> None:
    assert "two people" in policy()
    assert not one_person_is_enough()


def test_the_owner_chooses_and_history_says_why() -> None:
    assert "One of us" in policy("--one-person", "yes", "--reason", "One of us is left.")
    assert one_person_is_enough()
    event = Event.objects.filter(table="newsroom_policy").latest("pk")
    assert event.changes["one_person"] == (False, True)
    assert (event.via, event.reason) == ("command", "One of us is left.")
    owner = sql.run("SELECT tableowner FROM pg_tables WHERE tablename = 'newsroom_policy'")
    assert owner == [(event.database_role,)]
    assert "two people" in policy("--one-person", "no", "--reason", "We are three again.")
    assert not one_person_is_enough()


def test_the_owner_chooses_whether_drafters_sign() -> None:
    assert "doesn't sign it" in policy()
    answer = policy("--drafters-may-sign", "yes", "--reason", "Our two seniors draft.")
    assert "before its review may sign it" in answer
    event = Event.objects.filter(table="newsroom_policy").latest("pk")
    assert event.changes["drafters_may_sign"] == (False, True)
    assert event.reason == "Our two seniors draft."
    # And not whether one person is enough.
    assert not one_person_is_enough()
    with pytest.raises(ProgrammingError), transaction.atomic():
        Policy.objects.update(drafters_may_sign=False)


@pytest.mark.parametrize("option", ["--one-person", "--drafters-may-sign"])
def test_everybody_is_notified(option: str) -> None:
    everybody = [factories.reporter(), factories.editor(), factories.senior()]
    policy(option, "yes", "--reason", "One of us is left.")
    notices = Notice.objects.filter(kind="people", sentence__contains="One of us is left.")
    assert set(notices.values_list("person", flat=True)) == {each.pk for each in everybody}


def test_a_reason_is_needed() -> None:
    with pytest.raises(CommandError, match="reason"):
        policy("--one-person", "yes")
    assert not one_person_is_enough()


def test_the_applications_role_can_not_choose() -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        Policy.objects.update(one_person=True)
    assert not one_person_is_enough()


def test_there_is_one_row(owner_connection: psycopg.Connection[Any]) -> None:
    with pytest.raises(psycopg.errors.CheckViolation) as caught:
        owner_connection.execute(
            "INSERT INTO newsroom_policy (id, one_person, reason) VALUES (2, true, '')"
        )
    assert caught.value.diag.constraint_name == "policy_is_one_row"


def test_how_long_sign_ins_are_kept_does_not_move_the_day_of_the_policy() -> None:
    before = Policy.objects.get().changed_at
    policy("--keep-sign-ins", "90", "--reason", "Our data protection officer says so.")
    assert Policy.objects.get().changed_at == before
    policy("--keep-sign-ins", "365", "--reason", "As before.")
