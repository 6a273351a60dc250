"""Every form with a file: choosing one changes no other field."""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from newsroom.choices import Role
from tests import factories
from tests.browser.at_work import at_work
from tests.claims.admin.desk import url_of

pytestmark = pytest.mark.django_db(transaction=True)


def other_fields(page: Page) -> list[list[str]]:
    """Name and value of each."""
    fields: list[list[str]] = page.locator("#page").evaluate(
        """(part) => [...part.querySelectorAll("input, textarea, select")]
          .filter((field) => field.type !== "file")
          .map((field) => [field.name, field.value])"""
    )
    return fields


def test_choosing_a_file_changes_no_other_field(
    live_server: LiveServer, browser: Browser, tmp_path: Path
) -> None:
    senior = factories.person(Role.SENIOR, is_superuser=True)
    claim = factories.full_claim(senior)
    pages = [
        reverse("admin:sources_capturerequest_add"),
        reverse("admin:claims_importrun_add"),
        url_of(claim, "add-file"),
    ]
    chosen = tmp_path / "chart.png"
    chosen.write_bytes(b"\x89PNG")
    with at_work(browser, live_server.url, senior) as page:
        for address in pages:
            page.goto(f"{live_server.url}{address}")
            page.wait_for_load_state()
            files = page.locator("input[type=file]")
            assert files.count(), address
            before = other_fields(page)
            assert before
            for number in range(files.count()):
                files.nth(number).set_input_files(chosen)
            assert other_fields(page) == before, address
