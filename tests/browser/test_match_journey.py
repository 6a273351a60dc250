"""Has this been checked? A reader pastes what they heard; somebody of the newsroom also looks among working claims."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from claims.matching import indexing
from newsroom.choices import Role
from tests import factories
from tests.browser.at_work import at_work, barriers, follow, overflow
from tests.claims import full_claims

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_answer_at_a_desk_and_on_a_dark_phone(browser: Browser, live_server: LiveServer) -> None:
    public = full_claims.signed_claim(1)
    working = factories.claim(text="Nobody in Valdora drinks the reservoir's water.")
    indexing.bring_up_to_date()
    reporter = factories.person(Role.REPORTER, username="robin")
    for screen in (
        {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
        {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    ):
        with at_work(browser, live_server.url, reporter, **screen) as page:
            page.goto(f"{live_server.url}/match/")
            expect(page.get_by_text("This is the published version")).to_have_count(0)
            text = page.get_by_label("A statement, or a whole speech")
            text.fill(f"{public.text} {working.text}")
            follow(page.get_by_role("button", name="Look for earlier checks"))
            expect(page.get_by_text("Checked before")).to_have_count(1)
            expect(page.get_by_role("link", name=public.text)).to_be_visible()
            assert barriers(page) == []
            assert overflow(page) == 0
            follow(page.get_by_role("link", name="Look among working claims"))
            text.fill(working.text)
            follow(page.get_by_role("button", name="Look for earlier checks"))
            expect(page.get_by_role("link", name=working.text)).to_be_visible()
            assert barriers(page) == []
            assert overflow(page) == 0
