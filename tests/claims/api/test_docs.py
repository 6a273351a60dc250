"""docs/api.md does what it says, and the page of the API needs nothing from elsewhere."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from claims.models import Publication
from claims.publication.point_in_time import last_number
from claims.workflow import review
from tests import factories
from tests.as_owner import unguarded
from tests.claims import full_claims
from tests.claims.published import hold
from tools import api_tables

GUIDE = (Path(configured.BASE_DIR) / "docs" / "api.md").read_text()


ASKER, FOLLOWER, CHECKER = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_the_guides_program_checks_the_chain_and_sees_a_changed_byte(
    live_server: LiveServer, settings: Any, owner_connection: Any
) -> None:
    settings.SITE_URL = live_server.url
    first = full_claims.signed_claim(1)
    full_claims.signed_claim(2, contradicts=first)
    review.reopen(
        first.pk, factories.senior(), "A reader’s “second” count: 7\u202f% \t\\.", "routine"
    )
    address = f"{live_server.url}/api/v1/claims/?page_size=1"
    done = run(CHECKER, address)
    assert done.stderr == ""
    assert done.stdout == "2 publications are what they say they are.\n"

    owner_connection.execute("ALTER TABLE claims_publication DISABLE TRIGGER USER")
    try:
        owner_connection.execute(
            "UPDATE claims_publication SET body = replace(body, '150', '180')"
            " WHERE shown_until IS NULL"
        )
    finally:
        owner_connection.execute("ALTER TABLE claims_publication ENABLE TRIGGER USER")
    done = run(CHECKER, address)
    assert done.returncode != 0
    assert "another body" in done.stderr


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_the_guides_program_follows_the_changes_and_sees_another_past(
    live_server: LiveServer, settings: Any
) -> None:
    settings.SITE_URL = live_server.url
    first = full_claims.signed_claim(1)
    second = full_claims.signed_claim(2, contradicts=first)
    then = last_number()
    full_claims.signed_claim(3)
    review.reopen(
        first.pk, factories.senior(), "A reader’s “second” count: 7\u202f% \t\\.", "routine"
    )
    hold(second)
    address = f"{live_server.url}/api/v1/changes/?limit=2"
    done = run(FOLLOWER, address)
    head = Publication.objects.get(number=last_number()).sha256
    assert done.stderr == ""
    assert done.stdout == f"2 claims stand; the chain ends in {head}.\n"
    known = Publication.objects.get(number=then).sha256
    done = run(FOLLOWER, f"{address}&since={then}", known)
    assert (done.stderr, done.stdout) == ("", f"2 claims stand; the chain ends in {head}.\n")
    assert "another past" in run(FOLLOWER, f"{address}&since={then}", head).stderr
    # What stood before the hold, where the first still named the second, is checked as it is told.
    done = run(CHECKER, f"{live_server.url}/api/v1/claims/?as_of={then}")
    assert done.stdout == "1 publications are what they say they are.\n"

    for changed, says in (
        ("body = replace(body, '150', '180')", "another body"),
        ("published_at = now()", "other facts"),
        ("previous_sha256 = repeat('0', 64)", "another past"),
    ):
        unguarded(
            "claims_publication",
            f"UPDATE claims_publication SET {changed} WHERE number = {then + 1}",
        )
        done = run(FOLLOWER, address)
        assert done.returncode != 0
        assert says in done.stderr


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_the_guides_program_asks_as_one_asks_google(live_server: LiveServer, settings: Any) -> None:
    settings.SITE_URL = live_server.url
    claim = factories.signed_claim()
    done = run(ASKER.replace("http://127.0.0.1:8000", live_server.url), "")
    assert done.stderr == ""
    assert claim.text in done.stdout


@pytest.mark.parametrize("program", [ASKER, CHECKER, FOLLOWER])
def test_a_program_can_be_read_in_a_minute(program: str) -> None:
    assert len([line for line in program.splitlines() if line.strip()]) <= 20


@pytest.mark.django_db
def test_the_guide_names_every_filter_and_only_those(client: Any) -> None:
    table = GUIDE.partition("## Filters")[2].partition("## Pages")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    refused = client.get("/api/v1/claims/?nonsense=1").json()["errors"]["nonsense"][0]
    understood = set(re.findall(r"\w+", refused.partition(": ")[2]))
    assert named == understood - {"as_of", "cursor", "expand", "fields", "ordering", "page_size"}


def test_the_tables_are_what_is_declared() -> None:
    """After a change of a field or filter: ``python -m tools.api_tables``."""
    assert api_tables.page(GUIDE) == GUIDE
    for name, _shape in api_tables.shapes():
        assert f"<!-- table: {name} -->" in GUIDE


@pytest.mark.django_db(transaction=True)
def test_the_page_of_the_api_renders_and_asks_nobody_else(
    live_server: LiveServer, page: Page
) -> None:
    parameters: list[str] = []
    text: list[str] = []
    page.on("request", lambda request: parameters.append(request.url))
    page.on("console", lambda message: text.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: text.append(f"pageerror: {error}"))
    page.goto(f"{live_server.url}/api/v1/docs/")
    page.get_by_text("/api/v1/working/claims/", exact=True).first.wait_for()
    page.locator("#operations-public-claims_list").get_by_role("button").first.click()
    page.get_by_text("Where to continue").wait_for()
    outside = [url for url in parameters if not url.startswith((live_server.url, "data:"))]
    assert outside == []
    assert [line for line in text if line.startswith(("error", "pageerror", "warning"))] == []
    html = page.request.get(f"{live_server.url}/api/v1/docs/").text()
    assert "<script>" not in html
    script = page.request.get(f"{live_server.url}/api/v1/docs/?script=").text()
    assert '"validatorUrl": null' in script

    def background() -> str:
        found: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return found

    assert background() == "rgb(250, 250, 250)"
    page.emulate_media(color_scheme="dark")
    page.locator("html.dark-mode").wait_for()
    assert background() == "rgb(28, 32, 34)"


@pytest.mark.django_db
def test_without_script_the_page_of_the_api_leads_to_the_data_and_the_schema() -> None:
    page = Client().get("/api/v1/docs/").content.decode()
    without = page.partition("<noscript>")[2].partition("</noscript>")[0]
    for address in ("/data/", "/api/v1/schema/"):
        assert f'href="{address}"' in without
        assert Client().get(address).status_code == 200


@pytest.mark.django_db
def test_the_page_may_be_kept_and_shows_a_padlock_beside_the_newsrooms_alone(
    client: Client,
) -> None:
    assert client.get("/api/v1/docs/")["Cache-Control"] == "public, max-age=3600"
    described = json.loads(
        client.get("/api/v1/schema/", headers={"Accept": "application/json"}).content
    )["paths"]
    for path, operations in described.items():
        for operation in operations.values():
            is_public = operation["tags"] == ["public"]
            assert ("security" in operation) is not is_public, path
