"""Google's Fact Check Tools API, answered by us: its clients read us when their host is changed."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from googleapiclient.discovery import build
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.errors import HttpError
from pytest_django.live_server_helper import LiveServer

from claims.api.factchecktools import paging
from claims.formats import claimreview
from claims.models import Claim, Publication
from claims.publication import publishing, speakers
from claims.workflow import review
from tests import factories
from tests.as_owner import unguarded
from tests.claims import full_claims
from tests.claims.api.conftest import Get
from tests.claims.bodies import address, body_with, row

pytestmark = [pytest.mark.django_db, pytest.mark.long]
SEARCH = "/v1alpha1/claims:search"
DISCOVERY = "/$discovery/rest"
OURS = {"reviewPublisherSiteFilter": "facts.example"}


@pytest.fixture(autouse=True)
def _newsroom(settings: Any) -> None:
    settings.SITE_URL = "https://facts.example"
    settings.NEWSROOM_NAME = "The Desk"


def found(answer: Any) -> list[str]:
    """The wordings that are found."""
    assert answer.status_code == 200, answer.content
    return [claim["text"] for claim in answer.json().get("claims", [])]


# What is answered


def test_a_claim_is_told_as_google_tells_it(get: Get) -> None:
    ana = factories.speaker("Ana Nuñez")
    day = date(2026, 3, 2)
    claim = factories.concluded_claim(
        "refuted", speaker=ana, said_from=day, said_to=day, said_basis="stated"
    )
    signed = factories.current_publication(claim).published_at
    assert signed
    answer = get(SEARCH, query="bridges")
    assert answer.json() == {
        "claims": [
            {
                "text": claim.text,
                "claimant": "Ana Nuñez",
                "claimDate": "2026-03-02T00:00:00Z",
                "claimReview": [
                    {
                        "publisher": {"name": "The Desk", "site": "facts.example"},
                        "url": f"https://facts.example{reverse('site:claim', args=[claim.pk])}",
                        "reviewDate": f"{signed:%Y-%m-%d}T00:00:00Z",
                        "textualRating": "False",
                        "languageCode": "en",
                    }
                ],
            }
        ]
    }
    assert answer["Content-Type"] == "application/json"
    # A page of any site may ask from its reader's browser.
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_it_says_what_the_markup_says() -> None:
    made = claimreview.review(row(), body_with(), address)
    shown = claimreview.google_claim(made)
    (one,) = shown["claimReview"]
    assert shown["text"] == made["claimReviewed"]
    assert shown["claimant"] == made["itemReviewed"]["author"]["name"]
    assert one["url"] == made["url"]
    assert one["textualRating"] == made["reviewRating"]["alternateName"]
    assert one["reviewDate"].startswith(made["datePublished"])


def test_what_is_not_known_has_no_key(settings: Any) -> None:
    settings.NEWSROOM_NAME = ""
    nobody = {"id": 6, "kind": "article", "name": None, "description": "alleged", "role": None}
    never = {"from": None, "to": None, "basis": "unknown", "note": ""}
    made = claimreview.review(row(), body_with(speaker=nobody, said_on=never, language=""), address)
    shown = claimreview.google_claim(made)
    assert shown.keys() == {"text", "claimReview"}
    assert shown["claimReview"][0].keys() == {"publisher", "url", "reviewDate", "textualRating"}
    assert shown["claimReview"][0]["publisher"] == {"site": "facts.example"}


def test_where_nothing_is_found_there_is_an_empty_object(get: Get) -> None:
    factories.signed_claim()
    assert get(SEARCH, query="harbours").json() == {}
    assert get(SEARCH, reviewPublisherSiteFilter="elsewhere.example").json() == {}


def test_only_what_may_be_a_claimreview_is_found(get: Get) -> None:
    rated = [
        factories.concluded_claim(status)
        for status in ("refuted", "mixed", "verified", "disputed", "unverifiable")
    ]
    factories.concluded_claim("unrated")
    factories.proposed_claim()
    factories.anchored_claim()
    factories.withdrawn_claim()
    held = factories.signed_claim()
    publishing.hold(held.pk, factories.reporter(), "legal", "A letter came.")
    again = factories.signed_claim()
    review.reopen(again.pk, factories.senior(), "A second count came in.", "routine")
    factories.signed_claim(text="True: 150 bridges were built.")
    wanted = [claim.text for claim in reversed(rated)]
    assert found(get(SEARCH, **OURS)) == wanted
    assert found(get(SEARCH, query="bridges")) == wanted
    ratings = [
        claim["claimReview"][0]["textualRating"] for claim in get(SEARCH, **OURS).json()["claims"]
    ]
    assert ratings == [
        *("Can’t be established", "Evidence conflicts", "True"),
        *("Partly true or misleading", "False"),
    ]


def test_a_protected_speaker_is_a_description(get: Get) -> None:
    ana = factories.speaker("Ana Protegida", description="a resident")
    factories.signed_claim(speaker=ana)
    assert get(SEARCH, query="Protegida").json()["claims"][0]["claimant"] == "Ana Protegida"
    speakers.protect(ana.pk, factories.editor(), "somebody", "Threats.")
    (claim,) = get(SEARCH, query="bridges").json()["claims"]
    assert claim["claimant"] == "somebody"
    assert get(SEARCH, query="Protegida").json() == {}


# What is asked


def test_the_words_are_those_of_our_own_search(get: Get) -> None:
    bridges = factories.signed_claim(text="150 bridges were built.").text
    harbour = factories.signed_claim(text="The harbour stayed closed.").text
    assert found(get(SEARCH, query="bridge built -harbour")) == [bridges]
    assert found(get(SEARCH, query='"harbour stayed"')) == [harbour]
    assert found(get(SEARCH, query="harbour or bridges")) == [harbour, bridges]


def test_a_language_counts_without_its_region(get: Get) -> None:
    languages = ("es", "es-EC", "sr-Latn", "en")
    worded = {
        factories.signed_claim(text=f"Ponts {language}.", language=language).text: language
        for language in languages
    }
    for code, finds in (
        ("es", ["es-EC", "es"]),
        ("ES-mx", ["es-EC", "es"]),
        ("sr", ["sr-Latn"]),
        ("sr-Latn-RS", ["sr-Latn"]),
        ("sr-Cyrl", []),
        ("English", []),
    ):
        answer = get(SEARCH, languageCode=code, **OURS)
        assert [worded[text] for text in found(answer)] == finds, code
        for claim in answer.json().get("claims", []):
            assert claim["claimReview"][0]["languageCode"] == worded[claim["text"]]
    for code in ("e", "en_US", "en US", "english-languages"):
        assert get(SEARCH, languageCode=code, **OURS).status_code == 400, code


def test_the_site_is_ours_or_has_nothing_here(get: Get) -> None:
    factories.signed_claim()
    ours = ("facts.example", "FACTS.example", "www.facts.example", "https://facts.example/about")
    for site in ours:
        assert found(get(SEARCH, reviewPublisherSiteFilter=site)), site
    for site in ("example", "other.facts.example", "facts.example.org", "[", "//", "https://"):
        assert get(SEARCH, reviewPublisherSiteFilter=site).json() == {}, site


@pytest.mark.django_db(transaction=True)
def test_the_newer_of_review_and_claim_says_how_old_it_is(get: Get) -> None:
    old, new = (
        factories.signed_claim(text="Old bridges."),
        factories.signed_claim(text="New bridges."),
    )
    unguarded(
        "claims_publication",
        "UPDATE claims_publication SET published_at = published_at - interval '40 days'"
        " WHERE claim_id = %s",
        old.pk,
    )
    assert found(get(SEARCH, query="bridges", maxAgeDays="39")) == [new.text]
    assert found(get(SEARCH, query="bridges", maxAgeDays="41")) == [new.text, old.text]
    assert found(get(SEARCH, query="bridges", maxAgeDays="2147483647")) == [new.text, old.text]
    # Published anew, it is no newer a review.
    publishing.hold(old.pk, factories.reporter(), "legal", "A letter came.")
    unguarded(
        "claims_publication",
        "UPDATE claims_publication SET withheld = false, standing = 'signed', shown_until = NULL,"
        " published_at = now() WHERE claim_id = %s AND event = 'hidden'",
        old.pk,
    )
    assert found(get(SEARCH, query="bridges", maxAgeDays="39")) == [new.text]


def test_what_was_said_since_is_young_whenever_it_was_reviewed() -> None:
    # Where it is tomorrow already: after every review.
    last = (datetime.now(UTC) + timedelta(days=1)).date()
    known, unknown = (
        factories.signed_claim(said_from=first, said_to=last, said_basis="inferred")
        for first in (last, last - timedelta(days=1))
    )
    tomorrow = datetime.combine(last, time.min, UTC)
    rows = claimreview.dated(Publication.objects.listed())

    def young(since: datetime) -> list[int]:
        found = claimreview.no_older_than(rows, since)
        return sorted(each.claim_id for each in found)

    assert young(datetime(2000, 1, 1, tzinfo=UTC)) == [known.pk, unknown.pk]
    assert young(tomorrow) == [known.pk]
    assert young(tomorrow + timedelta(days=1)) == []


def test_an_empty_value_is_none_and_0_is_the_usual(get: Get) -> None:
    claim = factories.signed_claim()
    answer = get(
        f"{SEARCH}?query=bridges&pageToken=&languageCode=&pageSize=0&offset=0&maxAgeDays=0"
    )
    assert found(answer) == [claim.text]


def test_a_parameter_may_be_named_as_google_names_its_fields(get: Get) -> None:
    for _ in range(2):
        factories.signed_claim()
    answer = get(SEARCH, review_publisher_site_filter="facts.example", page_size="1")
    assert len(found(answer)) == 1
    assert answer.json()["nextPageToken"]


def test_what_every_google_method_takes_is_taken(get: Get) -> None:
    claim = factories.signed_claim()
    always = {
        "key": "AIza",
        "alt": "json",
        "$.xgafv": "2",
        "quotaUser": "me",
        "prettyPrint": "false",
    }
    compact = get(SEARCH, query="bridges", **always)
    assert found(compact) == [claim.text]
    assert b"\n" not in compact.content
    assert b'\n  "claims": [' in get(SEARCH, query="bridges").content
    # A client of Google's may have a token from there; it is none of ours, and none is needed.
    assert found(get(SEARCH, query="bridges", headers={"Authorization": "Bearer ya29.x"}))


def test_it_counts_nothing_and_costs_the_same_whatever_is_found(get: Get) -> None:
    def queries() -> list[str]:
        with CaptureQueriesContext(connection) as made:
            assert (
                get(SEARCH, query="bridges", maxAgeDays="3", languageCode="en").status_code == 200
            )
        assert not [each for each in made if "COUNT(" in each["sql"].upper()]
        return [each["sql"] for each in made]

    factories.signed_claim()
    few = len(queries())
    for _ in range(11):
        factories.signed_claim()
    full_claims.signed_claim()
    # Synonyms, the plan for how many there may be (PostgreSQL's own estimate), and the claims.
    assert len(queries()) == few == 3


# Pages


@pytest.fixture
def claims(db: None) -> list[Claim]:
    """Seven that are found, latest first, and between them some that the gate keeps back."""
    made = []
    for number in range(7):
        made.append(factories.signed_claim(text=f"{number} bridges were built."))
        if number in (2, 3, 6):
            factories.signed_claim(text=f"Fake: {number} bridges were built.")
    return made[::-1]


def walk(get: Get, **parameters: str) -> Iterator[list[str]]:
    token = ""
    while True:
        answer = get(SEARCH, **parameters, **({"pageToken": token} if token else {}))
        yield found(answer)
        token = answer.json().get("nextPageToken", "")
        if not token:
            return


def test_pages_are_whole_and_hold_each_once(
    get: Get, claims: list[Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    for batch in (1, 2, 200):
        monkeypatch.setattr(paging, "BATCH", batch)
        for size in (1, 2, 3, 6, 7, 8, 2147483647):
            pages = list(walk(get, query="bridges", pageSize=str(size)))
            assert [text for page in pages for text in page] == [claim.text for claim in claims]
            assert {len(page) for page in pages[:-1]} <= {size}
            assert pages[-1]


def test_an_offset_leaves_out_the_first_results(get: Get, claims: list[Claim]) -> None:
    texts = [claim.text for claim in claims]
    for offset in range(9):
        answer = get(SEARCH, query="bridges", pageSize="2", offset=str(offset))
        assert found(answer) == texts[offset : offset + 2]
        assert ("nextPageToken" in answer.json()) == (offset + 2 < len(texts))
    on = get(SEARCH, query="bridges", pageSize="2", offset="1").json()["nextPageToken"]
    # Only considered where there is no token.
    assert found(get(SEARCH, query="bridges", pageSize="2", pageToken=on, offset="5")) == texts[3:5]


def test_ten_are_given_where_nothing_is_said_and_at_most_a_thousand(get: Get) -> None:
    for _ in range(11):
        factories.signed_claim()
    assert len(found(get(SEARCH, **OURS))) == 10
    assert len(found(get(SEARCH, pageSize="1000000", **OURS))) == 11


def test_what_comes_and_goes_meanwhile_doubles_nothing(get: Get, claims: list[Claim]) -> None:
    first = get(SEARCH, query="bridges", pageSize="3")
    publishing.hold(claims[4].pk, factories.reporter(), "legal", "A letter came.")
    factories.signed_claim()
    rest = get(SEARCH, query="bridges", pageSize="5", pageToken=first.json()["nextPageToken"])
    assert found(rest) == [claim.text for claim in claims[3:] if claim != claims[4]]


def test_a_page_ends_where_too_much_was_read_and_leads_on(
    get: Get, claims: list[Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "BATCH", 1)
    monkeypatch.setattr(paging, "READ_AT_MOST", 2)
    pages = list(walk(get, query="bridges", pageSize="5"))
    assert [text for page in pages for text in page] == [claim.text for claim in claims]
    assert max(map(len, pages)) == 2


def test_a_token_is_good_for_what_was_asked_alone(get: Get, claims: list[Claim]) -> None:
    token = get(SEARCH, query="bridges", pageSize="3").json()["nextPageToken"]
    assert len(found(get(SEARCH, query="bridges", pageSize="2", pageToken=token))) == 2
    for parameters in (
        {"query": "built"},
        {"query": "bridges", "languageCode": "en"},
        {"query": "bridges", "maxAgeDays": "3"},
        {"query": "bridges", **OURS},
    ):
        answer = get(SEARCH, **parameters, pageToken=token)
        assert answer.json()["error"]["status"] == "INVALID_ARGUMENT"


# What is refused


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({}, "query"),
        ({"query": " "}, "query"),
        ({"languageCode": "en"}, "query"),
        ({"query": "x", "querry": "y"}, "querry"),
        ({"query": "x" * 501}, "query"),
        ({"query": "x", "pageSize": "-1"}, "pageSize"),
        ({"query": "x", "pageSize": "ten"}, "pageSize"),
        ({"query": "x", "pageSize": "2147483648"}, "pageSize"),
        ({"query": "x", "pageSize": "1" * 5000}, "pageSize"),
        ({"query": "x", "offset": "10001"}, "offset"),
        ({"query": "x", "maxAgeDays": "1.5"}, "maxAgeDays"),
        ({"query": "x", "pageToken": "nonsense"}, "pageToken"),
        ({"query": "x", "pageToken": "1.2"}, "pageToken"),
        ({"query": "x", "alt": "proto"}, "alt"),
        ({"query": "x", "callback": "f"}, "callback"),
        ({"query": "x", "fields": "claims(text)"}, "fields"),
        ({"query": "x", "prettyPrint": "yes"}, "prettyPrint"),
        ({"query": ["x", "y"]}, "query"),
        ({"pageSize": "1", "page_size": "2", "query": "x"}, "pageSize"),
        ({"query": "a\x00b"}, "query"),
        ({"query": "a\ufffdb"}, "query"),
    ],
)
@pytest.mark.few(8)
def test_what_is_not_understood_is_named_in_googles_shape(
    get: Get, parameters: dict[str, Any], name: str
) -> None:
    answer = get(SEARCH, **parameters)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/json"
    assert answer.json().keys() == {"error"}
    error = answer.json()["error"]
    assert error.keys() == {"code", "message", "status", "details"}
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    (bad,) = error["details"]
    assert bad["@type"] == "type.googleapis.com/google.rpc.BadRequest"
    (violation,) = bad["fieldViolations"]
    assert violation["field"] == name
    assert violation["description"]
    assert error["message"] == f"{name}: {violation['description']}"


def test_bytes_that_are_no_text_are_refused(client: Client) -> None:
    assert client.get(f"{SEARCH}?query=%ff%fe").status_code == 400
    assert client.get(f"{SEARCH}?query=%00").status_code == 400
    assert client.get(f"{SEARCH}?%ff=1&query=x").status_code == 400


def test_other_refusals_have_the_same_shape(client: Client, settings: Any) -> None:
    def error(answer: Any) -> tuple[int, int, str]:
        text = answer.json()["error"]
        assert text["message"]
        return answer.status_code, text["code"], text["status"]

    search = f"{SEARCH}?query=x"
    assert error(client.post(search)) == (405, 405, "UNIMPLEMENTED")
    assert error(client.get(search, headers={"Authorization": "Token x"})) == (
        *(401, 401),
        "UNAUTHENTICATED",
    )
    assert error(client.get(f"{DISCOVERY}?version=v2")) == (404, 404, "NOT_FOUND")
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {
        "DEFAULT_THROTTLE_RATES": {"anon": "1/day", "user": None}
    }
    assert client.get(search).status_code == 200
    refused = client.get(search)
    assert error(refused) == (429, 429, "RESOURCE_EXHAUSTED")
    assert int(refused["Retry-After"]) > 0


# Its clients


def googles() -> dict[str, Any]:
    """The document of Google's own service, as its library brings it along."""
    document: dict[str, Any] = json.loads(get_static_doc("factchecktools", "v1alpha1"))
    return document


def method(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["resources"]["claims"]["methods"]["search"]
    return found


def test_the_discovery_document_says_what_googles_says_of_the_method(get: Get) -> None:
    ours, second = get(DISCOVERY, version="v1alpha1").json(), googles()
    assert get("/discovery/v1/apis/factchecktools/v1alpha1/rest").json() == ours
    for key in ("kind", "discoveryVersion", "id", "name", "version", "protocol", "servicePath"):
        assert ours[key] == second[key], key
    assert ours["rootUrl"] == ours["baseUrl"] == "https://facts.example/"
    for key in ("id", "path", "flatPath", "httpMethod", "parameterOrder", "response"):
        assert method(ours)[key] == method(second)[key], key
    kinds = [
        {
            name: (each["type"], each.get("format"), each["location"])
            for name, each in method(document)["parameters"].items()
        }
        for document in (ours, second)
    ]
    assert kinds[0] == kinds[1]
    # All but the title, which our reviews don't have.
    for name, schema in ours["schemas"].items():
        known = second["schemas"][name]["properties"]
        assert schema["properties"].keys() == known.keys() - {"title"}
        for key, described in schema["properties"].items():
            kept = {part: known[key].get(part) for part in described}
            assert described == kept
    assert ours["parameters"].keys() == second["parameters"].keys() - {"callback", "fields"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("document", ["ours", "theirs"])
def test_googles_own_library_reads_us(
    live_server: LiveServer, settings: Any, document: str
) -> None:
    settings.SITE_URL = live_server.url
    texts = [factories.concluded_claim("refuted").text for _ in range(3)]
    if document == "ours":
        where = {
            "discoveryServiceUrl": f"{live_server.url}{DISCOVERY}?version={{apiVersion}}",
            "static_discovery": False,
        }
    else:
        # As a program has it that asks Google, but for the host.
        where = {"client_options": {"api_endpoint": live_server.url}}
    with build("factchecktools", "v1alpha1", developerKey="AIza", **where) as service:
        request = service.claims().search(query="bridges", languageCode="en-US", pageSize=2)
        read = []
        while request is not None:
            answer = request.execute()
            read += answer["claims"]
            request = service.claims().search_next(request, answer)
        assert [claim["text"] for claim in read] == texts[::-1]
        assert {claim["claimReview"][0]["textualRating"] for claim in read} == {"False"}
        assert service.claims().search(query="harbours").execute() == {}
        with pytest.raises(HttpError) as refused:
            service.claims().search(query="bridges", pageToken="nonsense").execute()
        assert refused.value.status_code == 400
        assert "nextPageToken" in refused.value.reason
        (bad,) = refused.value.error_details
        assert bad["fieldViolations"][0]["field"] == "pageToken"
