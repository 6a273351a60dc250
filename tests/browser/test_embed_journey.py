"""A reader of a paper reads our check in the paper's own page, and what has become of it since."""

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.presentation.frames import HEIGHT
from claims.workflow import review
from tests import factories
from tests.browser.another_site import another_site
from tests.claims.published import hold

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_frame_on_another_origin_changes_with_the_claim(
    live_server: LiveServer, page: Page
) -> None:
    claim = factories.concluded_claim("refuted")
    address = f"{live_server.url}/claims/{claim.pk}/"
    page.goto(address)
    page.get_by_text("Show this check on another site").click()
    pasted = page.get_by_label("HTML of the frame").inner_text()
    # The site's address in tests is not the server's.
    pasted = pasted.replace(pasted.split('"')[1], f"{address}embed/")
    paper = f"<!doctype html><title>The Paper</title><h1>Today</h1>{pasted}"
    with another_site(paper) as today:
        page.goto(today)
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("heading", level=1)).to_have_text(claim.text)
        expect(frame.get_by_text("False")).to_be_visible()
        expect(frame.get_by_text("Under review again")).to_have_count(0)
        link = frame.get_by_role("link", name="Read the check")
        link.evaluate("(link, address) => { link.href = address; }", address)
        with page.expect_popup() as opened:
            link.click()
        expect(opened.value.get_by_role("heading", level=1)).to_have_text(claim.text)

        review.reopen(claim.pk, factories.senior(), "There is a second count.", "our_error")
        page.reload()
        expect(frame.get_by_text("Under review again")).to_be_visible()
        expect(frame.get_by_text("There is a second count.")).to_be_visible()

        hold(claim)
        page.reload()
        expect(frame.get_by_role("heading", level=1)).to_have_text("Not available")
        expect(frame.get_by_text(claim.text)).to_have_count(0)


def test_what_we_found_is_in_sight_on_a_telephone(live_server: LiveServer, page: Page) -> None:
    """In the frame's own height, with a summary and a reason as long as they come."""
    found = "The ministry counted the bridges twice, and the audit office says which of them. " * 2
    by = factories.editor()
    claim = factories.claim_in_review(by, text=f"{LONG} {LONG}")
    review.write(claim.pk, by, summary=found.strip().ljust(MOST_OF_SUMMARY, "."))
    round_ = review.propose(claim.pk, by, "reported", "unrated", harms=[])
    review.sign(claim.pk, factories.senior(), round_.version)
    page.set_viewport_size({"width": 390, "height": HEIGHT})
    address = f"{live_server.url}/claims/{claim.pk}/embed/"
    page.goto(address)
    finding = page.locator(".finding")
    assert lowest(finding) <= HEIGHT
    assert lowest(page.get_by_role("heading", level=1)) > lowest(finding)

    review.reopen(claim.pk, factories.senior(), f"{LONG} {LONG}", "our_error")
    page.reload()
    assert lowest(finding) <= HEIGHT
    # Nothing lies upon what scrolls.
    assert page.locator(".foot").evaluate("it => getComputedStyle(it).position") == "static"


LONG = (
    "The ministry said that 150 bridges were built since January, and that it paid for them. " * 2
)
MOST_OF_SUMMARY = 200


def lowest(part: Locator) -> float:
    box = part.bounding_box()
    assert box
    return box["y"] + box["height"]
