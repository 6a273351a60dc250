"""What the application may add to the publications: what stands, told as what happened."""

import pytest
from django.db import ProgrammingError, connection, transaction

from claims.choices import PublicationEvent
from claims.models import Claim, Publication
from claims.publication import publishing
from claims.publication.representation import canonical
from claims.workflow import approvals, review
from newsroom.history import recorded_as
from tests import factories, sql
from tests.claims.published import body, hold, sign, story

pytestmark = pytest.mark.django_db

INSERT = "INSERT INTO claims_publication (claim_id, event) VALUES (%s, %s)"
GIVEN = ("claim_id", "event")
EVENTS = [*PublicationEvent.values, "made up"]
LIE = "publication_is_what_was_signed"
TOLD = [each for each in EVENTS if each != PublicationEvent.HIDDEN]


def row(claim: Claim, event: str) -> None:
    """Insert a row as the application's role."""
    sql.run(INSERT, claim.pk, event)


def a_signed_claim() -> Claim:
    claim = factories.proposed_claim()
    hold(claim)
    sign(claim)
    _lift_untold(claim)
    return claim


def _lift_untold(claim: Claim) -> None:
    """The hold is lifted and nobody told yet: here the application may insert, if it is true."""
    deed = approvals.request_hold_lift(claim.pk, factories.editor(), "legal", "It was answered.")
    by = factories.senior()
    with recorded_as(by), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE newsroom_approval SET outcome = 'done', decided_by_id = %s, decided_at = now()"
            " WHERE id = %s",
            [by.pk, deed.pk],
        )
        cursor.execute(
            "UPDATE claims_hold SET lifted_at = now(), lifted_by_approval_id = %s WHERE claim_id = %s",
            [deed.pk, claim.pk],
        )


@pytest.mark.parametrize(
    "column",
    [each.column for each in Publication._meta.concrete_fields if each.column not in GIVEN],
)
def test_no_body_hash_or_date_is_given(column: str) -> None:
    claim = factories.signed_claim()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        sql.run(
            f'INSERT INTO claims_publication (claim_id, event, "{column}")'
            " VALUES (%s, 'signed', DEFAULT)",
            claim.pk,
        )
    assert story(claim) == [("signed", "signed")]


@pytest.mark.parametrize("event", TOLD)
def test_what_was_signed_while_offline_is_told_as_signed(event: str) -> None:
    claim = a_signed_claim()
    with sql.broken(LIE):
        row(claim, "hidden")
    row(claim, event)
    assert story(claim) == [("signed", "signed")]
    signed = publishing.signed_round(claim)
    assert signed is not None
    words = body(claim)
    signers = words.pop("signed")
    assert (canonical(words), signers["four_eyes"]) == (signed.body, True)


@pytest.mark.parametrize("event", TOLD)
def test_what_the_public_reads_already_is_not_told_again(event: str) -> None:
    claim = factories.signed_claim()
    row(claim, event)
    with sql.broken(LIE):
        row(claim, "hidden")
    assert story(claim) == [("signed", "signed")]


@pytest.mark.parametrize("event", EVENTS)
def test_an_early_embargo_and_a_hold_that_stands(event: str) -> None:
    early = factories.proposed_claim()
    sql.run("UPDATE claims_claim SET embargo_until = now() + '1 hour' WHERE id = %s", early.pk)
    sign(early)
    held = factories.proposed_claim()
    hold(held)
    sign(held)
    for claim in (early, held):
        row(claim, event)
        assert story(claim) == []


@pytest.mark.parametrize("event", TOLD)
def test_a_reopened_claim_gives_its_own_reason(event: str) -> None:
    claim = factories.signed_claim()
    hold(claim)
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    _lift_untold(claim)
    if event in ("signed", "withdrawn", "taken_down", "restored", "made up"):
        with sql.broken(LIE):
            row(claim, event)
        event = "shown"
    row(claim, event)
    # Nobody had seen that it was reopened.
    assert story(claim)[2:] == [("shown", "under_review")]
    assert body(claim)["reason"] == "A second count came in."


@pytest.mark.parametrize("chosen", [True, False])
@pytest.mark.parametrize("event", TOLD)
def test_a_tombstone_says_no_more_than_was_chosen(event: str, chosen: bool) -> None:
    claim = factories.signed_claim()
    hold(claim)
    review.withdraw(claim.pk, factories.senior(), "It was a hoax.", keep_wording=chosen)
    _lift_untold(claim)
    row(claim, event)
    # It was withdrawn while hidden: that comes first, for the lists of changes.
    assert story(claim)[2:] == [("withdrawn", "withdrawn")]
    words = body(claim)
    assert words["reason"] == "It was a hoax."
    assert words.keys() == ({"reason", "text", "speaker"} if chosen else {"reason"})


def test_what_was_signed_is_told_in_the_transaction_that_signs_it() -> None:
    claim = factories.proposed_claim()
    by = factories.senior()
    with sql.broken("publication_is_current"):
        sql.run_as(
            by,
            "UPDATE claims_round SET outcome = 'signed', decided_by_id = %s, decided_at = now()"
            " WHERE claim_id = %s;"
            " UPDATE claims_review SET state = 'signed', closed_at = now() WHERE claim_id = %s;"
            " UPDATE claims_claim SET status = 'verified', attribution = 'reported' WHERE id = %s",
            *(by.pk, claim.pk, claim.pk, claim.pk),
        )
