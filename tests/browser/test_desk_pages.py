"""Every page of the desk, light and dark, wide and on a phone: no barrier, nothing cut off."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from claims import review
from claims.models import Claim, Publication, Relation
from newsroom.choices import Role
from newsroom.models import Deed, Event
from sources.models import AnchorCheck, Publisher, Snapshot, Source, Speaker
from tests import factories
from tests.browser.at_work import at_work, barriers
from tests.claims.admin.desk import list_of, url_of
from tests.claims.changed import changed_quote

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pages(transactional_db: None) -> list[str]:
    """One of every kind of row, and the address of each page about them."""
    editor, signer = factories.editor(), factories.senior()
    full = factories.full_claim(editor)
    proposed = factories.proposed_claim(editor)
    reopened = factories.signed_claim(editor, signer)
    review.reopen(reopened.pk, signer, "A reader wrote.")
    withdrawn = factories.withdrawn_claim()
    check = changed_quote(factories.anchored_claim())
    other = full.relations_out.get().to_claim_id
    (snapshot,) = Snapshot.objects.filter(appearances__claim=full)
    forms = ("edit", "write", "add-passage", "add-file", "add-contact", "propose", "assign", "plan")
    lists = (Claim, Relation, Deed, Source, Snapshot, Speaker, Publisher, Publication, Event)
    return [
        reverse("admin:index"),
        *(url_of(each) for each in (full, proposed, reopened, withdrawn, check, snapshot)),
        url_of(proposed, "sign"),
        *(url_of(full, verb) for verb in forms),
        f"{url_of(full, 'add-passage')}?snapshot={snapshot.pk}",
        reverse("admin:claims_claim_beside", args=[full.pk, other]),
        reverse("admin:claims_claim_quotes", args=[full.pk]),
        *(list_of(each) for each in (*lists, AnchorCheck)),
        url_of(snapshot.source),
        url_of(full.speaker),
        url_of(full.speaker, "merge"),
        url_of(factories.current_publication(reopened)),
    ]


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390)], ids=str
)
def test_everybody_can_use_every_page(
    pages: list[str], live_server: LiveServer, browser: Browser, scheme: Any, width: int
) -> None:
    senior = factories.person(Role.SENIOR, username="sam")
    site, found = live_server.url, []
    screen = {"viewport": {"width": width, "height": 844}, "color_scheme": scheme}
    with at_work(browser, site, senior, reduced_motion="reduce", **screen) as page:
        for address in pages:
            page.goto(f"{site}{address}")
            found += [f"{address}: {each}" for each in wrong_with(page)]
    assert not found, "\n".join(found)


def wrong_with(page: Page) -> list[str]:
    cut_off = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*barriers(page), *(["wider than the screen"] if cut_off > 0 else [])]
