"""Every kind of page in a real browser: nothing in anybody's way, nothing that its policy forbids, few bytes."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.site import urls
from tests import database
from tests.browser.at_work import BY_SCREEN, add_axe, barriers, overflow
from tests.browser.site_pages import Newsroom, newsroom
from tests.claims.admin.desk import at_the_desk

pytestmark = pytest.mark.django_db(transaction=True)

MOST = 60_000  # bytes of a page with all that it loads but fonts
MOVES = 0.01  # cumulative layout shift; nothing moves by fonts, pictures or counts that come later
MOVED = """() => {
  const observer = new PerformanceObserver(() => {});
  observer.observe({ type: "layout-shift", buffered: true });
  return observer.takeRecords().reduce((sum, each) => sum + each.value, 0);
}"""
SCREENS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "light, at a desk": (
        {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
        (),
    ),
    "dark, on a phone": (
        {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
        BY_SCREEN,
    ),
}
INLINE = "script:not([type='application/ld+json']):not([defer]), style, [style], [onclick]"
# Answers that are no pages, and parts of one.
NO_PAGES = {
    *(
        "search-atom",
        "search-feed",
        "corrections-feed",
        "under-review-feed",
        "updates-feed",
        "card",
        "language",
    ),
    *(
        "claim-feed",
        "dossier-feed",
        "save-search",
        "saved-search",
        "search-counts",
        "search-speakers",
    ),
    *(
        "working-search-counts",
        "working-search-speakers",
        "oembed",
        *("brand-logo", "brand-colours"),
        "robots",
        "sitemap",
        "sitemap-part",
        "release-file",
        *("claim-copy", "verifier", "check-keys"),
        *("recording", "recording-captions", "source-hashes", "source-stamp"),
        *("source-wacz", "source-warc"),
    ),
}
NO_FAULTS = ("Failed to load resource", "The specified value")


class Visit(NamedTuple):
    """What was found on a page, opened with its details."""

    barriers: list[str]
    too_wide: int  # pixels
    inline: int  # scripts that a reader waits for, styles and handlers within the page
    moved: float  # how much of it moved while it was loaded
    requested: Sequence[str] = ()  # addresses
    complaints: Sequence[str] = ()  # of the browser
    sent: int = 0  # bytes


@pytest.fixture(
    scope="module",
    params=["light, at a desk", pytest.param("dark, on a phone", marks=pytest.mark.at_length)],
)
def visits(
    request: pytest.FixtureRequest,
    live_server: LiveServer,
    shared_browser: Browser,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Visit]:
    """Each page by path, visited once for all tests here, and what it held."""
    screen, rules = SCREENS[request.param]
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        found = dict(walk(shared_browser, live_server.url, newsroom(), rules, **screen))
        database.empty()
    return found


def walk(
    browser: Browser, site: str, made: Newsroom, rules: tuple[str, ...], **screen: Any
) -> Iterator[tuple[str, Visit]]:
    """As an outsider, and as a reporter. ``rules``: those of axe, or all."""
    desk = at_the_desk(made.reporter)
    session = {"name": "sessionid", "value": desk.cookies["sessionid"].value, "url": site}
    for person, paths, client, cookies in (
        ("", made.outside(), Client(), []),
        ("reporter: ", made.inside(), desk, [session]),
    ):
        context = browser.new_context(**screen)
        context.add_cookies(cookies)  # type: ignore[arg-type]
        page = context.new_page()
        add_axe(page)
        without_cache(page)
        requested, complaints = heard(page)
        for path in paths:
            requested.clear()
            complaints.clear()
            found = visit(page, site, path, rules)
            # Fonts have a budget of their own.
            loaded = [url.removeprefix(site) for url in requested if not url.endswith(".woff2")]
            sent = sum(weight(client, path) for path in loaded)
            yield (
                person + path,
                found._replace(requested=[*requested], sent=sent, complaints=[*complaints]),
            )
        context.close()


def visit(page: Page, site: str, path: str, rules: tuple[str, ...]) -> Visit:
    open_whole(page, f"{site}{path}")
    inline = page.locator(INLINE).count()
    moved = page.evaluate(MOVED)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    return Visit(barriers(page, *rules), overflow(page), inline, moved)


def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(visits: dict[str, Visit]) -> None:
    found = {
        path: (visit.barriers, visit.too_wide)
        for path, visit in visits.items()
        if visit.barriers or visit.too_wide
    }
    assert found == {}


def test_a_page_sends_little_and_runs_and_loads_nothing_but_its_own(
    visits: dict[str, Visit], live_server: LiveServer
) -> None:
    assert {path: visit.moved for path, visit in visits.items() if visit.moved > MOVES} == {}
    for path, visit in visits.items():
        assert visit.inline == 0, path
        assert visit.sent <= MOST, path
        assert [url for url in visit.requested if not url.startswith(live_server.url)] == []
        # That a page was refused or isn't there, or what was asked for is no day, is no fault of it.
        assert [each for each in visit.complaints if not each.startswith(NO_FAULTS)] == [], path
    opened = {
        resolve(path.removeprefix("reporter: ").partition("?")[0]).url_name
        for path in visits
        if path != "/no/such/"
    }
    # Whatever page is new is opened too, or named as none.
    assert {each.name for each in urls.urlpatterns} - NO_PAGES <= opened


def heard(page: Page) -> tuple[list[str], list[str]]:
    """What the page will ask for, and what its browser will say of it."""
    requests: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    return requests, messages


def without_cache(page: Page) -> None:
    """Every page loads all that it needs, as the first one that a reader opens."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})


def open_whole(page: Page, url: str) -> None:
    """With what a search's page asks for after its first rows."""
    page.goto(url)
    expect(page.locator("[hx-trigger=load]")).to_have_count(0)


def weight(client: Client, url: str) -> int:
    """Bytes on the wire, as the web server sends them to a browser: its head and its body."""
    return weight_of_file(url) if url.startswith(settings.STATIC_URL) else weighed(client, url)


@cache
def weight_of_file(url: str) -> int:
    return weighed(Client(), url)


def weighed(client: Client, url: str) -> int:
    answer: Any = client.get(url, headers={"Accept-Encoding": "gzip"})
    head = sum(len(name) + len(value) + 4 for name, value in answer.items())
    return head + len(b"".join(answer))
