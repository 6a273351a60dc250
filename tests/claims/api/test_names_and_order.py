"""Lists by relevance, and lists of names by their words."""

from typing import Any

import pytest

from claims.matching import indexing
from newsroom.models import User
from sources import publishers
from sources.models import Publisher
from tests import factories
from tests.claims import full_claims
from tests.claims.api.conftest import Get, texts

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
