"""Every page of the desk, light and dark, wide and on a phone: no barrier, nothing cut off."""

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from claims.models import Publication
from claims.workflow import review
from newsroom.admin.desk import DeskAdmin
from newsroom.choices import Role
from newsroom.models import User
from sources.models import Snapshot
from tests import factories
from tests.browser.at_work import BY_SCREEN, add_axe, at_work, barriers, overflow, put_on
from tests.claims.admin.addresses import addresses, is_verb, one_of_each, url_of
from tests.claims.admin.desk import list_of
from tests.claims.admin.desk import url_of as page_of
from tests.claims.fetched_sources import fetched_source

pytestmark = pytest.mark.django_db(transaction=True)

SCREENS: dict[str, tuple[int, int, str, tuple[str, ...]]] = {
    "wide": (1280, 800, "light", ()),
    "phone": (390, 844, "dark", BY_SCREEN),
}
# Not a page: files, parts of pages, and what only leads on.
NO_PAGES = (
    "autocomplete",
    "jsi18n",
    "logout",
    "view_on_site",
    "search",
    "_delete",
    "_history",
    "_picture",
    "_recording",
    "_captions",
    "_hashes",
    "_stamp",
    "_quick",
)


@pytest.fixture
def pages(transactional_db: None, settings: Any) -> list[str]:
    """One of every kind of row, and the address of each page about them."""
    editor, signer = factories.editor(), factories.senior()
    with transaction.atomic():
        things = one_of_each()
    full = factories.full_claim(editor)
    proposed = factories.proposed_claim(editor)
    reopened = factories.signed_claim(editor, signer)
    review.reopen(reopened.pk, signer, "A reader wrote.", "routine")
    withdrawn = factories.withdrawn_claim()
    factories.source("The register of bridges.", title="Register of bridges")
    other = full.relations_out.get().to_claim_id
    (snapshot,) = Snapshot.objects.filter(appearances__claim=full)
    settings.WEB_ARCHIVE_KEYS = "key:secret"
    copied = fetched_source()
    factories.archived_copy(copied)
    awaited = factories.reply_request(factories.claim_in_review(editor), editor)
    forms = ("edit", "write", "add-passage", "add-file", "add-contact", "propose", "assign", "plan")
    return [
        reverse("account_login"),
        *(
            url_of(each, things)
            for each in addresses()
            if not is_verb(each) and not each.name.endswith(NO_PAGES)
        ),
        *(page_of(each) for each in (full, proposed, reopened, withdrawn)),
        page_of(proposed, "sign"),
        *(page_of(full, verb) for verb in forms),
        f"{page_of(full, 'add-passage')}?snapshot={snapshot.pk}",
        reverse("admin:claims_claim_beside", args=[full.pk, other]),
        page_of(snapshot.source),
        page_of(copied),
        *(page_of(copied, verb) for verb in ("record-copy", "remove-copy", "save-at-archive")),
        page_of(awaited.claim, "ask-reply"),
        f"{page_of(awaited.claim, 'move-deadline')}?request={awaited.pk}",
        *(page_of(things["claims_readerrequest"], verb) for verb in ("link", "decline")),
        page_of(full.speaker),
        page_of(full.speaker, "merge"),
        page_of(factories.current_publication(reopened)),
        f"{list_of(Publication)}?event__exact=signed",
    ]


@pytest.fixture
def superuser(transactional_db: None) -> User:
    """Sees every page."""
    return factories.person(Role.SENIOR, username="sam", first_name="Sam", is_superuser=True)


@pytest.mark.parametrize("screen", ["wide", pytest.param("phone", marks=pytest.mark.at_length)])
def test_everybody_can_use_every_page(
    screen: str,
    pages: list[str],
    superuser: User,
    live_server: LiveServer,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By every rule wide in light; on a phone in dark by what colours and widths decide."""
    # Enough rows to see what a list does to them: axe compares each with all that it may lie under.
    monkeypatch.setattr(DeskAdmin, "list_per_page", 20)
    found, checked = [], 0
    width, height, scheme, rules = SCREENS[screen]
    with at_work(browser, live_server.url, superuser, reduced_motion="reduce") as page:
        add_axe(page)
        page.set_viewport_size({"width": width, "height": height})
        for address in pages:
            answer = page.goto(f"{live_server.url}{address}")
            if answer is None or answer.status != 200 or not page.locator("#page").count():
                continue  # kept from this person, or a part that another page takes in
            checked += 1
            put_on(page, scheme)
            found += [f"{address}: {each}" for each in (*barriers(page, *rules), *cut_off(page))]
    assert not found, "\n".join(found)
    assert checked > 80


def cut_off(page: Page) -> list[str]:
    """What a list says in its cells is seen whole, and no page is wider than its screen."""
    wider = overflow(page)
    clipped = page.evaluate(
        """() => [...document.querySelectorAll("#result_list :is(th, td)")]
          .filter((cell) => cell.scrollHeight > cell.clientHeight + 2)
          .map((cell) => cell.textContent.trim())"""
    )
    return [*(["wider than the screen"] if wider else []), *(f"clipped: {c}" for c in clipped)]
