"""The tour of docs/tour.md, walked by two new people: from a pasted article to a public claim.

Clicks and shortcuts are counted; typed and pasted text is not.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Claim, Publication
from newsroom.choices import Role
from newsroom.models import User
from tests import factories
from tests.browser.at_work import no_barriers, stands_as
from tests.browser.test_sign_journey import PASSWORD
from tests.workers import work_off

pytestmark = pytest.mark.django_db(transaction=True)

DOCS, SEEDS = Path(settings.BASE_DIR) / "docs", Path(settings.BASE_DIR) / "seeds"
MOST = 25  # clicks and shortcuts
STRIKES = "At least 44 aerial strikes have been carried out"


class Counted:
    """A person's clicks and shortcuts, counted over all pages."""

    def __init__(self) -> None:
        self.count = 0

    def click(self, element: Locator) -> None:
        self.count += 1
        element.click()

    def follow(self, element: Locator) -> None:
        with element.page.expect_navigation():
            self.click(element)
        element.page.wait_for_load_state()

    def press(self, page: Page, key: str, *, leads_on: bool = True) -> None:
        self.count += 1
        if not leads_on:
            page.keyboard.press(key)
            return
        with page.expect_navigation():
            page.keyboard.press(key)
        page.wait_for_load_state()


def steps() -> list[str]:
    return re.findall(r"^## \d+\. (.+)$", (DOCS / "tour.md").read_text("utf-8"), re.MULTILINE)


def log_in(page: Page, desk: str, user: User, person: Counted) -> None:
    page.goto(f"{desk}/admin/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    person.follow(page.get_by_role("button", name="Sign in", exact=True))


def help_leads_somewhere(page: Page) -> None:
    """To a place of the guide that there is."""
    address = page.get_by_role("link", name="Help", exact=True).get_attribute("href") or ""
    shown = page.context.new_page()
    shown.goto(page.url.split("/admin/")[0] + address)
    expect(shown.get_by_role("article").get_by_role("heading", level=1)).to_be_visible()
    if "#" in address:
        expect(shown.locator(f"[id='{address.partition('#')[2]}']")).to_have_count(1)
    shown.close()


def test_two_new_people_make_a_claim_public(live_server: LiveServer, browser: Browser) -> None:
    editor = factories.person(Role.EDITOR, username="editor")
    senior = factories.person(Role.SENIOR, username="senior")
    desk, them, walked = live_server.url, Counted(), iter(steps())

    def step(name: str) -> None:
        assert next(walked) == name

    context = browser.new_context()
    page = context.new_page()
    log_in(page, desk, editor, them)

    step("The first page")
    expect(page.get_by_label("Paste a link or some text")).to_be_focused()
    done = page.locator(".desk-steps .is-done")
    expect(done).to_have_count(0)
    help_leads_somewhere(page)
    no_barriers(page)

    step("Capture")
    quick = page.get_by_label("Paste a link or some text")
    page.keyboard.insert_text("Some text")
    page.keyboard.press("Enter")
    expect(quick).to_have_value("Some text\n")
    quick.fill("")
    page.keyboard.insert_text((SEEDS / "000_807c6090bf654049.txt").read_text("utf-8"))
    them.follow(page.get_by_role("button", name="Add the source"))
    # What its first lines state is shown to be checked.
    expect(page.get_by_text("From the first lines of the text").first).to_be_visible()
    them.follow(page.get_by_role("button", name="Add the source"))
    work_off()
    inbox = page.get_by_role("link", name=re.compile("^Inbox: "))
    them.follow(inbox)

    step("Triage")
    expect(page.locator(".inbox-current .desk-quote")).to_contain_text(STRIKES)
    expect(page.locator(".inbox-worth")).to_contain_text("States a number")
    help_leads_somewhere(page)
    them.press(page, "a", leads_on=False)
    expect(page.locator("#inbox-after")).to_contain_text("Accepted by")

    step("The queue")
    them.follow(page.get_by_role("link", name="Queue").first)
    help_leads_somewhere(page)
    them.follow(page.get_by_role("link", name=re.compile(STRIKES)))

    step("Start the review")
    them.press(page, "a")
    stands_as(page, "in review")
    help_leads_somewhere(page)

    step("Evidence")
    card = page.get_by_role("region", name="Evidence", exact=True)
    them.follow(card.get_by_role("link", name="a record consulted"))
    help_leads_somewhere(page)
    expect(page.get_by_text("required", exact=True).first).to_be_visible()
    them.click(page.get_by_text("Log a new source"))
    page.get_by_label("New source: title").fill("Register of strikes, United Nations")
    page.get_by_label("New source: address").fill("https://example.org/register")
    page.get_by_label("New source: publisher’s name").fill("United Nations")
    page.get_by_label("Consulted on").fill("2026-03-06")
    page.get_by_label("What it shows").fill("The register lists 46 strikes until March 4.")
    # The text's publisher is not stated, so nothing establishes it.
    page.get_by_label("Why it counts as independent").fill("The United Nations keep it.")
    them.click(page.get_by_label("about whether it is true"))
    them.click(page.get_by_label("supports"))
    no_barriers(page)
    them.follow(page.get_by_role("button", name="Add evidence: a record consulted"))
    expect(card.get_by_text("Independent: The United Nations keep it")).to_be_visible()

    step("Rationale and reply")
    them.press(page, "w")
    page.get_by_label("Public rationale").fill("The register lists more than 44 strikes.")
    page.get_by_label("Public summary").fill("A register lists 46 strikes, so at least 44.")
    them.follow(page.get_by_role("button", name="Save", exact=True))

    step("Propose")
    them.press(page, "p")
    help_leads_somewhere(page)
    them.click(page.get_by_role("radio", name=re.compile("^Reported ")))
    them.click(page.get_by_role("radio", name=re.compile("^Verified ")))
    them.click(page.get_by_label("Nobody who can be identified"))
    them.follow(page.get_by_role("button", name="Propose a conclusion"))
    stands_as(page, "awaiting sign-off")
    page.goto(f"{desk}/admin/")
    expect(done).to_have_count(3)
    context.close()

    step("Sign")
    context = browser.new_context()
    page = context.new_page()
    log_in(page, desk, senior, them)
    signing = page.get_by_role("region", name="Waiting for my signature")
    them.follow(signing.get_by_role("link", name=re.compile(STRIKES)))
    them.press(page, "s")
    pieces = page.get_by_role("region", name="Evidence to look at")
    expect(pieces.get_by_role("link", name="The register lists 46")).to_be_visible()
    no_barriers(page)
    them.follow(page.get_by_role("button", name="Sign", exact=True))
    stands_as(page, "verified")
    assert Publication.objects.get().event == "signed"
    assert them.count <= MOST

    step("The public page")
    with page.expect_navigation():
        page.get_by_role("link", name="View on the site").first.click()
    claim = Claim.objects.get()
    expect(page).to_have_url(f"{desk}/claims/{claim.pk}/")
    with page.expect_navigation():
        page.get_by_role("link", name="Open in the desk").click()
    expect(page.locator("#statement")).to_contain_text(STRIKES)
    assert next(walked, None) is None
    context.close()
