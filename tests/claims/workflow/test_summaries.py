"""The summary and the rationale: what a proposal needs of them, whatever way it comes."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from claims.choices import EvidenceKind
from claims.models import Claim, Evidence, Review, Round
from claims.workflow import approvals, review
from claims.workflow.evidence import add_evidence, remove_evidence
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import User
from tests import factories, sql
from tests.claims import published

pytestmark = pytest.mark.django_db


def written(by: User, **words: Any) -> Claim:
    claim = factories.claim_in_review(by)
    review.write(claim.pk, by, **words)
    return claim


def refused(claim: Claim, by: User) -> Refused:
    with pytest.raises(Refused) as caught:
        review.propose(claim.pk, by, "reported", "verified", harms=[])
    return caught.value


@pytest.mark.parametrize("summary", ["", " \t "])
def test_a_proposal_has_a_summary(summary: str) -> None:
    by = factories.editor()
    claim = written(by)
    Review.objects.filter(claim=claim).update(summary=summary)
    error = refused(claim, by)
    assert (error.rule, "in one sentence" in str(error)) == ("conclusion_has_a_summary", True)
    assert "summary" in review.why_not_propose(claim, "reported", "verified")


@pytest.mark.parametrize(
    "summary", ["the ministry built 150 bridges.", "“The ministry built 150 bridges”"]
)
def test_a_summary_states_more_than_the_claim(summary: str) -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by, text="The ministry built 150 bridges.")
    review.write(claim.pk, by, summary=summary)
    assert refused(claim, by).rule == "summary_states_the_finding"


def test_a_summary_is_one_line_of_at_most_200_characters() -> None:
    by = factories.editor()
    claim = written(by, summary="x" * 200)
    with pytest.raises(Refused):
        review.write(claim.pk, by, summary="x" * 201)
    with sql.broken("summary_is_one_line"):
        sql.run_as(
            by, "UPDATE claims_review SET summary = E'One\\nTwo' WHERE claim_id = %s", claim.pk
        )
    review.write(claim.pk, by, summary="  The office\n counted 83. ")
    assert Review.objects.get(claim=claim).summary == "The office counted 83."


def test_a_rationale_has_a_limit() -> None:
    by = factories.editor()
    claim = written(by)
    with sql.broken("texts_of_claims_review"):
        sql.run_as(
            by,
            "UPDATE claims_review SET rationale = repeat('x', 30001) WHERE claim_id = %s",
            claim.pk,
        )
    with pytest.raises(Refused) as caught:
        review.write(claim.pk, by, rationale="x" * 30_001)
    assert "30000" in str(caught.value)


@pytest.mark.parametrize("note", ["E7", "E02", "e1", "1", "E1 ", "E", "E99999999999999999999", ""])
def test_a_footnote_names_evidence_of_the_same_review(note: str) -> None:
    by = factories.editor()
    claim = written(by, rationale=f"It says so[^{note}].")
    error = refused(claim, by)
    assert (error.rule, f"[^{note}]" in str(error)) == ("footnote_names_evidence", True)


def test_a_footnote_names_public_evidence() -> None:
    by = factories.editor()
    claim = written(by, rationale="A source says so[^E1], and somebody told us[^E2].")
    factories.record(claim, by, private=True)
    error = refused(claim, by)
    assert (error.rule, "[^E2]" in str(error)) == ("footnote_names_public_evidence", True)
    review.write(claim.pk, by, rationale="A source says so[^E1].")
    review.propose(claim.pk, by, "reported", "verified", harms=[])


def test_evidence_that_is_cited_is_not_removed() -> None:
    by = factories.editor()
    claim = written(by, rationale="A source says so[^E1].")
    piece = Evidence.objects.get(claim=claim)
    with pytest.raises(Refused) as caught:
        remove_evidence(claim.pk, by, piece.pk)
    assert "E1" in str(caught.value)
    review.write(claim.pk, by, rationale="A source says so.")
    remove_evidence(claim.pk, by, piece.pk)
    assert not Evidence.objects.filter(claim=claim).exists()


def test_evidence_keeps_its_number_also_in_the_next_review() -> None:
    by = factories.editor()
    claim = written(by)
    first = Evidence.objects.get(claim=claim)
    second, third = factories.record(claim, by), factories.record(claim, by)
    assert [Evidence.objects.get(pk=each.pk).number for each in (first, second, third)] == [1, 2, 3]
    remove_evidence(claim.pk, by, second.pk)
    review.write(claim.pk, by, rationale="The register says so[^E3].")
    with sql.broken("evidence_keeps_its_number"):
        sql.run_as(by, "UPDATE claims_evidence SET number = 9 WHERE id = %s", third.pk)
    with (
        pytest.raises(IntegrityError, match="evidence_number_once"),
        transaction.atomic(),
        acting(by),
    ):
        add_evidence(
            claim.pk,
            by,
            number=3,
            kind=EvidenceKind.CALCULATION,
            bears_on="so",
            direction="context",
            description="75 and 75.",
        )
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    senior = factories.senior()
    review.sign(claim.pk, senior, round_.version)
    assert [piece["number"] for piece in published.body(claim)["evidence"]] == [1, 3]
    other = factories.senior()
    review.reopen(claim.pk, other, "There is a second count.", "new_evidence")
    copies = Evidence.objects.filter(review__state="open", claim=claim).order_by("pk")
    assert [each.number for each in copies] == [1, 3]
    # Whoever reopens wrote none of it.
    again = review.propose(claim.pk, by, "reported", "verified", harms=[])
    assert other.pk not in Round.objects.get(pk=again.pk).authors


def test_whoever_copies_evidence_under_another_number_writes_it() -> None:
    """Else a footnote would lead elsewhere, and its writer could sign that."""
    by, other = factories.editor(), factories.senior()
    claim = written(by)
    factories.record(claim, by)
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    review.reopen(claim.pk, other, "There is a second count.", "new_evidence")
    copied = Evidence.objects.get(review__state="open", claim=claim, number=2)
    columns = [
        field.column
        for field in Evidence._meta.concrete_fields
        if field.column not in ("id", "number")
    ]
    names = ", ".join(f'"{name}"' for name in columns)
    sql.run_as(
        other,
        f"INSERT INTO claims_evidence ({names}, number) SELECT {names}, 3 FROM claims_evidence"
        " WHERE id = %s",
        copied.pk,
    )
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    assert other.pk in Round.objects.get(pk=round_.pk).authors


# Minor edits


def test_two_people_correct_a_summary() -> None:
    by = factories.editor()
    claim = written(by, summary="The audit offcie counted 83.")
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    request = approvals.request_minor_edit(
        claim.pk, by, "A slip.", summary="The audit office counted 83."
    )
    approvals.approve(request.pk, factories.senior())
    assert published.body(claim)["summary"] == "The audit office counted 83."
    assert Review.objects.get(claim=claim).summary == "The audit office counted 83."
    for more in ("The audit office counted 84.", "The audit office counted none."):
        with pytest.raises(Refused):
            approvals.request_minor_edit(claim.pk, by, "A slip.", summary=more)


@pytest.mark.parametrize(
    "changed",
    [
        "It [says](https://audit-example/june) so[^E1].",
        "It [says](https://audit.example/june) so.",
        "It [says](https://audit.example/june) so[^E2].",
        "It [says](mailto:audit.example/june) so[^E1].",
    ],
)
def test_a_minor_edit_changes_no_link_and_no_footnote(changed: str) -> None:
    by = factories.editor()
    claim = written(by, rationale="It [says](https://audit.example/june) so[^E1].")
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    with pytest.raises(Refused) as caught:
        approvals.request_minor_edit(claim.pk, by, "A slip.", rationale=changed)
    assert caught.value.rule == "only_spelling_changes"
