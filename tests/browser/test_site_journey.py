"""The site in a real browser: nothing in the way of anybody, and its ways walked with and without scripts."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Claim
from tests import factories
from tests.browser.at_work import follow, overflow
from tests.claims import full_claims
from tests.claims.admin.desk import at_the_desk

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = {"desk": (1280, 800), "phone": (390, 844)}


@pytest.fixture
def walks(browser: Browser) -> Iterator[Any]:
    """Makes contexts; what is said against the site in any of them fails the test."""
    made: list[BrowserContext] = []
    messages: list[str] = []

    def context(width: str = "desk", **options: Any) -> BrowserContext:
        wide, high = WIDTHS[width]
        made.append(browser.new_context(viewport={"width": wide, "height": high}, **options))
        made[-1].on("console", lambda message: messages.append(message.text))
        made[-1].on("weberror", lambda error: messages.append(str(error.error)))
        return made[-1]

    yield context
    for each in made:
        each.close()
    assert [
        words for words in messages if "Content Security Policy" in words or "Error" in words
    ] == []


def sign_in(context: BrowserContext, site: str) -> None:
    session = at_the_desk(factories.reporter()).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])


def two_that_contradict() -> tuple[Claim, Claim]:
    first = full_claims.signed_claim(1)
    return first, full_claims.signed_claim(2, contradicts=first)


def fits(page: Page) -> None:
    """Nothing is wider than the window."""
    assert overflow(page) == 0, page.url


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.few(2)
def test_a_reader_follows_a_claim_to_what_contradicts_it_and_who_said_that(
    live_server: LiveServer, walks: Any, width: str, scripts: bool
) -> None:
    first, second = two_that_contradict()
    translated = factories.signed_claim()
    factories.translation(translated)
    page = walks(width, java_script_enabled=scripts).new_page()
    check = fits if scripts else (lambda page: None)
    page.goto(f"{live_server.url}/claims/{second.pk}/")
    check(page)
    expect(page.locator("h1")).to_have_text(second.text)
    expect(page.locator("blockquote mark").first).to_have_text(full_claims.QUOTE)
    follow(page.locator(".against").get_by_role("link", name=first.text))
    expect(page.locator("h1")).to_have_text(first.text)
    follow(page.get_by_role("link", name="Ana Nuñez 1").first)
    expect(page.locator("h1")).to_have_text("Ana Nuñez 1")
    check(page)
    follow(page.get_by_role("link", name="Map of related claims"))
    check(page)
    expect(page.locator("svg.map a:visible")).to_have_count(2)
    follow(page.get_by_role("link", name="Method"))
    expect(page.get_by_role("heading", name="Two questions")).to_be_visible()
    check(page)
    follow(page.get_by_role("button", name="Español"))
    expect(page.get_by_role("heading", name="Dos preguntas")).to_be_visible()
    # What is said of the method links to it, too.
    site = page.get_by_role("navigation", name="Sitio")
    follow(site.get_by_role("link", name="Correcciones", exact=True))
    expect(page.locator("h1")).to_have_text("Correcciones")
    check(page)
    page.goto(f"{live_server.url}/es/claims/{translated.pk}/")
    expect(page.locator("h1")).to_have_text(factories.SPANISH["text"])
    page.get_by_text("El original (inglés)").click()
    expect(page.locator("details.original .statement")).to_have_text(translated.text)
    check(page)
    follow(page.get_by_role("link", name="Original", exact=True))
    expect(page.locator("h1")).to_have_text(translated.text)


def test_somebody_of_the_newsroom_goes_from_outside_to_inside_and_back(
    live_server: LiveServer, walks: Any
) -> None:
    claim = full_claims.signed_claim(1)
    context = walks("phone")
    sign_in(context, live_server.url)
    page = context.new_page()
    page.goto(f"{live_server.url}/claims/{claim.pk}/")
    expect(page.get_by_text("This is the published version.")).to_be_visible()
    follow(page.get_by_role("link", name="Working version"))
    expect(page.get_by_text("Not for publication.")).to_be_visible()
    fits(page)
    follow(page.get_by_role("link", name="Bridges", exact=True))
    expect(page.locator(".whole mark")).to_have_text(full_claims.QUOTE)
    fits(page)
    follow(page.locator(".whole a"))
    follow(page.get_by_role("link", name="Published version"))
    expect(page.get_by_text("This is the published version.")).to_be_visible()


def test_every_action_by_keyboard_and_seen(live_server: LiveServer, walks: Any) -> None:
    claim = full_claims.signed_claim(1)
    page = walks().new_page()
    page.goto(f"{live_server.url}/claims/{claim.pk}/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to content")).to_be_focused()
    reached = set()
    for _step in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim()"))
        outlined = page.evaluate(
            "[document.body, document.documentElement].includes(document.activeElement)"
            " || getComputedStyle(document.activeElement).outlineStyle !== 'none'"
        )
        assert outlined
    assert {"Ana Nuñez 1", "Bridges", "Report an error", "Method", "Search"} <= reached


def test_a_claim_is_printed_dark_on_light_with_the_addresses_of_its_sources(
    live_server: LiveServer, walks: Any
) -> None:
    _first, second = two_that_contradict()
    page = walks(color_scheme="dark").new_page()
    page.goto(f"{live_server.url}/claims/{second.pk}/")
    page.emulate_media(media="print")
    look = "each => [getComputedStyle(each).color, getComputedStyle(each).backgroundColor]"
    assert page.locator("body").evaluate(look) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.locator(".verdict .verified").evaluate(look)[0] == "rgb(23, 101, 58)"
    quote = page.locator("blockquote mark").first
    assert "underline" in quote.evaluate("each => getComputedStyle(each).textDecorationLine")
    address = "each => getComputedStyle(each, '::after').content"
    assert "https://" in page.locator(".out").first.evaluate(address)
    for hidden in (".find", ".foot", "nav"):
        expect(page.locator(hidden).first).to_be_hidden()


def test_from_right_to_left_nothing_runs_out_of_the_window(
    live_server: LiveServer, walks: Any, settings: Any
) -> None:
    settings.LANGUAGES = [("en", "English"), ("ar", "Arabic")]
    _first, second = two_that_contradict()
    page = walks("phone", locale="ar").new_page()
    for path in (f"/claims/{second.pk}/", f"/speakers/{second.speaker_id}/", "/method/"):
        page.goto(f"{live_server.url}{path}")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        fits(page)
