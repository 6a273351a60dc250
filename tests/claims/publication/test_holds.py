"""Holds: hiding takes one person and is immediate, showing takes two."""

import pytest

from claims.models import Claim, Hold, Publication
from claims.publication import publishing
from claims.publication.chain import faults
from claims.workflow import approvals, review
from newsroom.errors import Refused, Stale
from tests import factories, sql
from tests.claims.published import (
    ask_lift,
    body,
    hold,
    lift,
    listed,
    moments,
    readable,
    related,
    sign,
    story,
)

pytestmark = pytest.mark.django_db


# A hold on what is public


@pytest.mark.long
def test_a_hold_hides_at_once_and_on_every_past_day() -> None:
    claim = factories.signed_claim()
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    days = moments(claim)
    hold(claim)
    assert story(claim)[-1] == ("hidden", "hidden")
    assert factories.current_publication(claim).body == "{}"
    assert not listed(claim)
    assert readable(claim) == []
    assert all(not Publication.objects.as_of(day).exists() for day in days)
    assert list(faults()) == []


@pytest.mark.long
def test_lifting_shows_again_what_was_hidden_on_past_days_too() -> None:
    claim = factories.signed_claim()
    before, day = body(claim), moments(claim)[0]
    hold(claim)
    lift(claim)
    assert story(claim) == [("signed", "signed"), ("hidden", "hidden"), ("shown", "signed")]
    assert body(claim) == before
    assert readable(claim) == ["signed", "shown"]
    assert Publication.objects.as_of(day).get().claim_id == claim.pk
    # While it was hidden nothing was listed, and that does not change.
    assert not Publication.objects.as_of(moments(claim)[1]).exists()


def test_lifting_takes_another_than_who_asked() -> None:
    claim, by = factories.signed_claim(), factories.senior()
    hold(claim)
    deed = approvals.request_hold_lift(claim.pk, by, "legal", "It was answered.")
    with pytest.raises(Refused) as refused:
        approvals.approve(deed.pk, by)
    assert refused.value.rule == "approval_takes_two"
    assert not listed(claim)
    approvals.approve(deed.pk, factories.senior())
    assert listed(claim)


def test_lifting_by_raw_sql_takes_the_deed() -> None:
    claim = factories.signed_claim()
    hold(claim)
    deed = ask_lift(claim)
    for statement in (
        "UPDATE claims_hold SET lifted_at = now() WHERE claim_id = %s",
        f"UPDATE claims_hold SET lifted_at = now(), lifted_by_approval_id = {deed.pk} WHERE claim_id = %s",
    ):
        with sql.broken("hold_is_lifted_by_an_approval"):
            sql.run(statement, claim.pk)
    with sql.broken("approval_takes_two"):
        sql.run(
            "UPDATE newsroom_approval SET outcome = 'done', decided_by_id = requested_by_id,"
            " decided_at = now() WHERE id = %s",
            deed.pk,
        )


def test_of_two_holds_both_are_lifted_before_anything_is_shown() -> None:
    claim = factories.signed_claim()
    hold(claim, "legal")
    hold(claim, "safety")
    assert [event for event, _ in story(claim)] == ["signed", "hidden"]
    lift(claim, "legal")
    assert not listed(claim)
    lift(claim, "safety")
    assert listed(claim)
    assert [event for event, _ in story(claim)] == ["signed", "hidden", "shown"]


def test_the_same_hold_is_not_set_twice_nor_lifted_where_none_stands() -> None:
    claim = factories.signed_claim()
    with pytest.raises(Refused, match="no such hold"):
        ask_lift(claim)
    hold(claim)
    with pytest.raises(Refused) as refused:
        hold(claim)
    assert refused.value.rule == "one_hold_of_a_kind"
    deed = ask_lift(claim)
    with pytest.raises(Refused) as refused:
        ask_lift(claim)
    assert refused.value.rule == "approval_open_once"
    approvals.approve(deed.pk, factories.senior())
    with pytest.raises(Refused, match="already decided"):
        approvals.approve(deed.pk, factories.senior())


def test_a_hold_says_why_and_sees_what_changed() -> None:
    claim = factories.signed_claim()
    with pytest.raises(Refused) as refused:
        publishing.hold(claim.pk, factories.reporter(), "legal", "  ")
    assert refused.value.rule == "hold_has_a_reason"
    with pytest.raises(Stale):
        publishing.hold(claim.pk, factories.reporter(), "legal", "A letter.", expected_revision=1)
    assert listed(claim)


@pytest.mark.long
def test_the_neighbours_stop_naming_a_held_claim_and_name_it_again() -> None:
    one, other = factories.signed_claim(), factories.claim_in_review()
    factories.relation(one, other)
    review.propose(other.pk, factories.editor(), "reported", "verified", harms=[])
    sign(other)
    assert (related(one), related(other)) == ([other.pk], [one.pk])
    hold(one)
    assert related(other) == []
    lift(one)
    assert (related(one), related(other)) == ([other.pk], [one.pk])
    assert story(other)[-2:] == [("supplemented", "signed"), ("supplemented", "signed")]


# What happens meanwhile


def test_a_sign_off_under_a_hold_publishes_nothing_and_lifting_does() -> None:
    claim = factories.proposed_claim()
    hold(claim)
    sign(claim)
    assert Claim.objects.get(pk=claim.pk).status == "verified"
    assert story(claim) == []
    lift(claim)
    assert story(claim) == [("signed", "signed")]


def test_a_hold_lifted_before_sign_off_publishes_nothing() -> None:
    claim = factories.proposed_claim()
    hold(claim)
    lift(claim)
    assert story(claim) == []


@pytest.mark.parametrize(
    ("meanwhile", "then"),
    [
        ("reopen", ("shown", "under_review")),
        ("withdraw", ("withdrawn", "withdrawn")),
        ("withdraw and reinstate", ("withdrawn", "withdrawn")),
        ("reopen and sign", ("signed", "signed")),
    ],
)
def test_what_was_done_under_a_hold_is_told_when_it_is_lifted(
    meanwhile: str, then: tuple[str, str]
) -> None:
    claim, senior = factories.signed_claim(), factories.senior()
    hold(claim)
    if "withdraw" in meanwhile:
        review.withdraw(claim.pk, senior, "It was a hoax.")
    if "reinstate" in meanwhile:
        review.reinstate(claim.pk, senior, "It was none.")
    if "reopen" in meanwhile:
        review.reopen(claim.pk, senior, "A second count came in.", "routine")
    if "sign" in meanwhile:
        review.propose(claim.pk, factories.editor(), "reported", "unrated", harms=[])
        sign(claim)
    assert story(claim) == [("signed", "signed"), ("hidden", "hidden")]
    lift(claim)
    assert story(claim)[2:] == [then]
    if then[1] == "withdrawn":
        assert body(claim) == {"reason": "It was a hoax."}
        assert readable(claim) == ["withdrawn"]
    if "sign" in meanwhile:
        assert body(claim)["status"] == "unrated"
    if meanwhile == "reopen":
        assert body(claim)["reason"] == "A second count came in."


@pytest.mark.long
def test_a_hold_on_a_tombstone_and_on_what_was_reinstated() -> None:
    claim, senior = factories.withdrawn_claim(), factories.senior()
    review.reinstate(claim.pk, senior, "The retraction was in error.")
    hold(claim)
    assert story(claim)[-1] == ("hidden", "hidden")
    lift(claim)
    assert story(claim)[-1] == ("shown", "withdrawn")
    review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
    hold(claim)
    sign(claim)
    assert not listed(claim)
    lift(claim)
    assert story(claim)[-1] == ("signed", "signed")


def test_a_hold_on_what_was_never_public_stays_unknown() -> None:
    claim = factories.anchored_claim()
    hold(claim)
    assert story(claim) == []
    lift(claim)
    assert story(claim) == []


def test_the_public_is_not_hidden_from_without_a_hold() -> None:
    claim = factories.signed_claim()
    row = "INSERT INTO claims_publication (claim_id, event) VALUES (%s, 'hidden')"
    sql.refused(row, claim.pk, by="publication_is_what_was_signed")
    never = factories.proposed_claim()
    hold(never)
    sql.run(row, never.pk)
    assert story(never) == []


def test_a_hold_by_raw_sql_hides_too_or_is_refused() -> None:
    claim, by = factories.signed_claim(), factories.reporter()
    sql.refused(
        "INSERT INTO claims_hold (claim_id, kind, reason, set_by_id, set_at)"
        " VALUES (%s, 'legal', 'A letter.', %s, now())",
        claim.pk,
        by.pk,
        by="publication_is_current",
    )
    assert listed(claim)


def test_a_hold_names_who_set_it_and_who_lifted_it() -> None:
    claim = factories.signed_claim()
    hold(claim)
    lift(claim)
    held = Hold.objects.get(claim=claim)
    assert held.lifted_by_approval is not None
    deed = held.lifted_by_approval
    assert len({held.set_by_id, deed.requested_by_id, deed.decided_by_id}) == 3
