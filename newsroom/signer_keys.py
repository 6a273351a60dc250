"""Keys with which people sign: passkeys of their account that two people enrolled.

Enrolling takes its person and another, senior, editor; revoking takes one, at once. PostgreSQL holds the
same rules (signer_keys.sql). What is signed with a key is the app's above.
"""

import struct
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from fido2.cose import ES256, RS256, CoseKey, EdDSA
from fido2.server import Fido2Server
from fido2.utils import bytes2int, websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    UserVerificationRequirement,
)

from newsroom import approvals, people
from newsroom.choices import ApprovalKind, ApprovalOutcome
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import Approval, SignerKey, User
from newsroom.permissions import require


def passkeys_of(person: User) -> QuerySet[Authenticator]:
    """The passkeys and security keys of the person's account."""
    return Authenticator.objects.filter(
        user_id=person.pk, type=Authenticator.Type.WEBAUTHN
    ).order_by("pk")


def in_force(person: User) -> QuerySet[SignerKey]:
    """The person's keys whose signatures count."""
    return SignerKey.objects.filter(person=person, revoked_at=None)


def request(by: User, passkey: int, reason: str) -> Approval:
    """Request that signatures with this passkey of one's own account count.

    Raises Refused, NotAllowed.
    """
    require(by, "request_approval")
    found = passkeys_of(by).filter(pk=passkey).first()
    if found is None:
        raise Refused(_("Choose a passkey of your own account."))
    registered = found.wrap().authenticator_data.credential_data
    credential = websafe_encode(registered.credential_id)
    if SignerKey.objects.filter(credential=credential).exists():
        raise Refused(_("This passkey is enrolled already, or was revoked. Choose another."))
    return approvals.request(
        ApprovalKind.ENROL_KEY,
        by.pk,
        by,
        reason,
        credential=credential,
        public_key=to_spki(registered.public_key),
        name=str(found),
    )


def approve(approval_id: int, by: User) -> Approval:
    """Enrol the key of this request, inside the caller's verb. Raises Refused."""
    approval = approvals.decide(approval_id, by, ApprovalOutcome.DONE)
    SignerKey.objects.create(
        person_id=approval.subject_id,
        credential=approval.payload["credential"],
        public_key=approval.payload["public_key"],
        approval=approval,
    )
    people.notify_seniors(
        _("%(person)s signs with a key from now on; %(who)s approved it.")
        % {"person": approval.requested_by, "who": by},
        by,
        but=approval.requested_by,
    )
    return approval


def revoke(key: SignerKey, by: User, reason: str) -> None:
    """Revoke one's own key, or as a senior editor anyone's: what is signed with it from now on is refused.

    What was signed before stays. Raises Refused, NotAllowed.
    """
    if key.person_id != by.pk:
        require(by, "revoke_key")
    with acting(by, reason):
        still = SignerKey.objects.filter(pk=key.pk, revoked_at=None)
        if not still.update(revoked_at=TransactionNow(), revoked_by=by):
            raise Refused(_("This key is revoked already."), rule="signer_key_is_unchangeable")
        people.notify_seniors(
            _("A signing key of %(person)s was revoked.") % {"person": key.person}, by
        )


def fingerprint(public_key: str) -> str:
    """What two people compare to know that they mean the same key."""
    digest = sha256(b64decode(public_key)).hexdigest()[:32]
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def to_spki(key: CoseKey) -> str:
    """A passkey's public key as SubjectPublicKeyInfo (DER), in base64. Raises Refused."""
    public: ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey
    if isinstance(key, ES256):
        point = (bytes2int(key[-2]), bytes2int(key[-3]))
        public = ec.EllipticCurvePublicNumbers(*point, ec.SECP256R1()).public_key()
    elif isinstance(key, EdDSA):
        public = ed25519.Ed25519PublicKey.from_public_bytes(key[-2])
    elif isinstance(key, RS256):
        public = rsa.RSAPublicNumbers(bytes2int(key[-2]), bytes2int(key[-1])).public_key()
    else:
        raise Refused(_("Passkeys of this kind can't sign here. Use another device or browser."))
    der = public.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return b64encode(der).decode()


def from_spki(public_key: str) -> CoseKey:
    """The reverse of :func:`to_spki`."""
    public = serialization.load_der_public_key(b64decode(public_key))
    cose: CoseKey
    if isinstance(public, ec.EllipticCurvePublicKey):
        cose = ES256.from_cryptography_key(public)  # type: ignore[no-untyped-call]
    elif isinstance(public, ed25519.Ed25519PublicKey):
        cose = EdDSA.from_cryptography_key(public)  # type: ignore[no-untyped-call]
    else:
        cose = RS256.from_cryptography_key(public)  # type: ignore[no-untyped-call]
    return cose


# Signing


@dataclass(frozen=True)
class Verified:
    """A signature by a key in force; the texts are base64url, as they came."""

    key: SignerKey
    authenticator_data: str
    client_data: str
    signature: str
    counter: int


def host() -> str:
    """The name that passkeys are bound to (WebAuthn's rpId)."""
    name = urlsplit(settings.SITE_URL).hostname or ""
    # No passkey is bound to an address in numbers.
    return "localhost" if name in ("127.0.0.1", "::1") else name


def _server() -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=host(), name=host()))


def _credentials(keys: Iterable[SignerKey]) -> list[AttestedCredentialData]:
    return [
        AttestedCredentialData.create(
            b"\0" * 16, websafe_decode(each.credential), from_spki(each.public_key)
        )
        for each in keys
    ]


def options(person: User, challenge: bytes) -> dict[str, Any]:
    """What the browser is asked for, so that the person's device signs these bytes (JSON of WebAuthn)."""
    made, _state = _server().authenticate_begin(
        _credentials(in_force(person)), UserVerificationRequirement.REQUIRED, challenge
    )
    return dict(made)


def verify(person: User, challenge: bytes, assertion: Mapping[str, Any]) -> Verified:
    """Check what the person's device gave: its origin, the bytes that it signed, by a key in force.

    Raises Refused.
    """
    keys = {each.credential: each for each in in_force(person)}
    state = {
        "challenge": websafe_encode(challenge),
        "user_verification": UserVerificationRequirement.REQUIRED,
    }
    try:
        answer = AuthenticationResponse.from_dict(assertion)
        if answer.response.client_data.challenge != challenge:
            raise Refused(
                _("This signature is of another version, claim or role. Sign again."),
                rule="signature_is_of_this_version",
            )
        if websafe_encode(answer.raw_id) not in keys:
            raise Refused(
                _(
                    "This passkey doesn't count for your signature: it is not enrolled, or revoked."
                    " Choose another."
                ),
                rule="signature_is_by_ones_own_key",
            )
        _server().authenticate_complete(state, _credentials(keys.values()), assertion)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, struct.error) as wrong:
        raise Refused(
            _(
                "The signature of your device could not be verified. Sign again, or use another key."
            ),
            rule="signature_is_verified",
        ) from wrong
    given = answer.response
    return Verified(
        keys[websafe_encode(answer.raw_id)],
        websafe_encode(given.authenticator_data),
        websafe_encode(given.client_data),
        websafe_encode(given.signature),
        given.authenticator_data.counter,
    )
