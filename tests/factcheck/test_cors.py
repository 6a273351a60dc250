"""Scripts of other sites read what is public, and nothing else: every route, and a page in a browser."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from claims.matching import finding
from newsroom import tokens
from tests import factories
from tests.browser.another_site import another_site

OTHER = {"Origin": "https://other.example"}
PREFLIGHT = OTHER | {
    "Access-Control-Request-Method": "GET",
    "Access-Control-Request-Headers": "if-none-match",
}
OPEN = {
    # The API and Google's, but no addresses for the newsroom.
    *(
        "api:index",
        "api:claims",
        "api:claim",
        "api:claim-reviews",
        "api:claim-review",
        "api:provenance",
    ),
    *("api:proof", "log:checkpoint", "log:key", "log:tile"),
    *("log:current",),
    *("log:stamps", "log:stamp", "log:stamped-checkpoint"),
    *("api:annotations", "api:rating-scale", "api:match", "api:changes", "api:datapackage"),
    *("api:export-ndjson", "api:export-csv", "api:export-parquet", "api:schema"),
    *("api:speakers", "api:speaker", "api:sources", "api:source", "api:publishers"),
    *(
        "api:publisher",
        "api:topics",
        "api:reconcile",
        "api:reconcile-without-slash",
        "api:reconcile-suggest",
        "api:reconcile-properties",
    ),
    *("factchecktools:search", "factchecktools:discovery", "factchecktools:directory"),
    # Feeds, pictures, files of releases, and how to embed a claim.
    *("site:search-atom", "site:search-feed", "site:corrections-feed", "site:updates-feed"),
    "site:under-review-feed",
    *("site:claim-feed", "site:dossier-feed", "site:card", "site:oembed", "site:release-file"),
    "site:claim-copy",
}


def routes(
    resolver: Any = None, before: str = "", namespace: str = ""
) -> Iterator[tuple[str, str, Any]]:
    """Each route: its name, an address of it and its view."""
    for each in (resolver or get_resolver()).url_patterns:
        address = before + re.sub(r"<(?:\w+:)?\w+>", "1", str(each.pattern))
        if isinstance(each, URLResolver):
            inner = f"{each.namespace}:" if each.namespace else namespace
            yield from routes(each, address, inner)
        elif isinstance(each, URLPattern):
            yield f"{namespace}{each.name}", address, each.callback


def is_readable_elsewhere(answer: Any) -> bool:
    return "Access-Control-Allow-Origin" in answer


@pytest.mark.django_db
def test_every_route_answers_other_sites_exactly_where_it_is_public(client: Client) -> None:
    readable, permitted = set(), set()
    count = 0
    for name, address, _view in routes():
        if re.search(r"[\^(?\\]", address):
            continue  # Django's admin and static files by regular expressions
        count += 1
        answer = client.get(f"/{address}", headers=OTHER)
        preflight = client.options(f"/{address}", headers=PREFLIGHT)
        assert "Access-Control-Allow-Credentials" not in {*answer.headers, *preflight.headers}
        if is_readable_elsewhere(answer):
            assert answer["Access-Control-Allow-Origin"] == "*"
            readable.add(name)
        if is_readable_elsewhere(preflight):
            assert preflight.status_code == 204
            assert "authorization" not in preflight["Access-Control-Allow-Headers"].lower()
            permitted.add(name)
    assert readable == permitted == OPEN
    assert count > 150


@pytest.mark.django_db
def test_an_answer_for_one_person_is_not_for_other_sites(client: Client) -> None:
    token = {"Authorization": f"Token {tokens.make(factories.reporter(), 'script', 1)}"}
    for address in (
        "/api/v1/claims/",
        "/api/v1/match/?text=Six+boats+sank.",
        "/api/v1/working/claims/",
    ):
        assert not is_readable_elsewhere(client.get(address, headers=OTHER | token))
    client.force_login(factories.reporter())
    assert not is_readable_elsewhere(client.get("/search.atom", headers=OTHER))


@pytest.mark.django_db
def test_errors_are_readable_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_readable_elsewhere(client.get("/api/v1/claims/999999/", headers=OTHER))
    assert is_readable_elsewhere(client.get("/api/v1/claims/?nonsense=1", headers=OTHER))

    def fail(*args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(finding, "likely", fail)
    client.raise_request_exception = False
    failed = client.get("/api/v1/match/?text=Six+boats.", headers=OTHER)
    assert (failed.status_code, is_readable_elsewhere(failed)) == (500, True)


@pytest.mark.django_db
def test_what_leads_nowhere_is_readable_and_so_is_the_redirect_for_a_slash(client: Client) -> None:
    unknown = client.get("/api/v1/nothing/", headers=OTHER)
    assert (unknown.status_code, is_readable_elsewhere(unknown)) == (404, True)
    for address in ("/api/v1/claims", "/api/v1/export/nothing.csv", "/corrections/feed"):
        assert is_readable_elsewhere(client.get(address, headers=OTHER)), address
    token = {"Authorization": f"Token {tokens.make(factories.reporter(), 'script', 1)}"}
    for address in ("/api/v1/working/claims", "/nothing/", "/account/login"):
        assert not is_readable_elsewhere(client.get(address, headers=OTHER)), address
    assert not is_readable_elsewhere(client.get("/api/v1/nothing/", headers=OTHER | token))


READ = """async ([site, paths]) => {
  const found = {};
  for (const [path, headers] of paths) {
    try {
      const answer = await fetch(site + path, {headers});
      const text = await answer.text();
      found[path] = [answer.status, answer.headers.get("ETag") !== null, text.length > 0];
    } catch (error) { found[path] = "refused"; }
  }
  return found;
}"""


@pytest.mark.django_db(transaction=True)
def test_a_page_on_another_origin_reads_the_public_api_only(
    live_server: LiveServer, page: Page
) -> None:
    factories.signed_claim()
    paths: Any = [
        ("/api/v1/claims/", {}),
        ("/api/v1/claims/?page_size=1", {"If-None-Match": '"other"'}),
        ("/api/v1/export/claims.csv", {"Range": "bytes=0-9"}),
        ("/api/v1/working/claims/", {}),
        ("/api/v1/claims/?page_size=2", {"Authorization": "Token 0"}),
        ("/account/login/", {}),
        ("/", {}),
    ]
    with another_site("<!doctype html><title>Elsewhere</title>") as elsewhere:
        page.goto(elsewhere)
        found = page.evaluate(READ, [live_server.url, paths])
    assert found.pop("/api/v1/claims/") == [200, True, True]
    assert found.pop("/api/v1/claims/?page_size=1") == [200, True, True]
    assert found.pop("/api/v1/export/claims.csv") == [200, True, True]
    assert set(found.values()) == {"refused"}
    assert len(found) == 4
