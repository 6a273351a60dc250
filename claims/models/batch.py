"""One action on many claims, each by its own verb, with the result for each."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.choices import BatchKind, ItemOutcome
from claims.models.claim import Claim
from newsroom.models import User
from newsroom.schema import choice, key_to


class Batch(models.Model):
    """The action requested; ``payload`` has numbers of rows and plain values."""

    kind = models.CharField(_("what"), max_length=10, choices=BatchKind)
    payload = models.JSONField(_("what exactly"), default=dict)
    by = key_to(User, "batches", _("by"))
    requested_at = models.DateTimeField(_("requested at"), db_default=Now())
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)

    class Meta:
        verbose_name = _("bulk change")
        verbose_name_plural = _("bulk changes")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.pk}"


class BatchItem(models.Model):
    """One claim of a batch; it gets one outcome."""

    batch = key_to(Batch, "items")
    claim = key_to(Claim, "+", _("claim"))
    outcome = choice(_("outcome"), ItemOutcome.WAITING)
    sentence = models.TextField(_("why not"), blank=True)
    at = models.DateTimeField(_("at"), null=True, blank=True)

    class Meta:
        verbose_name = _("claim of a bulk change")
        verbose_name_plural = _("claims of a bulk change")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("batch", "claim", name="batch_claim_once"),
            models.CheckConstraint(
                name="batch_refusal_says_why",
                condition=Q(outcome=ItemOutcome.REFUSED, sentence__gt="")
                | (~Q(outcome=ItemOutcome.REFUSED) & Q(sentence="")),
            ),
            models.CheckConstraint(
                name="batch_item_is_dated",
                condition=Q(outcome=ItemOutcome.WAITING, at__isnull=True)
                | (~Q(outcome=ItemOutcome.WAITING) & Q(at__isnull=False)),
            ),
        ]
        indexes = [models.Index("batch", "outcome", "id", name="batch_progress")]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.get_outcome_display()}"
