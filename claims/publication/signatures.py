"""What passkeys signed, as it is served beside a publication: enough to verify it without us."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, NamedTuple, TypedDict

from claims.choices import SignatureRole
from claims.models import Signature
from claims.publication.fields import Field, Word, filled
from newsroom.models import SignerKey


class AssertionBody(TypedDict):
    """One signature of ``signatures``; what it signs is the SHA-256 of version, role and claim."""

    role: Annotated[Word, Field("As what they signed.", one_of=tuple(SignatureRole))]
    key: Annotated[str, Field("The pseudonym of the key.")]
    public_key: Annotated[str, Field("The key: SubjectPublicKeyInfo (DER) in base64.")]
    authenticator_data: Annotated[str, Field("WebAuthn's authenticatorData, in base64url.")]
    client_data: Annotated[str, Field("WebAuthn's clientDataJSON, in base64url.")]
    signature: Annotated[str, Field("The signature over both, in base64url.")]


def assertions_of(claim_id: int, body_text: str) -> list[AssertionBody]:
    """Those that a body names which may be served; empty where it names none."""
    if '"signatures":[' not in body_text:
        return []
    body = json.loads(body_text)
    named = [(each["role"], each["key"]) for each in body.get("signatures", ())]
    version = body.get("version") or body["derived_from"]
    columns = ("public_key", "authenticator_data", "client_data", "signature")
    keys = [key for _role, key in named]
    rows = Signature.objects.filter(claim=claim_id, version=version, pseudonym__in=keys)
    # The same version may have been proposed before and sent back: the last signature is the one.
    found = {
        (each.role, each.pseudonym): each
        for each in rows.only("role", "pseudonym", *columns).order_by("pk")
    }
    return [filled(AssertionBody, found[each], key=each[1]) for each in named if each in found]


class SignedWith(NamedTuple):
    """As what somebody signed, and since when their key counts."""

    role: SignatureRole
    enrolled_at: datetime


def keys_of(body: Mapping[str, Any]) -> list[SignedWith]:
    """Of the signatures that a body names, in its order."""
    named = [(SignatureRole(each["role"]), each["key"]) for each in body.get("signatures", ())]
    if not named:
        return []
    keys = SignerKey.objects.filter(pseudonym__in=[key for _role, key in named])
    days = dict(keys.values_list("pseudonym", "enrolled_at"))
    return [SignedWith(role, days[key]) for role, key in named if key in days]
