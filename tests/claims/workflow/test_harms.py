"""Whom a conclusion could harm: each is asked for a reply, or readers learn why not, whatever the rating."""

import json
from typing import Any

import pytest

from claims.models import Review
from claims.workflow import replies, review
from claims.workflow.harms import Harm
from newsroom.errors import Refused
from newsroom.history import recorded_as
from tests import factories, sql
from tests.claims.admin.desk import at_the_desk, url_of, words

pytestmark = pytest.mark.django_db


def bribes() -> Any:
    by = factories.editor()
    return factories.claim_in_review(by, text="Yolanda Vega took bribes."), by


def harm(request: int | None = None, not_asked: str = "", whom: str = "Yolanda Vega") -> Harm:
    return {"whom": whom, "request": request, "not_asked": not_asked}


@pytest.mark.parametrize("status", ["verified", "unrated", "unverifiable"])
def test_whatever_the_rating_whom_it_could_harm_is_asked_or_readers_learn_why_not(
    client: Any, status: str
) -> None:
    claim, by = bribes()
    for harms in ([harm()], [harm(not_asked=" ")], [harm(0)]):
        with pytest.raises(Refused) as refused:
            review.propose(claim.pk, by, "reported", status, harms=harms)
        assert refused.value.rule == "harmed_are_asked"
    why = "She is in prison and takes no questions."
    round_ = review.propose(claim.pk, by, "reported", status, harms=[harm(not_asked=why)])
    senior = factories.senior()
    page = words(at_the_desk(senior).get(url_of(claim, "sign")))
    assert f"Yolanda Vega (not asked: {why})" in page
    review.sign(claim.pk, senior, round_.version)
    page = " ".join(client.get(f"/claims/{claim.pk}/").content.decode().split())
    assert f"We did not ask Yolanda Vega, whom this could harm: {why}" in page
    reply = json.loads(factories.current_publication(claim).body)["reply"]
    assert reply["not_asked"] == [{"whom": "Yolanda Vega", "why": why}]


def test_who_was_asked_needs_no_reason_and_who_was_not_reached_was_not_asked() -> None:
    claim, by = bribes()
    request = factories.answered_request(claim, by)
    other = factories.overdue_request(claim, by, addressee="The town")
    replies.record_return(claim.pk, by, other.pk)
    with pytest.raises(Refused) as refused:
        review.propose(claim.pk, by, "reported", "verified", harms=[harm(other.pk)])
    assert refused.value.rule == "harmed_are_asked"
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[harm(request.pk)])
    assert "not_asked" not in json.loads(round_.body)["reply"]


def test_a_reason_names_no_press_contact() -> None:
    claim, by = bribes()
    factories.answered_request(claim, by)
    why = harm(not_asked="Pia Prensa would not say.")
    with pytest.raises(Refused) as refused:
        review.propose(claim.pk, by, "reported", "verified", harms=[why])
    assert refused.value.rule == "press_contact_is_private"


def test_the_question_is_answered_for_each_conclusion() -> None:
    claim, by = bribes()
    with recorded_as(by):
        Review.objects.filter(claim=claim).update(harms=None)
    with pytest.raises(Refused) as refused:
        review.propose(claim.pk, by, "reported", "verified")
    assert refused.value.rule == "harm_is_answered"
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    reopened = review.reopen(claim.pk, factories.senior(), "A second count.", "routine")
    assert reopened.harms is None


def test_the_answer_is_frozen_with_the_proposal() -> None:
    claim, by = bribes()
    review.propose(claim.pk, by, "reported", "verified", harms=[])
    with sql.broken("claim_is_frozen"), recorded_as(by):
        Review.objects.filter(claim=claim).update(harms=[harm(not_asked="No.")])
