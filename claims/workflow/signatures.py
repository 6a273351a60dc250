"""Signing with a passkey what one proposes or signs off: what the device signs, and its record.

A device signs 32 bytes: the SHA-256 of version, role and claim, one a line. So a signature holds for no
other text, claim or role.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from claims.choices import RoundOutcome, SignatureRole
from claims.locking import changing, review_in_progress
from claims.models import LabelEdition, Review, Round, Signature
from claims.publication import document
from claims.workflow import harms as harm
from claims.workflow.evidence import judge_independence
from newsroom import signer_keys
from newsroom.errors import Refused
from newsroom.models import User
from newsroom.permissions import require

# As the browser gives it (PublicKeyCredential.toJSON).
Assertion = Mapping[str, Any]


def challenge(version: str, role: str, claim_id: int) -> bytes:
    """Agrees with PostgreSQL's ``signing_challenge``."""
    return sha256(f"{version}\n{role}\n{claim_id}".encode()).digest()


def options_to_propose(
    claim_id: int,
    by: User,
    attribution: str,
    status: str,
    expected_revision: int | None = None,
    label: LabelEdition | None = None,
    harms: Sequence[harm.Harm] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """What the browser asks the device for, before this is proposed. Raises Refused, NotAllowed."""
    require(by, "propose_own")
    with transaction.atomic():
        with changing(claim_id, by, expected_revision) as claim:
            review = review_in_progress(claim)
            judge_independence(review)
            harm.record(review, harms)
            body = document.proposal(claim.pk, attribution, status, label)
        # Only looked at: nothing is proposed yet.
        transaction.set_rollback(True)
    version = sha256(body.encode()).hexdigest()
    return signer_keys.options(by, challenge(version, SignatureRole.PROPOSER, claim_id))


def options_to_sign(claim_id: int, by: User, version: str, **more: Any) -> dict[str, Any]:
    """What the browser asks the device for, before this version is signed. Raises NotAllowed."""
    require(by, "sign")
    return signer_keys.options(by, challenge(version, SignatureRole.SIGNER, claim_id))


def options_to_agree(claim_id: int, by: User, version: str, **more: Any) -> dict[str, Any]:
    """What the browser asks the device for, before this version is agreed to. Raises NotAllowed."""
    require(by, "agree")
    round_ = Round.objects.filter(claim=claim_id, version=version, outcome=RoundOutcome.OPEN).last()
    role = SignatureRole.PANEL if round_ and round_.panel else SignatureRole.SECOND
    return signer_keys.options(by, challenge(version, role, claim_id))


def require_key(review: Review, assertion: Assertion | None) -> None:
    """Where the review's policy asks for keys, nothing is proposed, signed or agreed to without."""
    if assertion is None and review.policy is not None and review.policy.signed_with_keys:
        raise Refused(
            _(
                "Here conclusions are signed with a key, too. Sign with yours; if you have none, enrol"
                " a passkey under your account."
            ),
            rule="sign_off_takes_keys",
        )


def record(round_: Round, by: User, role: SignatureRole, assertion: Assertion) -> Signature:
    """Verify and keep a signature, inside the caller's verb. Raises Refused."""
    wanted = challenge(round_.version, role, round_.claim_id)
    verified = signer_keys.verify(by, wanted, assertion)
    made: Signature = Signature.objects.create(
        round=round_,
        claim_id=round_.claim_id,
        role=role,
        key=verified.key,
        authenticator_data=verified.authenticator_data,
        client_data=verified.client_data,
        signature=verified.signature,
        counter=verified.counter,
    )
    return made
