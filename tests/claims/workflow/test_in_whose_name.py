"""By raw SQL as the application's role: nobody proposes, signs, requests, approves or decides in another's name."""

import pytest

from claims.publication import document
from claims.workflow import relations, review
from sources.capture import sha256
from tests import factories, sql
from tests.claims.publication.test_document import full_claim

pytestmark = pytest.mark.django_db

INSERT = (
    "INSERT INTO claims_round (review_id, claim_id, number, status, attribution, body, version,"
    " proposed_by_id, outcome, reason, alone) SELECT id, claim_id, 1, 'verified', 'reported', %s, %s, %s,"
    " 'open', '', false FROM claims_review WHERE id = (SELECT max(id) FROM claims_review WHERE claim_id = %s)"
)


def test_nobody_proposes_or_signs_in_another_s_name() -> None:
    claim, editor = full_claim()
    body = document.proposal(claim.pk, "reported", "verified")
    values = (body, sha256(body), editor.pk, claim.pk)
    another = factories.senior()
    with sql.broken("round_is_by_who_acts"):
        sql.run_as(another, INSERT, *values)
    sql.refused(INSERT, *values, by="round_is_by_who_acts")
    review.propose(claim.pk, editor, "reported", "verified", harms=[])
    for outcome in ("signed", "sent_back", "proposal_withdrawn", "withdrawn"):
        update = (
            f"UPDATE claims_round SET outcome = '{outcome}', decided_by_id = %s, decided_at = now(),"
            " reason = 'x' WHERE claim_id = %s AND outcome = 'open'"
        )
        sql.refused(update, factories.senior().pk, claim.pk, by="round_is_by_who_acts")
        with sql.broken("round_is_by_who_acts"):
            sql.run_as(another, update, factories.senior().pk, claim.pk)


def test_nobody_requests_or_approves_in_another_s_name() -> None:
    claim, by, senior = factories.signed_claim(), factories.editor(), factories.senior()
    request = (
        "INSERT INTO newsroom_approval (kind, subject_id, payload, reason, requested_by_id, outcome,"
        " answer) VALUES ('correct', %s, '{}', 'A slip.', %s, 'open', '')"
    )
    sql.refused(request, claim.pk, by.pk, by="approval_is_by_who_acts")
    with sql.broken("approval_is_by_who_acts"):
        sql.run_as(senior, request, claim.pk, by.pk)
    sql.run_as(by, request, claim.pk, by.pk)
    for outcome in ("done", "declined", "withdrawn"):
        update = (
            f"UPDATE newsroom_approval SET outcome = '{outcome}', decided_by_id = %s,"
            " decided_at = now() WHERE subject_id = %s"
        )
        sql.refused(update, senior.pk, claim.pk, by="approval_is_by_who_acts")
        with sql.broken("approval_is_by_who_acts"):
            sql.run_as(by, update, senior.pk, claim.pk)


def test_nobody_suggests_or_decides_a_relation_in_another_s_name() -> None:
    one, two = factories.claim(), factories.claim()
    by, another = factories.editor(), factories.editor()
    suggest = (
        "INSERT INTO claims_relation (from_claim_id, to_claim_id, kind, rationale, scope, state,"
        " method, method_version, suggested_by_id)"
        " VALUES (%s, %s, 'supports', 'x', '', 'suggested', '', '', %s)"
    )
    sql.refused(suggest, one.pk, two.pk, by.pk, by="relation_is_by_who_acts")
    with sql.broken("relation_is_by_who_acts"):
        sql.run_as(another, suggest, one.pk, two.pk, by.pk)
    made = relations.suggest(one.pk, two.pk, "supports", by, "Both count.")
    for change in (
        "state = 'confirmed', decided_at = now(), decided_by_id = {by}",
        "state = 'dismissed', decided_at = now(), decided_by_id = {by}",
        "suggested_by_id = {another}",
        "suggested_by_id = NULL",
    ):
        update = f"UPDATE claims_relation SET {change} WHERE id = {made.pk}"
        update = update.format(by=by.pk, another=another.pk)
        sql.refused(update, by="relation_is_by_who_acts")
        with sql.broken("relation_is_by_who_acts"):
            sql.run_as(another, update)
