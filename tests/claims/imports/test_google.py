"""Answers of Google's Fact Check Tools API, as files to import."""

import json
from typing import Any

import pytest
from django.test import Client

from claims.models import Claim, ExternalReview
from tests import factories
from tests.claims.imports.files import bring_in, fit, lines, refused

CLAIM: dict[str, Any] = {
    "text": "The ministry built two bridges.",
    "claimant": "Ana Nuñez",
    "claimDate": "2021-03-30T00:00:00Z",
    "claimReview": [
        {
            "publisher": {"name": "The Checkers", "site": "checkers.example"},
            "url": "https://checkers.example/bridges",
            "title": "One bridge, not two",
            "reviewDate": "2021-04-02T00:00:00Z",
            "textualRating": "Not so",
            "languageCode": "en",
        }
    ],
}
SECOND = {
    "publisher": {"site": "others.example"},
    "url": "https://others.example/b",
    "textualRating": "Falso",
    "languageCode": "es",
}


def test_an_answer_has_a_row_for_each_review() -> None:
    claim = CLAIM | {"claimReview": [*CLAIM["claimReview"], SECOND]}
    answer = {"claims": [claim], "nextPageToken": "x"}
    for raw in (json.dumps(answer).encode(), lines(answer, answer)[: len(lines(answer))]):
        first, second = fit(raw, "claimreview")
        assert (first.text, first.speaker) == (CLAIM["text"], "Ana Nuñez")
        assert (str(first.said_from), str(first.reviewed_on)) == ("2021-03-30", "2021-04-02")
        assert (first.origin, first.reviewer) == ("checkers.example", "The Checkers")
        assert (first.rating, first.language) == ("Not so", "en")
        assert first.rationale == "One bridge, not two"
        assert json.loads(first.markup or "") == CLAIM
        assert second.reviewer == "others.example"
        assert (second.rating, second.language, second.reviewed_on) == ("Falso", "es", None)


def test_several_answers_in_lines() -> None:
    found = fit(
        lines({"claims": [CLAIM]}, {"claims": [CLAIM | {"text": "Or three."}]}), "claimreview"
    )
    assert [each.text for each in found] == [CLAIM["text"], "Or three."]


@pytest.mark.parametrize(
    "claim",
    [
        {"claimReview": []},
        {"claimReview": [None]},
        {"claimReview": "x"},
        {"text": 5},
        {"text": ""},
    ],
    ids=str,
)
def test_what_is_no_review_is_refused(claim: dict[str, Any]) -> None:
    assert refused(json.dumps({"claims": [CLAIM | claim]}).encode(), "claimreview")


@pytest.mark.django_db
def test_our_own_answer_comes_in_again() -> None:
    claim = factories.signed_claim(text="The ferry sank in the harbour.")
    answer = Client().get("/v1alpha1/claims:search?query=ferry").content
    run = bring_in(answer, format_="claimreview", origin="")
    assert (run.rows_made, run.rows_refused) == (1, 0)
    made = Claim.objects.exclude(pk=claim.pk).get()
    assert made.text == claim.text
    assert ExternalReview.objects.get(claim=made).markup["text"] == claim.text
