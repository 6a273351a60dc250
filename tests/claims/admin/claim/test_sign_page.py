"""The page on which a proposal is signed, and what the desk says afterwards."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from claims.models import Claim
from claims.publication import publishing
from claims.workflow import review
from tests import factories
from tests.claims.admin.desk import at_the_desk, url_of, words

pytestmark = pytest.mark.django_db


def proposed_again() -> Claim:
    claim = factories.signed_claim()
    review.reopen(claim.pk, factories.senior(), "A reader wrote to us.", "our_error")
    editor = factories.editor()
    review.write(claim.pk, editor, summary="The office counted 84 bridges.")
    review.propose(claim.pk, editor, "reported", "verified", harms=[])
    return claim


def test_it_shows_the_public_reason_what_changed_alone_and_a_way_back() -> None:
    claim = proposed_again()
    page = words(at_the_desk(factories.senior()).get(url_of(claim, "sign")))
    assert "Reopened for: our error. The public reads this reason: “A reader wrote to us.”" in page
    assert url_of(claim, "send-back") in page
    table = page.partition("desk-comparison")[2].partition("</table>")[0]
    rows = table.partition("<tbody>")[2].count("<tr")
    assert rows == table.count("desk-differs") > 0


def test_it_warns_where_nothing_was_changed_after_a_reopening() -> None:
    warning = "Nothing has changed since the version that was reopened"
    claim = proposed_again()
    desk = at_the_desk(factories.senior())
    assert warning not in words(desk.get(url_of(claim, "sign")))
    same = factories.signed_claim()
    review.reopen(same.pk, factories.senior(), "A reader wrote to us.", "our_error")
    review.propose(same.pk, factories.editor(), "reported", "verified", harms=[])
    assert warning in words(desk.get(url_of(same, "sign")))


@pytest.mark.parametrize("what", ["nothing", "a hold", "an embargo"])
def test_it_says_whether_it_is_public_now(what: str) -> None:
    claim = factories.proposed_claim()
    if what == "a hold":
        publishing.hold(claim.pk, factories.reporter(), "legal", "A letter came.")
    elif what == "an embargo":
        until = timezone.now() + timedelta(days=2)
        publishing.set_embargo(claim.pk, factories.editor(), until)
    version = {"version": factories.version_of(claim)}
    desk = at_the_desk(factories.senior())
    page = words(desk.post(url_of(claim, "sign"), version, follow=True))
    expected = {
        "nothing": "Signed. It is public now.",
        "a hold": "Signed. It is not public, because it is blocked or offline.",
        "an embargo": "Signed. The embargo ends on ",
    }
    assert expected[what] in page


def test_what_an_answer_needs_is_named_once() -> None:
    claim = factories.claim_in_review(evidence=False)
    page = words(at_the_desk(factories.editor()).get(url_of(claim, "propose")))
    needs = page.partition("What each answer still needs")[2].partition("</section>")[0]
    assert "Verified (“True”)</b> — needs public independent evidence that supports it." in needs
    assert "Rating: verified" not in needs


def test_that_only_facts_are_rated_is_said_once_and_asks_for_no_evidence() -> None:
    claim = factories.claim_in_review(evidence=False, nature="opinion")
    page = words(at_the_desk(factories.editor()).get(url_of(claim, "propose")))
    needs = page.partition("What each answer still needs")[2].partition("</section>")[0]
    assert needs.count("Only a statement of fact may be rated") == 1
    assert "Verified (“True”)</b> — as said above" in needs
    assert "independent evidence that" not in needs


def test_it_says_what_the_days_are_of_the_page_of_a_file_and_why_no_reply_is_waited_for() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    factories.record(claim, by, page="4")
    factories.reply_request(claim, by)
    review.write(claim.pk, by, reply_not_awaited="It is urgent.")
    review.propose(claim.pk, by, "reported", "verified", harms=[])
    page = words(at_the_desk(factories.senior()).get(url_of(claim, "sign")))
    assert f", consulted on {date_format(factories.DAY, 'DATE_FORMAT')}, page 4" in page
    assert "you say why" not in page
    assert "The public reads why it is concluded before: “It is urgent.”" in page


def test_what_several_answers_lack_is_said_once_beside_the_way_to_it() -> None:
    by = factories.editor()
    claim = factories.claim_in_review(by)
    request = factories.reply_request(claim, by)
    page = words(at_the_desk(by).get(url_of(claim, "propose")))
    sentence = "A reply is awaited. Record the answer"
    assert page.count(sentence) == 1
    assert f'href="{url_of(claim, "write")}#id_reply_not_awaited"' in page
    form = words(at_the_desk(by).get(url_of(claim, "write")))
    assert f"A reply is awaited from {request.addressee}" in form


def test_whoever_is_asked_to_agree_is_not_told_that_they_sign() -> None:
    panel = factories.panel()
    factories.review_policy(panel=True)
    claim = factories.claim_in_review(by := factories.editor())
    review.propose(claim.pk, by, "reported", "verified", panel=panel, harms=[])
    page = words(at_the_desk(panel[1]).get(url_of(claim, "agree")))
    assert "This is what you agree to" in page
    assert "you agree to exactly this version:" in page
    assert "you sign" not in page
