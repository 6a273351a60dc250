"""Signatures with passkeys, beside the rounds that they sign."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.choices import SignatureRole
from claims.models.claim import Claim
from claims.models.review import Round
from newsroom.models import SignerKey
from newsroom.schema import check, key_to, unique


class Signature(models.Model):
    """A WebAuthn assertion over one version, by whoever proposed, signed or agreed to it. Never changes.

    Its challenge is the SHA-256 of version, role and claim. ``authenticator_data``, ``client_data`` and
    ``signature`` are base64url without padding, as the browser gave them: with the key's public half they
    can be verified by anybody.
    """

    round = key_to(Round, "signatures")
    claim = key_to(Claim, "+")
    role = models.CharField(_("signed as"), max_length=10, choices=SignatureRole)
    key = key_to(SignerKey, "signatures", _("signing key"))
    authenticator_data = models.TextField(_("data of the authenticator"))
    client_data = models.TextField(_("data of the browser"))
    signature = models.TextField(_("signature"))
    # Of the round and the key, copied by PostgreSQL: the public reads this table alone.
    version = models.CharField(_("version"), max_length=64, editable=False)
    pseudonym = models.CharField(_("pseudonym"), max_length=32, editable=False)
    public_key = models.TextField(_("public key"), editable=False)
    counter = models.BigIntegerField(_("counter of the authenticator"))
    made_at = models.DateTimeField(_("signed at"), db_default=Now())

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["pk"]
        constraints = [
            check(
                "signature_role_is_known",
                models.Q(role__in=SignatureRole.values),
                _(
                    "A version is signed by its proposer, its signer, as second sign-off or by its panel."
                ),
            ),
            unique(
                "signature_used_once",
                ("signature",),
                _("This signature was used already. Sign again."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.key}"
