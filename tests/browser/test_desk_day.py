"""A day at the desk, one journey a test: by keyboard wherever there is a key for it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Claim, Evidence, Publication, Review, Round
from claims.site import reader_forms
from claims.workflow import relations
from newsroom.choices import Role
from newsroom.models import User
from sources.models import SpeakerMerge
from tests import factories
from tests.browser.at_work import (
    at_work,
    follow,
    no_barriers,
    open_claim,
    put_on,
    select,
    send,
    stands_as,
)
from tests.browser.test_sign_journey import find

pytestmark = pytest.mark.django_db(transaction=True)

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}


@pytest.fixture
def editor(transactional_db: None) -> User:
    return factories.person(Role.EDITOR, username="erin", first_name="Erin", last_name="Editor")


@pytest.fixture
def senior(transactional_db: None) -> User:
    return factories.person(Role.SENIOR, username="sam", first_name="Sam", last_name="Senior")


def key(page: Page, pressed: str) -> None:
    """A single key, once the page listens."""
    page.wait_for_load_state("domcontentloaded")
    page.keyboard.press(pressed)


def propose(page: Page, attribution: str, so: str) -> None:
    key(page, "p")
    page.get_by_role("radio", name=re.compile(f"^{attribution.capitalize()} ")).check()
    page.get_by_role("radio", name=re.compile(f"^{so.capitalize()} ")).check()
    page.get_by_label("Nobody who can be identified").check()
    send(page, "Propose a conclusion")
    stands_as(page, "awaiting sign-off")


def test_new_claims_are_triaged_by_keyboard(
    editor: User, live_server: LiveServer, browser: Browser
) -> None:
    made = [factories.anchored_claim() for _each in range(4)]
    with at_work(browser, live_server.url, editor) as page:
        page.goto(f"{live_server.url}/admin/claims/claim/?queue=unassigned")
        key(page, "j")
        key(page, "j")
        key(page, "k")
        key(page, "Enter")
        for number, claim in enumerate(made, start=1):
            expect(page.locator("#statement")).to_have_text(claim.text)
            expect(page.locator("[data-queue-place]")).to_have_text(f"{number} of 4")
            if number == 3:
                # This one is no fact: say so, and leave it to somebody else.
                key(page, "c")
                page.get_by_label("Nature").select_option("opinion")
                send(page, "Edit the claim")
                expect(page.locator(".desk-details")).to_contain_text("opinion")
            else:
                key(page, "a")
                stands_as(page, "in review")
            key(page, "?")
            keys = page.get_by_role("dialog", name="Keyboard shortcuts")
            expect(keys).to_contain_text("Edit the claim")
            key(page, "Escape")
            key(page, "j")
        expect(page.locator("#statement")).to_have_text(made[-1].text)
    mine = Claim.objects.filter(reviews__reviewer=editor, status="in_review")
    assert set(mine) == {claim for number, claim in enumerate(made, start=1) if number != 3}
    third = Claim.objects.get(pk=made[2].pk)
    assert (third.status, third.nature) == ("unreviewed", "opinion")


def test_a_claim_is_checked_with_words_selected_in_a_second_source(
    editor: User, live_server: LiveServer, browser: Browser
) -> None:
    claim = factories.claim_in_review(editor, evidence=False)
    text = f"{factories.INDEPENDENT_TEXT} {factories.INDEPENDENT_QUOTE} in May, too."
    audit = factories.snapshot(
        text, factories.source(text, title="Audit office report", publisher=factories.publisher())
    )
    with at_work(browser, live_server.url, editor) as page:
        open_claim(page, live_server.url, claim)
        expect(
            page.locator("#checklist ~ ul .desk-need-look", has_text="Independent")
        ).to_contain_text("neither Verified (“True”) nor Refuted (“False”)")
        page.goto(f"{live_server.url}/admin/sources/snapshot/{audit.pk}/change/?for={claim.pk}")
        key(page, "e")
        expect(page.locator("#desk-says")).to_have_text("Select words in the text first.")
        select(page, factories.INDEPENDENT_QUOTE)
        key(page, "e")
        expect(page.get_by_label("Exact words")).to_have_value(factories.INDEPENDENT_QUOTE)
        # The words stand twice: the place that was selected is ticked, and the form shows both.
        places = page.get_by_role("group", name=re.compile("^Where")).get_by_role("checkbox")
        expect(places).to_have_count(2)
        expect(places.first).to_be_checked()
        page.get_by_label("about whether it is true").check()
        page.get_by_label("supports").check()
        page.get_by_label("What it shows").fill("The audit office counted them.")
        send(page, "Add evidence: a passage")
        expect(page.locator("article mark", has_text=factories.INDEPENDENT_QUOTE)).to_be_visible()
        expect(page.get_by_text("Independent", exact=True)).to_be_visible()
        expect(page.locator(".desk-need-done", has_text="Independent")).to_contain_text(
            "1 supporting, 0 refuting"
        )
        propose(page, "reported", "verified")
    piece = Evidence.objects.get(claim=claim)
    assert (piece.independence, piece.anchor.start) == (
        "no_tie",
        text.index(factories.INDEPENDENT_QUOTE),
    )


def test_a_proposal_is_sent_back_and_answered(
    editor: User, senior: User, live_server: LiveServer, browser: Browser
) -> None:
    claim = factories.proposed_claim(editor)
    with at_work(browser, live_server.url, senior) as page:
        open_claim(page, live_server.url, claim)
        key(page, "b")
        page.get_by_label("Reason").fill("Say what the audit office counted.")
        send(page, "Send back")
        stands_as(page, "in review")
    with at_work(browser, live_server.url, editor) as page:
        page.goto(f"{live_server.url}/admin/")
        follow(page.get_by_role("link", name=claim.text).first)
        expect(page.get_by_role("note").filter(has_text="sent it back")).to_contain_text(
            "Sam Senior sent it back: Say what the audit office counted."
        )
        key(page, "w")
        page.get_by_label("Public rationale").fill("The audit office counted finished bridges.")
        send(page, "Save")
        propose(page, "reported", "verified")
        expect(page.get_by_text("sent it back:")).to_have_count(0)
    first, second = Round.objects.filter(claim=claim).order_by("number")
    assert (first.outcome, second.outcome) == ("sent_back", "open")
    assert "counted finished bridges" in second.body


def test_a_senior_editor_signs_from_the_first_page(
    editor: User, senior: User, live_server: LiveServer, browser: Browser
) -> None:
    claim = factories.proposed_claim(editor)
    with at_work(browser, live_server.url, senior) as page:
        page.goto(f"{live_server.url}/admin/")
        signing = page.get_by_role("region", name="Waiting for my signature")
        follow(signing.get_by_role("link", name=claim.text))
        key(page, "s")
        expect(page.get_by_role("heading", name="This is what you sign")).to_be_visible()
        checklist = page.get_by_role("region", name="Checklist")
        expect(checklist).to_contain_text("Public rationale")
        expect(checklist.get_by_text("missing")).to_have_count(0)
        send(page, "Sign")
        stands_as(page, "verified")
        page.goto(f"{live_server.url}/admin/")
        page.get_by_text(re.compile("^\\s*Nothing waits in")).click()
        expect(page.get_by_text("Nothing to sign.")).to_be_visible()
    assert factories.current_publication(claim).event == "signed"


def test_an_error_is_reported_upheld_and_corrected(
    editor: User,
    senior: User,
    live_server: LiveServer,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Nobody types here: it is sent as fast as a program would.
    monkeypatch.setattr(reader_forms, "SOONEST", -1)
    claim = factories.signed_claim(editor, text="150 bridges were built in June.")
    with browser.new_context(**PHONE) as reader:
        page = reader.new_page()
        page.goto(f"{live_server.url}/claims/{claim.pk}/")
        page.get_by_role("link", name="Report an error").click()
        page.get_by_label("What is wrong").fill("It was May, the register says.")
        page.get_by_label("Your e-mail address").fill("reader@example.org")
        expect(page.get_by_text("deleted 30 days after our decision")).to_be_visible()
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    with at_work(browser, live_server.url, senior) as page:
        page.goto(f"{live_server.url}/admin/")
        readers = page.get_by_role("region", name="Error reports")
        follow(readers.get_by_role("link", name="It was May"))
        follow(page.get_by_role("link", name="Upheld: reopen the claim"))
        page.get_by_label("What was wrong").fill("A reader shows that it was May.")
        page.get_by_label("Complaint upheld").check()
        send(page, "Upheld: reopen the claim")
        expect(page.get_by_text("Only the owner sees it.")).to_have_count(0)
        follow(page.get_by_role("link", name="Answer by e-mail"))
        expect(page.get_by_label("Answer")).to_have_value(re.compile("You were right"))
        send(page, "Send the answer")
        expect(page.get_by_text("on its way").first).to_be_visible()
        page.set_viewport_size(PHONE["viewport"])
        page.reload()
        put_on(page, "dark")
        no_barriers(page)
        put_on(page, "light")
        page.set_viewport_size({"width": 1280, "height": 800})
        follow(page.get_by_role("link", name=claim.text))
        stands_as(page, "in review")
    with at_work(browser, live_server.url, editor) as page:
        open_claim(page, live_server.url, claim)
        key(page, "c")
        page.get_by_label("Statement").fill("150 bridges were built in May.")
        send(page, "Edit the claim")
        # The public still reads the signed wording: both stand there, what differs marked.
        public = page.get_by_role("region", name="Published version").first
        expect(public).to_contain_text("under review again")
        expect(public.locator("del", has_text="June.")).to_be_visible()
        expect(public.locator("ins", has_text="May.")).to_be_visible()
        propose(page, "reported", "verified")
    other = factories.person(Role.SENIOR, username="olga")
    with at_work(browser, live_server.url, other) as page:
        page.goto(f"{live_server.url}/admin/claims/claim/{claim.pk}/change/")
        key(page, "s")
        send(page, "Sign")
        stands_as(page, "verified")
        expect(page.get_by_text("Identical to this one.")).to_be_visible()
    with browser.new_context(**PHONE) as reader:
        page = reader.new_page()
        page.goto(f"{live_server.url}/corrections/")
        expect(page.get_by_text("Corrected: complaint upheld")).to_be_visible()
        expect(page.locator("del mark", has_text="June.")).to_be_visible()
        expect(page.locator("ins mark", has_text="May.")).to_be_visible()
        no_barriers(page)
    events = Publication.objects.filter(claim=claim).order_by("number")
    assert [row.event for row in events] == ["signed", "reopened", "signed"]
    report = claim.error_reports.get()
    assert (report.settled_by, report.outcome) == (senior, "upheld")


def test_two_speakers_are_merged_and_taken_apart_again(
    editor: User, live_server: LiveServer, browser: Browser
) -> None:
    kept, double = factories.speaker("Ana Nuñez"), factories.speaker("A. Nuñez Ortega")
    claim = factories.claim(speaker=double)
    with at_work(browser, live_server.url, editor) as page:
        page.goto(f"{live_server.url}/admin/sources/speaker/{double.pk}/change/")
        follow(page.get_by_role("link", name="Merge into another speaker"))
        find(page, "into", "Ana Nuñez")
        page.get_by_label("Reason").fill("The same minister.")
        send(page, "Merge into another speaker")
        expect(page.get_by_role("note")).to_contain_text("Merged by Erin Editor into Ana Nuñez")
        follow(page.get_by_role("note").get_by_role("link", name="Ana Nuñez"))
        expect(page.get_by_role("link", name=re.compile(re.escape(claim.text)))).to_be_visible()
        follow(page.get_by_role("link", name="A. Nuñez Ortega"))
        follow(page.get_by_role("link", name="Undo the merge"))
        page.get_by_label("Reason").fill("Her mother.")
        send(page, "Undo the merge")
        expect(page.get_by_text("Merged by")).to_have_count(0)
    merge = SpeakerMerge.objects.get(merged=double, into=kept)
    assert merge.undone_at is not None


def test_a_contradiction_is_resolved_side_by_side(
    editor: User, live_server: LiveServer, browser: Browser
) -> None:
    one = factories.claim_in_review(editor, text="The ministry built 150 bridges this year.")
    other = factories.claim_in_review(editor, text="The ministry built 140 bridges this year.")
    relations.suggest(one.pk, other.pk, "contradicts", factories.reporter(), "")
    with at_work(browser, live_server.url, editor) as page:
        page.goto(f"{live_server.url}/admin/")
        contradictions = page.get_by_role("region", name="Possible contradictions")
        follow(contradictions.get_by_role("link").last)
        expect(page.locator("del", has_text="150").first).to_be_visible()
        expect(page.locator("ins", has_text="140").first).to_be_visible()
        follow(page.get_by_role("link", name="Confirm"))
        page.get_by_label("Rationale").fill("Both count the same year.")
        send(page, "Confirm the relation")
        related = page.get_by_role("region", name="Related claims")
        expect(related).to_contain_text("Confirmed, Erin Editor")
        follow(related.get_by_role("link", name="Side by side"))
        expect(page.get_by_role("link", name="Confirm")).to_have_count(0)
    assert one.relations_out.get().rationale == "Both count the same year."


def test_two_editors_collide_and_both_understand(
    editor: User, senior: User, live_server: LiveServer, browser: Browser
) -> None:
    claim = factories.claim_in_review(editor)
    site = live_server.url
    with at_work(browser, site, editor) as hers, at_work(browser, site, senior) as his:
        for page in (hers, his):
            open_claim(page, site, claim)
            key(page, "w")
        hers.get_by_label("Public rationale").fill("The audit office counted 150.")
        send(hers, "Save")
        expect(hers.locator(".desk-prose")).to_contain_text("counted 150")

        his.get_by_label("What would settle this").fill("The register of bridges.")
        send(his, "Save")
        alert = his.get_by_role("alert")
        expect(alert).to_contain_text("Erin Editor changed this claim")
        expect(alert).to_contain_text("Nothing was overwritten")
        changed = his.get_by_role("region", name="What changed since you opened this form")
        expect(changed).to_contain_text("The audit office counted 150.")
        # Hers is taken over where he had typed nothing; what he typed is kept.
        expect(his.get_by_label("Public rationale")).to_have_value("The audit office counted 150.")
        expect(his.get_by_label("What would settle this")).to_have_value("The register of bridges.")
        send(his, "Save")
        expect(his.locator(".desk-prose")).to_contain_text("counted 150")

        # She proposes; he, still on the page of before, would edit: he reads who did what.
        hers.reload()
        propose(hers, "reported", "verified")
        key(his, "w")
        expect(his.locator(".desk-blocked")).to_contain_text("Erin Editor proposed a conclusion")
        expect(his.get_by_role("button", name="Save", exact=True)).to_have_count(0)
    review = Review.objects.get(claim=claim)
    assert (review.rationale, review.would_settle) == (
        "The audit office counted 150.",
        "The register of bridges.",
    )
