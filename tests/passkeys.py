"""A passkey in software, as a browser and a device would answer: for tests without either."""

import json
import secrets
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from claims.models import Claim
from claims.workflow import approvals, review, signatures
from newsroom import signer_keys
from newsroom.history import acting
from newsroom.models import SignerKey, User
from tests import factories

HOST = "localhost"
ORIGIN = "http://localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Passkey:
    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.used = 0

    @property
    def public_key(self) -> str:
        return signer_keys.to_spki(ES256.from_cryptography_key(self.private.public_key()))  # type: ignore[no-untyped-call]

    def register(self, person: User, name: str = "laptop") -> Authenticator:
        """In the person's account, as django-allauth stores it."""
        public = ES256.from_cryptography_key(self.private.public_key())  # type: ignore[no-untyped-call]
        made = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        flags = PRESENT | VERIFIED | ATTESTED
        data = AuthenticatorData.create(
            sha256(HOST.encode()).digest(), AuthenticatorData.FLAG(flags), 0, made
        )
        client = {"type": "webauthn.create", "challenge": "AA", "origin": ORIGIN}
        credential = {
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": websafe_encode(json.dumps(client).encode()),
                "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
            },
        }
        with acting(person):
            made_row: Authenticator = Authenticator.objects.create(
                user=person, type="webauthn", data={"name": name, "credential": credential}
            )
        return made_row

    def enrol(self, person: User, second: User | None = None) -> SignerKey:
        """Requested by the person, approved by another senior editor."""
        passkey = self.register(person)
        request = signer_keys.request(person, passkey.pk, "For signing.")
        approvals.approve(request.pk, second or factories.senior())
        return SignerKey.objects.get(approval=request)

    def sign(
        self,
        challenge: bytes,
        *,
        origin: str = ORIGIN,
        host: str = HOST,
        flags: int = PRESENT | VERIFIED,
        counter: int | None = None,
        kind: str = "webauthn.get",
    ) -> dict[str, Any]:
        """The assertion as a browser sends it (PublicKeyCredential.toJSON)."""
        self.used += 1
        data = AuthenticatorData.create(
            sha256(host.encode()).digest(),
            AuthenticatorData.FLAG(flags),
            self.used if counter is None else counter,
        )
        client = json.dumps(
            {"type": kind, "challenge": websafe_encode(challenge), "origin": origin}
        ).encode()
        signature = self.private.sign(
            bytes(data) + sha256(client).digest(), ec.ECDSA(hashes.SHA256())
        )
        return {
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
            },
        }


def enrolled(person: User) -> SignerKey:
    return Passkey().enrol(person)


def challenge_of(claim: Claim, role: str) -> bytes:
    """What is to be signed of the claim's open proposal."""
    return signatures.challenge(factories.version_of(claim), role, claim.pk)


def propose(claim: Claim, by: User, passkey: Passkey, status: str = "verified") -> Claim:
    """Proposed with a passkey that is enrolled."""
    options = signatures.options_to_propose(claim.pk, by, "reported", status, harms=[])
    assertion = passkey.sign(websafe_decode(options["publicKey"]["challenge"]))
    review.propose(claim.pk, by, "reported", status, assertion=assertion, harms=[])
    return claim


def sign_off(claim: Claim, by: User, passkey: Passkey) -> Claim:
    assertion = passkey.sign(challenge_of(claim, "signer"))
    review.sign(claim.pk, by, factories.version_of(claim), assertion=assertion)
    return Claim.objects.get(pk=claim.pk)


def signed_with_keys(
    editor: User | None = None, senior: User | None = None, **fields: Any
) -> Claim:
    """A public claim that both signed with a passkey of their own."""
    editor, senior = editor or factories.editor(), senior or factories.senior()
    first, second = Passkey(), Passkey()
    first.enrol(editor)
    second.enrol(senior)
    claim = propose(factories.claim_in_review(editor, **fields), editor, first)
    return sign_off(claim, senior, second)
