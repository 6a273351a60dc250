"""Errors that readers report."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.choices import ReportOutcome
from claims.models.claim import Claim
from claims.models.publication import Publication
from claims.models.review import Review
from newsroom import texts
from newsroom.models import User
from newsroom.schema import check, key_to, optional_key_to

_NOTHING_DECIDED = Q(outcome="", settled_by__isnull=True, settled_at__isnull=True, settled_note="")
_DECIDED = Q(
    outcome__in=ReportOutcome.values, settled_by__isnull=False, settled_at__isnull=False
) & ~Q(settled_note="")


class ErrorReport(models.Model):
    """An error that a reader reports on a published claim, and what an editor decided.

    ``contact`` is the reader's e-mail address, if they gave one: only the report's owner sees it, no
    event of the history has it, and it is deleted some time after the decision. ``sender`` is a keyed
    hash of the network address that only tells one sender from another; it is deleted after a day.
    """

    claim = key_to(Claim, "error_reports", _("claim"))
    # The version that the reader saw.
    publication = key_to(Publication, "error_reports", _("publication"))
    words = models.TextField(_("what is wrong"), max_length=texts.REASON)
    contact = models.CharField(_("the reader's e-mail address"), max_length=200, blank=True)
    sender = models.CharField(max_length=64, blank=True)
    # Of the page on which it was written: the answer's.
    language = models.CharField(_("language"), max_length=12, blank=True, default="", db_default="")
    sent_at = models.DateTimeField(_("sent at"), db_default=Now())
    owner = optional_key_to(User, "error_reports_owned", _("owner"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=ReportOutcome, blank=True, default="", db_default=""
    )
    settled_by = optional_key_to(User, "error_reports_settled", _("settled by"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_note = models.CharField(_("reason"), max_length=500, blank=True)
    # The reopening to which an upheld report led.
    review = optional_key_to(Review, "error_reports", _("reopening"))
    answer = models.TextField(
        _("answer"), max_length=texts.NOTE, blank=True, default="", db_default=""
    )
    answered_by = optional_key_to(User, "error_reports_answered", _("answered by"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("e-mail sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("error report")
        verbose_name_plural = _("error reports")
        ordering = ["-pk"]
        constraints = [
            check("error_report_has_text", ~Q(words=""), _("Say what is wrong.")),
            check(
                "error_report_is_settled_with_a_reason",
                _NOTHING_DECIDED | _DECIDED,
                _("Choose the outcome and say why."),
            ),
            check(
                "error_report_upheld_reopens",
                Q(outcome=ReportOutcome.UPHELD, review__isnull=False)
                | (~Q(outcome=ReportOutcome.UPHELD) & Q(review__isnull=True)),
                _("An upheld report reopens its claim, and no other does."),
            ),
            check(
                "error_report_answer_is_complete",
                Q(
                    answer="",
                    answered_by__isnull=True,
                    answered_at__isnull=True,
                    mailed_at__isnull=True,
                )
                | (
                    Q(answered_by__isnull=False, answered_at__isnull=False)
                    & ~Q(answer="")
                    & ~Q(outcome="")
                ),
                _("Decide on the report, then write the answer."),
            ),
        ]
        indexes = [
            models.Index("sender", "sent_at", name="reader_correction_by_sender"),
            models.Index(
                models.F("due_on").asc(nulls_last=True),
                "id",
                condition=Q(settled_at__isnull=True),
                name="error_report_open",
            ),
            # What the nightly job still has to delete.
            models.Index("settled_at", condition=~Q(contact=""), name="error_report_with_address"),
        ]

    def __str__(self) -> str:
        return self.words[:80]
