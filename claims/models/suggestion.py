"""Corrections suggested by readers."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.publication import Publication
from newsroom.models import User


class Suggestion(models.Model):
    """A reader's suggested correction, and an editor's note on the outcome.

    ``sender`` is a keyed hash of the address: it only tells one sender from another.
    """

    claim = models.ForeignKey(
        Claim, models.PROTECT, related_name="suggestions", verbose_name=_("claim")
    )
    # The version that the reader saw.
    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="suggestions", verbose_name=_("publication")
    )
    words = models.TextField(_("what is wrong"))
    contact = models.CharField(_("how to reach the reader"), max_length=200, blank=True)
    sender = models.CharField(max_length=64)
    sent_at = models.DateTimeField(_("sent at"), db_default=Now())
    settled_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="suggestions_settled",
        verbose_name=_("settled by"),
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_note = models.CharField(_("outcome"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("reader correction")
        verbose_name_plural = _("reader corrections")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="suggestion_has_text",
                condition=~Q(words=""),
                violation_error_message=_("Say what is wrong."),
            ),
            models.CheckConstraint(
                name="suggestion_settled_with_a_note",
                condition=Q(settled_by__isnull=True, settled_at__isnull=True, settled_note="")
                | Q(~Q(settled_note=""), settled_by__isnull=False, settled_at__isnull=False),
                violation_error_message=_("Say what was done about the suggestion."),
            ),
        ]
        indexes = [models.Index("sender", "sent_at", name="suggestion_by_sender")]

    def __str__(self) -> str:
        return self.words[:80]
