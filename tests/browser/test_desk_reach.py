"""The desk by keyboard alone, and without scripts: everything is within reach."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Claim, Relation
from newsroom.choices import Role
from newsroom.models import User
from tests import factories
from tests.browser.at_work import at_work, follow
from tests.claims.admin.desk import list_of, url_of

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "correct horse battery staple"


@pytest.fixture
def editor(transactional_db: None) -> User:
    return factories.person(Role.EDITOR, username="erin", first_name="Erin", last_name="Editor")


def tab_to(page: Page, there: Locator, most: int = 60) -> None:
    """Press Tab until it has the focus: nothing else leads there."""
    expect(there).to_be_visible()
    for _each in range(most):
        page.keyboard.press("Tab")
        if there.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(f"{most} times Tab don't lead to {there}")


def test_the_frame_is_reached_by_keyboard(
    editor: User, live_server: LiveServer, browser: Browser
) -> None:
    """What leads past the navigation, opens and closes it, changes the colours, signs out."""
    with at_work(browser, live_server.url, editor) as page:
        # The first page begins in its field.
        page.goto(list_at(live_server, Claim))
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
        navigation = page.get_by_role("button", name="Navigation")
        tab_to(page, navigation)
        expect(navigation).to_have_attribute("aria-expanded", "true")
        page.keyboard.press("Enter")
        expect(page.get_by_role("navigation", name="The desk")).to_be_hidden()
        page.keyboard.press("Enter")
        tab_to(page, page.get_by_text("Erin Editor").first)
        page.keyboard.press("Enter")
        dark = page.get_by_role("button", name="Dark")
        tab_to(page, dark)
        page.keyboard.press("Enter")
        expect(page.locator("html")).to_have_class("dark")
        expect(dark).to_have_attribute("aria-pressed", "true")
        tab_to(page, page.get_by_role("button", name="Sign out"))
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_text("Erin Editor")).to_have_count(0)


def test_the_rest_of_the_navigation_stays_as_it_was_left(
    editor: User, live_server: LiveServer, browser: Browser
) -> None:
    with at_work(browser, live_server.url, editor) as page:
        page.goto(list_at(live_server, Claim))
        # The button for shortcuts is in the head of the page, where it covers nothing.
        head = page.locator(".desk-page-head")
        expect(head.get_by_role("button", name="Shortcuts")).to_be_visible()
        more = page.locator(".desk-more")
        expect(more).not_to_have_attribute("open", "")
        more.get_by_text("More", exact=True).click()
        follow(more.get_by_role("link", name="Relations"))
        expect(more).to_have_attribute("open", "")
        page.goto(list_at(live_server, Claim))
        expect(more).to_have_attribute("open", "")
        more.get_by_text("More", exact=True).click()
        page.goto(list_at(live_server, Claim) + "?queue=open")
        expect(more).not_to_have_attribute("open", "")
        # It is open where the current page is in it.
        page.goto(list_at(live_server, Relation))
        expect(more).to_have_attribute("open", "")


def test_a_summary_is_counted_while_it_is_typed(
    editor: User, live_server: LiveServer, browser: Browser
) -> None:
    claim = factories.claim_in_review(editor)
    with at_work(browser, live_server.url, editor) as page:
        page.goto(f"{live_server.url}{url_of(claim, 'write')}")
        summary = page.get_by_label("Public summary")
        summary.fill("Bridges 🌉")
        expect(page.locator(".desk-count")).to_have_text("9 of 200 characters")
        summary.fill("b" * 212)
        expect(page.locator(".desk-count")).to_contain_text("Too long by 12 characters")
        expect(page.locator("#desk-says")).to_contain_text("Too long by 12 characters")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(summary).to_have_value("b" * 212)
        summary.fill("b" * 200)
        follow(page.get_by_role("button", name="Save", exact=True))


def test_the_navigation_of_a_phone_is_opened_and_closed_by_keyboard(
    editor: User, live_server: LiveServer, browser: Browser
) -> None:
    screen = {"width": 390, "height": 844}
    with at_work(browser, live_server.url, editor, viewport=screen) as page:
        page.goto(list_at(live_server, Claim))
        tab_to(page, page.get_by_role("button", name="Navigation"))
        page.keyboard.press("Enter")
        here = page.get_by_role("navigation", name="The desk").get_by_role("link", name="Queue")
        expect(here).to_have_attribute("aria-current", "page")
        expect(page.get_by_role("link", name="Fact-checking desk")).to_be_focused()
        page.keyboard.press("Escape")
        expect(here).to_be_hidden()


def test_a_list_is_filtered_by_keyboard(
    editor: User, live_server: LiveServer, browser: Browser
) -> None:
    factories.relation(factories.claim(text="Kept."), factories.claim(), confirmed=False)
    with at_work(browser, live_server.url, editor) as page:
        page.goto(list_at(live_server, Relation))
        tab_to(page, page.get_by_text("Filters", exact=True))
        page.keyboard.press("Enter")
        tab_to(page, page.get_by_role("link", name="suggested"))
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "state__exact=suggested" in page.url
        expect(page.get_by_role("link", name="Clear filters")).to_be_visible()


def test_claims_are_ticked_and_given_away_by_keyboard(
    editor: User, live_server: LiveServer, browser: Browser
) -> None:
    claim = factories.anchored_claim()
    with at_work(browser, live_server.url, editor) as page:
        page.goto(list_at(live_server, Claim))
        tab_to(page, page.get_by_role("checkbox", name=f"Tick {claim.pk}. {claim.text}"))
        page.keyboard.press("Space")
        bar = page.get_by_role("group", name="With the ticked rows")
        bar.get_by_label("With the ticked rows").select_option("assign")
        button = bar.get_by_role("button", name="Continue")
        button.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_role("checkbox", name=claim.text)).to_be_checked()


def test_without_scripts_one_signs_in_and_goes_from_claim_to_claim(
    editor: User, live_server: LiveServer, browser: Browser
) -> None:
    first, second = factories.anchored_claim(), factories.anchored_claim()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(list_at(live_server, Claim) + "?queue=open")
    page.get_by_label("Username").fill("erin")
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in", exact=True))
    follow(page.get_by_role("link", name=first.text))
    expect(page.locator("#statement")).to_have_text(first.text)
    follow(page.get_by_role("link", name="Next"))
    expect(page.locator("#statement")).to_have_text(second.text)
    follow(page.get_by_role("link", name="Previous"))
    expect(page.locator("#statement")).to_have_text(first.text)
    follow(page.get_by_role("button", name="Start the review"))
    expect(page.locator(".desk-answers").first).to_contain_text("In review")
    page.get_by_text("Erin Editor").first.click()
    follow(page.get_by_role("button", name="Sign out"))
    expect(page.get_by_text("Erin Editor")).to_have_count(0)
    context.close()


def list_at(live_server: LiveServer, model: type) -> str:
    return f"{live_server.url}{list_of(model)}"
