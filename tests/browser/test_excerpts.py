"""What readers see of an excerpt: where and when it was consulted, on the screen and on paper."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.at_work import barriers
from tests.claims import full_claims

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_reader_sees_where_evidence_was_consulted(live_server: LiveServer, page: Page) -> None:
    claim = full_claims.signed_claim(1)
    page.goto(f"{live_server.url}/claims/{claim.pk}/")
    evidence = page.locator("main").get_by_text("excerpt copied by hand on July 3, 2026")
    expect(evidence).to_contain_text("(12:40)")
    address = evidence.get_by_role("link", name="https://archive.example/1")
    expect(address).to_have_attribute("href", "https://archive.example/1")
    assert barriers(page) == []
    page.emulate_media(media="print")
    expect(address).to_be_visible()
