"""The Reconciliation Service API 0.2: what it requires of answers, and that only what is public is found."""

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.matching import indexing
from claims.models import Claim
from claims.publication import speakers as published_speakers
from tests import factories
from tests.claims import full_claims
from tests.claims.api.reconciliation_shapes import (
    FOLDER,
    SHAPES,
    SUGGESTIONS,
    examples,
    faults_by_specification,
    fits,
)
from tests.claims.published import hold

pytestmark = pytest.mark.django_db
SPEAKERS, CLAIMS = "/api/v1/reconcile/speakers/", "/api/v1/reconcile/claims/"
DONOVAN = "https://www.wikidata.org/wiki/Q105"


def ask(service: str, *, post: bool = False, **batch: Any) -> dict[str, list[Any]]:
    """The results of each query."""
    text = json.dumps(batch)
    if post:
        answer = Client().post(service, f"queries={quote(text)}", content_type=FORM)
    else:
        answer = Client().get(service, {"queries": text})
    return {
        name: each["result"] for name, each in fits("reconciliation-result-batch", answer).items()
    }


FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def claim() -> Claim:
    speaker = factories.speaker(
        "Francis Donovan", description="commander", same_as=(DONOVAN,), aliases=["Frank Donovan"]
    )
    return factories.signed_claim(speaker=speaker, text="Operations in Ecuador began on March 3.")


@pytest.mark.parametrize("service", [SPEAKERS, CLAIMS])
def test_a_manifest_names_services_that_answer(service: str, claim: Claim) -> None:
    client = Client()
    manifest = fits("manifest", client.get(service))
    number = str(claim.speaker_id if service == SPEAKERS else claim.pk)
    local = manifest["identifierSpace"].partition("://")[2].partition("/")[0]
    for template in (manifest["view"]["url"], manifest["preview"]["url"]):
        page = client.get(template.replace("{{id}}", number).partition(local)[2])
        assert page.status_code == 200, template
        assert template.startswith(manifest["identifierSpace"])
    assert page["Content-Type"].startswith("text/html")
    assert "frame-ancestors *" in page["Content-Security-Policy"]
    assert "X-Frame-Options" not in page
    assert "<script" not in page.content.decode()
    for what, place in manifest["suggest"].items():
        path = (place["service_url"] + place["service_path"]).partition(local)[2]
        if what == "entity":
            continue
        everything = fits(SUGGESTIONS[what], client.get(path))["result"]
        first = everything[0]
        for prefix in (first["id"], first["name"].lower()[:3]):
            assert first in fits(SUGGESTIONS[what], client.get(path, {"prefix": prefix}))["result"]
        assert fits(
            SUGGESTIONS[what], client.get(path, {"prefix": first["id"], "cursor": 1000})
        ) == {"result": []}
    place = manifest["extend"]["propose_properties"]
    path = (place["service_url"] + place["service_path"]).partition(local)[2]
    proposed = fits(
        "data-extension-property-proposal",
        client.get(path, {"type": manifest["defaultTypes"][0]["id"]}),
    )
    properties = [each["id"] for each in proposed["properties"]]
    assert (
        len(fits("data-extension-property-proposal", client.get(path, {"limit": 2}))["properties"])
        == 2
    )
    wanted = json.dumps({"ids": [number, "x"], "properties": [{"id": each} for each in properties]})
    extended = fits("data-extension-response", client.get(service, {"extend": wanted}))
    assert [each["id"] for each in extended["meta"]] == properties
    assert {name for name, values in extended["rows"][number].items() if values} >= {"html_url"}
    assert not any(extended["rows"]["x"].values())
    posted = client.post(service, f"extend={quote(wanted)}", content_type=FORM)
    assert fits("data-extension-response", posted) == extended


def test_speakers_are_found_as_the_sites_search_finds_them(claim: Claim) -> None:
    number = str(claim.speaker_id)
    found = ask(
        SPEAKERS,
        exact={"query": "Francis Donovan"},
        alias={"query": "frank donovan", "limit": 1},
        misspelt={"query": "Francis Donavan"},
        link={"query": DONOVAN},
        wikidata={"query": "Q105"},
        nobody={"query": "Xyzzy Quux"},
        group={"query": "Francis Donovan", "type": "group"},
        person={"query": "Francis Donovan", "type": ["person"], "type_strict": "any"},
    )
    matched = {
        name: [(each["id"], each["match"]) for each in each_] for name, each_ in found.items()
    }
    sure = [(number, True)]
    assert matched == {
        **dict.fromkeys(("exact", "alias", "link", "wikidata", "person"), sure),
        "misspelt": [(number, False)],
        "nobody": [],
        "group": [],
    }
    assert found["exact"][0]["name"] == "Francis Donovan"
    assert found["link"][0]["score"] > found["exact"][0]["score"] > found["misspelt"][0]["score"]
    assert ask(SPEAKERS, post=True, exact={"query": "Francis Donovan"})["exact"] == found["exact"]
    listed = Client().get("/search/speakers/", {"q": "Francis Donavan"}).content.decode()
    assert "Francis Donovan" in listed


def test_properties_rule_out_and_find(claim: Claim) -> None:
    number = str(claim.speaker_id)
    namesake = factories.speaker("Francis Donovan", description="a singer")
    factories.signed_claim(speaker=namesake)
    by: dict[str, Any] = {
        name: {"query": "Francis Donovan", "properties": [{"pid": pid, "v": value}]}
        for name, pid, value in (
            ("same", "wikidata", "Q105"),
            ("of_two", "wikidata", ["Q1", {"id": "Q105", "name": "Donovan"}]),
            ("other", "same_as", "https://www.wikidata.org/wiki/Q106"),
            ("kind", "kind", "group"),
        )
    }
    found = ask(SPEAKERS, **by, alone={"properties": [{"pid": "wikidata", "v": "Q105"}]})
    matched = {name: {each["id"]: each["match"] for each in each_} for name, each_ in found.items()}
    other = str(namesake.pk)
    assert matched == {
        "same": {number: True, other: False},
        "of_two": {number: True, other: False},
        "other": {other: False},
        "kind": {},
        "alone": {number: True},
    }


def test_an_unknown_type_has_no_candidates_and_an_unknown_property_no_match(claim: Claim) -> None:
    indexing.bring_up_to_date()
    number = str(claim.speaker_id)
    unknown = [{"pid": "colour", "v": "blue"}]
    found = ask(
        SPEAKERS,
        plain={"query": "Francis Donovan"},
        type={"query": "Francis Donovan", "type": "Q5"},
        preferred={"query": "Francis Donovan", "type": "Q5", "type_strict": "should"},
        property={"query": "Francis Donovan", "properties": unknown},
        alone={"properties": unknown},
    )
    matched = {name: [(e["id"], e["match"]) for e in each] for name, each in found.items()}
    assert matched == {
        **{key: [(number, True)] for key in ("plain", "preferred")},
        **{key: [] for key in ("type", "alone")},
        "property": [(number, False)],
    }
    of_claims = ask(
        CLAIMS,
        known={"query": claim.text, "type": ["claim"]},
        type={"query": claim.text, "type": ["person"]},
        property={"query": claim.text, "properties": unknown},
    )
    matches = [[each["match"] for each in found] for found in of_claims.values()]
    assert matches == [[True], [], [False]]


def test_speakers_who_have_a_page_are_found_though_no_claim_is_theirs() -> None:
    full_claims.signed_claim(1)
    assert "Ministry of Works 1" in Client().get("/speakers/").content.decode()
    found = ask(
        SPEAKERS,
        exact={"query": "ministry of works 1"},
        article={"query": "The Ministry of Works 1"},
        typed={"query": "Ministry of Works 1", "type": "organisation"},
    )
    matched = {name: [(e["name"], e["match"]) for e in each] for name, each in found.items()}
    name = "Ministry of Works 1"
    assert matched == {
        **{key: [(name, True)] for key in ("exact", "typed")},
        "article": [(name, False)],
    }
    number = found["exact"][0]["id"]
    assert Client().get(f"/speakers/{number}/embed/").status_code == 200


def test_the_address_works_without_its_slash(claim: Claim) -> None:
    exact = {"query": "Francis Donovan"}
    for service in (SPEAKERS, CLAIMS):
        bare, expected = service.rstrip("/"), ask(service, exact=exact)
        assert ask(bare, exact=exact) == ask(bare, post=True, exact=exact) == expected
        assert Client().get(bare).json() == Client().get(service).json()


def test_a_claim_is_a_match_only_where_it_alone_repeats_the_statement(claim: Claim) -> None:
    indexing.bring_up_to_date()
    found = ask(
        CLAIMS,
        same={"query": claim.text},
        near={"query": "Operations in Ecuador ended on March 9."},
        nothing={"query": "Bananas are blue."},
    )
    (same,) = found["same"]
    assert (same["id"], same["match"]) == (str(claim.pk), True)
    # No wording without the conclusion.
    assert re.fullmatch(rf"True · .+: {re.escape(claim.text)}", same["name"])
    assert not any(each["match"] for each in found["near"])
    assert found["nothing"] == []
    wrong = {"query": claim.text, "properties": [{"pid": "status", "v": "refuted"}]}
    right = {"query": claim.text, "properties": [{"pid": "speaker", "v": "francis donovan"}]}
    assert ask(CLAIMS, wrong=wrong)["wrong"] == []
    assert [each["match"] for each in ask(CLAIMS, right=right)["right"]] == [True]


@pytest.mark.parametrize("typed", ["Ecuador", "number"])
def test_suggestions_of_claims(claim: Claim, typed: str) -> None:
    prefix = str(claim.pk) if typed == "number" else typed
    (only,) = fits(
        SUGGESTIONS["entity"], Client().get(f"{CLAIMS}suggest/entity/", {"prefix": prefix})
    )["result"]
    assert only["id"] == str(claim.pk)
    assert only["name"].startswith("True · ")


def test_suggestions_of_speakers(claim: Claim) -> None:
    path = f"{SPEAKERS}suggest/entity/"
    for prefix in ("Francis Dono", str(claim.speaker_id)):
        (only,) = fits(SUGGESTIONS["entity"], Client().get(path, {"prefix": prefix}))["result"]
        assert (only["id"], only["description"]) == (str(claim.speaker_id), "commander")


def everything(claim: Claim) -> str:
    """All that the services say of the claim, its speaker, and their names."""
    client, found = Client(), []
    for service, number in ((SPEAKERS, claim.speaker_id), (CLAIMS, claim.pk)):
        ids = [str(number)]
        names = json.dumps({"ids": ids, "properties": [{"id": "name"}, {"id": "text"}]})
        found.append(client.get(service, {"extend": names}))
        suggested = f"{service}suggest/entity/"
        typed = (*ids, "Francis Donovan", "Ecuador")
        found += [client.get(suggested, {"prefix": prefix}) for prefix in typed]
        queries = {"name": "Francis Donovan", "alias": "Frank Donovan", "link": DONOVAN}
        batch = {name: {"query": text} for name, text in {**queries, "text": claim.text}.items()}
        found.append(client.get(service, {"queries": json.dumps(batch)}))
    found.append(client.get(f"/speakers/{claim.speaker_id}/embed/"))
    return "\n".join(each.content.decode() for each in found)


def test_what_is_hidden_or_protected_is_found_by_nothing(claim: Claim) -> None:
    indexing.bring_up_to_date()
    before = everything(claim)
    assert "Francis Donovan" in before
    assert "Operations in Ecuador" in before
    draft = factories.claim(speaker=factories.speaker("Drafted Person"))
    assert ask(SPEAKERS, q={"query": "Drafted Person"})["q"] == []
    assert ask(CLAIMS, q={"query": draft.text})["q"] == []
    published_speakers.protect(
        claim.speaker_id or 0, factories.editor(), "an officer", "In danger.", ()
    )
    assert "Donovan" not in everything(claim)
    hold(claim)
    assert "Operations in Ecuador" not in everything(claim)


BAD = (
    *('{"q": 1}', '{"q": {}}', '{"q": {"query": ""}}', '{"q": null}'),
    *(
        '{"q": {"query": 1}}',
        '{"q": {"query": "a", "limit": 0}}',
        '{"q": {"query": "a", "limit": true}}',
    ),
    *('{"q": {"query": "a", "type": 1}}', '{"q": {"query": "a", "type": [1]}}'),
    *('{"q": {"query": "a", "limit": NaN}}', '{"q": {"query": "a", "properties": {}}}'),
    *('{"q": {"query": "a", "properties": [{"pid": "kind"}]}}',),
    *('{"q": {"query": "a", "properties": [{"pid": "kind", "v": null}]}}',),
    '{"q": {"query": "a", "props": [{"pid": "kind", "v": "group"}]}}',
    *('{"q": {"query": "a", "type_strict": "no"}}', '{"q": {"query": "a", "type_strict": []}}'),
)
BAD_BATCHES = ("{", "[]", "1", "null", "[" * 100_000)


@pytest.mark.parametrize("text", BAD, ids=[each[:60] for each in BAD])
@pytest.mark.few(6)
def test_a_bad_query_has_an_error_and_the_others_are_answered(text: str, claim: Claim) -> None:
    bad = json.loads(text)["q"]
    for service, query in ((SPEAKERS, "Francis Donovan"), (CLAIMS, claim.text)):
        batch = json.dumps({"bad": bad, "good": {"query": query}})
        found = fits("reconciliation-result-batch", Client().get(service, {"queries": batch}))
        assert found["bad"]["result"] == []
        assert found["bad"]["error"].endswith("see docs/api.md.")
        assert found["good"]["result"] == ask(service, good={"query": query})["good"]
        assert "error" not in found["good"]


@pytest.mark.parametrize("text", BAD_BATCHES, ids=[each[:60] for each in BAD_BATCHES])
def test_what_is_not_understood_is_refused(text: str) -> None:
    for service in (SPEAKERS, CLAIMS):
        answer = Client().get(service, {"queries": text})
        assert answer.status_code == 400, answer.content
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["Access-Control-Allow-Origin"] == "*"


def test_hostile_names_are_read_as_text(claim: Claim) -> None:
    hostile = [
        "\x00",
        "\ud800",
        "a" * 5000,
        "%_\\",
        "'; --",
        '"',
        "-",
        "\u202e",
        "Q" * 50,
        "9" * 30,
    ]
    for service in (SPEAKERS, CLAIMS):
        for text in hostile:
            query = json.dumps(
                {"q": {"query": f"{text}x", "properties": [{"pid": "kind", "v": text}]}}
            )
            answer = Client().get(service, {"queries": query})
            assert answer.status_code == 200, (text, answer.content)
        for text in hostile[2:]:
            answer = Client().get(f"{service}suggest/entity/", {"prefix": text})
            assert answer.status_code == 200, (text, answer.content)
        wanted = json.dumps({"ids": ["9" * 30, "-1", "\x00", ""], "properties": [{"id": "\x00"}]})
        assert Client().get(service, {"extend": wanted}).status_code == 200
    assert Client().get("/api/v1/reconcile/topics/").status_code == 404
    assert Client().get(f"{SPEAKERS}suggest/nothing/").status_code == 404
    for path in (SPEAKERS, SPEAKERS.rstrip("/")):
        empty = Client().generic("POST", path)
        assert empty.status_code == 400
        assert empty.json()["errors"] == {"queries": ["Send queries or extend, as a form."]}
    assert Client().post(SPEAKERS, "other=1", content_type=FORM).status_code == 400
    # Of earlier versions.
    known = {"prefix": "Francis", "type": "person", "spell": "always", "callback": ""}
    fits(SUGGESTIONS["entity"], Client().get(f"{SPEAKERS}suggest/entity/", known))


def test_a_batch_has_a_limit_and_asks_no_more_for_more_candidates(claim: Claim) -> None:
    query = {"query": "Francis Donovan", "properties": [{"pid": "kind", "v": "person"}]}
    most = Client().get(SPEAKERS).json()["batchSize"]
    too_many = json.dumps({str(each): query for each in range(most + 1)})
    assert Client().get(SPEAKERS, {"queries": too_many}).status_code == 413
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            found = ask(SPEAKERS, q={**query, "limit": 10})["q"]
        counts.append(len(queries))
        assert len(found) == 1 + 3 * number
        for each in range(3):
            namesake = factories.speaker("Francis Donovan", description=f"namesake {each}")
            factories.signed_claim(speaker=namesake)
    assert counts[0] == counts[1]


@pytest.mark.skipif(
    not FOLDER, reason="RECONCILIATION_SCHEMAS names no folder with the specification's schemas"
)
def test_the_specifications_schemas_and_examples() -> None:
    """With the folder ``fits`` uses the schemas in every test; here they are shown to refuse what they should,
    and queries are understood where they do.
    """
    queries = "reconciliation-query-batch"
    for name in (*SHAPES, queries, "data-extension-query"):
        assert [faults_by_specification(name, each) for each in examples(name, "valid")] == [
            [] for _each in examples(name, "valid")
        ]
        for each in examples(name, "invalid"):
            assert faults_by_specification(name, each) != []
        assert faults_by_specification(name, []) != []
    for kind in ("valid", "invalid"):
        for batch in examples(queries, kind):
            answer = Client().get(SPEAKERS, {"queries": json.dumps(batch)})
            found = fits("reconciliation-result-batch", answer)
            assert found.keys() == batch.keys()
            assert any("error" in each for each in found.values()) == (kind == "invalid"), batch
    for query in examples("data-extension-query", "valid"):
        answer = Client().get(SPEAKERS, {"extend": json.dumps(query)})
        assert fits("data-extension-response", answer)["rows"].keys() == set(query["ids"])
