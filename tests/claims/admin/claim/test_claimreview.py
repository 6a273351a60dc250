"""The export gate at the desk: what becomes of a proposal as ClaimReview, before it is signed."""

from typing import Any

import pytest

from claims.workflow import review
from tests import factories
from tests.claims.admin.desk import at_the_desk, do, url_of, words

pytestmark = pytest.mark.django_db


def shown(claim: Any, verb: str = "") -> str:
    return words(at_the_desk(factories.senior()).get(url_of(claim, verb)))


def test_the_signer_reads_what_search_engines_will_receive(settings: Any) -> None:
    settings.NEWSROOM_NAME = "The Desk"
    claim = factories.proposed_claim()
    for page in (shown(claim), shown(claim, "sign")):
        assert page.count("What search engines receive (ClaimReview)") == 1
        assert "<b>True, 5 on a scale from 1 to 5</b>" in page
        assert "the exact day of the statement is not known" in page
        assert "Nothing, because:" not in page


def test_what_blocks_it_is_said_and_it_can_be_signed_all_the_same() -> None:
    claim = factories.proposed_claim(status="unrated")
    for page in (shown(claim), shown(claim, "sign")):
        assert "Nothing, because:" in page
        assert "It is not rated" in page
    do(at_the_desk(factories.senior()), claim, "sign", version=factories.version_of(claim))
    claim.refresh_from_db()
    assert claim.status == "unrated"


def test_the_proposals_own_words_are_text() -> None:
    editor = factories.editor()
    claim = factories.claim_in_review(editor, text="False: <script>alert(1)</script>")
    review.propose(claim.pk, editor, "reported", "verified", harms=[])
    page = shown(claim)
    assert "begins with a verdict" in page
    assert "<script>alert(1)" not in page


def test_where_nothing_is_proposed_nothing_is_said() -> None:
    for claim in (factories.claim_in_review(), factories.signed_claim()):
        assert "As ClaimReview" not in shown(claim)
