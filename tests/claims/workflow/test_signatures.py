"""Signing with a passkey: what is verified, recorded and published."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils.formats import date_format
from django.utils.timezone import localtime
from fido2.utils import websafe_decode

from claims.models import Claim, Signature
from claims.publication import publishing, speakers
from claims.workflow import approvals, review, signatures
from newsroom import signer_keys
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import SignerKey
from sources.capture import sha256
from tests import factories, passkeys, sql
from tests.claims import published
from tests.claims.admin.desk import at_the_desk, do, url_of, words
from tests.passkeys import Passkey, challenge_of, sign_off, signed_with_keys

pytestmark = pytest.mark.django_db


def key_of(claim: Claim, role: str) -> SignerKey:
    return Signature.objects.get(claim=claim, role=role).key


def test_what_two_signed_with_keys_says_version_and_keys() -> None:
    claim = signed_with_keys()
    body = published.body(claim)
    assert body["signatures"] == [
        {"role": role, "key": key_of(claim, role).pseudonym} for role in ("proposer", "signer")
    ]
    # Whoever reads it can hash the very words that were signed.
    signed = {
        name: value
        for name, value in body.items()
        if name not in ("signed", "version", "signatures")
    }
    text = json.dumps(signed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert sha256(text) == body["version"]
    assert "derived_from" not in body


def test_a_claims_page_says_since_when_the_keys_count(client: Client) -> None:
    claim = signed_with_keys(text="150 bridges were bilt.")
    day = date_format(localtime(key_of(claim, "signer").enrolled_at))
    page = client.get(f"/claims/{claim.pk}/", follow=True).content.decode()
    for role in ("Proposer", "Signer"):
        assert f"{role}: key enrolled on {day}." in page
    page = client.get(f"/claims/{factories.signed_claim().pk}/", follow=True).content.decode()
    assert "key enrolled on" not in page


def test_without_a_key_one_signs_as_before() -> None:
    body = published.body(factories.signed_claim())
    assert not {"version", "derived_from", "signatures"} & body.keys()


def test_one_of_the_two_may_have_a_key() -> None:
    senior, passkey = factories.senior(), Passkey()
    passkey.enrol(senior)
    claim = sign_off(factories.proposed_claim(), senior, passkey)
    assert [each["role"] for each in published.body(claim)["signatures"]] == ["signer"]


def test_the_api_serves_what_the_keys_signed_until_it_is_withheld() -> None:
    claim = signed_with_keys()
    served = Client().get(f"/api/v1/claims/{claim.pk}/").json()
    assert [each["role"] for each in served["assertions"]] == ["proposer", "signer"]
    assert [each["key"] for each in served["assertions"]] == [
        each["key"] for each in served["signatures"]
    ]
    assert "assertions" not in Client().get("/api/v1/claims/").json()["results"][0]
    publishing.hold(claim.pk, factories.senior(), "legal", "A letter came.")
    assert Client().get(f"/api/v1/claims/{claim.pk}/").status_code == 404


# What changes without new signatures


def test_a_minor_edit_says_which_version_it_derives_from() -> None:
    claim = signed_with_keys(text="150 bridges were bilt.")
    version = published.body(claim)["version"]
    request = approvals.request_minor_edit(
        claim.pk, factories.editor(), "Spelling.", text="150 bridges were built."
    )
    approvals.approve(request.pk, factories.senior())
    body = published.body(claim)
    assert body["derived_from"] == version
    assert "version" not in body
    assert len(body["signatures"]) == 2


def test_under_review_again_it_derives_from_what_was_signed() -> None:
    claim = signed_with_keys()
    version = published.body(claim)["version"]
    review.reopen(claim.pk, factories.senior(), "A second count.", "new_evidence")
    assert published.body(claim)["derived_from"] == version
    review.withdraw(claim.pk, factories.senior(), "It was retracted.")
    assert not {"version", "derived_from", "signatures"} & published.body(claim).keys()


def test_where_a_name_is_left_out_nothing_confirms_a_guess_at_it() -> None:
    speaker = factories.speaker("Lucía Andrade")
    claim = signed_with_keys(speaker=speaker)
    speakers.protect(speaker.pk, factories.editor(), "a witness", "Threats.")
    body = published.body(claim)
    assert body["speaker"]["name"] is None
    assert not {"version", "derived_from", "signatures"} & body.keys()
    assert "assertions" not in Client().get(f"/api/v1/claims/{claim.pk}/").json()


# What is refused


@pytest.fixture
def case() -> Any:
    """A proposal, a senior editor and their enrolled passkey."""
    senior, passkey = factories.senior(), Passkey()
    passkey.enrol(senior)
    return factories.proposed_claim(), senior, passkey


def refusal(claim: Claim, by: Any, assertion: Any) -> str:
    with pytest.raises(Refused) as refused:
        review.sign(claim.pk, by, factories.version_of(claim), assertion=assertion)
    assert not Signature.objects.filter(claim=claim).exists()
    return refused.value.rule


def test_a_signature_of_another_claim_version_or_role_is_refused(case: Any) -> None:
    claim, senior, passkey = case
    other = factories.proposed_claim()
    version = factories.version_of(claim)
    for challenge in (
        challenge_of(other, "signer"),
        signatures.challenge("0" * 64, "signer", claim.pk),
        challenge_of(claim, "proposer"),
        signatures.challenge(version, "signer", claim.pk + 1),
    ):
        assert refusal(claim, senior, passkey.sign(challenge)) == "signature_is_of_this_version"


def test_a_revoked_an_unknown_or_anothers_key_is_refused(case: Any) -> None:
    claim, senior, passkey = case
    challenge = challenge_of(claim, "signer")
    other = Passkey()
    other.enrol(factories.senior())
    waiting = Passkey()
    registered = waiting.register(senior)
    signer_keys.request(senior, registered.pk, "A second one.")
    for each in (other, waiting, Passkey()):
        assert refusal(claim, senior, each.sign(challenge)) == "signature_is_by_ones_own_key"
    signer_keys.revoke(signer_keys.in_force(senior).get(), senior, "Lost.")
    assert refusal(claim, senior, passkey.sign(challenge)) == "signature_is_by_ones_own_key"


def test_what_the_device_did_not_vouch_for_is_refused(case: Any) -> None:
    claim, senior, passkey = case
    challenge = challenge_of(claim, "signer")
    right = passkey.sign(challenge)
    forged = Passkey()
    forged.id = passkey.id
    response = right["response"]
    for wrong in (
        passkey.sign(challenge, flags=passkeys.PRESENT),
        passkey.sign(challenge, origin="https://evil.example"),
        passkey.sign(challenge, host="evil.example"),
        passkey.sign(challenge, kind="webauthn.create"),
        forged.sign(challenge),
        {},
        {**right, "response": {}},
        {**right, "response": {**response, "signature": response["signature"][:-8]}},
        {**right, "response": {**response, "authenticatorData": "AA"}},
        {**right, "response": {**response, "clientDataJSON": "AA"}},
        {**right, "rawId": 7},
    ):
        assert refusal(claim, senior, wrong) == "signature_is_verified"
    review.sign(claim.pk, senior, factories.version_of(claim), assertion=right)


def test_a_copied_key_is_noticed_by_its_counter(case: Any) -> None:
    claim, senior, passkey = case
    sign_off(claim, senior, passkey)
    claim = factories.proposed_claim()
    with pytest.raises(Refused, match="copied"):
        review.sign(
            claim.pk,
            senior,
            factories.version_of(claim),
            assertion=passkey.sign(challenge_of(claim, "signer"), counter=1),
        )


# The same rules in PostgreSQL


INSERT = (
    "INSERT INTO claims_signature (round_id, claim_id, role, key_id, authenticator_data, client_data,"
    " signature, counter, version, pseudonym, public_key)"
    " SELECT d.id, d.claim_id, %s, %s, 'AA', %s, %s, %s, '', '', '' FROM claims_round d"
    " WHERE d.claim_id = %s ORDER BY d.id DESC LIMIT 1"
)


def test_postgresql_refuses_an_invented_signature(case: Any) -> None:
    claim, senior, passkey = case
    key = signer_keys.in_force(senior).get()
    response = passkey.sign(challenge_of(claim, "signer"))["response"]
    data, signature = response["clientDataJSON"], response["signature"]
    with sql.broken("signature_is_verified"):
        sql.run(INSERT, "signer", key.pk, data, signature, 1, claim.pk)
    with acting(senior):
        with sql.broken("signature_role_is_known"):
            sql.run(
                INSERT, "reader", key.pk, passkeys_data(claim, "reader"), signature, 1, claim.pk
            )
        with sql.broken("signature_is_of_an_open_proposal"):
            sql.run(INSERT, "proposer", key.pk, data, signature, 1, claim.pk)
        with sql.broken("signature_is_of_this_version"):
            other = passkeys_data(factories.proposed_claim(), "signer")
            sql.run(INSERT, "signer", key.pk, other, signature, 1, claim.pk)
    with acting(other_person := factories.senior()), sql.broken("signature_is_by_ones_own_key"):
        assert other_person != senior
        sql.run(INSERT, "signer", key.pk, data, signature, 1, claim.pk)
    with acting(senior):
        sql.run(INSERT, "signer", key.pk, data, signature, 1, claim.pk)
        with sql.broken("one_signature_a_role"):
            sql.run(INSERT, "signer", key.pk, data, "another", 2, claim.pk)
        claim = factories.proposed_claim()
        data = passkeys_data(claim, "signer")
        with sql.broken("signature_counter_grows"):
            sql.run(INSERT, "signer", key.pk, data, "another", 1, claim.pk)
        with sql.broken("signature_used_once"):
            sql.run(INSERT, "signer", key.pk, data, signature, 2, claim.pk)
    signed = factories.signed_claim()
    with acting(senior), sql.broken("signature_is_of_an_open_proposal"):
        sql.run(INSERT, "signer", key.pk, data, "another", 3, signed.pk)


def passkeys_data(claim: Claim, role: str) -> str:
    return str(Passkey().sign(challenge_of(claim, role))["response"]["clientDataJSON"])


def test_postgresql_and_python_agree_on_what_is_signed() -> None:
    (found,) = sql.run("SELECT signing_challenge(%s, 'signer', 12)", "a" * 64)
    assert bytes(found[0]) == signatures.challenge("a" * 64, "signer", 12)


# At the desk


def test_at_the_desk_the_browser_is_told_what_to_sign() -> None:
    editor, senior = factories.editor(), factories.senior()
    first, second = Passkey(), Passkey()
    first.enrol(editor)
    second.enrol(senior)
    claim = factories.claim_in_review(editor)
    answers = {"attribution": "reported", "status": "verified", "revision": claim.revision}
    answers["harms_nobody"] = "on"
    desk = at_the_desk(editor)
    assert "Sign it with your key" in words(desk.get(url_of(claim, "propose")))
    answer = json.loads(
        do(desk, claim, "propose", **answers, with_key="on", challenge="on").content
    )
    (allowed,) = answer["publicKey"]["allowCredentials"]
    assert allowed["id"] == signer_keys.in_force(editor).get().credential
    assert answer["publicKey"]["userVerification"] == "required"
    assert Claim.objects.get(pk=claim.pk).status == "in_review"
    # Without script the box is cleared by hand.
    assert "gave no signature" in words(do(desk, claim, "propose", **answers, with_key="on"))
    challenge = websafe_decode(answer["publicKey"]["challenge"])
    assertion = json.dumps(first.sign(challenge))
    do(desk, claim, "propose", **answers, with_key="on", assertion=assertion)
    desk, version = at_the_desk(senior), factories.version_of(claim)
    answer = json.loads(
        do(desk, claim, "sign", version=version, with_key="on", challenge="on").content
    )
    challenge = websafe_decode(answer["publicKey"]["challenge"])
    do(
        desk,
        claim,
        "sign",
        version=version,
        with_key="on",
        assertion=json.dumps(second.sign(challenge)),
    )
    assert len(published.body(claim)["signatures"]) == 2


def test_at_the_desk_one_may_go_on_without_the_key(case: Any) -> None:
    claim, senior, _passkey = case
    desk = at_the_desk(senior)
    do(desk, claim, "sign", version=factories.version_of(claim))
    assert Claim.objects.get(pk=claim.pk).status == "verified"
    assert not Signature.objects.exists()
    without = factories.senior()
    claim = factories.proposed_claim()
    assert "Sign it with your key" not in words(at_the_desk(without).get(url_of(claim, "sign")))
