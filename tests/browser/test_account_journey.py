"""Signing in as people do: a code app, a passkey, recovery codes, a session ended from elsewhere."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.choices import Status
from claims.models import Claim
from newsroom.account.session_store import SessionStore
from newsroom.models import User
from tests import factories
from tests.browser.at_work import follow, is_wrong, looks_right
from tests.claims.admin.desk import url_of
from tests.newsroom.account.test_second_factors import code

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "correct horse battery staple"


@pytest.fixture
def policy() -> Iterator[None]:
    with override_settings(SECOND_FACTOR_REQUIRED=True):
        yield


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Any]:
    """Opens pages in profiles of their own; at the end no script failed and no policy was broken."""
    wrong: list[str] = []

    def opened(**options: Any) -> Page:
        page = browser.new_context(**options).new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda m: wrong.append(m.text) if is_wrong(m.text) else None)
        return page

    yield opened
    assert not wrong, "\n".join(wrong)


def give_password(page: Page, site: str, user: User, path: str = "/account/sessions/") -> None:
    page.goto(f"{site}/account/sign-in/?next={path}")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in", exact=True))


def set_up_app(page: Page, site: str) -> str:
    """Returns the app's secret."""
    page.goto(f"{site}/account/second-factors/app/")
    secret = page.get_by_label("the key to type in").input_value()
    page.get_by_label("Code").fill(code(secret))
    follow(page.get_by_role("button", name="Set up"))
    expect(page.get_by_label("Unused codes")).to_be_visible()
    return secret


def test_an_editor_is_led_to_set_up_a_code_app_and_signs_in_with_it(
    live_server: LiveServer, open_page: Any, policy: None
) -> None:
    site, editor = live_server.url, factories.editor()
    page = open_page()
    page.goto(f"{site}/account/sign-in/")
    looks_right(page)
    give_password(page, site, editor, "/admin/")
    expect(page.get_by_text("Set up a second factor first").first).to_be_visible()
    looks_right(page)
    follow(page.get_by_role("link", name="Set up a code app"))
    looks_right(page)
    secret = set_up_app(page, site)
    looks_right(page)
    codes = page.get_by_label("Unused codes").input_value().split()
    page.goto(f"{site}/admin/")
    expect(page).to_have_url(f"{site}/admin/")

    again = open_page(viewport={"width": 390, "height": 844})
    give_password(again, site, editor, "/admin/")
    looks_right(again)
    again.get_by_label("Code").fill(code(secret))
    again.get_by_role("button", name="Sign in", exact=True).click()
    again.wait_for_url(f"{site}/admin/")

    lost = open_page()
    give_password(lost, site, editor, "/admin/")
    lost.get_by_label("Code").fill(codes[0])
    lost.get_by_role("button", name="Sign in", exact=True).click()
    lost.wait_for_url(f"{site}/admin/")


def test_a_passkey_signs_in_and_confirms(live_server: LiveServer, open_page: Any) -> None:
    site = live_server.url
    senior, claim = factories.senior(), factories.proposed_claim()
    page = open_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    give_password(page, site, senior)
    page.wait_for_url(f"{site}/account/sessions/")
    page.goto(f"{site}/account/second-factors/passkeys/add/")
    looks_right(page)
    page.get_by_label("Name of the key").fill("laptop")
    page.get_by_label("A passkey").check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_label("Unused codes")).to_be_visible()
    assert Authenticator.objects.filter(user=senior, type="webauthn").exists()
    page.goto(f"{site}/account/second-factors/passkeys/")
    expect(page.get_by_role("link", name="laptop", exact=True)).to_be_visible()
    looks_right(page)

    page.context.clear_cookies()
    page.goto(f"{site}/account/sign-in/?next=/account/sessions/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{site}/account/sessions/")

    # The passkey is proof for a signature, too, once the sign-in is too long ago.
    a_while_ago(page)
    page.goto(f"{site}{url_of(claim, 'sign')}")
    looks_right(page)
    follow(page.get_by_role("link", name="Use a passkey or security key"))
    looks_right(page)
    page.get_by_role("button", name="Use a passkey or security key").click()
    page.wait_for_url(f"{site}{url_of(claim, 'sign')}")
    page.get_by_role("button", name="Sign", exact=True).click()
    page.wait_for_url(f"{site}{url_of(claim)}")
    assert Claim.objects.get(pk=claim.pk).status != Status.AWAITING_SIGNOFF


def test_a_signature_asks_for_the_password_again(live_server: LiveServer, open_page: Any) -> None:
    site, senior, claim = live_server.url, factories.senior(), factories.proposed_claim()
    page = open_page(java_script_enabled=False)
    give_password(page, site, senior)
    page.wait_for_url(f"{site}/account/sessions/")
    page.goto(f"{site}{url_of(claim, 'sign')}")
    # So long over the form that the sign-in is too long ago.
    a_while_ago(page)
    page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url(f"{site}{url_of(claim)}")
    assert Claim.objects.get(pk=claim.pk).status != Status.AWAITING_SIGNOFF


def test_a_session_is_ended_from_elsewhere(live_server: LiveServer, open_page: Any) -> None:
    site, person = live_server.url, factories.editor()
    phone, desk = open_page(user_agent="a phone"), open_page(user_agent="a desk")
    for page in (phone, desk):
        give_password(page, site, person)
        page.wait_for_url(f"{site}/account/sessions/")
    looks_right(desk)
    row = desk.get_by_role("listitem").filter(has_text="a phone")
    follow(row.get_by_role("button", name="End it"))
    expect(desk.get_by_text("That session has ended.")).to_be_visible()
    phone.goto(f"{site}/admin/")
    expect(phone.get_by_label("Password")).to_be_visible()
    desk.goto(f"{site}/admin/")
    expect(desk).to_have_url(f"{site}/admin/")


def a_while_ago(page: Page) -> None:
    """As if the sign-in in this browser were longer ago than counts."""
    (cookie,) = (each for each in page.context.cookies() if each["name"] == "sessionid")
    session = SessionStore.of_cookie(cookie["value"])
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1
    session.save()
