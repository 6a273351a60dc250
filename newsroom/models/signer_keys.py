"""Keys with which people sign what they propose or sign off."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from newsroom.models.people import User
from newsroom.schema import check, key_to, optional_key_to


class SignerKey(models.Model):
    """A passkey of one person whose signatures count, once a senior editor has approved it.

    A copy of what the passkey's registration said: the person may remove the passkey from their account,
    while what was signed with it must stay verifiable. PostgreSQL gives pseudonym and time, and holds that
    two people enrolled it (signer_keys.sql). Never deleted; revoked once.
    """

    person = key_to(User, "signer_keys", _("person"))
    # What publications call it: random, so that it names nobody.
    pseudonym = models.CharField(_("pseudonym"), max_length=32, unique=True, editable=False)
    # Base64url without padding, as WebAuthn has it in JSON.
    credential = models.TextField(_("number of the passkey"), unique=True)
    # DER (SubjectPublicKeyInfo) in base64.
    public_key = models.TextField(_("public key"))
    approval = models.OneToOneField("Approval", models.PROTECT, verbose_name=_("approval"))
    enrolled_at = models.DateTimeField(_("enrolled at"), db_default=Now())
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = optional_key_to(User, "+", _("revoked by"))

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering = ["-pk"]
        constraints = [
            check(
                "signer_key_revocation_is_complete",
                models.Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                _("A revoked key names who revoked it, and when."),
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym
