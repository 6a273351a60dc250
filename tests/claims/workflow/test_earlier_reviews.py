"""Starting from the review of a related claim: its evidence and rationale, never its rating."""

import pytest

from claims.models import Claim, Relation
from claims.workflow import review
from claims.workflow.earlier_reviews import start_from_earlier
from newsroom.errors import NotAllowed, Refused
from newsroom.models import User
from tests import factories

pytestmark = pytest.mark.django_db


def pair() -> tuple[Claim, Claim, Relation]:
    """A signed claim, a claim whose review has begun, and that this repeats that."""
    earlier, claim = factories.signed_claim(), factories.anchored_claim()
    review.start(claim.pk, factories.editor())
    return earlier, claim, factories.relation(claim, earlier, "repeats")


def test_evidence_and_rationale_are_copied_with_their_numbers_and_no_conclusion_is() -> None:
    earlier, claim, relation = pair()
    by = factories.editor()
    old, new = earlier.reviews.get(), start_from_earlier(claim.pk, by, relation)
    assert new.rationale == old.rationale
    assert new.summary == ""
    pieces = [(each.number, each.description) for each in new.evidence.order_by("number")]
    assert pieces == [(each.number, each.description) for each in old.evidence.order_by("number")]
    assert pieces
    for piece in new.evidence.all():
        assert (piece.added_by, piece.claim, piece.copied_from) == (by, claim, None)
        assert piece.independence == ""
        assert piece.anchor.claim == claim
    claim.refresh_from_db()
    assert (claim.status, claim.attribution) == ("in_review", "")


def test_whoever_starts_from_it_is_an_author_and_may_not_sign() -> None:
    _earlier, claim, relation = pair()
    by = factories.senior()
    start_from_earlier(claim.pk, by, relation)
    review.write(claim.pk, factories.editor(), summary=factories.SUMMARY)
    round_ = review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
    assert by.pk in round_.authors
    with pytest.raises(Refused) as refused:
        review.sign(claim.pk, by, round_.version)
    assert refused.value.rule == "four_eyes"


def test_it_never_overwrites_what_is_written() -> None:
    _earlier, claim, relation = pair()
    by = factories.editor()
    review.write(claim.pk, by, rationale="Our own.")
    with pytest.raises(Refused, match="already"):
        start_from_earlier(claim.pk, by, relation)
    assert claim.reviews.get().rationale == "Our own."


def test_it_takes_a_confirmed_relation_to_a_concluded_claim() -> None:
    earlier, claim, _relation = pair()
    by = factories.editor()
    suggested = factories.relation(claim, earlier, "updates", confirmed=False)
    with pytest.raises(Refused, match="Confirm first"):
        start_from_earlier(claim.pk, by, suggested)
    open_ = factories.relation(claim, factories.anchored_claim(), "repeats")
    with pytest.raises(Refused, match="not concluded"):
        start_from_earlier(claim.pk, by, open_)
    elsewhere = factories.relation(earlier, factories.signed_claim(), confirmed=False)
    with pytest.raises(Refused, match="Confirm first"):
        start_from_earlier(claim.pk, by, elsewhere)


def test_a_reporter_starts_only_their_own_review() -> None:
    _earlier, claim, relation = pair()
    stranger: User = factories.reporter()
    with pytest.raises(NotAllowed):
        start_from_earlier(claim.pk, stranger, relation)
