"""Every kind of page in a real browser: nothing in anybody's way, nothing that its policy forbids, few bytes."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import resolve
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.site import urls
from tests.browser.site_pages import Newsroom, newsroom
from tests.claims.admin.desk import at_the_desk

pytestmark = pytest.mark.django_db(transaction=True)

MOST = 60_000  # bytes of a page with all that it loads
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
# Answers that are no pages, and parts of one.
NO_PAGES = {
    *("search-atom", "search-feed", "corrections-feed", "card", "language"),
    *("save-search", "saved-search", "search-counts", "search-speakers"),
    *("working-search-counts", "working-search-speakers"),
}


NO_FAULTS = ("Failed to load resource", "The specified value")


@pytest.fixture
def newsroom_made(transactional_db: None) -> Newsroom:
    return newsroom()


def walked(
    browser: Browser, site: str, made: Newsroom, **screen: Any
) -> Iterator[tuple[str, Client, Page]]:
    """Each page, opened by an outsider or by a reporter, and a client of the same person."""
    desk = at_the_desk(made.reporter)
    session = {"name": "sessionid", "value": desk.cookies["sessionid"].value, "url": site}
    for paths, client, cookies in (
        (made.outside(), Client(), []),
        (made.inside(), desk, [session]),
    ):
        for path in paths:
            context = browser.new_context(**screen)
            context.add_cookies(cookies)  # type: ignore[arg-type]
            yield path, client, context.new_page()
            context.close()


@pytest.mark.parametrize(
    "screen",
    [
        {"viewport": DESK, "color_scheme": "light"},
        {"viewport": PHONE, "color_scheme": "dark"},
    ],
    ids=["light, at a desk", "dark, on a phone"],
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    live_server: LiveServer, browser: Browser, newsroom_made: Newsroom, screen: Any
) -> None:
    found = {}
    for path, _client, page in walked(browser, live_server.url, newsroom_made, **screen):
        open_whole(page, f"{live_server.url}{path}")
        for details in page.locator("details").all():
            details.evaluate("each => each.open = true")
        results = Axe().run(page)
        if results.violations_count:
            found[path] = results.generate_report()
        wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        if wide > window:
            found[path] = f"{found.get(path, '')} {wide} pixels wide"
    assert found == {}


def test_a_page_sends_little_and_runs_and_loads_nothing_but_its_own(
    live_server: LiveServer, browser: Browser, newsroom_made: Newsroom
) -> None:
    heavy, against, opened = {}, {}, set()
    for path, client, page in walked(browser, live_server.url, newsroom_made, viewport=DESK):
        if path != "/no/such/":
            opened.add(resolve(path.partition("?")[0]).url_name)
        asked, said = heard(page)
        open_whole(page, f"{live_server.url}{path}")
        # A script that waits: what is read stands there before it.
        waiting = page.locator("script:not([type='application/ld+json']):not([defer])")
        assert waiting.count() == 0, path
        assert page.locator("style, [style], [onclick]").count() == 0, path
        assert [url for url in asked if not url.startswith(live_server.url)] == [], path
        sent = sum(weight(client, url.removeprefix(live_server.url)) for url in asked)
        if sent > MOST:
            heavy[path] = sent
        # That a page was refused or isn't there, or what was asked for is no day, is no fault of it.
        ours = [words for words in said if not words.startswith(NO_FAULTS)]
        if ours:
            against[path] = ours
    assert (heavy, against) == ({}, {})
    # Whatever page is new is opened too, or named as none.
    assert {each.name for each in urls.urlpatterns} - NO_PAGES <= opened


def heard(page: Page) -> tuple[list[str], list[str]]:
    """What the page will ask for, and what its browser will say of it."""
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return asked, said


def open_whole(page: Page, url: str) -> None:
    """With what a search's page asks for after its first rows."""
    page.goto(url)
    expect(page.locator("[hx-trigger=load]")).to_have_count(0)


def weight(client: Client, url: str) -> int:
    """Bytes on the wire, as the web server sends them to a browser: its head and its body."""
    answer: Any = client.get(url, headers={"Accept-Encoding": "gzip"})
    head = sum(len(name) + len(value) + 4 for name, value in answer.items())
    return head + len(b"".join(answer))
