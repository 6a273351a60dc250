"""A newsroom makes three labels of its own, by two people, and concludes a claim with one after a legal read."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from newsroom.choices import Role
from tests import factories
from tests.browser.at_work import at_work, follow, looks_right, open_claim, overflow, send
from tests.claims.published import listed

pytestmark = pytest.mark.django_db(transaction=True)

# Name, attribution, rating, number.
LABELS = (
    ("Right", "Reported", "Verified", "5"),
    ("Half true", "Reported", "Mixed", "3"),
    ("Missing context", "Reported", "Mixed", ""),
)


def answer(page: Page, *words: str) -> None:
    for each in words:
        page.get_by_role("radio", name=re.compile(f"^{each} ")).check()


@pytest.mark.parametrize("width", [390])
def test_three_labels_and_a_legal_read(
    browser: Browser, live_server: LiveServer, width: int
) -> None:
    site = live_server.url
    screen: dict[str, Any] = {"viewport": {"width": width, "height": 900}}
    editor = factories.person(Role.EDITOR, username="erin")
    senior = factories.person(Role.SENIOR, username="sam")
    lawyer = factories.give_second_sign_off(factories.person(Role.REPORTER, username="lena"))
    factories.review_policy(second_sign_off="Legal read")

    with at_work(browser, site, editor, **screen) as page:
        page.goto(f"{site}/admin/claims/label/")
        expect(page.get_by_text("No labels of your own yet")).to_be_visible()
        for name, attribution, rating, number in LABELS:
            page.goto(f"{site}/admin/claims/label/add/")
            answer(page, attribution, rating)
            page.get_by_label("Name", exact=True).fill(name)
            page.get_by_label("Definition", exact=True).fill(f"What we call {name.lower()}.")
            if number:
                page.get_by_label("Number on the scale").fill(number)
                page.get_by_label("Lowest number of the scale").fill("1")
                page.get_by_label("Highest number of the scale").fill("5")
            send(page, "Request the label")

    with at_work(browser, site, senior, **screen) as page:
        for name, *_rest in LABELS:
            page.goto(f"{site}/admin/")
            waiting = page.get_by_role("region", name="Waiting for a second person")
            line = rf"Add or change a label: \d+\. {name}: What we call {name.lower()}\."
            follow(waiting.get_by_role("link", name=re.compile(line)))
            expect(page.get_by_text(f"What we call {name.lower()}.").first).to_be_visible()
            follow(page.get_by_role("link", name="Approve"))
            send(page, "Approve")
        page.goto(f"{site}/admin/claims/label/")
        expect(page.get_by_role("link", name="Missing context")).to_be_visible()
        looks_right(page)
        follow(page.get_by_role("link", name="Half true"))
        expect(page.get_by_text("3 on a scale from 1 to 5")).to_be_visible()

    claim = factories.claim_in_review(editor)
    factories.add_independent_evidence(claim, editor, "context")  # type: ignore[arg-type]
    with at_work(browser, site, editor, **screen) as page:
        open_claim(page, site, claim)
        follow(page.get_by_role("link", name="Write summary and rationale", exact=True))
        page.get_by_label("Why no reply was sought").fill("The minister no longer answers.")
        send(page, "Save")
        open_claim(page, site, claim)
        follow(page.get_by_role("link", name="Propose a conclusion", exact=True))
        label = page.get_by_role("radio", name=re.compile("^Missing context:"))
        expect(label).to_be_hidden()
        answer(page, "Reported", "Verified")
        expect(page.get_by_role("radio", name=re.compile("^Right:"))).to_be_visible()
        expect(label).to_be_hidden()
        answer(page, "Mixed")
        label.check()
        page.get_by_label("Nobody who can be identified").check()
        expect(page.get_by_role("radio", name=re.compile("^Half true:"))).to_be_visible()
        expect(page.get_by_role("radio", name=re.compile("^Right:"))).to_be_hidden()
        looks_right(page)
        send(page, "Propose a conclusion")

    with at_work(browser, site, senior, **screen) as page:
        open_claim(page, site, claim)
        follow(page.get_by_role("link", name="Sign", exact=True))
        expect(page.get_by_text("“Missing context”")).to_be_visible()
        looks_right(page)
        send(page, "Sign")
    assert not listed(claim)
    with at_work(browser, site, lawyer, **screen) as page:
        open_claim(page, site, claim)
        follow(page.get_by_role("link", name="Agree", exact=True))
        send(page, "Agree")
    assert listed(claim)

    with at_work(browser, site, lawyer, **screen) as page:
        page.goto(f"{site}/claims/{claim.pk}/")
        expect(page.locator("article > .chip")).to_contain_text("Missing context")
        expect(page.locator("article > .chip")).to_contain_text("others’ reports only")
        expect(page.get_by_text("What we call missing context (")).to_be_visible()
        for address in (f"/claims/{claim.pk}/", "/method/", "/"):
            page.goto(f"{site}{address}")
            expect(page.get_by_text("Missing context").first).to_be_visible()
            assert overflow(page) == 0
