"""A script writes a claim with evidence; an editor reads, accepts and proposes it, a senior editor signs."""

import os
import re
import subprocess
import sys

from django.conf import settings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Claim, Publication
from claims.workflow import review
from newsroom import tokens
from newsroom.choices import Role
from tests import factories
from tests.browser.at_work import follow
from tests.browser.test_sign_journey import sign_in, sign_out, stands_as, verb

SCRIPT = settings.BASE_DIR / "docs" / "examples" / "write_a_claim.py"


def run(site: str, token: str) -> str:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), site],
        env={**os.environ, "TOKEN": token},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_script_writes_and_two_people_sign(
    transactional_db: None, live_server: LiveServer, page: Page
) -> None:
    site = live_server.url
    editor = factories.person(Role.EDITOR, username="erin", public_name="E. Editor")
    senior = factories.person(Role.SENIOR, username="sam", public_name="S. Senior")
    token = tokens.make(editor, "cms", 1, ["add_sources", "draft", "review"], service="The CMS")
    shown = run(site, token)
    assert run(site, token) == shown
    claim = Claim.objects.get()
    assert shown.endswith(f"/working/claims/{claim.pk}/")

    sign_in(page, site, editor)
    page.goto(f"{site}/admin/newsroom/apitoken/")
    expect(page.get_by_text("The CMS (service; responsible: erin)")).to_be_visible()
    page.goto(f"{site}/admin/claims/claim/{claim.pk}/change/")
    expect(page.get_by_text("via API (The CMS)", exact=True)).to_have_count(2)
    follow(page.get_by_role("button", name="Accept what was written over the API"))
    expect(page.get_by_text("via API (The CMS)", exact=True)).to_have_count(0)
    # What these forms look like is in test_sign_journey.
    review.write(
        claim.pk, editor, summary="So says the audit office.", rationale="It counted them[^E1]."
    )
    page.reload()
    verb(page, "Propose a conclusion")
    page.get_by_role("radio", name=re.compile("^Reported ")).check()
    page.get_by_role("radio", name=re.compile("^Verified ")).check()
    page.get_by_label("Nobody who can be identified").check()
    follow(page.get_by_role("button", name="Propose a conclusion"))
    stands_as(page, "awaiting sign-off")
    # The service's words are those of the person responsible, who can't sign them.
    expect(page.get_by_role("link", name="Sign", exact=True)).to_have_count(0)
    sign_out(page, site)

    sign_in(page, site, senior)
    page.goto(f"{site}/admin/claims/claim/{claim.pk}/change/")
    verb(page, "Sign")
    follow(page.get_by_role("button", name="Sign", exact=True))
    stands_as(page, "verified")
    assert Publication.objects.get().claim == claim
    page.goto(f"{site}/claims/{claim.pk}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("150 bridges")
