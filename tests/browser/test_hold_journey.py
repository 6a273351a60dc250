"""A reporter's hold reaches a senior editor, at the desk and by e-mail, and comes to an end."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from newsroom.choices import Role
from newsroom.models import User
from tests import factories, smtp, workers
from tests.browser.at_work import at_work, follow, looks_right, open_claim, send
from tests.claims.published import listed

pytestmark = pytest.mark.django_db(transaction=True)

REASON = "The minister's lawyers wrote to us."


def person(role: Role, username: str) -> User:
    return factories.person(role, username=username, email=f"{username}@news.example")


@pytest.mark.parametrize("width", [1280])
def test_a_hold_reaches_a_senior_editor_and_is_lifted_by_two(
    browser: Browser, live_server: LiveServer, settings: Any, width: int
) -> None:
    site = live_server.url
    settings.SITE_URL = site
    reporter, editor = person(Role.REPORTER, "rita"), person(Role.EDITOR, "erin")
    senior, signer = person(Role.SENIOR, "sam"), factories.senior()
    claim = factories.signed_claim(editor, signer)
    claim_page = f"{site}/admin/claims/claim/{claim.pk}/change/"
    screen = {"viewport": {"width": width, "height": 900}}
    secrets = (claim.text, str(claim.speaker), REASON)
    with smtp.mailbox(settings) as mailbox:
        with at_work(browser, site, reporter, **screen) as page:
            open_claim(page, site, claim)
            follow(page.get_by_role("link", name="Take offline"))
            page.get_by_label("legal").check()
            page.get_by_label("Reason").fill(REASON)
            send(page, "Take offline (legal or safety)")
            # The claim and its row say so at once.
            expect(page.get_by_text("Offline: hold")).to_be_visible()
            page.goto(f"{site}/admin/claims/claim/?offline=on")
            row = page.get_by_role("row", name=re.compile(re.escape(claim.text)))
            expect(row.get_by_text("Offline: hold")).to_be_visible()
        assert not listed(claim)
        workers.work_off()
        (mail,) = mailbox.to("sam@news.example")
        text = mail.get_content()
        assert f"Claim {claim.pk} is offline or blocked" in text
        assert claim_page in text
        assert not any(secret in text + str(mail["Subject"]) for secret in secrets)
        # The claim's editor is told as well; whoever set it is not.
        assert [len(mailbox.to(f"{who}@news.example")) for who in ("erin", "rita")] == [1, 0]

        with at_work(browser, site, senior, **screen) as page:
            page.goto(f"{site}/admin/")
            offline = page.get_by_role("region", name="Offline")
            expect(offline.get_by_role("link", name=claim.text)).to_be_visible()
            expect(page.get_by_role("region", name="Waiting for a second person")).to_have_count(0)
            page.goto(f"{site}/admin/claims/notice/")
            expect(page.get_by_role("cell", name="Taken offline")).to_be_visible()
            follow(page.get_by_role("link", name=re.compile(re.escape(claim.text))).first)
            expect(page.get_by_role("note").filter(has_text=REASON).first).to_be_visible()

        with at_work(browser, site, editor, **screen) as page:
            open_claim(page, site, claim)
            follow(page.get_by_role("link", name="Request to put back online"))
            page.get_by_label("legal").check()
            page.get_by_label("Why it can be lifted").fill("They were answered.")
            send(page, "Request to put back online or unblock")
        workers.work_off()
        _offline, request = mailbox.to("sam@news.example")
        text = request.get_content()
        assert f"Claim {claim.pk}, “Lift a hold”, waits for a second person" in text
        assert not any(secret in text for secret in (*secrets, "They were answered."))
        (address,) = re.findall(r"http\S+/admin/newsroom/approval/\d+/change/", text)

        with at_work(browser, site, senior, **screen) as page:
            page.goto(f"{site}/admin/")
            waiting = page.get_by_role("region", name="Waiting for a second person")
            expect(waiting).to_contain_text("requested by erin")
            looks_right(page)
            page.goto(f"{site}/admin/claims/claim/?request=on")
            expect(page.get_by_role("row", name=re.compile(re.escape(claim.text)))).to_be_visible()
            page.goto(address)
            follow(page.get_by_role("link", name="Approve"))
            send(page, "Approve")
            expect(page.get_by_text("Approved and done.")).to_be_visible()
            page.goto(f"{site}/admin/")
            expect(page.get_by_role("region", name="Waiting for a second person")).to_have_count(0)
            expect(page.get_by_role("region", name="Offline")).to_have_count(0)

        assert listed(claim)
        workers.work_off()
        assert (
            f"Claim {claim.pk}: a hold was lifted"
            in mailbox.to("erin@news.example")[-1].get_content()
        )
        with at_work(browser, site, editor, **screen) as page:
            page.goto(f"{site}/admin/claims/notice/")
            expect(page.get_by_role("cell", name="Hold lifted")).to_be_visible()
            open_claim(page, site, claim)
            expect(page.get_by_text("Offline: hold")).to_have_count(0)
