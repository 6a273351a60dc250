"""Days, times, amounts and numbers of things as people read them, at the desk and on the site."""

import re
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from newsroom.choices import Role
from tests import factories
from tests.browser.at_work import at_work
from tests.claims.admin.desk import url_of
from tests.claims.imports.files import bring_in, row, table

pytestmark = pytest.mark.django_db(transaction=True)
# "March 4, 2026, 5:06 p.m. -05": the zone of Ecuador has no letters.
TIME = re.compile(r"\w+\.? \d{1,2}, \d{4}, [\d:]+ [ap]\.m\. -05|, (noon|midnight) -05")


def test_one_way_of_writing_days_and_amounts_and_times_name_their_zone(
    live_server: LiveServer, browser: Browser, settings: Any
) -> None:
    settings.TIME_ZONE = "America/Guayaquil"
    senior = factories.person(Role.SENIOR)
    claim = factories.proposed_claim(
        factories.editor(),
        said_from=factories.DAY,
        said_to=factories.DAY,
        said_basis="stated",
        quantities=[{"low": Decimal(150_000), "high": Decimal("150000.50"), "unit": "bridges"}],
    )
    signed = factories.signed_claim()
    run = bring_in(table(row()))
    missing: list[str] = []
    with at_work(browser, live_server.url, senior) as page:
        page.on("response", lambda r: missing.append(r.url) if r.status == 404 else None)
        page.goto(f"{live_server.url}{url_of(claim)}")
        main = page.locator("main")
        expect(main).to_contain_text("150,000–150,000.5 bridges")
        expect(main).to_contain_text("March 1, 2026 (stated)")
        expect(main).to_contain_text(TIME)
        # The history below shows values as they are stored.
        expect(page.locator("section[aria-labelledby=appearances]")).not_to_contain_text("2026-")
        page.goto(f"{live_server.url}{url_of(run)}")
        expect(page.locator("main")).to_contain_text("1 claim made, 0 imported before, 0 rows")
        page.goto(f"{live_server.url}{url_of(claim, 'embargo')}")
        expect(page.locator("main")).to_contain_text("Time zone: America/Guayaquil.")
        page.goto(f"{live_server.url}/claims/{signed.pk}/")
        expect(page.locator("main time").first).to_have_text(TIME)
        page.goto(f"{live_server.url}/working/claims/{claim.pk}/")
        expect(page.locator("main")).to_contain_text("150,000–150,000.5 bridges")
        page.get_by_role("button", name="Español").click()
        expect(page.locator("main")).to_contain_text(re.compile("150.000–150.000,5 bridges"))
        expect(page.locator("main")).to_contain_text("1 de marzo de 2026")
        # The browser asks for the icon by itself.
        assert page.request.get(f"{live_server.url}/favicon.ico").ok
    assert missing == []
