"""Words that are not the speaker's: nowhere is the speaker named as who said them."""

import re
from typing import Any

import pytest
from django.test import Client

from claims.choices import Bears, Direction
from claims.formats.claimreview import blocks
from claims.models import Claim
from claims.notifications import saved_searches
from claims.presentation import entries
from claims.search.filters import PublicClaimFilters
from claims.site import rows, social_cards
from claims.workflow import review
from tests import factories
from tests.claims.bodies import body_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    by = factories.editor()
    made = factories.claim_in_review(by, speaker=factories.speaker("Ana Nuñez"))
    factories.add_independent_evidence(made, by, Direction.REFUTES, Bears.SAID)
    round_ = review.propose(made.pk, by, "misattributed", "unrated", harms=[])
    review.sign(made.pk, factories.senior(), round_.version)
    return made


def test_the_picture_and_the_citation_say_to_whom_the_words_are_attributed(claim: Claim) -> None:
    words = social_cards.Words.of(rows.published(factories.current_publication(claim)))
    assert words.speaker == "Attributed to Ana Nuñez"
    page = Client().get(f"/claims/{claim.pk}/").content.decode()
    assert "(Attributed to Ana Nuñez)." in page
    assert "(Ana Nuñez)." not in page


def test_pages_lists_and_frames_say_it(claim: Claim) -> None:
    page = f"/claims/{claim.pk}/"
    paths = ("/", f"/?speaker={claim.speaker_id}", page, f"{page}embed/")
    for path in paths:
        page = " ".join(Client().get(path).content.decode().split())
        assert re.search(r'Attributed to (<span class="speaker">)?(<a [^>]*>)?Ana Nuñez<', page), (
            path
        )
    other = factories.signed_claim()
    page = Client().get(f"/claims/{other.pk}/").content.decode()
    assert "Attributed to" not in page


def test_the_chain_begins_with_to_whom_they_are_attributed(claim: Claim) -> None:
    reporter, editor = Client(), Client()
    reporter.force_login(factories.reporter())
    editor.force_login(factories.editor())
    for client, path in (
        (Client(), f"/claims/{claim.pk}/"),
        (reporter, f"/working/claims/{claim.pk}/"),
        (editor, f"/admin/claims/claim/{claim.pk}/change/"),
    ):
        page = " ".join(client.get(path).content.decode().split())
        _before, _label, chain = page.partition('aria-label="How it reached us"')
        first = " ".join(re.sub(r"<[^>]+>", " ", chain.partition("</li>")[0]).split())
        assert first == "> attributed to Ana Nuñez", path
        assert 'attributed"' in chain.partition("</li>")[0]  # dashed


@pytest.mark.parametrize("feed", ["/search.atom", "/search.json"])
def test_feeds_say_it(claim: Claim, feed: str) -> None:
    shown = Client().get(feed).content.decode()
    assert "Attributed to Ana Nuñez. Signed." in shown


def test_e_mails_of_searches_say_it(claim: Claim) -> None:
    (entry,) = saved_searches.latest(lambda found: PublicClaimFilters({}, found), 5)
    letter = entries.in_a_letter(entry, "https://desk.example/claims/1/")
    assert letter.splitlines()[1].endswith("Attributed to Ana Nuñez. Signed.")


def test_there_is_no_claim_review_of_them(claim: Claim) -> None:
    body: Any = body_with(attribution="misattributed", status="unrated")
    assert blocks(body)
    assert Client().get(f"/api/v1/claims/{claim.pk}.jsonld").status_code == 404
    assert "ld+json" not in Client().get(f"/claims/{claim.pk}/").content.decode()
