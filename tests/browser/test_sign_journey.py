"""Two people at their desks: the editor checks a claim, the senior editor signs, the world reads it."""

import json
import re
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Claim, Publication
from newsroom.choices import Role
from newsroom.models import User
from tests import factories
from tests.browser.at_work import follow

PASSWORD = "correct horse battery staple"


@pytest.fixture
def newsroom(transactional_db: None) -> tuple[User, User, Claim]:
    """An editor, a senior editor, an unreviewed claim and a second source that bears on it."""
    editor = factories.person(Role.EDITOR, username="erin", public_name="E. Editor")
    senior = factories.person(Role.SENIOR, username="sam", public_name="S. Senior")
    claim = factories.anchored_claim()
    audit = factories.source(
        factories.INDEPENDENT_TEXT,
        title="Audit office report, June",
        publisher=factories.publisher(),
    )
    factories.snapshot(factories.INDEPENDENT_TEXT, audit)
    return editor, senior, claim


def sign_in(page: Page, site: str, user: User) -> None:
    page.goto(f"{site}/admin/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in", exact=True))
    expect(page).to_have_url(f"{site}/admin/")


def sign_out(page: Page, site: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{site}/admin/")
    expect(page.get_by_label("Password")).to_be_visible()


def stands_as(page: Page, status: str) -> None:
    expect(page.locator(".desk-answers")).to_contain_text(status, ignore_case=True)


def verb(page: Page, name: str) -> None:
    """Open a verb's form from the claim page."""
    follow(page.get_by_role("link", name=name, exact=True))


def find(page: Page, field: str, words: str) -> None:
    """Choose in an autocomplete by typing, with the keyboard."""
    page.locator(f"#id_{field} + .select2 .select2-selection").click()
    # Or the option that appears below the pointer is highlighted.
    page.mouse.move(0, 0)
    page.locator(".select2-search__field").fill(words)
    expect(page.locator(".select2-results__option--highlighted")).to_contain_text(words)
    page.keyboard.press("Enter")


def test_an_editor_proposes_a_senior_editor_signs_and_the_api_has_it(
    newsroom: tuple[User, User, Claim], live_server: LiveServer, page: Page
) -> None:
    editor, senior, claim = newsroom
    site = live_server.url
    elsewhere: list[str] = []
    page.on("request", lambda r: None if r.url.startswith(site) else elsewhere.append(r.url))

    sign_in(page, site, editor)
    follow(page.get_by_role("link", name=re.compile("^(inbox )?Queue$")))
    follow(page.get_by_role("link", name="Unassigned"))
    follow(page.get_by_role("link", name=claim.text))
    expect(page.locator("mark").first).to_have_text(factories.QUOTE)

    follow(page.get_by_role("button", name="Start the review"))
    stands_as(page, "in review")

    verb(page, "Add evidence: a passage")
    find(page, "snapshot", "Audit office")
    page.get_by_label("Exact words").fill(factories.INDEPENDENT_QUOTE)
    page.get_by_label("about whether it is true").check()
    page.get_by_label("supports").check()
    page.get_by_label("What it shows").fill("The audit office's own count.")
    page.get_by_label("Primary").check()
    follow(page.get_by_role("button", name="Add evidence"))
    expect(page.locator("article mark", has_text=factories.INDEPENDENT_QUOTE)).to_be_visible()
    expect(page.get_by_text("Independent", exact=True)).to_be_visible()

    verb(page, "Write summary and rationale")
    page.get_by_label("Public summary").fill("The audit office counted 150 bridges, too.")
    page.get_by_label("Public rationale").fill("The *audit office* counted them too[^E1].")
    follow(page.get_by_role("button", name="Save", exact=True))

    verb(page, "Propose a conclusion")
    refuting = page.get_by_text("needs public independent evidence that refutes it.")
    expect(refuting).to_be_visible()
    page.get_by_role("radio", name=re.compile("^Reported ")).check()
    page.get_by_role("radio", name=re.compile("^Verified ")).check()
    page.get_by_label("Nobody who can be identified").check()
    follow(page.get_by_role("button", name="Propose a conclusion"))
    stands_as(page, "awaiting sign-off")
    expect(page.get_by_role("link", name="Sign", exact=True)).to_have_count(0)
    assert not Publication.objects.exists()
    sign_out(page, site)

    sign_in(page, site, senior)
    signing = page.get_by_role("region", name="Waiting for my signature")
    follow(signing.get_by_role("link", name=claim.text))
    verb(page, "Sign")
    expect(page.get_by_text("This is what you sign")).to_be_visible()
    expect(page.locator("#version")).to_have_text(factories.version_of(claim))
    follow(page.get_by_role("button", name="Sign"))
    stands_as(page, "verified")
    expect(page.get_by_text("Identical to this one.")).to_be_visible()

    with urlopen(f"{site}/api/v1/claims/?status=verified") as answer:  # noqa: S310
        (found,) = json.load(answer)["results"]
    assert (found["id"], found["text"], found["status"]) == (claim.pk, claim.text, "verified")
    assert found["signed"]["by"] == ["E. Editor", "S. Senior"]
    assert found["evidence"][0]["quote"]["exact"] == factories.INDEPENDENT_QUOTE
    assert elsewhere == []
