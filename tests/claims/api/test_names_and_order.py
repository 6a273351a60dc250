"""Lists by relevance, and lists of names by their words."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.text import slugify

from claims.matching import indexing
from claims.models import Claim, Publication, PublishedTopic, Topic
from claims.workflow import review
from newsroom.models import User
from sources import publishers
from sources.models import Publisher
from tests import factories, sql
from tests.claims import full_claims
from tests.claims.api.conftest import Get, texts
from tests.claims.published import conclude, hold

pytestmark = pytest.mark.django_db


def names(answer: Any, key: str = "name") -> list[str]:
    assert answer.status_code == 200, answer.content
    return [each[key] for each in answer.json()["results"]]


def test_the_best_match_comes_first_and_each_row_once(get: Get, reporter: User) -> None:
    speaker = factories.speaker("Ana Nuñez")
    wordings = [
        "Crime rate.",
        "The crime rate of the whole country has gone down in the last ten years or so.",
        "Crime is one thing that people here in our town talk of at any rate.",
        "At this rate, say many who live here, nobody will soon care about any crime.",
    ]
    for text in reversed(wordings):
        factories.signed_claim(text=text, speaker=speaker)
    own = factories.signed_claim(text="We never spoke of it.", speaker=speaker)
    factories.signed_claim(text="Nuñez, Nuñez and again Nuñez.", speaker=factories.speaker("Bo Li"))
    indexing.bring_up_to_date()
    for path, by in (("claims/", None), ("working/claims/", reporter)):
        found = texts(get(path, by, q="crime rate", ordering="relevance"))
        assert found[:2] == wordings[:2], path
        assert set(found) == set(wordings)
        one_by_one, address = [], f"{path}?q=crime+rate&ordering=relevance&page_size=1"
        while address:
            answer = get(address, by).json()
            one_by_one += [each["text"] for each in answer["results"]]
            address = (answer["next"] or "").partition("/api/v1/")[2]
        assert one_by_one == found
        assert own.text in texts(get(path, by, q="nunez", ordering="relevance"))[:5]
        assert not texts(get(path, by, q="nunez", ordering="relevance"))[0].startswith("Nuñez,")


def test_without_words_the_newest_come_first(get: Get) -> None:
    factories.signed_claim(text="First.")
    factories.signed_claim(text="Second.")
    for parameters in ({}, {"q": "!!"}):
        answer = get("claims/", ordering="relevance", **parameters)
        assert texts(answer) == ([] if parameters else ["Second.", "First."])


def test_speakers_sources_and_publishers_are_found_by_their_words(get: Get) -> None:
    speaker = factories.speaker("Ana Nuñez", aliases=("The Minister",))
    factories.claim(text="Not signed.", speaker=speaker)
    assert names(get("speakers/", q="nunez")) == []
    factories.signed_claim(text="The ferry sank.", speaker=speaker)
    factories.signed_claim(text="The harbour closed.", speaker=factories.speaker("Bo Li"))
    for typed in ("nunez", "Ana Nuñes", "the minister"):
        assert names(get("speakers/", q=typed)) == ["Ana Nuñez"], typed
    assert names(get("speakers/", q="xyzzy")) == []
    full_claims.signed_claim(1)
    assert names(get("sources/", q="BRIDGES"), "title") == ["Bridges"]
    assert names(get("sources/", q="bridges xyzzy"), "title") == []
    assert names(get("publishers/", q="paper")) == ["The Paper 1"]
    # Nothing of a name that no publication has yet.
    publisher = Publisher.objects.get(name="The Paper 1")
    publishers.change(publisher.pk, factories.editor(), name="The Secret Gazette")
    assert names(get("publishers/", q="secret")) == []


def on_topic(name: str, text: str) -> Claim:
    topic = Topic.objects.filter(name=name).first()
    topic = topic or Topic.objects.create(name=name, slug=slugify(name))
    claim = factories.claim_in_review(text=text)
    claim.topics.add(topic)
    return claim


def test_topics_of_listed_claims_alone_each_once_under_the_name_published_last(get: Get) -> None:
    first = on_topic("Health care", "The ferry sank.")
    for claim in (first, on_topic("Health care", "It rained."), on_topic("Roads", "It snowed.")):
        conclude(claim)
    on_topic("Secret plans", "Not signed.")
    assert names(get("topics/")) == ["Health care", "Roads"]
    topic = Topic.objects.get(name="Health care")
    # What the desk calls it now is nobody's before it is published.
    Topic.objects.filter(pk=topic.pk).update(name="Health and care")
    assert names(get("topics/", q="HEALTH CARE")) == ["Health care"]
    assert names(get("topics/", q="health and")) == []
    review.reopen(first.pk, factories.senior(), "Another word.", "our_error")
    conclude(first)
    (shown,) = get("topics/", q="health").json()["results"]
    assert shown == {
        "slug": "health-care",
        "name": "Health and care",
        "html_url": f"{settings.SITE_URL}/topics/health-care/",
        "claims": f"{settings.SITE_URL}/api/v1/claims/?topic=health-care",
    }
    found = get(shown["claims"].partition("/api/v1/")[2]).json()["results"]
    assert {each["text"] for each in found} == {"The ferry sank.", "It rained."}
    hold(first)
    assert names(get("topics/")) == ["Health care", "Roads"]
    hold(Claim.objects.get(text="It snowed."))
    assert names(get("topics/")) == ["Health care"]
    assert names(get("topics/", q="roads")) == []


def test_topics_come_in_pages_by_as_many_queries(get: Get) -> None:
    for number in range(7):
        conclude(on_topic(f"Topic {number}", f"It rained {number} days."))
    one_by_one: list[str] = []
    address, queries = "topics/?page_size=2", set()
    while address:
        with CaptureQueriesContext(connection) as counted:
            answer = get(address).json()
        queries.add(len(counted))
        one_by_one += [each["name"] for each in answer["results"]]
        address = (answer["next"] or "").partition("/api/v1/")[2]
    assert one_by_one == [f"Topic {number}" for number in range(7)]
    assert queries == {1}


def test_topics_are_looked_up_in_an_index() -> None:
    sql.run("SET LOCAL enable_seqscan = off")
    plan = PublishedTopic.objects.named_in(Publication.objects.listed()).explain()
    assert "publication_names_topic_once" in plan
