"""A newsroom with a legal read, then one with a panel of three, and a reporter who checks."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Claim, Round
from newsroom.choices import Role
from newsroom.models import User
from tests import factories
from tests.browser.at_work import (
    at_work,
    follow,
    looks_right,
    open_claim,
    send,
)
from tests.claims.published import listed

pytestmark = pytest.mark.django_db(transaction=True)


def from_first_page(page: Page, site: str, claim: Claim, region: str) -> None:
    page.goto(f"{site}/admin/")
    waiting = page.get_by_role("region", name=region)
    follow(waiting.get_by_role("link", name=claim.text))


def press(page: Page, link: str) -> None:
    """Open the action's form, and send it."""
    follow(page.get_by_role("link", name=link, exact=True))
    send(page, link)


def next_steps(page: Page) -> Any:
    return page.get_by_role("note").filter(has_text="What must happen next").first


@pytest.mark.parametrize("width", [1280])
def test_a_reporter_checks_an_editor_proposes_a_lawyer_reads_and_a_senior_editor_signs(
    browser: Browser, live_server: LiveServer, width: int
) -> None:
    site = live_server.url
    screen = {"viewport": {"width": width, "height": 900}}
    reporter = factories.person(Role.REPORTER, username="rita")
    editor = factories.person(Role.EDITOR, username="erin")
    senior = factories.person(Role.SENIOR, username="sam")
    lawyer = factories.give_second_sign_off(factories.person(Role.REPORTER, username="lena"))
    factories.review_policy(second_sign_off="Legal read")
    claim = factories.anchored_claim()

    with at_work(browser, site, editor, **screen) as page:
        open_claim(page, site, claim)
        expect(next_steps(page)).to_contain_text("An editor starts the review")
        follow(page.get_by_role("link", name="Assign a reviewer", exact=True))
        page.get_by_label("Reviewer").select_option(label="rita")
        send(page, "Assign a reviewer")

    factories.add_independent_evidence(claim, editor)
    with at_work(browser, site, reporter, **screen) as page:
        from_first_page(page, site, claim, "My reviews")
        expect(next_steps(page)).to_contain_text("rita checks it and hands it in")
        follow(page.get_by_role("link", name="Write summary and rationale", exact=True))
        page.get_by_label("Public summary").fill("The audit office counted 150 bridges, too.")
        page.get_by_label("Public rationale").fill("The audit office's own count says the same.")
        send(page, "Save")
        open_claim(page, site, claim)
        follow(page.get_by_role("button", name="Hand it in"))
        expect(next_steps(page)).to_contain_text("rita handed it in")

    with at_work(browser, site, editor, **screen) as page:
        from_first_page(page, site, claim, "Checked by reporters")
        follow(page.get_by_role("link", name="Propose a conclusion", exact=True))
        page.get_by_role("radio", name=re.compile("^Reported ")).check()
        page.get_by_role("radio", name=re.compile("^Verified ")).check()
        page.get_by_label("Nobody who can be identified").check()
        send(page, "Propose a conclusion")
        expect(next_steps(page)).to_contain_text("sam")
        expect(next_steps(page)).to_contain_text("Legal read: lena agrees or objects.")
        open_claim(page, site, claim)
        looks_right(page)

    with at_work(browser, site, senior, **screen) as page:
        from_first_page(page, site, claim, "Waiting for my signature")
        press(page, "Sign")
        expect(
            page.get_by_text("Recorded. It is signed once the others have agreed")
        ).to_be_visible()
        expect(next_steps(page)).to_contain_text("sam signed")
    assert not listed(claim)

    with at_work(browser, site, lawyer, **screen) as page:
        page.goto(f"{site}/admin/claims/notice/")
        expect(page.get_by_role("cell", name="Your agreement is needed")).to_be_visible()
        from_first_page(page, site, claim, "Waiting for my signature")
        follow(page.get_by_role("link", name="Agree", exact=True))
        looks_right(page)
        send(page, "Agree")
    assert listed(claim)

    with at_work(browser, site, lawyer, **screen) as page:
        page.goto(f"{site}/method/")
        expect(page.get_by_text("Legal read")).to_be_visible()
        page.goto(f"{site}/claims/{claim.pk}/")
        expect(page.get_by_text("Lena")).to_have_count(0)


@pytest.mark.parametrize("width", [390])
def test_a_panel_of_three_objects_and_then_agrees(
    browser: Browser, live_server: LiveServer, width: int
) -> None:
    site = live_server.url
    screen = {"viewport": {"width": width, "height": 900}}
    editor = factories.person(Role.EDITOR, username="erin")
    panel = [
        factories.person(Role.SENIOR, username="sam"),
        factories.person(Role.EDITOR, username="ada"),
        factories.person(Role.EDITOR, username="ben"),
    ]
    factories.review_policy(panel=True)
    claim = factories.claim_in_review(editor)

    def propose(by: User) -> None:
        with at_work(browser, site, by, **screen) as page:
            open_claim(page, site, claim)
            follow(page.get_by_role("link", name="Propose a conclusion", exact=True))
            page.get_by_role("radio", name=re.compile("^Reported ")).check()
            page.get_by_role("radio", name=re.compile("^Verified ")).check()
            page.get_by_label("Nobody who can be identified").check()
            for member in panel:
                page.get_by_label(str(member), exact=True).check()
            if not Round.objects.exists():
                looks_right(page)
            send(page, "Propose a conclusion")
            expect(next_steps(page)).to_contain_text("Not yet answered: ")

    def answer(by: User, link: str) -> None:
        with at_work(browser, site, by, **screen) as page:
            from_first_page(page, site, claim, "Waiting for my signature")
            follow(page.get_by_role("link", name=link, exact=True))
            if link != "Agree":
                page.get_by_label("Reason").fill("The count is of March.")
                looks_right(page)
            send(page, link)

    propose(editor)
    answer(panel[0], "Agree")
    answer(panel[1], "Object: send it back")
    with at_work(browser, site, editor, **screen) as page:
        open_claim(page, site, claim)
        expect(page.get_by_text("ada sent it back:")).to_be_visible()
    propose(editor)
    answer(panel[2], "Agree")
    assert not listed(claim)
    answer(panel[0], "Agree")
    assert listed(claim)
    assert Round.objects.filter(outcome="signed").get().decided_by == panel[0]

    with at_work(browser, site, editor, **screen) as page:
        page.goto(f"{site}/method/")
        expect(page.get_by_text("Three editors who wrote none of it")).to_be_visible()
