"""What the application may add to the publications: what stands, told as what happened."""

import json
from typing import Any

import pytest
from django.db import connection

from claims.models import Claim, Publication
from claims.publication import publishing
from claims.publication.representation import canonical
from claims.workflow import approvals, review
from newsroom.history import recorded_as
from tests import factories, sql
from tests.claims.published import hold, says, sign, story

pytestmark = pytest.mark.django_db

INSERT = (
    "INSERT INTO claims_publication (claim_id, event, standing, body, round_id)"
    " VALUES (%s, %s, %s, %s, %s)"
)
LIE = "publication_is_what_was_signed"


def row(claim: Claim, event: str, body: Any, standing: str = "signed", **other: Any) -> None:
    """Insert a row as the application's role."""
    round_ = publishing.signed_round(claim)
    words = body if isinstance(body, str) else json.dumps(body)
    default = round_.pk if round_ and standing in {"signed", "under_review"} else None
    sql.run(INSERT, claim.pk, event, standing, words, other.get("round_id", default))


def refused(claim: Claim, event: str, body: Any, standing: str = "signed", **other: Any) -> None:
    with sql.broken(LIE):
        row(claim, event, body, standing, **other)


# Each event, each lie


def lies(true: dict[str, Any]) -> dict[str, Any]:
    """Bodies beside the true one."""
    appearance = true["appearances"][0] if true.get("appearances") else {}
    quote = {**appearance["quotes"][0], "exact": "We have built 200 bridges"} if appearance else {}
    relation = {
        "claim": 1,
        "relation": "contradicts",
        "direction": "both",
        "rationale": "Made up.",
        "scope": "",
    }
    return {
        "other words": {**true, "text": "200 bridges were built."},
        "another quote": {**true, "appearances": [{**appearance, "quotes": [quote]}]},
        "another source": {
            **true,
            "appearances": [{**appearance, "source": {"id": 1, "title": "Made up"}}],
        },
        "another verb": {**true, "appearances": [{**appearance, "verb": "swore"}]},
        "no appearance": {**true, "appearances": []},
        "another status": {**true, "status": "refuted"},
        "another answer": {**true, "attribution": "confirmed"},
        "another speaker": {**true, "speaker": {**true.get("speaker", {}), "name": "Nobody"}},
        "a description for a name": {
            **true,
            "speaker": {
                "id": None,
                "kind": "person",
                "name": None,
                "description": "",
                "role": None,
            },
        },
        "another day": {**true, "said_on": {"from": None, "to": None, "basis": "x", "note": ""}},
        "no evidence": {**true, "evidence": [], "x": 1},
        "another rationale": {**true, "rationale": "Just so."},
        "a relation that is not signed": {**true, "relations": [relation]},
        "other signers": {**true, "signed": {"by": ["Nobody"], "four_eyes": True}},
        "a reason made up": {**true, "reason": "Just so."},
        "one key more": {**true, "extra": 1},
        "in other characters": json.dumps(true),
        "nothing": {},
        "an array": [true],
        "a number": 1,
        "a key twice": json.dumps(true)[:-1] + ', "text": ' + json.dumps(true.get("text")) + "}",
    }


EVENTS = ["signed", "supplemented", "corrected", "reopened", "withdrawn", "shown"]


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


@pytest.mark.parametrize("event", EVENTS)
def test_a_body_that_differs_from_what_was_signed_is_refused(event: str) -> None:
    claim = a_signed_claim()
    true = says(claim)
    for name, lie in lies(true).items():
        with sql.broken(LIE):
            row(claim, event, lie)
        assert not Publication.objects.filter(claim=claim).exists(), name
    row(claim, "signed", canonical(true))


@pytest.mark.parametrize("event", [*EVENTS, "hidden", "taken_down", "restored", "made up"])
@pytest.mark.parametrize("standing", ["signed", "under_review", "withdrawn", "hidden"])
@pytest.mark.few(14)
def test_only_the_event_that_happened_is_told(event: str, standing: str) -> None:
    claim = a_signed_claim()
    body: Any = says(claim)
    if standing == "under_review":
        body["reason"] = "Just so."
    elif standing == "withdrawn":
        body = {"reason": "Just so."}
    elif standing == "hidden":
        body = {}
    if (event, standing) != ("signed", "signed"):
        refused(claim, event, body, standing)
    row(claim, "signed", canonical(says(claim)))


def test_what_the_public_reads_already_is_not_told_again() -> None:
    claim = factories.signed_claim()
    for event in EVENTS:
        refused(claim, event, canonical(says(claim)))
    assert story(claim) == [("signed", "signed")]


def test_an_early_embargo_and_a_hold_that_stands() -> None:
    early = factories.proposed_claim()
    sql.run("UPDATE claims_claim SET embargo_until = now() + '1 hour' WHERE id = %s", early.pk)
    sign(early)
    held = factories.proposed_claim()
    hold(held)
    sign(held)
    for claim in (early, held):
        words = publishing.signed_round(claim)
        assert words is not None
        for event in EVENTS:
            refused(claim, event, words.body)


def test_a_reopened_claim_gives_its_own_reason_and_is_told_so() -> None:
    claim = factories.signed_claim()
    hold(claim)
    review.reopen(claim.pk, factories.senior(), "A second count came in.", "routine")
    _lift_untold(claim)
    true = says(claim)
    assert true["reason"] == "A second count came in."
    for lie in ({**true, "reason": "Just so."}, {k: true[k] for k in true if k != "reason"}):
        refused(claim, "shown", lie, "under_review")
    refused(claim, "shown", true, "signed")
    refused(claim, "reopened", true, "under_review")
    row(claim, "shown", canonical(true), "under_review")


@pytest.mark.parametrize("chosen", [True, False])
def test_a_tombstone_says_no_more_than_was_chosen(chosen: bool) -> None:
    claim = factories.signed_claim()
    hold(claim)
    review.withdraw(claim.pk, factories.senior(), "It was a hoax.", keep_wording=chosen)
    _lift_untold(claim)
    true = says(claim)
    speaker = {"id": claim.speaker_id, "kind": "person", "name": "Nobody", "role": None}
    for lie in (
        {"reason": "Just so."},
        {},
        {**true, "text": "200 bridges were built."},
        {**true, "text": claim.text, "speaker": speaker},
        {"reason": "It was a hoax."} if chosen else {**true, "text": claim.text},
        {**true, "rationale": "More."},
    ):
        refused(claim, "withdrawn", lie, "withdrawn")
    assert ("text" in true) == chosen
    # It was withdrawn while hidden: that comes first, for the lists of changes.
    refused(claim, "shown", canonical(true), "withdrawn")
    row(claim, "withdrawn", canonical(true), "withdrawn")


def test_a_correction_or_a_supplement_takes_its_deed() -> None:
    claim = factories.signed_claim(text="In all 150 brigdes were built.")
    before = Publication.objects.count()
    for event in ("corrected", "supplemented"):
        refused(claim, event, {**says(claim), "text": "In all 150 bridges were built."})
        refused(claim, event, says(claim))
    assert Publication.objects.count() == before


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
