"""The finding in one sentence, and the rationale with its footnotes, wherever readers find a claim."""

import json
from typing import Any

import pytest
from django.test import Client

from claims.formats import claimreview
from claims.models import Claim
from claims.publication.addresses import address
from claims.site import rows, social_cards
from claims.workflow import review
from tests import factories
from tests.claims.bodies import row

pytestmark = pytest.mark.django_db

FINDING = "The audit office counted 83 bridges, not 150."
RATIONALE = "The *audit office* counted them[^E1].\n\n- in [June](https://audit.example/june)\n- <b>once</b>"
SHOWN = 'The <em>audit office</em> counted them<sup class="footnote"><a href="{page}#evidence-1">E1</a></sup>.'


@pytest.fixture
def claim() -> Claim:
    by = factories.editor()
    made = factories.claim_in_review(by)
    review.write(made.pk, by, summary=FINDING, rationale=RATIONALE)
    round_ = review.propose(made.pk, by, "reported", "verified", harms=[])
    review.sign(made.pk, factories.senior(), round_.version)
    return made


def read(url: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_of_the_claim(claim: Claim, desk: Client) -> None:
    page = read(f"/claims/{claim.pk}/")
    assert f'<p class="summary" dir="auto">{FINDING}</p>' in page
    assert f'<meta name="description" content="{FINDING}">' in page
    assert f'<meta property="og:description" content="{FINDING}">' in page
    assert SHOWN.format(page="") in page
    assert '<a href="https://audit.example/june" rel="nofollow noopener">June</a>' in page
    assert "&lt;b&gt;once&lt;/b&gt;" in page
    assert 'id="evidence-1"' in page
    assert SHOWN.format(page="") in read(f"/working/claims/{claim.pk}/", desk)


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/?q=bridges",
        "/speakers/{speaker}/",
        "/corrections/feed/",
        "/search.json",
        "/search.atom",
    ],
)
def test_lists_and_feeds(claim: Claim, url: str) -> None:
    if url == "/corrections/feed/":
        by = factories.editor()
        review.reopen(claim.pk, factories.senior(), "A slip.", "our_error")
        round_ = review.propose(claim.pk, by, "reported", "verified", harms=[])
        review.sign(claim.pk, factories.senior(), round_.version)
        assert FINDING in read("/corrections/")
    assert FINDING in read(url.format(speaker=claim.speaker_id))


def test_a_reporter_s_list(claim: Claim, desk: Client) -> None:
    assert FINDING in read("/working/?q=bridges", desk)


def test_the_picture_shown_with_a_link(claim: Claim) -> None:
    words = social_cards.Words.of(rows.published(factories.current_publication(claim)))
    assert words.summary == FINDING
    assert Client().get(f"/claims/{claim.pk}/card.png").headers["Content-Type"] == "image/png"


def test_its_claim_review_is_named_by_the_finding(claim: Claim) -> None:
    body = json.loads(factories.current_publication(claim).body)
    made = claimreview.review(row(), body, address)
    assert made["name"] == FINDING
    assert made["reviewBody"].endswith(
        f"{FINDING}\n\nThe audit office counted them[E1].\n\n"
        "- in June (https://audit.example/june)\n- <b>once</b>"
    )


def test_the_api_gives_the_source_and_of_one_claim_what_pages_show(claim: Claim) -> None:
    url = f"/api/v1/claims/{claim.pk}/"
    one: Any = Client().get(url, {"rationale_html": "true"}).json()
    assert (one["summary"], one["rationale"]) == (FINDING, RATIONALE)
    assert one["rationale_format"] == "markdown"
    assert SHOWN.format(page=address("page", claim.pk)) in one["rationale_html"]
    plain: Any = Client().get(url).json()
    assert one == {**plain, "rationale_html": one["rationale_html"]}
    assert Client().get(url, {"expand": "rationale_html"}).json() == one
    assert Client().get(url, {"rationale_html": "yes"}).status_code == 400
    (listed,) = Client().get("/api/v1/claims/").json()["results"]
    assert (listed["summary"], listed["rationale"]) == (FINDING, RATIONALE)
    assert listed == plain
    assert "rationale_html" not in plain
