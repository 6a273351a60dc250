"""From a link to claims: a reporter pastes it, a worker captures it, the inbox is gone through by keys."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Candidate, Claim
from newsroom.choices import Role
from newsroom.models import User
from sources.models import CaptureRequest, Publisher
from tests import factories
from tests.browser.at_work import follow
from tests.browser.test_sign_journey import sign_in
from tests.claims.capture.test_intake import says
from tests.sources.web import Site, answer, serving
from tests.workers import worker

BUILT = "We have built 150 bridges since January"
REPAIRED = "the count includes 30 bridges which were only repaired"
PUBLIC = "Nobody has counted them twice"
ARTICLE = f"""<!doctype html><html lang="en"><head><title>The count of the bridges</title>
<meta property="og:site_name" content="The Bridge Times"></head>
<body><article><h1>The count of the bridges</h1>
<p>The minister spoke to reporters in the capital on Monday about the works of the last months.</p>
<p>“{BUILT},” said Ana Nuñez, the minister of works, at the opening of a bridge near the coast.</p>
<p>Tomás Ríos, who heads the audit office, said that {REPAIRED} last year by his own people.</p>
<p>“{PUBLIC},” Nuñez told the paper on Tuesday, and she left the room without another word.</p>
</article></body></html>"""

# Chosen within the browser: handing it 50 MB from here takes longer than all the rest.
TOO_LARGE = """file => {
  const chosen = new DataTransfer();
  chosen.items.add(new File([new Uint8Array(50_000_001)], "big.txt"));
  file.files = chosen.files;
  file.dispatchEvent(new Event("change", { bubbles: true }));
  return file.validationMessage;
}"""


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    with serving() as made:
        settings.FETCH_ALLOWED_HOSTS = [f"127.0.0.1:{made.port}"]
        says(made, ARTICLE)
        yield made


@pytest.fixture
def reporter(transactional_db: None) -> User:
    """Who knows both speakers already."""
    for name in ("Ana Nuñez", "Tomás Ríos"):
        factories.speaker(name)
    return factories.person(Role.REPORTER, username="rita")


def at_candidate(page: Page, words: str) -> None:
    """Go back and on with the keyboard until this statement is the one looked at."""
    current, side = page.locator(".inbox-current .desk-quote"), page.locator("#inbox-side")
    for key, neighbour in (("k", "data-previous"), ("j", "data-next")):
        while words not in (before := current.text_content() or ""):
            if not side.get_attribute(neighbour):
                break
            page.keyboard.press(key)
            expect(current).not_to_have_text(before)
        else:
            return
    raise AssertionError(f"the inbox does not hold {words!r}")


def test_a_link_becomes_claims_with_their_quotes(
    reporter: User, site: Site, live_server: LiveServer, page: Page
) -> None:
    elsewhere: list[str] = []
    page.on(
        "request", lambda r: None if r.url.startswith(live_server.url) else elsewhere.append(r.url)
    )
    sign_in(page, live_server.url, reporter)
    paste(page, live_server, site.url("/a"))

    expect(page.get_by_role("heading", name="Waiting to be fetched")).to_be_visible()
    with worker(FETCH_ALLOWED_HOSTS=f"127.0.0.1:{site.port}"):
        # The page follows it by itself.
        expect(page.get_by_role("heading", name="Done")).to_be_visible()
    assert CaptureRequest.objects.get().state == "done"
    assert Candidate.objects.count() >= 3
    # The publisher that the page states is proposed, and recorded by one click.
    expect(page.locator("main")).to_contain_text("The Bridge Times (127.0.0.1)")
    expect(page.locator("main")).to_contain_text("stated by the page; not registered yet")
    follow(page.get_by_role("button", name="Add this publisher"))
    expect(page.get_by_text("The publisher is recorded.")).to_be_visible()
    publisher = Publisher.objects.get()
    assert (publisher.name, publisher.domain) == ("The Bridge Times", "127.0.0.1")
    follow(page.get_by_role("link", name=re.compile("^Inbox: ")))
    expect(page.locator("main")).to_contain_text("The Bridge Times")
    expect(page.locator("main")).not_to_contain_text("not stated")

    at_candidate(page, BUILT)
    decide(page, "a")
    at_candidate(page, REPAIRED)
    decide(page, "a")
    at_candidate(page, PUBLIC)
    decide(page, "r")

    built, repaired = Claim.objects.order_by("pk")
    assert PUBLIC in Candidate.objects.get(state="rejected").exact
    for claim, quote, speaker in ((built, BUILT, "Nuñez"), (repaired, REPAIRED, "Ríos")):
        assert speaker in claim.speaker.name
        page.goto(f"{live_server.url}/admin/claims/claim/{claim.pk}/change/")
        expect(page.locator("mark", has_text=quote)).to_be_visible()
    assert elsewhere == []


def paste(page: Page, desk: LiveServer, link: str) -> None:
    page.goto(f"{desk.url}/admin/sources/capturerequest/add/")
    expect(page.get_by_label("Link")).to_be_focused()
    page.keyboard.insert_text(link)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def decide(page: Page, key: str) -> None:
    waiting = page.locator(".inbox-list li")
    left = waiting.count()
    page.keyboard.press(key)
    expect(waiting).to_have_count(left - 1)


def test_what_fails_is_told_on_the_page_that_follows_it(
    reporter: User, site: Site, live_server: LiveServer, page: Page
) -> None:
    site.says["/no"] = answer("403 Forbidden", b"")
    sign_in(page, live_server.url, reporter)
    paste(page, live_server, site.url("/no"))
    with worker(FETCH_ALLOWED_HOSTS=f"127.0.0.1:{site.port}"):
        expect(page.get_by_role("alert")).to_contain_text("403")
        says(site, ARTICLE, "/no")
        follow(page.get_by_role("button", name="Try again"))
        expect(page.get_by_role("heading", name="Done")).to_be_visible()
    follow(page.get_by_role("link", name="Add another source"))
    expect(page.get_by_label("Link")).to_be_focused()
    assert "larger than 50 MB" in page.locator("#id_file").evaluate(TOO_LARGE)
