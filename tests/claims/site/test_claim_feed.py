"""The feed of one claim: each publication of it, what changed word by word, and nothing that is hidden."""

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from claims.models import Claim
from claims.workflow import review
from tests import factories
from tests.claims.published import hold, lift
from tests.claims.site.test_corrections import WHY, signed_again

pytestmark = pytest.mark.django_db


def entries(claim: Claim) -> list[str]:
    answer = Client().get(f"/claims/{claim.pk}/feed/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml")
    return [unescape(each) for each in answer.content.decode().split("<entry>")[1:]]


def test_a_reader_follows_one_claim_by_its_feed() -> None:
    claim = signed_again("our_error")
    factories.signed_claim()  # another
    last, reopened, first = entries(claim)
    assert "<title>False · others’ reports only: " in first
    assert "New." in first
    assert f'<summary type="text">{factories.SUMMARY}</summary>' in first
    assert "Under review again" in reopened
    assert WHY in reopened
    assert f"Corrected. {WHY}</p>" in last
    assert "<ins><strong>Two</strong> <strong>offices</strong>" in last
    assert "<del></del>" not in last
    number = factories.current_publication(claim).number
    assert f"<id>{settings.SITE_URL}/claims/{claim.pk}/#publication-{number}</id>" in last
    page = Client().get(f"/claims/{claim.pk}/").content.decode()
    for each in (first, reopened, last):
        address, anchor = re.findall(r'<link href="([^"#]*)#([^"]*)"', each)[0]
        assert address == f"{settings.SITE_URL}/claims/{claim.pk}/"
        assert f"<id>{address}#{anchor}</id>" in each
        assert page.count(f'id="{anchor}"') == 1


def test_a_supplement_says_in_a_sentence_what_was_added() -> None:
    one, other = factories.signed_claim(), factories.claim_in_review()
    factories.relation(other, one, "updates")
    review.propose(other.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(other.pk, factories.senior(), factories.version_of(other))
    last, _first = entries(one)
    sentence = f"Added: claim {other.pk} updates this one."
    assert f"Supplemented. {sentence}" in last
    assert "<dl>" not in last
    page = Client().get(f"/claims/{one.pk}/").content.decode()
    assert page.count(sentence) == 1


def test_a_relation_that_is_lost_by_a_withdrawal_is_said_to_be_removed() -> None:
    one, other = factories.signed_claim(), factories.claim_in_review()
    factories.relation(other, one, "updates")
    review.propose(other.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(other.pk, factories.senior(), factories.version_of(other))
    review.withdraw(other.pk, factories.senior(), "The source retracted it.")
    last, supplement, _first = entries(one)
    assert "Relation removed." in last
    assert "Supplemented" not in last
    assert "Supplemented." in supplement
    page = Client().get(f"/claims/{one.pk}/").content.decode()
    assert page.count("Relation removed</strong") == page.count("Supplemented</strong") == 1
    assert "(relation removed)" in page


@pytest.mark.parametrize(
    ("why", "marked"),
    [("our_error", "Corrected · "), ("new_evidence", "Updated · "), ("routine", "")],
)
def test_every_feed_says_in_the_title_that_a_claim_was_corrected(why: str, marked: str) -> None:
    claim = signed_again(why)
    (last, *_before) = entries(claim)
    (found,) = Client().get("/search.json").json()["items"]
    assert found["title"].startswith(f"{marked}Evidence conflicts")
    assert f"<title>{found['title']}</title>" in last
    assert (f"{marked.strip(' ·')}." if marked else "Signed again.") in found["content_text"]


def test_the_page_of_a_claim_names_its_feed_first_and_links_to_it() -> None:
    claim = factories.signed_claim()
    page = Client().get(f"/claims/{claim.pk}/").content.decode()
    named = re.findall(r'type="application/atom\+xml"\s+href="([^"]+)"', page)
    assert named[0] == f"/claims/{claim.pk}/feed/"
    assert re.search(rf'<a href="{named[0]}">\s*Feed</a>', page)


def test_a_feed_says_that_its_claim_is_withdrawn_and_nothing_of_what_is_offline() -> None:
    claim = factories.signed_claim()
    review.withdraw(claim.pk, factories.senior(), "The paper retracted it.")
    (last,) = entries(claim)  # nothing that was signed before may be shown
    assert "Withdrawn" in last
    assert "The paper retracted it." in last
    assert claim.text not in last
    shown = factories.signed_claim()
    hold(shown)
    answers: list[Any] = [Client().get(f"/claims/{n}/feed/") for n in (shown.pk, 10**9)]
    assert [each.status_code for each in answers] == [404, 404]
    lift(shown)
    assert len(entries(shown)) == 2
