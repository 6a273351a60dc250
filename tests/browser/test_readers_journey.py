"""From a reader's request to the answer: confirmed by e-mail, captured, checked, signed by two; and not checked."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Claim, ReaderRequest, Subscription
from claims.notifications import reader_letters
from newsroom.choices import Role
from newsroom.models import User
from tests import factories, smtp, workers
from tests.browser.at_work import at_work, follow, looks_right, send, stands_as
from tests.browser.test_sign_journey import find

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_no_hurry")]

SAID = "The minister Ana Nuñez said that 150 bridges were built since January."
OPINION = "The old bridge was far more beautiful than the new one."
READER, OTHER = "reader@example.org", "other@example.org"


def person(role: Role, username: str) -> User:
    return factories.person(role, username=username, public_name=username.title())


def ask(page: Page, site: str, what: str, contact: str) -> None:
    """As a reader who comes by a search that finds nothing."""
    page.goto(f"{site}/?q=unheard-of")
    follow(page.get_by_role("main").get_by_role("link", name="Send us something to check"))
    expect(page.get_by_role("note")).to_contain_text("This is not a secure channel.")
    looks_right(page)
    page.get_by_label("A statement or a link").fill(what)
    page.get_by_label("Your e-mail address").fill(contact)
    follow(page.get_by_role("button", name="Send"))
    expect(page.get_by_text("Now confirm your address.")).to_be_visible()
    looks_right(page)


def confirm(page: Page, mailbox: smtp.Mailbox, contact: str) -> None:
    workers.work_off()
    (letter,) = mailbox.to(contact)
    (address,) = re.findall(r"http\S+/letters/confirm/\S+", letter.get_content())
    page.goto(address)
    looks_right(page)
    follow(page.get_by_role("button", name="Confirm"))
    expect(page.get_by_role("status")).to_have_text("Your address is confirmed.")


@pytest.mark.parametrize("width", [1280])
def test_a_readers_request_becomes_a_public_claim_and_the_reader_hears_of_it(
    browser: Browser, live_server: LiveServer, settings: Any, width: int
) -> None:
    site = live_server.url
    settings.SITE_URL = site
    editor, senior = person(Role.EDITOR, "erin"), person(Role.SENIOR, "sam")
    audit = factories.source(
        factories.INDEPENDENT_TEXT,
        title="Audit office report, June",
        publisher=factories.publisher(),
    )
    factories.snapshot(factories.INDEPENDENT_TEXT, audit)
    screen: dict[str, Any] = {"viewport": {"width": width, "height": 900}}
    with smtp.mailbox(settings) as mailbox:
        with browser.new_context(**screen) as reader:
            page = reader.new_page()
            ask(page, site, SAID, READER)
            confirm(page, mailbox, READER)
            ask(page, site, OPINION, OTHER)
            confirm(page, mailbox, OTHER)

        with at_work(browser, site, editor, **screen) as page:
            page.goto(f"{site}/admin/claims/candidate/")
            requests = page.get_by_role("region", name="Readers’ requests")
            looks_right(page)
            follow(requests.get_by_role("link", name=SAID))
            expect(page.get_by_text("1 waits for an answer by e-mail.")).to_be_visible()
            expect(page.get_by_text(READER)).to_have_count(0)
            looks_right(page)
            follow(page.get_by_role("button", name="Capture"))
            workers.work_off()
            page.reload()
            follow(page.get_by_role("link", name="Its text, and the statements found in it"))
            expect(page.locator("blockquote").first).to_contain_text("150 bridges were built")
            page.get_by_label("Statement", exact=True).fill("150 bridges were built since January.")
            page.get_by_role("radio", name="person", exact=True).check()
            page.locator("#inbox-accept-button").click()
            expect(page.locator("#inbox-after")).to_contain_text("Accepted by erin")
            claim = Claim.objects.get()
            request = ReaderRequest.objects.get(text=SAID)
            page.goto(f"{site}/admin/claims/readerrequest/{request.pk}/change/")
            follow(page.get_by_role("link", name="Link to this claim"))
            send(page, "Link to a claim")
            expect(page.get_by_text("Linked to a claim")).to_be_visible()
            check_and_propose(page, site, claim)
            decline(page, site)
        letters()
        assert len(mailbox.to(READER)) == 1

        with at_work(browser, site, senior, **screen) as page:
            page.goto(f"{site}/admin/claims/claim/{claim.pk}/change/")
            follow(page.get_by_role("link", name="Sign", exact=True))
            send(page, "Sign")
            stands_as(page, "verified")
        letters()

    _confirmation, answer = mailbox.to(READER)
    text = answer.get_content()
    (address,) = re.findall(rf"{site}/claims/\d+/", text)
    assert claim.text in text
    assert "The audit office counted 150 bridges, too." in text
    assert answer["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    with browser.new_context(**screen) as reader:
        page = reader.new_page()
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_contain_text("150 bridges")
        follow(page.get_by_role("link", name="Tell me when this changes"))
        looks_right(page)
    _confirmation, answer = mailbox.to(OTHER)
    assert "We are not checking it." in answer.get_content()
    assert "It is a matter of taste." in answer.get_content()
    assert not Subscription.objects.exists()


def check_and_propose(page: Page, site: str, claim: Claim) -> None:
    page.goto(f"{site}/admin/claims/claim/{claim.pk}/change/")
    follow(page.get_by_role("button", name="Start the review"))
    follow(page.get_by_role("link", name="Add evidence: a passage", exact=True))
    find(page, "snapshot", "Audit office")
    page.get_by_label("Exact words").fill(factories.INDEPENDENT_QUOTE)
    page.get_by_label("about whether it is true").check()
    page.get_by_label("supports").check()
    page.get_by_label("What it shows").fill("The audit office's own count.")
    page.get_by_label("Primary").check()
    follow(page.get_by_role("button", name="Add evidence"))
    follow(page.get_by_role("link", name="Write summary and rationale", exact=True))
    page.get_by_label("Public summary").fill("The audit office counted 150 bridges, too.")
    page.get_by_label("Public rationale").fill("The audit office counted them too[^E1].")
    follow(page.get_by_role("button", name="Save", exact=True))
    follow(page.get_by_role("link", name="Propose a conclusion", exact=True))
    page.get_by_role("radio", name=re.compile("^Reported ")).check()
    page.get_by_role("radio", name=re.compile("^Verified ")).check()
    page.get_by_label("Nobody who can be identified").check()
    follow(page.get_by_role("button", name="Propose a conclusion"))
    stands_as(page, "awaiting sign-off")


def decline(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/")
    follow(page.get_by_role("region", name="Readers’ requests").get_by_role("link", name=OPINION))
    follow(page.get_by_role("link", name="Not checking"))
    looks_right(page)
    page.get_by_label("Why it is not checked").select_option("opinion")
    page.get_by_label("More about it, for the readers").fill("It is a matter of taste.")
    follow(page.get_by_role("button", name="Not checking"))
    expect(page.get_by_role("region", name="Read the answer before it is sent")).to_be_visible()
    looks_right(page)
    send(page, "Send the answer")
    expect(page.get_by_text("The answer is on its way to the readers.")).to_be_visible()


def letters() -> None:
    """What the worker does every few minutes."""
    reader_letters.enqueue_letters()
    workers.work_off()
