"""Holds, which keep a claim from the public."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.choices import HoldKind
from claims.models.claim import Claim
from newsroom import texts
from newsroom.models import Approval, User
from newsroom.schema import check, key_to, optional_key_to, unique


class Hold(models.Model):
    """While it is not lifted, the claim is not published, and its public version is hidden."""

    claim = key_to(Claim, "holds")
    kind = models.CharField(_("kind"), max_length=10, choices=HoldKind)
    reason = models.TextField(_("reason"), max_length=texts.REASON)
    set_by = key_to(User, "holds_set")
    set_at = models.DateTimeField(_("set at"), db_default=Now())
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    # By whom lifting was requested and approved.
    lifted_by_approval = optional_key_to(Approval, "+")

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering = ["pk"]
        constraints = [
            unique(
                "one_hold_of_a_kind",
                ("claim", "kind"),
                _("The claim has a hold of this kind already."),
                Q(lifted_at__isnull=True),
            ),
            check("hold_has_a_reason", ~Q(reason=""), _("Give the reason for the hold.")),
            check(
                "hold_is_lifted_by_an_approval",
                Q(lifted_at__isnull=True, lifted_by_approval__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by_approval__isnull=False),
                _("Lifting a hold takes two people."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.claim_id}"
