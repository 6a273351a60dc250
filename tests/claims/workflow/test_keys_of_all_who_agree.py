"""Second sign-offs and panels that sign with passkeys, and a policy that asks everybody to."""

import json
from typing import Any

import pytest
from django.test import Client, override_settings
from fido2.utils import websafe_decode

from claims.choices import CONCLUDED
from claims.models import Claim, Round, Signature
from claims.presentation import review_policy
from claims.workflow import approvals, erasures, review
from newsroom import people as newsroom_people
from newsroom import signer_keys
from newsroom.choices import Role
from newsroom.errors import Refused
from newsroom.models import User
from tests import factories, passkeys, sql
from tests.claims.admin.desk import at_the_desk, do
from tests.passkeys import Passkey, challenge_of, propose
from tools import verify

pytestmark = pytest.mark.django_db
KEYS = "sign_off_takes_keys"


def with_key(person: User) -> tuple[User, Passkey]:
    passkey = Passkey()
    passkey.enrol(person)
    return person, passkey


def agree(claim: Claim, by: User, passkey: Passkey, role: str) -> None:
    assertion = passkey.sign(challenge_of(claim, role))
    review.agree(claim.pk, by, factories.version_of(claim), assertion=assertion)


def sign(claim: Claim, by: User, passkey: Passkey) -> None:
    assertion = passkey.sign(challenge_of(claim, "signer"))
    review.sign(claim.pk, by, factories.version_of(claim), assertion=assertion)


def proposed_with_key() -> Claim:
    editor, passkey = with_key(factories.editor())
    return propose(factories.claim_in_review(editor), editor, passkey)


def roles(claim: Claim) -> list[str]:
    body = json.loads(factories.current_publication(claim).body)
    return [each["role"] for each in body.get("signatures", ())]


def every_signature_holds(claim: Claim) -> bool:
    served = Client().get(f"/api/v1/claims/{claim.pk}/").json()
    sentence, fault = verify.passkeys(verify.publication(served))
    return not fault and sentence.startswith("Signed by passkeys")


@pytest.fixture(autouse=True)
def at_localhost() -> Any:
    with override_settings(SITE_URL=passkeys.ORIGIN):
        yield


@pytest.mark.parametrize("first", ["signature", "legal read"])
def test_a_legal_read_is_signed_with_a_key(first: str) -> None:
    factories.review_policy(second_sign_off="legal read")
    claim = proposed_with_key()
    reader, key_of_reader = with_key(factories.legal_reader(Role.EDITOR))
    senior, key_of_senior = with_key(factories.senior())
    if first == "signature":
        sign(claim, senior, key_of_senior)
        agree(claim, reader, key_of_reader, "second")
    else:
        agree(claim, reader, key_of_reader, "second")
        sign(claim, senior, key_of_senior)
    assert roles(claim) == ["proposer", "signer", "second"]
    assert every_signature_holds(claim)


def test_a_panel_signs_with_keys() -> None:
    factories.review_policy(panel=True)
    editor = factories.editor()
    claim = factories.claim_in_review(editor)
    panel = [with_key(each) for each in factories.panel()]
    people = [person for person, _passkey in panel]
    review.propose(claim.pk, editor, "reported", "verified", panel=people, harms=[])
    agree(claim, *panel[0], "panel")
    agree(claim, *panel[2], "panel")
    assert roles(claim) == ["panel", "panel"]
    assert every_signature_holds(claim)


def test_each_signs_only_as_what_the_proposal_asks_for() -> None:
    claim = factories.proposed_claim()
    senior, passkey = with_key(factories.senior())
    for role in ("second", "panel"):
        with sql.broken("signature_is_of_an_open_proposal"):
            insert(claim, senior, role, passkey)
    factories.review_policy(panel=True)
    editor = factories.editor()
    claim_of_panel = factories.claim_in_review(editor)
    review.propose(
        claim_of_panel.pk, editor, "reported", "verified", panel=factories.panel(), harms=[]
    )
    for role in ("signer", "second", "panel"):
        with sql.broken("signature_is_of_an_open_proposal"):
            insert(claim_of_panel, senior, role, passkey)


def test_a_person_with_two_keys_signs_once() -> None:
    claim = factories.proposed_claim()
    senior, passkey = with_key(factories.senior())
    other = Passkey()
    other.enrol(senior)
    insert(claim, senior, "signer", passkey)
    with sql.broken("one_signature_a_role"):
        insert(claim, senior, "signer", other)


def insert(claim: Claim, by: User, role: str, passkey: Passkey) -> None:
    """As somebody who writes SQL in this person's name."""
    key = signer_keys.in_force(by).get(public_key=passkey.public_key)
    response = passkey.sign(challenge_of(claim, role))["response"]
    sql.run_as(
        by,
        "INSERT INTO claims_signature (round_id, claim_id, role, key_id, authenticator_data,"
        " client_data, signature, counter, version, pseudonym, public_key)"
        " SELECT id, claim_id, %s, %s, 'AA', %s, %s, 0, '', '', '' FROM claims_round"
        " WHERE claim_id = %s ORDER BY id DESC LIMIT 1",
        role,
        key.pk,
        response["clientDataJSON"],
        response["signature"],
        claim.pk,
    )


# A key that was revoked before the publication


def test_a_key_that_was_revoked_before_the_publication_is_not_named() -> None:
    editor, passkey = with_key(factories.editor())
    claim = propose(factories.claim_in_review(editor), editor, passkey)
    signer_keys.revoke(signer_keys.in_force(editor).get(), editor, "Lost.")
    sign(claim, *with_key(factories.senior()))
    assert roles(claim) == ["signer"]
    assert every_signature_holds(claim)


def test_a_key_that_was_revoked_later_stays_named() -> None:
    claim = passkeys.signed_with_keys()
    key = Signature.objects.get(claim=claim, role="proposer").key
    signer_keys.revoke(key, key.person, "Lost.")
    review.reopen(claim.pk, factories.senior(), "A second count.", "new_evidence")
    assert roles(claim) == ["proposer", "signer"]


def test_the_same_version_proposed_again_is_served_with_its_own_signatures() -> None:
    editor, passkey = with_key(factories.editor())
    claim = propose(factories.claim_in_review(editor), editor, passkey)
    review.send_back(claim.pk, factories.senior(), "Once more.")
    propose(claim, editor, passkey)
    sign(claim, *with_key(factories.senior()))
    assert every_signature_holds(claim)


# The policy that asks for keys


def test_the_policy_asks_everybody_for_a_key() -> None:
    factories.review_policy(signed_with_keys=True, second_sign_off="legal read")
    editor, passkey = with_key(factories.editor())
    claim = factories.claim_in_review(editor)
    reader, key_of_reader = with_key(factories.legal_reader(Role.EDITOR))
    senior, key_of_senior = with_key(factories.senior())
    refused = []
    with pytest.raises(Refused) as error:
        review.propose(claim.pk, editor, "reported", "verified", harms=[])
    refused.append(error.value.rule)
    propose(claim, editor, passkey)
    for verb, by in ((review.sign, senior), (review.agree, reader)):
        with pytest.raises(Refused, match="signed with a key") as error:
            verb(claim.pk, by, factories.version_of(claim))
        refused.append(error.value.rule)
    assert refused == [KEYS] * 3
    sign(claim, senior, key_of_senior)
    agree(claim, reader, key_of_reader, "second")
    assert Claim.objects.get(pk=claim.pk).status in CONCLUDED
    assert len(review_policy.in_words(review_policy.current())) == 2


def test_postgresql_refuses_a_sign_off_without_keys() -> None:
    factories.review_policy(signed_with_keys=True)
    claim = proposed_with_key()
    senior, passkey = with_key(factories.senior())
    statement = (
        "UPDATE claims_round SET outcome = 'signed', decided_by_id = %s, decided_at = now()"
        " WHERE claim_id = %s AND outcome = 'open'"
    )
    with sql.broken(KEYS):
        sql.run_as(senior, statement, senior.pk, claim.pk)
    # Nor with a proposer's key that was revoked since.
    key = Signature.objects.get(claim=claim).key
    signer_keys.revoke(key, key.person, "Lost.")
    with pytest.raises(Refused) as refused:
        sign(claim, senior, passkey)
    assert refused.value.rule == KEYS
    assert Round.objects.get(claim=claim).outcome == "open"


def test_a_signature_of_what_an_erasure_changed_since_is_not_enough() -> None:
    factories.review_policy(signed_with_keys=True)
    editor, passkey = with_key(factories.editor())
    person = factories.speaker("Zora Quillfeather")
    claim = factories.claim_in_review(editor, text="Zora Quillfeather sold 150 boats.")
    propose(claim, editor, passkey)
    signed = Signature.objects.get(claim=claim).version
    erasure = erasures.request(
        "erase_person", person.pk, factories.editor(), reason="An order.", legal_basis="court"
    )
    approvals.approve(erasure.pk, factories.senior())
    assert factories.version_of(claim) != signed
    with pytest.raises(Refused) as refused:
        sign(claim, *with_key(factories.senior()))
    assert refused.value.rule == "erased_words_are_not_signed"
    # Proposed again, it has a signature of its own.
    review.send_back(claim.pk, factories.senior(), "Sign what is left.")
    propose(claim, editor, passkey)
    sign(claim, *with_key(factories.senior()))
    assert Claim.objects.get(pk=claim.pk).status in CONCLUDED


def test_a_review_keeps_the_policy_with_which_it_began() -> None:
    editor = factories.editor()
    claim = factories.claim_in_review(editor)
    factories.review_policy(signed_with_keys=True)
    review.propose(claim.pk, editor, "reported", "verified", harms=[])
    review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    assert Claim.objects.get(pk=claim.pk).status in CONCLUDED


def test_at_the_desk_whoever_agrees_signs_with_their_key() -> None:
    factories.review_policy(second_sign_off="legal read")
    claim = proposed_with_key()
    reader, passkey = with_key(factories.legal_reader(Role.EDITOR))
    desk, version = at_the_desk(reader), factories.version_of(claim)
    answer = do(desk, claim, "agree", version=version, with_key="on", challenge="on")
    challenge = websafe_decode(json.loads(answer.content)["publicKey"]["challenge"])
    assertion = json.dumps(passkey.sign(challenge))
    do(desk, claim, "agree", version=version, with_key="on", assertion=assertion)
    assert Signature.objects.filter(claim=claim, role="second").count() == 1


# Who agreed is settled when it is signed


def test_an_agreement_that_no_longer_counts_when_it_is_signed_is_not_named() -> None:
    factories.review_policy(panel=True)
    editor = factories.editor()
    claim = factories.claim_in_review(editor)
    senior = factories.senior()
    people = [(person, with_key(person)[1]) for person in factories.panel()]
    review.propose(
        claim.pk,
        editor,
        "reported",
        "verified",
        panel=[person for person, _passkey in people],
        harms=[],
    )
    leaving = people[1]
    agree(claim, *leaving, "panel")
    newsroom_people.deactivate(leaving[0], senior, "Left.")
    staying = [each for each in people if each is not leaving]
    for each in staying:
        agree(claim, *each, "panel")
    assert roles(claim) == ["panel", "panel"]
    assert Round.objects.get(claim=claim).agreed == sorted(
        person.pk for person, _passkey in staying
    )
    # Afterwards it stays, whatever becomes of them.
    newsroom_people.deactivate(staying[0][0], senior, "Left.")
    review.reopen(claim.pk, senior, "A second count.", "new_evidence")
    assert roles(claim) == ["panel", "panel"]


def test_what_a_round_takes_and_who_agreed_is_written_by_postgresql() -> None:
    factories.review_policy(signed_with_keys=True)
    claim = proposed_with_key()
    assert Round.objects.get(claim=claim).takes_keys
    with sql.broken("round_keeps_what_it_takes"):
        Round.objects.filter(claim=claim).update(takes_keys=False)
    Round.objects.filter(claim=claim).update(agreed=[1])
    assert Round.objects.get(claim=claim).agreed == []
