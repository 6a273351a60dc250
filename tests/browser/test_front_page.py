"""The front page and the way in, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.at_work import follow


@pytest.mark.django_db(transaction=True)
def test_from_the_front_page_to_the_desks_door(live_server: object, page: Page) -> None:
    failures: list[str] = []
    page.on("requestfailed", lambda request: failures.append(request.url))
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto(f"{live_server}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who said it, and is it true?")
    follow(page.get_by_role("link", name="Sign in"))
    expect(page.get_by_label("Username")).to_be_visible()
    assert failures == []
