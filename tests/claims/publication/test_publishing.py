"""What the public is told, and when."""

import json
from datetime import timedelta

import pytest

from claims.models import Publication
from claims.publication.chain import faults
from claims.workflow import review
from tests import factories
from tests.claims.published import body, listed, moments, readable, story

pytestmark = pytest.mark.django_db


def test_nothing_is_public_before_it_is_signed() -> None:
    claim = factories.proposed_claim()
    assert not Publication.objects.filter(claim=claim).exists()


def test_signing_publishes_what_was_signed() -> None:
    claim = factories.signed_claim()
    row = factories.current_publication(claim)
    content = json.loads(row.body)
    assert (row.event, row.standing, row.status) == ("signed", "signed", "verified")
    assert content["text"] == claim.text
    assert content["signed"]["four_eyes"] is True
    assert len(content["signed"]["by"]) == 2
    assert content["appearances"][0]["quotes"][0]["exact"] == factories.QUOTE
    assert list(faults()) == []


def test_reopening_keeps_the_signed_version_public_marked_and_out_of_the_verified_export() -> None:
    claim = factories.signed_claim()
    before = json.loads(factories.current_publication(claim).body)
    review.reopen(claim.pk, factories.senior(), "A reader found a second count.", "routine")
    row = factories.current_publication(claim)
    content = json.loads(row.body)
    assert content.pop("reason") == "A reader found a second count."
    assert content.pop("reason_kind") == "routine"
    assert content == before
    assert row in Publication.objects.listed()
    assert row not in Publication.objects.listed().with_status("verified")


def test_a_withdrawn_claim_leaves_a_tombstone_without_its_wording() -> None:
    claim = factories.withdrawn_claim()
    assert story(claim) == [("signed", "signed"), ("withdrawn", "withdrawn")]
    row = factories.current_publication(claim)
    assert json.loads(row.body) == {"reason": "The source retracted it."}
    assert Publication.objects.get(claim=claim, event="signed").withheld


def test_the_tombstone_stays_until_signed_anew() -> None:
    claim = factories.withdrawn_claim()
    editor, senior = factories.editor(), factories.senior()
    review.reinstate(claim.pk, senior, "The retraction was in error.")
    assert story(claim)[-1] == ("withdrawn", "withdrawn")
    review.propose(claim.pk, editor, "reported", "verified", harms=[])
    review.sign(claim.pk, senior, factories.version_of(claim))
    assert story(claim)[-1] == ("signed", "signed")


def test_a_tombstone_names_wording_and_speaker_where_that_was_chosen() -> None:
    claim = factories.signed_claim()
    signed = body(claim)
    review.withdraw(claim.pk, factories.senior(), "It was a hoax.", keep_wording=True)
    assert body(claim) == {
        "reason": "It was a hoax.",
        "text": claim.text,
        "speaker": signed["speaker"],
    }
    # What was told on earlier days can still be read.
    assert readable(claim) == ["signed", "withdrawn"]
    assert not listed(claim)


def test_withdrawn_once_more_after_a_reinstatement_the_tombstone_gives_the_new_reason() -> None:
    claim, senior = factories.withdrawn_claim(), factories.senior()
    review.reinstate(claim.pk, senior, "The retraction was in error.")
    review.withdraw(claim.pk, senior, "It was no error.")
    assert story(claim)[1:] == [("withdrawn", "withdrawn")] * 2
    assert body(claim) == {"reason": "It was no error."}


def test_signed_anew_the_mark_goes_and_the_new_words_stand() -> None:
    claim = factories.signed_claim()
    review.reopen(claim.pk, factories.senior(), "A reader found a second count.", "routine")
    review.propose(claim.pk, factories.editor(), "reported", "unrated", harms=[])
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    assert story(claim) == [
        ("signed", "signed"),
        ("reopened", "under_review"),
        ("signed", "signed"),
    ]
    assert "reason" not in body(claim)
    assert body(claim)["status"] == "unrated"
    verified = Publication.objects.listed().with_status("verified")
    assert not verified.filter(claim=claim).exists()


@pytest.mark.parametrize("status", ["unreviewed", "in_review", "awaiting_signoff"])
def test_a_claim_that_was_never_concluded_is_never_public_withdrawn_or_not(status: str) -> None:
    claim = factories.claim_that_is(status)
    review.withdraw(claim.pk, factories.senior(), "It was a hoax.", keep_wording=True)
    assert story(claim) == []
    review.reinstate(claim.pk, factories.senior(), "It was none.")
    assert story(claim) == []


def test_any_past_day_is_a_range_query() -> None:
    claim = factories.signed_claim()
    first = moments(claim)[0]
    review.reopen(claim.pk, factories.senior(), "A reader found a second count.", "routine")
    assert Publication.objects.as_of(first).get().standing == "signed"
    assert Publication.objects.as_of(moments(claim)[1]).get().standing == "under_review"
    assert not Publication.objects.as_of(first - timedelta(microseconds=1)).exists()
