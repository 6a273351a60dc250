"""Filters as people type them: of what is published, of working claims, on the site and by the API."""

from typing import Any

import pytest
from django.test import Client

from claims.models import Claim, Topic
from claims.workflow import review
from tests import factories
from tests.claims.imports.files import bring_in, row, table

pytestmark = pytest.mark.django_db
POSTS = {
    "us": "President of the United States",
    "ecuador": "PRESIDENT",
    "vice": "Vice President",
    "ex": "former president",
    "works": "Ministra de Obras Públicas",
}
TYPED = {
    "President": {"us", "ecuador"},
    "president of the united": {"us"},
    "Vice president": {"vice"},
    "obras publicas": {"works"},
    "residen": set(),
    "minist": set(),
    "(.*": set(),
}


def signed(text: str, title: str) -> Claim:
    speaker = factories.speaker(f"Speaker of {text}")
    factories.role(speaker, title=title)
    claim = factories.claim_in_review(text=text, speaker=speaker)
    claim.topics.add(Topic.objects.get_or_create(name="Health care", slug="health-care")[0])
    review.propose(claim.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    return claim


def found(path: str, by: Client, **parameters: Any) -> set[str]:
    answer = by.get(path, parameters)
    assert answer.status_code == 200, answer.content
    return {each["text"] for each in answer.json()["results"]}


def test_a_role_and_a_topic_are_found_by_their_words() -> None:
    for text, title in POSTS.items():
        signed(text, title)
    bring_in(table(row(1, text="archived", speaker_role="U.S. president", topics="Health care")))
    desk = Client()
    desk.force_login(factories.reporter())
    public, working = "/api/v1/claims/", "/api/v1/working/claims/"
    for typed, expected in TYPED.items():
        assert found(public, Client(), role=typed) == expected, typed
        archived = {"archived"} if typed == "President" else set()
        assert found(working, desk, role=typed) == expected | archived, typed
    for topic in ("health care", "Health Care", "health-care"):
        assert found(public, Client(), topic=topic) == set(POSTS), topic
        assert found(working, desk, topic=topic) == {*POSTS, "archived"}, topic
    refused = Client().get(public, {"topic": "health"})
    assert (refused.status_code, "topic" in refused.json()["errors"]) == (400, True)
    shown = Client().get("/?role=President&topic=health+care").content.decode()
    assert ">us</a>" in shown
    assert ">vice</a>" not in shown


def test_a_topic_is_found_by_its_published_name_whatever_its_slug() -> None:
    topic = Topic.objects.create(
        name="US and Ecuadorian operations in Ecuador", slug="us-ecuador-operations"
    )
    schools = Topic.objects.create(name="Educación", slug="schools")
    claim = factories.signed_claim(text="Boats were sunk off Manabí.", topics=[topic, schools])
    signed("other", "Mayor")
    working_only = factories.claim(text="Not signed.")
    working_only.topics.add(Topic.objects.create(name="Secret plans", slug="plans"))
    for typed in (
        *("US and Ecuadorian operations in Ecuador", "us AND ecuadorian operations in ecuador"),
        *("us-ecuador-operations", "educacion", "EDUCACIÓN", "schools"),
    ):
        assert found("/api/v1/claims/", Client(), topic=typed) == {claim.text}, typed
        shown = Client().get("/", {"topic": typed}).content.decode()
        assert claim.text in shown, typed
        assert "other</a>" not in shown, typed
    for typed in ("Secret plans", "operations in Ecuador", "%"):
        assert Client().get("/api/v1/claims/", {"topic": typed}).status_code == 400, typed
    # Renamed since: the public knows what is published.
    Topic.objects.filter(pk=topic.pk).update(name="Ecuador")
    assert Client().get("/api/v1/claims/", {"topic": "Ecuador"}).status_code == 400
