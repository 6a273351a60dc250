"""The summary and the rationale: what a proposal needs of them, whatever way it comes; and what was signed before."""

import json
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from claims.choices import EvidenceKind
from claims.models import Claim, Evidence, Review, Round
from claims.publication import representation
from claims.workflow import approvals, review
from claims.workflow.evidence import add_evidence, remove_evidence
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import User
from sources import anchors
from sources.capture import sha256
from tests import factories, sql
from tests.claims import published

pytestmark = pytest.mark.django_db

ROUND = (
    "INSERT INTO claims_round (review_id, claim_id, number, status, attribution, body, version,"
    " proposed_by_id, outcome, reason, alone)"
    " SELECT id, claim_id, 1, 'verified', 'reported', %s, %s, %s, 'open', '', false"
    " FROM claims_review WHERE claim_id = %s"
)


def written(by: User, **words: Any) -> Claim:
    claim = factories.claim_in_review(by)
    review.write(claim.pk, by, **words)
    return claim


def refused(claim: Claim, by: User) -> Refused:
    with pytest.raises(Refused) as caught:
        review.propose(claim.pk, by, "reported", "verified", harms=[])
    return caught.value


def by_sql(claim: Claim, by: User, rule: str) -> None:
    """The same proposal as raw SQL, in the person's own name."""
    body = representation.proposal(claim.pk, "reported", "verified")
    with sql.broken(rule):
        sql.run_as(by, ROUND, body, sha256(body), by.pk, claim.pk)


@pytest.mark.parametrize("summary", ["", " \t "])
def test_a_proposal_has_a_summary(summary: str) -> None:
    by = factories.editor()
    claim = written(by)
    Review.objects.filter(claim=claim).update(summary=summary)
    error = refused(claim, by)
    assert (error.rule, "in one sentence" in str(error)) == ("conclusion_has_a_summary", True)
    assert "summary" in review.why_not_propose(claim, "reported", "verified")
    by_sql(claim, by, "conclusion_has_a_summary")


def test_a_summary_states_more_than_the_claim() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by, text="The ministry built 150 bridges.")
    review.write(claim.pk, by, summary="the ministry built 150 bridges.")
    assert refused(claim, by).rule == "summary_states_the_finding"
    by_sql(claim, by, "summary_states_the_finding")


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


def test_a_rationale_has_a_known_format_and_a_limit() -> None:
    by = factories.editor()
    claim = written(by)
    for rule, change in (
        ("rationale_has_a_known_format", "rationale_format = 'html'"),
        ("texts_of_claims_review", "rationale = repeat('x', 30001)"),
    ):
        with sql.broken(rule):
            sql.run_as(by, f"UPDATE claims_review SET {change} WHERE claim_id = %s", claim.pk)
    with pytest.raises(Refused) as caught:
        review.write(claim.pk, by, rationale="x" * 30_001)
    assert "30000" in str(caught.value)


@pytest.mark.parametrize("note", ["E7", "E02", "e1", "1", "E1 ", "E", "E99999999999999999999", ""])
def test_a_footnote_names_evidence_of_the_same_review(note: str) -> None:
    by = factories.editor()
    claim = written(by, rationale=f"It says so[^{note}].")
    error = refused(claim, by)
    assert (error.rule, f"[^{note}]" in str(error)) == ("footnote_names_evidence", True)
    by_sql(claim, by, "footnote_names_evidence")


def test_a_footnote_names_public_evidence() -> None:
    by = factories.editor()
    claim = written(by, rationale="A source says so[^E1], and somebody told us[^E2].")
    factories.record(claim, by, private=True)
    error = refused(claim, by)
    assert (error.rule, "[^E2]" in str(error)) == ("footnote_names_public_evidence", True)
    by_sql(claim, by, "footnote_names_public_evidence")
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


# What was signed before there were summaries


def test_what_is_written_from_now_on_is_markdown_and_stays_so() -> None:
    by = factories.editor()
    claim = written(by, rationale="*So* it is.")
    assert representation_of(claim)["rationale_format"] == "markdown"
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    assert published.body(claim)["rationale_format"] == "markdown"
    review.reopen(claim.pk, factories.senior(), "A slip.", "routine")
    assert Review.objects.get(claim=claim, state="open").rationale_format == "markdown"


def representation_of(claim: Claim) -> Any:
    return json.loads(representation.proposal(claim.pk, "reported", "verified"))


def test_an_earlier_rationale_stays_plain_until_it_is_rewritten() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    Review.objects.filter(claim=claim).update(rationale="2 * 3 * 4 [^x]", rationale_format="")
    review.write(claim.pk, by, rationale="2 * 3 * 4 [^x]", reply_not_sought="She is dead.")
    # Its footnote is none.
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    body = published.body(claim)
    assert "rationale_format" not in body
    review.reopen(claim.pk, factories.senior(), "A slip.", "routine")
    assert Review.objects.get(claim=claim, state="open").rationale_format == ""
    review.write(claim.pk, by, rationale="Two times three.")
    assert Review.objects.get(claim=claim, state="open").rationale_format == "markdown"


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


# What was signed before there were summaries

AS_BEFORE = """
UPDATE claims_review SET summary = '', rationale_format = '';
UPDATE claims_evidence SET number = NULL;
UPDATE claims_round r SET body = b.body, version = encode(sha256(convert_to(b.body, 'UTF8')), 'hex')
  FROM (SELECT id, canonical_json(
          body::jsonb - '{summary,rationale_format}'::text[] || jsonb_build_object('evidence', (
            SELECT jsonb_agg(e - 'number') FROM jsonb_array_elements(body::jsonb -> 'evidence') e))) AS body
          FROM claims_round) b WHERE b.id = r.id;
UPDATE claims_publication p SET body = b.body,
       body_sha256 = encode(sha256(convert_to(p.salt || E'\\n' || b.body, 'UTF8')), 'hex')
  FROM (SELECT p.number, canonical_json(p.body::jsonb - '{summary,rationale_format}'::text[]
               || jsonb_build_object('evidence', d.body::jsonb -> 'evidence')) AS body
          FROM claims_publication p JOIN claims_round d ON d.id = p.round_id) b
 WHERE b.number = p.number;
"""
TABLES = ("claims_review", "claims_evidence", "claims_round", "claims_publication")


def as_before(owner: psycopg.Connection[Any]) -> None:
    """Everything as an earlier version of the program had written it."""
    with owner.transaction():
        for table in TABLES:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner.execute(AS_BEFORE)
        for table in TABLES:
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.mark.django_db(transaction=True)
def test_what_was_signed_before_is_supplemented_corrected_and_shown_as_before(
    owner_connection: psycopg.Connection[Any],
) -> None:
    by = factories.editor()
    claim = written(by, rationale="First *line*\nand [^E1] the second.")
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    as_before(owner_connection)
    snapshot = factories.snapshot()
    place = anchors.find_one(snapshot.text, factories.QUOTE)
    supplement = approvals.request_appearance(
        claim.pk, by, "There too.", snapshot, [place], directness="direct"
    )
    approvals.approve(supplement.pk, factories.senior())
    edit = approvals.request_minor_edit(
        claim.pk, by, "A slip.", rationale="First *line*\nand [^E1] the second!"
    )
    approvals.approve(edit.pk, factories.senior())
    body = published.body(claim)
    assert (len(body["appearances"]), body["rationale"][-1]) == (2, "!")
    assert not {"summary", "rationale_format"} & set(body)
    assert "number" not in body["evidence"][0]
    page = Client().get(f"/claims/{claim.pk}/").content.decode()
    assert "First *line*<br>and [^E1] the second!" in page
    # It takes a summary when it is next proposed.
    review.reopen(claim.pk, factories.senior(), "A second count.", "new_evidence")
    assert refused(claim, by).rule == "conclusion_has_a_summary"
    review.write(claim.pk, by, summary=factories.SUMMARY)
    again = review.propose(claim.pk, by, "reported", "verified", harms=[])
    assert json.loads(again.body)["evidence"][0]["number"] == 1


@pytest.mark.django_db(transaction=True)
def test_a_proposal_that_waits_at_the_upgrade_can_be_signed(
    owner_connection: psycopg.Connection[Any],
) -> None:
    claim = factories.proposed_claim()
    as_before(owner_connection)
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    assert "summary" not in published.body(claim)
