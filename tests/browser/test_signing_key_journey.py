"""A passkey from the account to a publication that anybody can verify, with a virtual device."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from claims.models import Claim, Signature
from claims.workflow import approvals, review
from newsroom.models import Approval, SignerKey
from tests import factories
from tests.browser.at_work import at_work, looks_right, send
from tests.claims.admin.desk import url_of
from tools.verify import passkey_fault

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def desk(browser: Browser, live_server: LiveServer) -> Iterator[Any]:
    editor = factories.editor()
    phone = {"width": 390, "height": 844}
    with at_work(browser, live_server.url, editor, viewport=phone) as page:
        yield page, editor, live_server.url


def test_from_enrolment_to_a_publication_that_verifies(desk: Any) -> None:
    page, editor, site = desk
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    added = device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto(f"{site}/account/second-factors/passkeys/add/")
    page.get_by_label("Name of the key").fill("laptop")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_label("Unused codes")).to_be_visible()

    page.goto(f"{site}/admin/newsroom/signerkey/add/")
    looks_right(page)
    page.get_by_label("laptop").check()
    page.get_by_label("Reason").fill("For signing.")
    send(page, "Request")
    page.goto(f"{site}{url_of(Approval.objects.get())}")
    expect(page.get_by_text("Fingerprint, to compare")).to_be_visible()
    approvals.approve(Approval.objects.get().pk, factories.senior())
    page.goto(f"{site}/admin/newsroom/signerkey/")
    expect(page.get_by_text(SignerKey.objects.get().pseudonym).first).to_be_visible()
    looks_right(page)

    claim = factories.claim_in_review(editor)
    page.goto(f"{site}{url_of(claim, 'propose')}")
    page.get_by_role("radio", name=re.compile("^Reported ")).check()
    page.get_by_role("radio", name=re.compile("^Verified ")).check()
    page.get_by_label("Nobody who can be identified").check()
    box = page.get_by_label("Sign it with your key, too")
    expect(box).to_be_checked()
    looks_right(page)
    # The device refuses first: nothing is sent.
    verified = {"authenticatorId": added["authenticatorId"], "isUserVerified": False}
    device.send("WebAuthn.setUserVerified", verified)
    page.get_by_role("button", name="Propose a conclusion").click()
    expect(page.get_by_role("alert").filter(has_text="Nothing was signed")).to_be_visible()
    looks_right(page)
    device.send("WebAuthn.setUserVerified", verified | {"isUserVerified": True})
    send(page, "Propose a conclusion")
    expect(page).to_have_url(f"{site}{url_of(claim)}")
    assert Signature.objects.get(claim=claim).role == "proposer"

    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    published = page.request.get(f"{site}/api/v1/claims/{claim.pk}/").json()
    (assertion,) = published["assertions"]
    version, number = published["version"], published["id"]
    assert passkey_fault(assertion, version, number, "localhost") == ""
    assert passkey_fault(assertion, "0" * 64, number, "localhost") != ""
    assert passkey_fault(assertion, version, number + 1, "localhost") != ""
    assert passkey_fault(assertion | {"role": "signer"}, version, number, "localhost") != ""
    assert passkey_fault(assertion, version, number, "news.example") != ""
    assert Claim.objects.get(pk=claim.pk).status == "verified"
