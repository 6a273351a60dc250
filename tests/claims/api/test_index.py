"""The index, links from page to page, refusals as RFC 9457 and as Google has them, and tokens."""

import csv
import json
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.formats.exports.datasets import DATASETS
from claims.matching import finding
from claims.publication.point_in_time import last_number
from claims.workflow import review
from newsroom import tokens
from newsroom.models import User
from tests import factories
from tests.claims import full_claims
from tests.claims.api.conftest import PROBLEM, Get
from tests.claims.published import hold

pytestmark = pytest.mark.django_db


def test_every_address_of_the_index_answers(get: Get, client: Client) -> None:
    claim = factories.signed_claim()
    index = get("").json()
    numbers = {
        "claim": claim.pk,
        "speaker": claim.speaker_id,
        "source": claim.appearances.get().snapshot.source_id,
    }
    for name, address in index["addresses"].items():
        if name in {"match", "publisher"}:
            continue  # the one needs a statement; nobody's publisher is stated here
        answer = get(address.replace("{id}", str(numbers.get(name, 0))))
        assert answer.status_code == 200, name
    for address in index["files"].values():
        assert client.head(address).status_code == 200, address
    assert get(index["html_url"]).status_code == 200
    assert get(index["documentation"]).status_code == 200


def test_each_object_has_the_address_of_its_page(get: Get) -> None:
    claim = full_claims.signed_claim(1)
    found = {
        path: get(path).json()["results"][0]
        for path in ("claims/", "speakers/", "sources/", "topics/", "changes/")
    }
    for path, each in found.items():
        assert each["html_url"].startswith(settings.SITE_URL), path
        assert get(each["html_url"]).status_code == 200, path
    page = f"{settings.SITE_URL}/claims/{claim.pk}/"
    assert found["claims/"]["html_url"] == found["changes/"]["html_url"] == page


@pytest.mark.django_db(transaction=True)
def test_each_row_of_a_file_has_the_address_of_its_page(get: Get) -> None:
    claim = full_claims.signed_claim(1)
    (line,) = get("export/claims.ndjson").getvalue().decode().splitlines()
    assert json.loads(line)["html_url"] == f"{settings.SITE_URL}/claims/{claim.pk}/"
    for name in DATASETS:
        rows = list(csv.DictReader(get(f"export/{name}.csv").getvalue().decode().splitlines()))
        for row in rows:
            assert get(row["html_url"]).status_code == 200


def test_pages_lead_to_each_other_in_the_link_header_too(get: Get) -> None:
    for _number in range(3):
        factories.signed_claim()
    first = get("claims/", page_size=2)
    assert first["Link"] == f'<{first.json()["next"]}>; rel="next"'
    second = get(first.json()["next"])
    assert second["Link"] == f'<{second.json()["previous"]}>; rel="prev"'
    changes = get("changes/", limit=2)
    assert changes["Link"] == f'<{changes.json()["next"]}>; rel="next"'
    assert "Link" not in get("changes/")


def test_a_refusal_is_a_problem_beside_its_sentence(get: Get, client: Client) -> None:
    missing = get("claims/999999/")
    assert missing["Content-Type"] == "application/problem+json"
    assert missing.json() | {"detail": ""} == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "",
    }
    assert missing.json()["detail"]
    wrong = get("claims/", status="true", speeker="x")
    assert wrong.json().keys() == {*PROBLEM, "errors"}
    assert wrong.json()["errors"].keys() == {"speeker"}
    assert wrong.json()["detail"].startswith("speeker: There is no such parameter.")
    for path in ("/api/v1/nothing/", "/api/v2/"):
        answer = client.get(path)
        assert (answer.status_code, answer.json().keys()) == (404, PROBLEM)
        assert answer["Content-Type"] == "application/problem+json"


def test_an_error_in_the_software_is_a_problem_too(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(finding, "likely", fail)
    client.raise_request_exception = False
    answer = client.get("/api/v1/match/?text=Six+boats.")
    assert (answer.status_code, answer.json().keys()) == (500, PROBLEM)


def test_below_googles_addresses_every_refusal_is_in_googles_form(
    client: Client, settings: Any
) -> None:
    answer = client.get("/v1alpha1/nothing")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/json"
    assert answer.json()["error"].keys() == {"code", "message", "status"}
    assert answer.json()["error"]["status"] == "NOT_FOUND"
    large = client.post(
        "/v1alpha1/claims:search", b"x", "text/plain", headers={"Content-Length": "99000000"}
    )
    assert (large.status_code, large.json()["error"]["code"]) == (413, 413)
    settings.SECURE_SSL_REDIRECT = True
    unencrypted = client.get("/v1alpha1/claims:search?query=x")
    assert unencrypted.json()["error"]["status"] == "PERMISSION_DENIED"


@pytest.mark.parametrize("word", ["Bearer", "bearer", "Token"])
def test_a_token_comes_after_either_word(client: Client, reporter: User, word: str) -> None:
    token = tokens.make(reporter, "script", 1)
    path = "/api/v1/working/claims/"
    assert client.get(path, headers={"Authorization": f"{word} {token}"}).status_code == 200
    for header in (f"{word} x", word, f"{word} {token} {token}"):
        assert client.get(path, headers={"Authorization": header}).status_code == 401


def test_googles_clients_may_send_tokens_of_their_own(client: Client) -> None:
    header = {"Authorization": "Bearer ya29.of-google"}
    assert client.get("/v1alpha1/claims:search?query=x", headers=header).status_code == 200
    assert client.get("/api/v1/claims/", headers=header).status_code == 401


def test_fields_chooses_keys_and_gives_no_wording_without_both_answers(get: Get) -> None:
    claim = full_claims.signed_claim(1)
    whole = get(f"claims/{claim.pk}/").json()
    some = {"id": claim.pk, "said_on": whole["said_on"]}
    assert get(f"claims/{claim.pk}/", fields="said_on, id").json() == some
    assert get("claims/", fields="id,said_on").json()["results"] == [some]
    with_answers = {"text", "attribution", "status", "standing"}
    assert get("claims/", fields="text").json()["results"][0].keys() == with_answers
    speaker, *_others = get("speakers/", fields="name").json()["results"]
    assert speaker.keys() == {"name"}
    refused = get("claims/", fields="id,wording")
    assert refused.json()["errors"].keys() == {"fields"}
    assert "'wording'" in refused.json()["detail"]


def test_a_claim_has_the_answers_of_those_it_relates_to(
    get: Get, django_assert_num_queries: Any
) -> None:
    first = full_claims.signed_claim(1)
    second = full_claims.signed_claim(2, contradicts=first)
    (other,) = get(f"claims/{second.pk}/").json()["related_claims"]
    assert "related_claims" not in get(f"claims/{second.pk}/", fields="id").json()
    whole = get(f"claims/{first.pk}/").json()
    same = ("url", "html_url", "text", "attribution", "status", "standing")
    assert other == {"claim": first.pk, **{key: whole[key] for key in same}}
    with CaptureQueriesContext(connection) as plain:
        assert get("claims/", fields="id").json()["results"][0].keys() == {"id"}
    with django_assert_num_queries(len(plain) + 1):
        listed = get("claims/").json()["results"]
    assert [each["related_claims"] for each in listed if each["id"] == second.pk] == [[other]]
    assert all(each["related_claims"] for each in listed)
    then = last_number()
    review.reopen(first.pk, factories.senior(), "A reader found a second count.", "routine")
    parameters = {"fields": "related_claims"}
    for moment, standing in (({}, "under_review"), ({"as_of": then}, "signed")):
        answer = get(f"claims/{second.pk}/", **parameters, **moment).json()
        assert answer["related_claims"][0]["standing"] == standing
    some = get(f"claims/{second.pk}/", expand="related_claims", fields="id").json()
    assert some.keys() == {"id", "related_claims"}
    assert (
        get("claims/", expand="related_claims", fields="id").json()["results"][0].keys()
        == some.keys()
    )
    hold(first)
    for moment in ({}, {"as_of": then}):
        answer = get(f"claims/{second.pk}/", **parameters, **moment).json()
        assert answer == {"related_claims": []}
    for key in ("rationale_html", "assertions"):
        refused = get("claims/", fields=f"id,{key}").json()
        assert refused["errors"]["fields"][0].startswith(f"There is no key '{key}'.")
        assert get(f"claims/{second.pk}/", fields=f"id,{key}").json()["id"] == second.pk
    for expand, unknown in (
        ("speaker", "speaker"),
        ("related_claims,rationale_html", "rationale_html"),
    ):
        refused = get("claims/", expand=expand).json()
        assert refused["errors"] == {"expand": [f"{unknown} is none of these: related_claims."]}
    refused = get(f"claims/{first.pk}/", expand="speaker").json()
    assert refused["errors"] == {
        "expand": ["speaker is none of these: rationale_html, related_claims."]
    }


@pytest.mark.parametrize(
    ("path", "parameters", "sentence"),
    [
        ("claims/", {"ordering": "name"}, "name is none of these: published, said, relevance."),
        ("claims/", {"nature": "x"}, "x is none of these: fact, opinion, prediction."),
        ("changes/", {"reason_kind": "x"}, "x is none of these: "),
        ("claims/999999/", {}, "There is no number 999999 here."),
        ("speakers/999999/", {}, "There is no number 999999 here."),
    ],
)
def test_a_refusal_says_what_there_is(
    get: Get, path: str, parameters: dict[str, str], sentence: str
) -> None:
    answer = get(path, **parameters).json()
    assert sentence in answer["detail"]
    assert answer["type"] == "about:blank"
    assert answer["title"] == {400: "Bad Request", 404: "Not Found"}[answer["status"]]
