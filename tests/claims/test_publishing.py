"""What the public is told, and when."""

import json

import pytest

from claims import review
from claims.chain import faults
from claims.models import Claim, Publication
from tests import factories

pytestmark = pytest.mark.django_db


def events(claim: Claim) -> list[tuple[str, str]]:
    rows = Publication.objects.filter(claim=claim).order_by("number")
    return [(row.event, row.standing) for row in rows]


def test_nothing_is_public_before_it_is_signed() -> None:
    claim = factories.proposed_claim()
    assert not Publication.objects.filter(claim=claim).exists()


def test_signing_publishes_what_was_signed() -> None:
    claim = factories.signed_claim()
    row = factories.current_publication(claim)
    body = json.loads(row.body)
    assert (row.event, row.standing, row.status) == ("signed", "signed", "verified")
    assert body["text"] == claim.text
    assert body["signed"]["four_eyes"] is True
    assert len(body["signed"]["by"]) == 2
    assert body["appearances"][0]["quotes"][0]["exact"] == factories.QUOTE
    assert list(faults()) == []


def test_reopening_keeps_the_signed_version_public_marked_and_out_of_the_verified_export() -> None:
    claim = factories.signed_claim()
    before = json.loads(factories.current_publication(claim).body)
    review.reopen(claim.pk, factories.senior(), "A reader found a second count.")
    row = factories.current_publication(claim)
    body = json.loads(row.body)
    assert body.pop("reason") == "A reader found a second count."
    assert body == before
    assert row in Publication.objects.listed()
    assert row not in Publication.objects.listed().with_status("verified")


def test_a_withdrawn_claim_leaves_a_tombstone_without_its_wording() -> None:
    claim = factories.withdrawn_claim()
    assert events(claim) == [("signed", "signed"), ("withdrawn", "withdrawn")]
    row = factories.current_publication(claim)
    assert json.loads(row.body) == {"reason": "The source retracted it."}
    assert Publication.objects.get(claim=claim, event="signed").withheld


def test_the_tombstone_stays_until_signed_anew() -> None:
    claim = factories.withdrawn_claim()
    editor, senior = factories.editor(), factories.senior()
    review.reinstate(claim.pk, senior, "The retraction was in error.")
    assert events(claim)[-1] == ("withdrawn", "withdrawn")
    review.propose(claim.pk, editor, "reported", "verified")
    review.sign(claim.pk, senior, factories.version_of(claim))
    assert events(claim)[-1] == ("signed", "signed")
