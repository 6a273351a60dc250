"""Priority and due date: of what is at work, in the order in which it is taken up."""

from datetime import date

import pytest

from claims.choices import OPEN, Status
from claims.models import Claim
from claims.workflow import planning, review
from newsroom.errors import Refused
from newsroom.models import Event
from tests import factories, sql

pytestmark = pytest.mark.django_db

EARLY, LATE = date(2026, 3, 1), date(2026, 4, 1)


@pytest.mark.parametrize("status", Status)
def test_what_is_at_work_is_planned(status: Status) -> None:
    claim, by = factories.claim_that_is(status), factories.editor()
    if status in OPEN:
        planning.plan(claim.pk, by, 3, EARLY)
        now = Claim.objects.get(pk=claim.pk)
        assert (now.priority, now.due_on, now.revision) == (3, EARLY, claim.revision + 1)
        changes = [event.changes for event in Event.objects.of(now)]
        assert [each["due_on"] for each in changes[1:] if "due_on" in each] == [
            (None, "2026-03-01")
        ]
        return
    with pytest.raises(Refused) as refused:
        planning.plan(claim.pk, by, 3, EARLY)
    assert refused.value.rule == "claim_due_while_open"
    with sql.broken("claim_due_while_open"):
        sql.run("UPDATE claims_claim SET due_on = '2026-03-01' WHERE id = %s", claim.pk)


def test_what_is_concluded_is_no_longer_due() -> None:
    claim = factories.proposed_claim()
    planning.plan(claim.pk, factories.editor(), 2, LATE)
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    assert Claim.objects.get(pk=claim.pk).due_on is None


def test_there_is_no_other_priority() -> None:
    with pytest.raises(Refused, match="no priority 9"):
        planning.plan(factories.claim().pk, factories.editor(), 9, None)


def test_urgent_before_due_before_old() -> None:
    by = factories.editor()
    old, due, sooner, urgent, low = (factories.claim() for _each in range(5))
    planning.plan(due.pk, by, 1, LATE)
    planning.plan(sooner.pk, by, 1, EARLY)
    planning.plan(urgent.pk, by, 3, None)
    planning.plan(low.pk, by, 0, EARLY)
    assert list(Claim.objects.in_order_of_work()) == [urgent, sooner, due, old, low]


def test_signing_does_not_mind_that_it_was_planned_meanwhile() -> None:
    claim = factories.proposed_claim()
    version = factories.version_of(claim)
    planning.plan(claim.pk, factories.editor(), 3, EARLY)
    review.sign(claim.pk, factories.senior(), version)
    assert Claim.objects.get(pk=claim.pk).status == "verified"
