"""Answers to readers who reported an error, by e-mail; and their addresses, which are deleted."""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.choices import ReportOutcome
from claims.models import ErrorReport
from claims.publication.addresses import address
from newsroom import emails
from newsroom.history import acting

BATCH = 1000
# For so long the limit per network address needs its hash.
SENDER_KEPT = timedelta(days=1)


def draft(report: ErrorReport) -> str:
    """The answer that an editor starts from, in the reader's language."""
    with translation.override(report.language or settings.LANGUAGE_CODE):
        outcome = {
            ReportOutcome.UPHELD: _(
                "You were right. We have reopened the claim, and will publish what we correct."
            ),
            ReportOutcome.NOT_UPHELD: _("We looked into it and keep our conclusion, because:"),
            ReportOutcome.ANSWERED: _("Our answer:"),
        }[ReportOutcome(report.outcome)]
        days = settings.ERROR_REPORT_ADDRESS_DAYS
        kept = ngettext(
            "We delete your address %(days)s day after our decision.",
            "We delete your address %(days)s days after our decision.",
            days,
        )
        paragraphs = [
            _("Hello,"),
            _("Thank you for your report on this page:\n%(url)s")
            % {"url": address("page", report.claim_id)},
            outcome,
            report.settled_note,
            kept % {"days": days},
            emails.signature(),
        ]
        return "\n\n".join(paragraphs)


def heading(report: ErrorReport) -> str:
    with translation.override(report.language or settings.LANGUAGE_CODE):
        if report.outcome == ReportOutcome.ANSWERED:  # such as a question
            return _("What you wrote to us about our page")
        return _("The error that you reported")


def mail(report_id: int) -> None:
    """Send the answer once. Interrupted after sending, it may be sent again, with the same Message-ID."""
    report = ErrorReport.objects.get(pk=report_id)
    if report.mailed_at is not None or not report.contact:
        return
    with translation.override(report.language or settings.LANGUAGE_CODE):
        emails.message(
            report.contact,
            f"error-report-{report.pk}",
            heading(report),
            [report.answer],
        ).send()
    with acting(None, _("an e-mail")):
        ErrorReport.objects.filter(pk=report_id, mailed_at__isnull=True).update(mailed_at=Now())


def delete_addresses() -> None:
    """Delete readers' addresses some time after the decision, and hashes of networks after a day."""
    reports = ErrorReport.objects
    until = Now() - timedelta(days=settings.ERROR_REPORT_ADDRESS_DAYS)
    _clear(reports.exclude(contact="").filter(settled_at__lt=until), "contact")
    _clear(reports.exclude(sender="").filter(sent_at__lt=Now() - SENDER_KEPT), "sender")


def _clear(rows: QuerySet[ErrorReport], column: str) -> None:
    while numbers := list(rows.values_list("pk", flat=True)[:BATCH]):
        with acting(None, _("readers' addresses are deleted")):
            ErrorReport.objects.filter(pk__in=numbers).update(**{column: ""})
