"""What every page of the site has: its policy, how long a copy may be kept, its language, its errors."""

from typing import Any

import pytest
from django.test import Client, override_settings
from playwright.sync_api import Page

from factcheck.csp import PARTS, policy_of
from tests import factories

TWO_LANGUAGES = override_settings(LANGUAGES=[("en", "English"), ("es", "Spanish")])


def test_no_policy_lets_anything_unsafe_through_but_what_the_desks_alpine_needs() -> None:
    for part, policy in PARTS.items():
        allowed = "script-src 'self' 'unsafe-eval'" if part in ("/admin/", "/account/") else ""
        unsafe = [f"{name} {of}" for name, of in policy.items() if "unsafe" in of]
        assert unsafe == [allowed] * bool(allowed)
    assert policy_of("/claims/1/") is PARTS["/"]
    assert policy_of("/account/sign-in/") is PARTS["/account/"]
    assert policy_of("/api/v1/docs/") is PARTS["/api/v1/docs/"]
    assert policy_of("/api/v1/claims/") is PARTS["/"]


@pytest.mark.django_db
def test_an_outsiders_copy_is_asked_about_at_each_use() -> None:
    first = Client().get("/")
    assert first["Cache-Control"] == "public, no-cache"
    assert {"Cookie", "Accept-Language"} <= {each.strip() for each in first["Vary"].split(",")}
    assert "Set-Cookie" not in first.headers
    again = Client().get("/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = Client().get("/", headers={"If-None-Match": '"another"'})
    assert other.status_code == 200


@pytest.mark.django_db
def test_what_is_made_for_the_newsroom_is_kept_by_nobody() -> None:
    client = Client()
    client.force_login(factories.reporter())
    answer = client.get("/")
    assert answer["Cache-Control"] == "private, no-store"
    assert "ETag" not in answer.headers


@pytest.mark.django_db
def test_compressed_for_whoever_takes_it_and_still_known_by_its_etag() -> None:
    taken = {"Accept-Encoding": "gzip"}
    first = Client().get("/", headers=taken)
    assert first["Content-Encoding"] == "gzip"
    again = Client().get("/", headers={**taken, "If-None-Match": first["ETag"]})
    assert again.status_code == 304


@pytest.mark.django_db
def test_what_is_not_there_says_so_in_the_sites_frame() -> None:
    answer = Client().get("/no/such/page/")
    assert answer.status_code == 404
    assert b"There is no page at this address" in answer.content
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_a_fault_is_told_without_its_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise ZeroDivisionError("the cause")

    monkeypatch.setattr("claims.site.search.views.show", fail)
    client = Client(raise_request_exception=False)
    answer = client.get("/")
    assert answer.status_code == 500
    assert b"This is our fault" in answer.content
    assert b"the cause" not in answer.content


@TWO_LANGUAGES
def test_the_language_is_kept_and_leads_back() -> None:
    answer = Client().post("/language/", {"language": "es", "next": "/?q=puentes"})
    assert (answer.status_code, answer["Location"]) == (302, "/?q=puentes")
    assert answer.cookies["language"].value == "es"


@TWO_LANGUAGES
@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "", "x\x00"])
def test_choosing_a_language_leads_nowhere_else(back: str) -> None:
    answer = Client().post("/language/", {"language": "tlh", "next": back})
    assert answer["Location"] == "/"
    assert "language" not in answer.cookies


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/", "/no/such/page/", "/api/v1/docs/", "/account/sign-in/"])
def test_a_browser_finds_nothing_against_the_policy(
    live_server: object, page: Page, path: str
) -> None:
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(f"{live_server}{path}", wait_until="networkidle")
    assert [each for each in messages if "Content Security Policy" in each or "Error" in each] == []
