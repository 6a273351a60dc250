"""An editor protects a speaker: others say the name; one claim is left public, one goes offline."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Namesake
from sources.models import Speaker
from tests import factories
from tests.browser.at_work import at_work, follow
from tests.claims.admin.desk import url_of
from tests.claims.published import listed


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.django_db(transaction=True)
@pytest.mark.few(1)
def test_one_hit_is_unticked(browser: Browser, live_server: LiveServer, width: int) -> None:
    speaker = factories.speaker("Lucía Andrade")
    own = factories.signed_claim(speaker=speaker)
    offline = factories.signed_claim(text="Lucía Andrade counted 150 bridges.")
    left = factories.signed_claim(text="The minister Lucía Andrade counted 160 bridges.")
    site = live_server.url
    screen = {"viewport": {"width": width, "height": 900}}
    with at_work(browser, site, factories.editor(), **screen) as page:
        page.goto(site + url_of(speaker))
        follow(page.get_by_role("link", name="Protect (at once)"))
        expect(page.get_by_text("2 claims of others say the whole name")).to_be_visible()
        ticks = page.get_by_role("checkbox")
        expect(ticks).to_have_count(2)
        for tick in ticks.all():
            expect(tick).to_be_checked()
        page.get_by_role("checkbox", name="160 bridges").uncheck()
        page.get_by_label("Description").fill("a witness")
        page.get_by_label("Reason").fill("She was threatened.")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        follow(page.get_by_role("button", name="Protect (at once)"))
        expect(page.get_by_text("the whole name is no longer public")).to_be_visible()
        expect(page.get_by_text("1 is offline because of it")).to_be_visible()
        expect(page.get_by_text("Left public by")).to_be_visible()
        page.goto(f"{site}/claims/{left.pk}/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("160 bridges")
        assert page.goto(f"{site}/claims/{own.pk}/")
        assert "Andrade" not in page.content()
        page.goto(f"{site}/claims/{offline.pk}/")
        assert "Andrade" not in page.content()
    assert Speaker.objects.get(pk=speaker.pk).protected
    assert [listed(claim) for claim in (own, offline, left)] == [True, False, True]
    assert Namesake.objects.get().claim == left
