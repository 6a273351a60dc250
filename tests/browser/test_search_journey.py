"""From a misspelt name to a claim, its speaker and a feed; wide and narrow, with and without script."""

import re

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Claim, SavedSearch
from newsroom.choices import Role
from tests import factories
from tests.browser.at_work import barriers, follow, overflow
from tests.claims import full_claims

WIDE, NARROW = {"width": 1200, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def bridges(transactional_db: None) -> Claim:
    """A signed claim that another, signed too, contradicts."""
    return full_claims.signed_claim(2, contradicts=full_claims.signed_claim(1))


def opened(browser: Browser, width: int, script: bool) -> Page:
    size = WIDE if width > 500 else NARROW
    context = browser.new_context(viewport=size, java_script_enabled=script)  # type: ignore[arg-type]
    return context.new_page()


def no_faults(page: Page) -> None:
    expect(page.locator(".htmx-request")).to_have_count(0)
    assert barriers(page) == []
    assert overflow(page) == 0


@pytest.mark.parametrize(
    ("width", "script"), [(1200, True), (390, True), (1200, False), (390, False)]
)
@pytest.mark.few(2)
def test_from_a_misspelt_speaker_to_the_feed(
    live_server: LiveServer, browser: Browser, bridges: Claim, width: int, script: bool
) -> None:
    page = opened(browser, width, script)
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(live_server.url)
    box = page.get_by_role("searchbox")
    if script:
        with page.expect_response(re.compile(r"/search/speakers/.*q=Ana(%20|\+)Nuneez(%20|\+)2")):
            box.press_sequentially("Ana Nuneez 2")
        expect(page.locator("#like-q")).to_contain_text("Ana Nuñez 2")
        no_faults(page)
    else:
        box.fill("Ana Nuneez 2")
    box.press("Enter")
    expect(page.get_by_text("These are claims by Ana Nuñez 2.")).to_be_visible()
    expect(page.get_by_text("1 claim contradicts it")).to_be_visible()
    if script:
        expect(page.get_by_text("Counts of all results.")).to_be_visible()
        no_faults(page)
    else:
        follow(page.get_by_role("link", name="Count the results"))
        expect(page.get_by_text("Counts of all results.")).to_be_visible()
    # The address holds the search, and the title says it.
    assert "q=Ana" in page.url
    expect(page).to_have_title(re.compile("Ana Nuneez 2 · "))
    # The chip comes first, and the statement is not underlined.
    result = page.locator(".claims li").first
    expect(result.locator(":scope > *").first).to_contain_text("True")
    statement = page.get_by_role("link", name=bridges.text)
    expect(statement).to_have_css("text-decoration-line", "none")
    follow(statement)
    expect(page.get_by_role("heading", level=1)).to_contain_text("150 bridges")
    page.go_back()
    follow(page.locator(".claims").get_by_role("link", name="Ana Nuñez 2"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ana Nuñez 2")
    page.goto(f"{live_server.url}/?q=150+bridges&status=verified")
    feed = page.get_by_role("link", name="Atom").get_attribute("href") or ""
    answer = page.request.get(live_server.url + feed)
    assert answer.ok
    assert bridges.text in answer.text()
    assert [each for each in messages if "Security Policy" in each or "Error" in each] == []
    page.context.close()


@pytest.mark.parametrize(
    ("width", "script"), [(1200, True), (390, True), (1200, False), (390, False)]
)
@pytest.mark.few(1)
def test_the_same_signed_in_and_kept(
    live_server: LiveServer, browser: Browser, bridges: Claim, width: int, script: bool
) -> None:
    rita = factories.person(Role.REPORTER, username="rita")
    page = opened(browser, width, script)
    # The desk's own door needs a script.
    client = Client()
    client.force_login(rita)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/working/")
    box = page.get_by_role("searchbox")
    box.fill("Ana Nuneez 2")
    box.press("Enter")
    expect(page.get_by_text("Working version.", exact=True)).to_be_visible()
    expect(page.get_by_text("These are claims by Ana Nuñez 2.")).to_be_visible()
    follow(page.get_by_role("link", name=bridges.text).first)
    expect(page).to_have_url(re.compile(f"/working/claims/{bridges.pk}/$"))
    expect(page.get_by_text("Not for publication.")).to_be_visible()
    follow(page.locator(".against").get_by_role("link", name="(1)"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("(1)")
    follow(page.get_by_role("link", name="Ana Nuñez 1").first)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ana Nuñez 1")
    page.goto(f"{live_server.url}/?q=bridges")
    if script:
        no_faults(page)
    page.get_by_label("Save this search as").fill("Bridges")
    page.get_by_label("E-mail me new results").check()
    follow(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("status")).to_have_text("The search is saved.")
    if script:
        no_faults(page)
    follow(page.get_by_role("link", name="Bridges", exact=True))
    expect(page).to_have_url(re.compile(r"/\?q=bridges$"))
    assert SavedSearch.objects.get().notified_up_to is not None
    feed = page.get_by_role("link", name="JSON Feed").get_attribute("href") or ""
    assert bridges.text in page.request.get(live_server.url + feed).text()
    page.context.close()


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.few(1)
def test_what_is_not_understood_is_said_beside_its_box(
    live_server: LiveServer, browser: Browser, bridges: Claim, script: bool
) -> None:
    page = opened(browser, 390, script)
    page.goto(live_server.url)
    page.get_by_text("Filters").click()
    page.get_by_label("Number at least").fill("many")
    page.locator(".fields button").click()
    expect(page.locator(".errors")).to_have_text("Enter a number.")
    page.get_by_role("searchbox").fill("bridges " * 80)
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator(".errors").first).to_contain_text("at most 500 characters")
    page.context.close()
