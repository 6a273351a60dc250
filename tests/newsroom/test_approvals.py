"""What takes two: asked for by one, done by another, on record as it was asked."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from newsroom import approvals
from newsroom.choices import ApprovalKind, ApprovalOutcome, Via
from newsroom.errors import Refused
from newsroom.history import acting, through
from newsroom.models import Approval, User
from tests import database, factories, sql

pytestmark = pytest.mark.django_db


def ask(by: User | None = None, subject: int = 7, **payload: Any) -> Approval:
    made = approvals.request(
        ApprovalKind.SUPPLEMENT, subject, by or factories.editor(), "It is due.", **payload
    )
    assert isinstance(made, Approval)
    return made


def do(approval: Approval, by: User) -> Approval:
    with acting(by):
        return approvals.decide(approval.pk, by, ApprovalOutcome.DONE)


def test_an_approval_is_asked_for_and_done_by_another() -> None:
    requested, senior = ask(what="this"), factories.senior()
    assert list(Approval.objects.open()) == [requested]
    do(requested, senior)
    requested.refresh_from_db()
    assert (requested.outcome, requested.decided_by, requested.payload) == (
        "done",
        senior,
        {"what": "this"},
    )
    assert not Approval.objects.open().exists()
    assert list(Approval.objects.on(ApprovalKind.SUPPLEMENT, 7)) == [requested]


@pytest.mark.parametrize(
    "who", [factories.senior, lambda: factories.person(None, is_superuser=True)]
)
def test_nobody_does_what_they_asked_for(who: Any) -> None:
    by = who()
    requested = ask(by)
    with pytest.raises(Refused) as refused:
        do(requested, by)
    assert refused.value.rule == "approval_takes_two"
    assert approvals.decline(requested.pk, by, "Not after all.").outcome == "declined"


def test_nothing_that_takes_two_comes_over_the_api() -> None:
    requested, senior = ask(), factories.senior()
    with through(Via.API):
        with pytest.raises(Refused) as refused:
            ask()
        assert refused.value.rule == "no_approval_over_the_api"
        with pytest.raises(Refused) as refused:
            do(requested, senior)
    assert refused.value.rule == "no_approval_over_the_api"
    assert Approval.objects.get().outcome == "open"


def test_who_comes_later_is_told_who_decided() -> None:
    requested, first = ask(), factories.senior()
    do(requested, first)
    with pytest.raises(Refused, match=str(first)) as refused:
        approvals.decline(requested.pk, factories.senior(), "No.")
    assert refused.value.rule == "approval_decided_once"


def test_only_who_asked_takes_it_back() -> None:
    requested = ask(by := factories.editor())
    with pytest.raises(Refused, match="Only the person who requested"):
        approvals.withdraw(requested.pk, factories.senior())
    assert approvals.withdraw(requested.pk, by).outcome == "withdrawn"


def test_an_approval_waits_once() -> None:
    first = ask()
    with pytest.raises(Refused) as refused:
        ask()
    assert refused.value.rule == "approval_open_once"
    ask(subject=8)
    approvals.decline(first.pk, factories.senior(), "No.")
    ask()


def test_an_approval_has_a_reason() -> None:
    with pytest.raises(Refused) as refused:
        approvals.request(ApprovalKind.SUPPLEMENT, 7, factories.editor(), "  ")
    assert refused.value.rule == "approval_has_a_reason"


DONE = "outcome = 'done', decided_at = now(), decided_by_id = {senior}"


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (
            f"UPDATE newsroom_approval SET {DONE}, decided_by_id = requested_by_id".replace(
                ", decided_by_id = {senior}", ""
            ),
            "approval_takes_two",
        ),
        ("UPDATE newsroom_approval SET outcome = 'done'", "approval_is_decided_now"),
        (
            "UPDATE newsroom_approval SET outcome = 'done', decided_at = now()",
            "approval_decision_is_complete",
        ),
        (
            f"UPDATE newsroom_approval SET {DONE.replace('now()', 'now() - interval $$1 day$$')}",
            "approval_is_decided_now",
        ),
        (
            (
                f"UPDATE newsroom_approval SET {DONE}; UPDATE newsroom_approval SET outcome = 'open',"
                " decided_at = NULL, decided_by_id = NULL"
            ),
            "approval_decided_once",
        ),
        (
            (
                "INSERT INTO newsroom_approval (kind, subject_id, payload, reason, requested_by_id, outcome,"
                " decided_by_id, decided_at, answer) VALUES ('correct', 7, '{{}}', 'x', {other}, 'done',"
                " {senior}, now(), '')"
            ),
            "approval_starts_open",
        ),
    ],
)
def test_by_raw_sql(statement: str, rule: str) -> None:
    ask(what="this")
    senior = factories.senior()
    words = {"senior": senior.pk, "other": factories.editor().pk}
    with sql.broken(rule):
        sql.run_as(senior, statement.format(**words))


def test_an_approval_is_never_deleted() -> None:
    requested = ask()
    with pytest.raises(DatabaseError):
        sql.run("DELETE FROM newsroom_approval WHERE id = %s", requested.pk)


def test_an_approval_is_being_done_in_its_own_transaction_only() -> None:
    ask()
    assert sql.run("SELECT approved_now('supplement', 7)") == [(False,)]
    do(Approval.objects.get(), factories.senior())
    assert sql.run("SELECT approved_now('supplement', 7)") == [(True,)]
    assert sql.run("SELECT approved_now('supplement', 8)") == [(False,)]
    assert sql.run("SELECT approved_now('correct', 7)") == [(False,)]


@pytest.mark.django_db(transaction=True)
def test_another_transaction_of_the_same_time_is_not_this_one() -> None:
    requested = ask()
    do(requested, factories.senior())
    with transaction.atomic():
        ((now,),) = sql.run("SELECT now()")
        with database.connect("owner", autocommit=True) as owner:
            owner.execute("SET session_replication_role = replica")
            owner.execute("UPDATE newsroom_approval SET decided_at = %s", [now])
        assert sql.run(
            "SELECT decided_at = now(), approved_now('supplement', 7) FROM newsroom_approval"
        ) == [(True, False)]
