"""A reply is asked for, reminded and not answered; signed, and published with its deadline."""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Claim, ReplyRequest
from claims.workflow import review
from newsroom.choices import Role
from tests import as_owner, factories, smtp, workers
from tests.browser.at_work import at_work, follow, looks_right, open_claim, send

pytestmark = pytest.mark.django_db(transaction=True)

MADRID = ZoneInfo("Europe/Madrid")


@pytest.mark.parametrize("width", [390])
def test_a_reply_asked_reminded_and_unanswered(
    browser: Browser, live_server: LiveServer, settings: Any, width: int
) -> None:
    site = live_server.url
    settings.SITE_URL = site
    editor = factories.person(Role.EDITOR, username="erin", email="erin@news.example")
    claim = factories.claim_in_review(editor)
    screen = {"viewport": {"width": width, "height": 900}}
    with smtp.mailbox(settings) as mailbox, at_work(browser, site, editor, **screen) as page:
        open_claim(page, site, claim)
        follow(page.get_by_role("link", name="Ask for a reply").first)
        page.get_by_label("Whom you ask").fill("The ministry of works")
        page.get_by_label("In what role").fill("press office")
        page.get_by_label("Contact’s name").fill("Pia Prensa")
        page.get_by_label("Contact’s address").fill("pia@ministry.example")
        deadline = datetime.now(MADRID) + timedelta(days=5)
        page.get_by_label("Answer by").fill(deadline.strftime("%Y-%m-%dT%H:%M"))
        page.get_by_label("Time zone of the deadline").select_option("Europe/Madrid")
        page.get_by_label("Your questions").fill("Who counted the bridges?")
        looks_right(page)
        send(page, "Preview the letter")
        # Nothing is sent before the letter was read.
        expect(page.get_by_text("Nothing is sent yet.")).to_be_visible()
        letter = page.get_by_label("Letter", exact=True)
        expect(letter).to_have_value(re.compile("Who counted the bridges"))
        expect(letter).to_have_value(re.compile(re.escape(claim.text)))
        expect(letter).not_to_have_value(re.compile("verified|refuted", re.IGNORECASE))
        assert not ReplyRequest.objects.exists()
        looks_right(page)
        letter.fill(letter.input_value() + "\n\nThank you.")
        send(page, "Send the letter")
        expect(
            page.get_by_role("heading", name="The ministry of works: not reached")
        ).to_be_visible()
        workers.work_off()
        page.reload()
        expect(page.get_by_role("heading", name="The ministry of works: asked")).to_be_visible()
        (mail,) = mailbox.to("pia@ministry.example")
        assert "Thank you." in mail.get_content()

        page.goto(f"{site}/admin/claims/claim/deadlines/")
        expect(page.get_by_role("link", name="The ministry of works")).to_be_visible()
        looks_right(page)

        open_claim(page, site, claim)
        follow(page.get_by_role("link", name="Remind them"))
        send(page, "Send, or mark as sent")
        workers.work_off()
        # Without the theme's message.
        page.reload()
        expect(page.get_by_role("heading", name="The ministry of works: reminded")).to_be_visible()
        expect(page.get_by_role("link", name="No answer came")).to_have_count(0)
        looks_right(page)
        assert "Reminder" in mailbox.to("pia@ministry.example")[-1]["Subject"]

        as_owner.pass_deadline(ReplyRequest.objects.get())
        page.reload()
        expect(page.get_by_text("overdue")).to_be_visible()
        follow(page.get_by_role("link", name="No answer came"))
        send(page, "Record that no answer came")
        expect(
            page.get_by_role("heading", name="The ministry of works: no answer by the deadline")
        ).to_be_visible()

        round_ = review.propose(claim.pk, editor, "reported", "verified", harms=[])
        review.sign(claim.pk, factories.senior(), round_.version)
        page.goto(f"{site}/claims/{Claim.objects.get().pk}/")
        expect(page.get_by_text("We asked The ministry of works (press office)")).to_be_visible()
        expect(page.get_by_text("They did not answer by then.")).to_be_visible()
        expect(page.get_by_text("Pia Prensa")).to_have_count(0)
        looks_right(page)
