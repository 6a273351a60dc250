"""manage.py doubtful: what may have been said wrongly before."""

from io import StringIO

import pytest
from django.core.management import call_command

from claims.models import Appearance, Evidence
from claims.workflow import replies, review
from sources.models import Source
from tests import factories

pytestmark = pytest.mark.django_db


def doubtful() -> str:
    out = StringIO()
    call_command("doubtful", stdout=out)
    return out.getvalue()


def test_it_lists_a_denial_that_stands_as_an_assertion() -> None:
    claim = factories.claim_in_review()
    assert doubtful() == "Nothing to look at.\n"
    Appearance.objects.filter(claim=claim).update(verb="denied")
    assert f"claim {claim.pk}  not public  its source says" in doubtful()
    review.propose(claim.pk, claim.reviews.get().reviewer, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    assert f"claim {claim.pk}  publication 1 " in doubtful()
    assert "its source says “denied”, its wording asserts" in doubtful()


def test_it_lists_evidence_that_counts_otherwise_today() -> None:
    claim = factories.signed_claim()
    evidence = Evidence.objects.get(claim=claim)
    own = factories.publisher(organisation=claim.speaker)
    Source.objects.filter(evidence=evidence).update(publisher=own)
    assert "today “it is from the speaker’s own side”" in doubtful()
    assert "1 to look at." in doubtful()


def test_it_lists_whom_a_publication_calls_asked_and_no_letter_reached() -> None:
    by = factories.editor()
    claim = factories.signed_before_the_reply(by)
    assert doubtful() == "Nothing to look at.\n"
    replies.record_return(claim.pk, by, claim.reply_requests.get().pk)
    assert "publication 1  no letter to “Her office” was sent, or it came back" in doubtful()
    assert "1 to look at." in doubtful()


def test_whom_no_letter_reached_before_the_conclusion_is_nowhere_called_asked() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    replies.record_return(claim.pk, by, factories.reply_request(claim, by).pk)
    round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    assert doubtful() == "Nothing to look at.\n"
