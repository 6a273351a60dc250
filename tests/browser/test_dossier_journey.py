"""A dossier: requested at the desk, signed by a second person, read by everybody."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Claim
from newsroom.choices import Role
from tests import factories
from tests.browser.at_work import at_work, barriers, follow, looks_right, send
from tests.browser.test_sign_journey import find

pytestmark = pytest.mark.django_db(transaction=True)


def order_by_keys(page: Page, one: Claim, other: Claim) -> None:
    """Moved and removed with the keyboard alone; the last place is said, and the focus stays."""
    up = page.get_by_role("button", name=f"Up: #{other.pk} ")
    up.focus()
    page.keyboard.press("Enter")
    expect(up).to_be_focused()
    announced = page.get_by_role("status").filter(has_text=f"#{other.pk} ")
    expect(announced).to_contain_text("is number 1 of 2.")
    page.get_by_text("Type their numbers").click()
    typed = page.get_by_label("Claims, in their order")
    expect(typed).to_have_value(f"{other.pk}\n{one.pk}")
    page.get_by_role("button", name=f"Remove: #{one.pk} ").press("Enter")
    expect(typed).to_have_value(f"{other.pk}")
    # Listed while the field still has the cursor, so that leaving it moves no button under a click.
    typed.fill(f"#{other.pk}, {one.pk}")
    expect(page.get_by_role("button", name=f"Down: #{one.pk}")).to_be_visible()
    expect(typed).to_be_focused()


@pytest.mark.parametrize("width", [390])
def test_a_dossier_is_requested_signed_and_read(
    browser: Browser, live_server: LiveServer, width: int
) -> None:
    site = live_server.url
    screen = {"viewport": {"width": width, "height": 900}}
    editor = factories.person(Role.EDITOR, username="erin")
    senior = factories.person(Role.SENIOR, username="sam")
    one, other = factories.signed_claim(), factories.signed_claim()

    with at_work(browser, site, editor, **screen) as page:
        page.goto(f"{site}/admin/claims/dossier/add/")
        page.get_by_label("Title").fill("The bridges")
        page.get_by_label("Name in addresses").fill("bridges")
        page.get_by_label("Introduction").fill("What was said of the bridges, and what holds.")
        find(page, "found", one.text)
        find(page, "found", other.text)
        rows = page.get_by_role("main").get_by_role("listitem").filter(has_text="bridges")
        expect(rows).to_have_count(2)
        order_by_keys(page, one, other)
        looks_right(page)
        send(page, "Request the dossier")
        page.goto(f"{site}/dossiers/bridges/")
        expect(page.get_by_text("What was said of the bridges")).to_have_count(0)

    with at_work(browser, site, senior, **screen) as page:
        page.goto(f"{site}/admin/")
        waiting = page.get_by_role("region", name="Waiting for a second person")
        follow(waiting.get_by_role("link", name=re.compile("Sign a dossier")))
        expect(page.get_by_text("What was said of the bridges").first).to_be_visible()
        follow(page.get_by_role("link", name="Approve"))
        send(page, "Approve")
        expect(page.get_by_text("Approved and done.")).to_be_visible()
        page.goto(f"{site}/admin/claims/dossier/")
        follow(page.get_by_role("link", name="The bridges"))
        assert barriers(page) == []
        follow(page.get_by_role("link", name="View on the site"))
        expect(page.get_by_role("heading", name="The bridges")).to_be_visible()
        claims = page.locator("ol.claims > li")
        expect(claims.nth(0)).to_contain_text(other.text)
        expect(claims.nth(1)).to_contain_text(one.text)
        looks_right(page)
        follow(page.get_by_role("link", name="Dossiers", exact=True))
        expect(page.get_by_role("link", name="The bridges")).to_be_visible()
        assert barriers(page) == []
