"""Quotes as W3C Web Annotations: the model's requirements, restated, and a client that reads them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.formats import annotations
from claims.models import Anchor, Claim
from claims.publication import takedowns
from sources.models import Snapshot
from tests import factories
from tests.claims import full_claims
from tests.claims.bodies import EVIDENCE, appearance, body_with
from tests.claims.published import body

Json = dict[str, Any]
URL = "https://facts.example/api/v1/claims/9/annotations.json"
AT = "2026-07-03T23:30:00.000000Z"
MOTIVATIONS = {
    *("assessing", "bookmarking", "classifying", "commenting", "describing", "editing"),
    *("highlighting", "identifying", "linking", "moderating", "questioning", "replying", "tagging"),
}


def page(**changes: Any) -> Json:
    return json.loads(json.dumps(annotations.page(body_with(**changes), AT, URL)))  # type: ignore[no-any-return]


def check(shown: Json) -> list[Json]:
    """What the model requires of a page and of each annotation in it; the annotations."""
    assert shown["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert shown["type"] == "AnnotationPage"
    assert shown["partOf"]["type"] == "AnnotationCollection"
    assert shown["partOf"]["total"] == len(shown["items"])
    items: list[Json] = shown["items"]
    numbers = [each["id"] for each in items]
    assert len(set(numbers)) == len(numbers)
    for each in items:
        assert each["type"] == "Annotation"
        assert each["id"].startswith("https://")
        assert each["motivation"] in MOTIVATIONS
        assert each["body"]
        for text in each["body"]:
            assert (text["type"], text["format"]) == ("TextualBody", "text/plain")
            assert text["value"]
            assert text["purpose"] in MOTIVATIONS
        (target,) = each["target"]
        assert target["source"]
        quote, position = target["selector"]
        assert quote["type"] == "TextQuoteSelector"
        assert quote.keys() == {"type", "exact", "prefix", "suffix"}
        assert position.keys() == {"type", "start", "end"}
        assert position["type"] == "TextPositionSelector"
        assert 0 <= position["start"] < position["end"]
        if "state" in target:
            assert target["state"]["type"] == "TimeState"
            cached = target["state"].get("cached")
            assert cached is None or cached.startswith("urn:sha256:")
    return items


def test_each_quote_is_one() -> None:
    quotes = appearance()["quotes"] * 2
    quotes[1] = {**quotes[1], "start": 100, "end": 125}
    items = check(page(appearances=[appearance(quotes=quotes), appearance()]))
    assert [each["id"].partition("#")[2] for each in items] == [
        *("quote-1-1", "quote-1-2", "quote-2-1", "evidence-2")
    ]


def test_the_quote_is_assessed_and_the_evidence_described() -> None:
    assessed, described = check(page(status="refuted"))
    assert assessed["motivation"] == "assessing"
    assert assessed["body"][0]["value"] == (
        "150 bridges were built from January on. Did they say it? We have only others’ reports. Is it true? False."
    )
    assert assessed["body"][1] == {
        "type": "TextualBody",
        "purpose": "tagging",
        "value": "Roads",
        "format": "text/plain",
    }
    assert described["motivation"] == "describing"
    assert described["body"][0]["value"] == EVIDENCE["description"]
    # A publication doesn't say which capture of the source a passage is from.
    assert "state" in assessed["target"][0]
    assert "state" not in described["target"][0]


def test_an_excerpt_says_on_which_day_the_page_was_so() -> None:
    excerpt = appearance(
        snapshot={"kind": "excerpt", "method": "copied", "consulted_on": "2026-03-03"}
    )
    (state,) = [
        each["target"][0]["state"] for each in check(page(appearances=[excerpt], evidence=[]))
    ]
    assert state["sourceDateStart"] == "2026-03-03T00:00:00Z"
    assert state["sourceDateEnd"] == "2026-03-03T23:59:59Z"
    # A person's copy of some words is no copy of the page.
    assert "cached" not in state


def test_evidence_from_an_excerpt_says_it_too() -> None:
    excerpt = {"consulted_url": "", "consulted_on": "2026-03-03", "timecode": ""}
    cited = {**EVIDENCE, "snapshot_method": "copied", "excerpt": excerpt}
    (item,) = check(page(appearances=[], evidence=[cited]))
    assert item["target"][0]["state"]["sourceDateStart"] == "2026-03-03T00:00:00Z"


@pytest.mark.parametrize("method", ["pasted", "uploaded", "imported"])
def test_only_what_was_fetched_is_a_copy_of_the_address(method: str) -> None:
    given = appearance(snapshot={"method": method})
    (item,) = check(page(appearances=[given], evidence=[]))
    assert "state" not in item["target"][0]


def test_a_text_of_no_known_address_is_named_by_its_hash() -> None:
    uri = f"urn:sha256:{'a' * 64}"
    (item,) = check(page(appearances=[appearance(source={"uri": uri})], evidence=[]))
    assert item["target"][0]["source"] == uri


def test_evidence_without_a_quote_is_no_annotation() -> None:
    shown = [{**EVIDENCE, "quote": None}, {**EVIDENCE, "source": None, "quote": None}]
    assert len(check(page(evidence=shown))) == 1


def found(text: str, target: Json) -> str | None:
    """As Hypothesis's client does: by position where the words stand there, else by the quote."""
    quote, position = target["selector"]
    if text[position["start"] : position["end"]] == quote["exact"]:
        return text[position["start"] : position["end"]]
    whole = quote["prefix"] + quote["exact"] + quote["suffix"]
    return quote["exact"] if whole in text or text.count(quote["exact"]) == 1 else None


@pytest.mark.django_db
def test_a_client_finds_each_quote_in_the_snapshot_and_in_a_page_around_it() -> None:
    claim = full_claims.signed_claim()
    items = check(json.loads(json.dumps(annotations.page(published(claim), AT, URL))))
    assert len(items) == Anchor.objects.filter(claim=claim).count() == 3
    for item in items:
        (target,) = item["target"]
        snapshot = Snapshot.objects.get(source__uri=target["source"])
        if "cached" in target.get("state", {}):
            assert target["state"]["cached"] == f"urn:sha256:{snapshot.text_sha256}"
        start, end = (target["selector"][1][key] for key in ("start", "end"))
        assert snapshot.text[start:end] == target["selector"][0]["exact"]
        # The page has a menu before the article, with a letter of two UTF-16 units.
        assert found(f"😀 Menu\n{snapshot.text}", target) == target["selector"][0]["exact"]
        assert found("Something else entirely.", target) is None


@pytest.mark.django_db
def test_what_is_taken_down_has_none() -> None:
    claim = factories.signed_claim()
    for snapshot in Snapshot.objects.all():
        takedowns.take_down(snapshot.pk, factories.editor(), "A court order came.")
    assert check(json.loads(json.dumps(annotations.page(published(claim), AT, URL)))) == []


def published(claim: Claim) -> Any:
    return body(claim)


@given(st.text(min_size=1), st.text())
def test_words_are_data(exact: str, around: str) -> None:
    quote = {"exact": exact, "prefix": around, "suffix": around, "start": 0, "end": 9}
    (item, _evidence) = check(page(appearances=[appearance(quotes=[quote])]))
    assert item["target"][0]["selector"][0]["exact"] == exact
