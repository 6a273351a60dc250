"""Every (from, to) pair of statuses, by the verbs and by raw SQL: only what the table says happens."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.db import transaction

from claims.choices import CONCLUDED, Status
from claims.locking import last_step
from claims.models import Claim, Round
from claims.workflow import review
from newsroom.errors import Refused
from newsroom.history import recorded_as
from tests import factories, sql
from tests.claims.published import propose

pytestmark = pytest.mark.django_db

U, I, A, W = Status.UNREVIEWED, Status.IN_REVIEW, Status.AWAITING_SIGNOFF, Status.WITHDRAWN  # noqa: E741
EVERYTHING_BUT_WITHDRAWN = tuple(status for status in Status if status != W)

Verb = Callable[[Claim], Any]


def start(claim: Claim) -> None:
    review.start(claim.pk, factories.editor())


def send_back(claim: Claim) -> None:
    review.send_back(claim.pk, factories.senior(), "Ask the audit office again.")


def withdraw_proposal(claim: Claim) -> None:
    standing = Round.objects.filter(claim=claim, outcome="open").first()
    review.withdraw_proposal(claim.pk, standing.proposed_by if standing else factories.editor())


def sign(claim: Claim) -> None:
    standing = Round.objects.filter(claim=claim, outcome="open").first()
    review.sign(claim.pk, factories.senior(), standing.version if standing else "")


def reopen(claim: Claim) -> None:
    review.reopen(claim.pk, factories.senior(), "A reader found a second count.", "routine")


def withdraw(claim: Claim) -> None:
    review.withdraw(claim.pk, factories.senior(), "The source retracted it.")


def reinstate(claim: Claim) -> None:
    review.reinstate(claim.pk, factories.senior(), "The retraction was in error.")


# What a person does, from which statuses, to which; nothing else happens.
TABLE: dict[str, tuple[Verb, tuple[Status, ...], tuple[Status, ...]]] = {
    "An editor starts the review of an unreviewed claim": (start, (U,), (I,)),
    "An editor proposes a conclusion of a claim in review": (propose, (I,), (A,)),
    "A senior editor sends a proposal back": (send_back, (A,), (I,)),
    "The proposer withdraws the proposal": (withdraw_proposal, (A,), (I,)),
    "A senior editor signs what was proposed": (sign, (A,), CONCLUDED),
    "A senior editor reopens what was signed": (reopen, CONCLUDED, (I,)),
    "A senior editor withdraws a claim, whatever its status": (
        withdraw,
        EVERYTHING_BUT_WITHDRAWN,
        (W,),
    ),
    "A senior editor reinstates a withdrawn claim": (reinstate, (W,), (I,)),
}
HAPPENS = {pair for _verb, before, after in TABLE.values() for pair in product(before, after)}


def test_the_table_is_the_design() -> None:
    assert {
        *((U, I), (I, A), (A, I), (W, I)),
        *((A, concluded) for concluded in CONCLUDED),
        *((concluded, I) for concluded in CONCLUDED),
        *((status, W) for status in EVERYTHING_BUT_WITHDRAWN),
    } == HAPPENS


@pytest.mark.parametrize("before", Status)
@pytest.mark.parametrize("sentence", TABLE)
def test_by_the_verbs(sentence: str, before: Status) -> None:
    verb, starts, ends = TABLE[sentence]
    claim = factories.claim_that_is(before)
    if before not in starts:
        with pytest.raises(Refused) as refused:
            verb(claim)
        assert refused.value.rule == "claim_status_transition"
        assert last_step(Claim.objects.get(pk=claim.pk)) in refused.value.sentence
        ends = (before,)
    else:
        verb(claim)
    assert Claim.objects.get(pk=claim.pk).status in ends


@pytest.mark.parametrize("conclusion", CONCLUDED)
def test_what_was_proposed_is_what_is_signed(conclusion: Status) -> None:
    assert factories.claim_that_is(conclusion).status == conclusion


UPDATE = (
    "UPDATE claims_claim SET status = %s, attribution = %s, withdrawn_reason = 'because'"
    " WHERE id = %s"
)


@pytest.mark.parametrize("before", Status)
def test_by_raw_sql_no_pair_goes_alone(before: Status) -> None:
    """A pair outside the table breaks the transition; one inside lacks the review that bears it."""
    claim, senior = factories.claim_that_is(before), factories.senior()
    for after in Status:
        if after == before:
            continue
        rules = {"claim_status_transition"}
        if (before, after) in HAPPENS:
            rules = {"claim_status_matches_reviews", "publication_is_current"}
        if after == W and before == U:
            continue  # nothing hangs on it and nobody was told: this is the whole of the deed
        with sql.broken(*rules):
            sql.run_as(senior, UPDATE, after, "reported" if after in CONCLUDED else "", claim.pk)
    assert Claim.objects.get(pk=claim.pk).status == before


def test_by_raw_sql_an_unreviewed_claim_is_withdrawn_with_a_reason() -> None:
    claim, senior = factories.claim_that_is(U), factories.senior()
    with sql.broken("claim_withdrawn_says_why"):
        sql.run_as(senior, "UPDATE claims_claim SET status = 'withdrawn' WHERE id = %s", claim.pk)
    sql.run_as(senior, UPDATE, W, "", claim.pk)
    assert Claim.objects.get(pk=claim.pk).status == W


PUBLISH = "INSERT INTO claims_publication (claim_id, event) VALUES (%s, %s)"


@pytest.mark.parametrize("by", [None, factories.reporter, factories.editor])
def test_by_raw_sql_nobody_but_a_senior_tells_the_public_why(by: Any) -> None:
    person = by and by()
    for before, change, event in (
        (
            Status.VERIFIED,
            "status = 'withdrawn', attribution = '', withdrawn_reason = 'She lied.'",
            "withdrawn",
        ),
        (W, "withdrawn_reason = 'She lied.'", "withdrawn"),
        (W, "withdrawn_wording = NOT withdrawn_wording", "withdrawn"),
    ):
        claim = factories.claim_that_is(before)
        with sql.broken("withdrawn_by_a_senior"), transaction.atomic(), recorded_as(person):
            sql.cursor().execute(f"UPDATE claims_claim SET {change} WHERE id = %s", [claim.pk])
            sql.run(PUBLISH, claim.pk, event)


@pytest.mark.parametrize("status", Status)
def test_a_claim_is_born_unreviewed(status: Status) -> None:
    by, speaker = factories.reporter(), factories.speaker()
    insert = (
        "INSERT INTO claims_claim (text, speaker_id, nature, said_basis, said_note, language, note,"
        " status, attribution, withdrawn_reason, withdrawn_wording, revision, added_by_id)"
        " VALUES ('It rained.', %s, 'fact', 'unknown', '', 'en', '', %s, %s, 'x', false, 1, %s)"
    )
    values = (speaker.pk, status, "reported" if status in CONCLUDED else "", by.pk)
    if status == U:
        sql.run(insert, *values)
    else:
        sql.refused(insert, *values, by="claim_starts_unreviewed")


SIGN = (
    "UPDATE claims_round SET outcome = 'signed', decided_by_id = {other}, decided_at = now()"
    " WHERE claim_id = {claim};"
)
CLOSE = (
    "UPDATE claims_review SET state = 'signed', closed_at = now()"
    " WHERE claim_id = {claim} AND state = 'open';"
)
CONCLUDE = "UPDATE claims_claim SET status = '{so}', attribution = 'reported' WHERE id = {claim};"
OPEN = (
    "INSERT INTO claims_review (claim_id, number, state, opening, reviewer_id, reason, rationale,"
    " would_settle, reply_not_sought, reason_kind)"
    " SELECT {claim}, coalesce(max(number), 0) + 1, 'open', '{opening}', {other}, '{reason}',"
    " '', '', '', CASE '{opening}' WHEN 'reopened' THEN 'routine' ELSE '' END FROM claims_review WHERE claim_id = {claim};"
)
IN_REVIEW = "UPDATE claims_claim SET status = 'in_review', attribution = '' WHERE id = {claim};"


@pytest.mark.parametrize(
    ("sentence", "before", "statements", "rule"),
    [
        ("concluded without a signature", A, CONCLUDE, "claim_status_matches_reviews"),
        ("concluded in an open review", A, SIGN + CONCLUDE, "claim_status_matches_reviews"),
        (
            "concluded by a review nobody signed",
            A,
            CLOSE + CONCLUDE,
            "claim_status_matches_reviews",
        ),
        (
            "concluded otherwise than was signed",
            A,
            SIGN + CLOSE + CONCLUDE.replace("{so}", "unrated"),
            "claim_status_matches_reviews",
        ),
        ("signed and published by nobody", A, SIGN + CLOSE + CONCLUDE, "publication_is_current"),
        ("signed but not concluded", A, SIGN + CLOSE, "claim_status_matches_reviews"),
        ("signed and still open", A, SIGN + IN_REVIEW, "claim_status_matches_reviews"),
        ("in review without a review", U, IN_REVIEW, "claim_status_matches_reviews"),
        ("a review of an unreviewed claim", U, OPEN, "claim_status_matches_reviews"),
        (
            "an unreviewed claim reopened",
            U,
            OPEN.replace("{opening}", "reopened"),
            "review_opens_from_status",
        ),
        (
            "a withdrawn claim reopened, so that the public sees its words again",
            W,
            OPEN.replace("{opening}", "reopened") + IN_REVIEW,
            "review_opens_from_status",
        ),
        (
            "a signed claim reviewed as if for the first time",
            Status.VERIFIED,
            OPEN + IN_REVIEW,
            "review_opens_from_status",
        ),
        (
            "reopened without a reason",
            Status.VERIFIED,
            OPEN.replace("{opening}", "reopened").replace("{reason}", "") + IN_REVIEW,
            "review_opened_again_says_why",
        ),
        (
            "reopened without saying what for",
            Status.VERIFIED,
            OPEN.replace("{opening}", "reopened").replace("'routine'", "''") + IN_REVIEW,
            "reopening_has_a_reason_kind",
        ),
        (
            "reopened for what is nothing",
            Status.VERIFIED,
            OPEN.replace("{opening}", "reopened").replace("'routine'", "'whim'") + IN_REVIEW,
            "reason_kind_of_a_reopening",
        ),
        (
            "a first review with a kind of reason",
            U,
            OPEN.replace("ELSE ''", "ELSE 'routine'") + IN_REVIEW,
            "reason_kind_of_a_reopening",
        ),
        (
            "reopened and the public not told",
            Status.VERIFIED,
            OPEN.replace("{opening}", "reopened") + IN_REVIEW,
            "publication_is_current",
        ),
        (
            "a second open review",
            I,
            OPEN.replace("{opening}", "first"),
            "review_opens_from_status",
        ),
        (
            "an ended review opened again",
            Status.VERIFIED,
            "UPDATE claims_review SET state = 'open', closed_at = NULL WHERE claim_id = {claim}",
            "review_ends_once",
        ),
        (
            "an ended review ended on another day",
            Status.VERIFIED,
            "UPDATE claims_review SET closed_at = now() - interval '1 day' WHERE claim_id = {claim}",
            "review_ends_once",
        ),
    ],
)
def test_a_status_that_its_review_does_not_bear_out(
    sentence: str, before: Status, statements: str, rule: str
) -> None:
    claim, other = factories.claim_that_is(before), factories.senior()
    words = {"claim": claim.pk, "other": other.pk, "so": "verified"}
    words |= {"opening": "first", "reason": "because"}
    with sql.broken(rule):
        sql.run_as(other, statements.format(**words))
