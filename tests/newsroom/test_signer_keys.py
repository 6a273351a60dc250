"""Signing keys: enrolled by two, revoked by one, never changed."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from fido2.cose import ES256, ES384, RS256, EdDSA

from claims.workflow import approvals
from newsroom import signer_keys
from newsroom.choices import Role
from newsroom.errors import NotAllowed, Refused
from newsroom.history import acting
from newsroom.models import Approval, Event, SignerKey
from tests import factories, sql
from tests.claims.admin.desk import at_the_desk, list_of, url_of, words
from tests.passkeys import Passkey, enrolled

pytestmark = pytest.mark.django_db


def test_a_key_counts_once_another_senior_editor_approved_it() -> None:
    editor, senior = factories.editor(), factories.senior()
    passkey = Passkey().register(editor)
    request = signer_keys.request(editor, passkey.pk, "For signing.")
    assert not signer_keys.in_force(editor).exists()
    approvals.approve(request.pk, senior)
    key = signer_keys.in_force(editor).get()
    assert (key.approval.requested_by, key.approval.decided_by) == (editor, senior)
    assert len(key.pseudonym) == 32
    assert [each.action for each in Event.objects.of(key)] == ["insert"]


def test_nobody_enrols_their_own_key_alone() -> None:
    senior = factories.senior()
    passkey = Passkey().register(senior)
    request = signer_keys.request(senior, passkey.pk, "For signing.")
    with pytest.raises(Refused) as refused:
        approvals.approve(request.pk, senior)
    assert refused.value.rule == "approval_takes_two"
    assert not SignerKey.objects.exists()


def test_only_a_passkey_of_ones_own_and_once() -> None:
    editor, other = factories.editor(), factories.editor()
    passkey = Passkey()
    of_other = passkey.register(other)
    with pytest.raises(Refused, match="of your own account"):
        signer_keys.request(editor, of_other.pk, "For signing.")
    key = Passkey().enrol(editor)
    own = signer_keys.passkeys_of(editor).get()
    with pytest.raises(Refused, match="enrolled already"):
        signer_keys.request(editor, own.pk, "Again.")
    signer_keys.revoke(key, editor, "Lost.")
    with pytest.raises(Refused, match="was revoked"):
        signer_keys.request(editor, own.pk, "Found again.")


def test_a_key_is_revoked_by_its_person_or_a_senior_editor() -> None:
    editor = factories.editor()
    own, lost = enrolled(editor), enrolled(editor)
    signer_keys.revoke(own, editor, "A new phone.")
    with pytest.raises(NotAllowed):
        signer_keys.revoke(lost, factories.editor(), "Not mine.")
    signer_keys.revoke(lost, factories.senior(), "Stolen.")
    assert not signer_keys.in_force(editor).exists()
    with pytest.raises(Refused, match="revoked already"):
        signer_keys.revoke(own, editor, "Again.")
    assert [each.reason for each in Event.objects.of(own)][-1] == "A new phone."


def test_the_public_log_says_which_key_is_enrolled_and_revoked_and_not_whose() -> None:
    editor = factories.editor()
    key = enrolled(editor)
    signer_keys.revoke(key, editor, "Lost.")
    lines = [line for (line,) in sql.run("SELECT line FROM newsroom_logentry ORDER BY id")]
    assert lines[-2:] == [
        f"enrolled {key.pseudonym} {key.public_key}",
        f"revoked {key.pseudonym} {key.public_key}",
    ]


# The same rules in PostgreSQL


def test_postgresql_refuses_a_key_that_one_person_enrols() -> None:
    senior = factories.senior()
    key = enrolled(factories.editor())
    passkey = Passkey().register(senior)
    signer_keys.request(senior, passkey.pk, "For signing.")
    waiting = Approval.objects.open().get()
    for approval in (waiting.pk, key.approval_id):
        with acting(senior), sql.broken("signer_key_takes_two"):
            sql.run(
                "INSERT INTO newsroom_signerkey (person_id, pseudonym, credential, public_key,"
                " approval_id) VALUES (%s, 'x', %s, %s, %s)",
                senior.pk,
                waiting.payload["credential"],
                waiting.payload["public_key"],
                approval,
            )


def test_postgresql_refuses_another_key_than_was_approved() -> None:
    editor, senior = factories.editor(), factories.senior()
    passkey = Passkey().register(editor)
    request = signer_keys.request(editor, passkey.pk, "For signing.")
    with acting(senior):
        sql.run(
            "UPDATE newsroom_approval SET outcome = 'done', decided_by_id = %s, decided_at = now()"
            " WHERE id = %s",
            senior.pk,
            request.pk,
        )
        with sql.broken("signer_key_takes_two"):
            sql.run(
                "INSERT INTO newsroom_signerkey (person_id, pseudonym, credential, public_key,"
                " approval_id) VALUES (%s, 'x', 'another', 'another', %s)",
                editor.pk,
                request.pk,
            )


def test_postgresql_keeps_keys_as_they_were_enrolled() -> None:
    editor = factories.editor()
    key = enrolled(editor)
    other = factories.editor()
    with acting(editor):
        for change in (f"person_id = {other.pk}", "pseudonym = 'x'", "public_key = 'x'"):
            with sql.broken(""):
                sql.run(f"UPDATE newsroom_signerkey SET {change} WHERE id = %s", key.pk)
        with sql.broken("signer_key_is_revoked_in_ones_own_name"):
            sql.run(
                "UPDATE newsroom_signerkey SET revoked_at = now(), revoked_by_id = %s WHERE id = %s",
                other.pk,
                key.pk,
            )
    with acting(other), sql.broken("signer_key_is_revoked_in_ones_own_name"):
        sql.run(
            "UPDATE newsroom_signerkey SET revoked_at = now(), revoked_by_id = %s WHERE id = %s",
            other.pk,
            key.pk,
        )
    with sql.broken("signer_key_revocation_is_complete"):
        sql.run("UPDATE newsroom_signerkey SET revoked_by_id = NULL, revoked_at = now()")
    signer_keys.revoke(key, editor, "Lost.")
    with acting(editor), sql.broken("signer_key_is_unchangeable"):
        sql.run("UPDATE newsroom_signerkey SET revoked_at = NULL, revoked_by_id = NULL")


def test_keys_of_each_kind_are_written_and_read() -> None:
    private = (
        (ES256, ec.generate_private_key(ec.SECP256R1())),
        (EdDSA, ed25519.Ed25519PrivateKey.generate()),
        (RS256, rsa.generate_private_key(65537, 2048)),
    )
    for kind, key in private:
        cose = kind.from_cryptography_key(key.public_key())  # type: ignore[no-untyped-call]
        assert signer_keys.from_spki(signer_keys.to_spki(cose)) == cose
    other = ES384.from_cryptography_key(ec.generate_private_key(ec.SECP384R1()).public_key())  # type: ignore[no-untyped-call]
    with pytest.raises(Refused, match="kind"):
        signer_keys.to_spki(other)


# At the desk


def test_at_the_desk_from_request_to_revocation() -> None:
    editor, senior, other = factories.editor(), factories.senior(), factories.editor()
    desk = at_the_desk(editor)
    add = f"{list_of(SignerKey)}add/"
    assert "has no passkey" in words(desk.get(add))
    passkey = Passkey().register(editor)
    assert desk.post(add, {"passkey": passkey.pk, "reason": "For signing."}).status_code == 302
    approval = Approval.objects.open().get()
    fingerprint = signer_keys.fingerprint(approval.payload["public_key"])
    for each in (desk, at_the_desk(senior)):
        assert fingerprint in words(each.get(url_of(approval)))
    approvals.approve(approval.pk, senior)
    key = SignerKey.objects.get()
    assert key.pseudonym in words(desk.get(list_of(SignerKey)))
    assert key.pseudonym in words(desk.get(url_of(key)))
    assert key.pseudonym not in words(at_the_desk(other).get(list_of(SignerKey)))
    revoke = f"{list_of(SignerKey)}{key.pk}/do/revoke/"
    assert at_the_desk(other).post(revoke, {"reason": "Not mine."}).status_code == 404
    assert desk.post(revoke, {"reason": "A new phone."}).status_code == 302
    assert not signer_keys.in_force(editor).exists()


def test_a_reporter_has_no_key() -> None:
    reporter = factories.person(Role.REPORTER)
    passkey = Passkey().register(reporter)
    with pytest.raises(NotAllowed):
        signer_keys.request(reporter, passkey.pk, "For signing.")
