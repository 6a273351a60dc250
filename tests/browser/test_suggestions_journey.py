"""An editor answers “Seen before?” with one key: in the inbox, and on a claim's page."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.matching import suggestions
from claims.models import Candidate, Claim, Relation
from newsroom.models import User
from tests import factories
from tests.browser.at_work import at_work, barriers, open_claim, overflow, put_on
from tests.claims.statements import find, statement

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1360, "height": 900}
BRIDGES = "We have built 140 bridges since January."


def looks_well(page: Page, name: str, folder: Path) -> None:
    """Wide and on a phone, light and dark."""
    for size, scheme in ((WIDE, "light"), (PHONE, "dark")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        put_on(page, scheme)
        assert barriers(page) == []
        assert overflow(page) == 0
        page.screenshot(path=folder / f"{name}-{scheme}.png", full_page=True)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    put_on(page, "light")


@pytest.fixture
def newsroom(transactional_db: None) -> tuple[User, Candidate, Claim]:
    """An editor, a statement in the inbox, and a claim of the speaker that it may contradict. Somebody
    else said that, too."""
    ana = factories.speaker("Ana Nuñez")
    (candidate,) = find(factories.snapshot(), statement())
    factories.claim(text=BRIDGES, speaker=factories.speaker("Eva Ruiz"))
    return factories.editor(), candidate, factories.claim(text=BRIDGES, speaker=ana)


def test_an_editor_decides_with_one_key_in_the_inbox_and_on_a_claims_page(
    newsroom: tuple[User, Candidate, Claim],
    live_server: LiveServer,
    browser: Browser,
    tmp_path: Path,
) -> None:
    editor, candidate, earlier = newsroom
    site = live_server.url
    with at_work(browser, site, editor) as page:
        page.goto(f"{site}/admin/claims/candidate/in/{candidate.snapshot_id}/?at={candidate.pk}")
        likely = page.get_by_role("region", name="Seen before?")
        expect(likely.locator("del", has_text="150").first).to_be_visible()
        expect(likely.locator("ins", has_text="140").first).to_be_visible()
        # A key acts on no claim that was not chosen.
        page.keyboard.press("3")
        expect(page.locator("#inbox-says")).to_contain_text("Choose the claim first")
        chosen = likely.locator("li[aria-current=true]")
        expect(chosen).to_have_count(0)
        for key, speaker in (("c", "Ana Nuñez"), ("c", "Eva Ruiz"), ("Shift+C", "Ana Nuñez")):
            page.keyboard.press(key)
            expect(chosen).to_contain_text(speaker)
            # Each sentence ends once.
            expect(page.locator("#inbox-says")).to_contain_text("since January. ")
        looks_well(page, "inbox", tmp_path)
        page.keyboard.press("3")
        expect(page.get_by_text("Accepted by").last).to_be_visible()
        claim = Candidate.objects.get(pk=candidate.pk).claim
        assert claim is not None
        made = Relation.objects.get()
        assert (made.kind, made.state, made.decided_by) == ("contradicts", "confirmed", editor)
        assert earlier.pk in (made.from_claim_id, made.to_claim_id)

        again = factories.claim(text=BRIDGES, speaker=earlier.speaker)
        suggestions.suggest_for(again.pk)
        assert Relation.objects.of(again.pk).count() == 3
        open_claim(page, site, again)
        panel = page.get_by_role("region", name="Seen before?")
        expect(panel.get_by_role("article")).to_have_count(3)
        looks_well(page, "claim", tmp_path)
        for key, left in (("1", 2), ("4", 1)):
            with page.expect_navigation():
                page.keyboard.press(key)
            expect(panel.get_by_role("article")).to_have_count(left)
    found = Relation.objects.of(again.pk).values_list("state", flat=True)
    assert sorted(found) == ["confirmed", "dismissed", "suggested"]
