"""A label of the newsroom's own stands in place of the rating wherever the claim appears; the attribution is told beside it."""

import csv
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from claims.choices import Bears, Direction
from claims.models import Claim, LabelEdition
from claims.presentation.chip import chip_text
from claims.site import rows, social_cards
from claims.workflow import approvals, labels, review
from newsroom.history import recorded_as
from tests import factories
from tests.claims.admin.desk import at_the_desk, url_of
from tests.claims.bodies import body_with

pytestmark = pytest.mark.django_db
FAKE: dict[str, Any] = {
    "name": "Fake quote",
    "definition": "Nobody said this.",
    "translations": [],
    "attribution": "misattributed",
    "status": "unrated",
    **dict.fromkeys(("value", "worst", "best")),
}


def read(address: str, **headers: str) -> str:
    with translation.override("en"):  # what the request chose is not for the next test
        answer = Client().get(address, headers=headers)
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return " ".join(content.decode().split())


@pytest.fixture
def claim() -> Claim:
    return factories.concluded_claim("mixed", label=factories.label())


@pytest.fixture
def fake() -> Claim:
    by, edition = factories.editor(), factories.label("fake", **FAKE)
    made = factories.claim_in_review(by, speaker=factories.speaker("Ana Nuñez"))
    factories.add_independent_evidence(made, by, Direction.REFUTES, Bears.SAID)
    round_ = review.propose(made.pk, by, "misattributed", "unrated", label=edition, harms=[])
    review.sign(made.pk, factories.senior(), round_.version)
    return made


def test_the_chip_has_the_label_and_the_attribution() -> None:
    label: dict[str, Any] = {
        "name": "Half true",
        "definition": "Partly.",
        "number": None,
        "translations": [],
    }
    body = body_with(status="mixed", attribution="confirmed", label=label)
    assert chip_text(body) == "Half true · original seen"
    body = body_with(status="unrated", attribution="misattributed", label={**label, "name": "Fake"})
    assert chip_text(body) == "Fake · Not their words"
    assert chip_text(body, "under_review").startswith("Under review again · last signed: Fake ·")
    assert (
        chip_text(body_with(status="mixed")) == "Partly true or misleading · others’ reports only"
    )


def test_the_page_says_what_it_means_and_stands_for(claim: Claim) -> None:
    page = read(f"/claims/{claim.pk}/")
    assert "Half true" in page
    assert "Part of it is true, and something that matters is not" in page
    assert "(Partly true or misleading)" in page
    assert "We have only others’ reports" in page
    rated = json.loads(page.partition('ld+json">')[2].partition("</script>")[0])["reviewRating"]
    assert (rated["alternateName"], rated["ratingValue"], rated["bestRating"]) == (
        "Half true",
        3,
        5,
    )


def test_readers_see_it_in_their_language(claim: Claim) -> None:
    assert "Verdad a medias" in read(f"/claims/{claim.pk}/", accept_language="es")
    assert "Verdad a medias" in read("/", accept_language="es")
    assert "Verdad a medias" in read("/method/", accept_language="es")


def test_lists_cards_and_feeds_have_it(claim: Claim) -> None:
    words = social_cards.Words.of(rows.published(factories.current_publication(claim)))
    assert [part.words for part in words.answers] == ["Half true", "others’ reports only"]
    for address in ("/", "/search.atom", "/search.json", f"/speakers/{claim.speaker_id}/"):
        page = read(address)
        assert "Half true" in page, address
        assert "reports only" in page, address


def test_the_picture_and_feeds_of_a_misquotation_name_nobody_as_its_author(fake: Claim) -> None:
    words = social_cards.Words.of(rows.published(factories.current_publication(fake)))
    assert [part.words for part in words.answers] == ["Fake quote", "Not their words"]
    assert words.speaker == "Attributed to Ana Nuñez"
    for feed in ("/search.atom", "/search.json"):
        shown = read(feed)
        assert "Fake quote · Not their words" in shown
        assert shown.count("Ana Nuñez") == shown.count("Attributed to Ana Nuñez")
    assert Client().get(f"/api/v1/claims/{fake.pk}.jsonld").status_code == 404
    assert "ld+json" not in read(f"/claims/{fake.pk}/")
    assert read("/api/v1/claims.jsonld").count('"ClaimReview"') == 0


def test_a_misquotation_that_a_publisher_spread_has_a_claim_review_by_that_name() -> None:
    by, edition = factories.editor(), factories.label("fake", **FAKE)
    made = factories.claim_in_review(by, speaker=factories.speaker("Ana Nuñez"))
    publisher = factories.publisher(name="The Rumour")
    source = made.appearances.get().snapshot.source
    with recorded_as(by):
        source.publisher = publisher
        source.save(update_fields=["publisher"])
    factories.add_independent_evidence(made, by, Direction.REFUTES, Bears.SAID)
    round_ = review.propose(made.pk, by, "misattributed", "unrated", label=edition, harms=[])
    review.sign(made.pk, factories.senior(), round_.version)
    shown = json.loads(read(f"/api/v1/claims/{made.pk}.jsonld"))
    assert shown["itemReviewed"]["author"] == {"@type": "Organization", "name": "The Rumour"}
    assert shown["reviewRating"]["alternateName"] == "Fake quote"
    (item,) = json.loads(read("/api/v1/claims.jsonld"))["dataFeedElement"]
    assert item["item"][0]["itemReviewed"]["author"]["name"] == "The Rumour"
    (found,) = json.loads(read("/v1alpha1/claims:search?key=x&query=bridges"))["claims"]
    assert found["claimant"] == "The Rumour"


def test_the_newsroom_s_own_pages_have_it(claim: Claim) -> None:
    desk = at_the_desk(factories.senior())
    for address in ("/working/", f"/working/claims/{claim.pk}/", url_of(claim)):
        assert "Half true" in desk.get(address).content.decode(), address


def test_files_have_its_columns(claim: Claim) -> None:
    other = factories.signed_claim()
    answer = Client().get("/api/v1/export/claims.csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    found = {int(row["id"]): row for row in csv.DictReader(text.splitlines())}
    row = found[claim.pk]
    assert (row["label_key"], row["label_name"]) == ("half-true", "Half true")
    assert (row["label_number"], row["label_worst"], row["label_best"]) == ("3", "1", "5")
    assert (found[other.pk]["label_name"], found[other.pk]["label_number"]) == ("", "")


def test_the_scale_has_the_labels_in_use(claim: Claim) -> None:
    factories.label("fake", **FAKE)
    edition = LabelEdition.objects.get(label__slug="half-true")
    scale = json.loads(read("/api/v1/rating-scale/"))
    assert [each["key"] for each in scale["labels"]] == ["half-true", "fake"]
    request = labels.request_retirement(edition.label_id, factories.editor(), "Unused.")
    approvals.approve(request.pk, factories.senior())
    scale = json.loads(read("/api/v1/rating-scale/"))
    assert [each["key"] for each in scale["labels"]] == ["fake"]
    assert "Half true" in read(f"/claims/{claim.pk}/")


def test_the_method_page_asks_no_more_for_more_labels(claim: Claim) -> None:
    with CaptureQueriesContext(connection) as few:
        read("/method/")
    for number in range(3):
        factories.label(f"more-{number}", name=f"More {number}")
    with CaptureQueriesContext(connection) as many:
        read("/method/")
    assert len(few) == len(many)


def test_at_the_desk_the_label_is_no_difference_from_what_was_published(claim: Claim) -> None:
    page = at_the_desk(factories.editor()).get(url_of(claim))
    assert page.context["public"]["changes"] == []
    assert "Identical to this one." in page.content.decode()


def test_claims_are_found_by_their_label_on_the_site_and_over_the_api(claim: Claim) -> None:
    other = factories.signed_claim()
    counted = read("/search/counts/", **{"Accept-Language": "es"})
    assert factories.HALF_TRUE["translations"][0]["name"] in counted
    assert "label=half-true" in counted
    found = read("/?label=half-true")
    assert claim.text in found
    assert other.text not in found
    assert "Label: Half true" in found
    assert claim.text not in read("/?label=unheard-of")
    answer = Client().get("/api/v1/claims/?label=half-true").json()
    assert [each["text"] for each in answer["results"]] == [claim.text]
    # Working claims have no label before they are signed.
    desk = at_the_desk(factories.editor())
    assert "label=half-true" not in desk.get("/working/search/counts/").content.decode()


def test_a_label_of_a_claim_under_review_again_finds_and_counts_nothing(claim: Claim) -> None:
    assert claim.text in read("/?label=half-true")
    assert "label=half-true" in read("/search/counts/?q=bridges")
    review.reopen(claim.pk, factories.senior(), "A second count.", "routine")
    assert claim.text not in read("/?label=half-true")
    assert "label=half-true" not in read("/search/counts/?q=bridges")
    assert json.loads(read("/api/v1/claims/?label=half-true"))["results"] == []
