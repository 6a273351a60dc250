"""Corrections suggested by readers."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.publication import Publication
from newsroom.models import User
from newsroom.schema import check, key_to, optional_key_to


class ReaderCorrection(models.Model):
    """A reader's suggested correction, and an editor's note on the outcome.

    ``sender`` is a keyed hash of the address: it only tells one sender from another.
    """

    claim = key_to(Claim, "reader_corrections", _("claim"))
    # The version that the reader saw.
    publication = key_to(Publication, "reader_corrections", _("publication"))
    words = models.TextField(_("what is wrong"))
    contact = models.CharField(_("how to reach the reader"), max_length=200, blank=True)
    sender = models.CharField(max_length=64)
    sent_at = models.DateTimeField(_("sent at"), db_default=Now())
    settled_by = optional_key_to(User, "reader_corrections_settled", _("settled by"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_note = models.CharField(_("outcome"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("reader correction")
        verbose_name_plural = _("reader corrections")
        ordering = ["-pk"]
        constraints = [
            check("reader_correction_has_text", ~Q(words=""), _("Say what is wrong.")),
            check(
                "reader_correction_settled_with_a_note",
                Q(settled_by__isnull=True, settled_at__isnull=True, settled_note="")
                | Q(~Q(settled_note=""), settled_by__isnull=False, settled_at__isnull=False),
                _("Say what was done about the suggestion."),
            ),
        ]
        indexes = [models.Index("sender", "sent_at", name="reader_correction_by_sender")]

    def __str__(self) -> str:
        return self.words[:80]
