"""Error reports of readers: who handles each until when, the outcome, and the answer."""

from operator import attrgetter
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.claim.publication_forms import reason_kinds
from claims.admin.envelope import Envelope
from claims.admin.erasing.actions import ERASE_REPORT
from claims.choices import ReasonKind, ReportOutcome
from claims.models import ErrorReport
from claims.notifications import report_answers
from claims.workflow import error_reports
from newsroom import emails
from newsroom.admin import fields
from newsroom.admin.actions import Action, filled, when
from newsroom.admin.desk import DeskAdmin, column
from newsroom.admin.forms import DeskForm
from newsroom.models import User
from newsroom.permissions import who_may


class AssignForm(DeskForm):
    owner = fields.one_of(gettext_lazy("Owner"), who_may("settle_report").order_by("username"))
    due_on = fields.day(gettext_lazy("Decide by"), required=False)
    edits = ("owner", "due_on")


class UpholdForm(DeskForm):
    reason = fields.long(
        gettext_lazy("What was wrong"),
        most=500,
        help_text=gettext_lazy(
            "Public. The claim is reopened with this reason at once; readers see the last signed version,"
            " marked as under review again."
        ),
    )
    reason_kind = reason_kinds(only=error_reports.REASONS)

    @classmethod
    def initial_values(cls, subject: ErrorReport) -> dict[str, Any]:
        return {"reason_kind": ReasonKind.COMPLAINT_UPHELD}


class SettleForm(DeskForm):
    note = fields.long(gettext_lazy("Why"), most=500)

    def prepare(self) -> None:
        self.fields["note"].help_text = (
            _("Put into the draft of the answer to the reader, which you send afterwards.")
            if error_reports.has_email(self.subject)
            else _("For the newsroom. The reader left no address, so nobody is answered.")
        )


class AnswerForm(DeskForm):
    aside_template = "admin/claims/envelope.html"
    submit = gettext_lazy("Send the answer")
    text = fields.long(
        gettext_lazy("Answer"),
        rows=12,
        help_text=gettext_lazy("The reader receives exactly this text."),
    )

    @classmethod
    def initial_values(cls, subject: ErrorReport) -> dict[str, Any]:
        return {"text": report_answers.draft(subject)} if subject.outcome else {}

    def aside(self) -> dict[str, Any]:
        # Only whoever handles the report reads the reader's address.
        to = self.subject.contact if self.subject.owner_id == self.by.pk else ""
        return {"envelope": Envelope(to, report_answers.heading(self.subject))}


# What each outcome means and what follows, in the order of the buttons.
MEANINGS = {
    ReportOutcome.UPHELD: gettext_lazy(
        "The reader is right (a senior editor decides). The claim is reopened at once and marked as under"
        " review again. Signed again, it stands in the list Corrections if it was our error or an upheld"
        " complaint, in the list Updates if there was new evidence."
    ),
    ReportOutcome.NOT_UPHELD: gettext_lazy(
        "We keep the conclusion, for the reason that you give. The claim stays as it is."
    ),
    ReportOutcome.ANSWERED: gettext_lazy(
        "There is nothing to correct, as with a question. The claim stays as it is."
    ),
}


class ForgetForm(DeskForm):
    pass


def _open(report: ErrorReport) -> bool:
    return not report.outcome


def _decide(report: ErrorReport, by: User) -> str | None:
    return error_reports.why_not_settle(report.claim, by) if _open(report) else None


def _answer(report: ErrorReport, by: User) -> str | None:
    if not report.outcome or report.answer or not error_reports.has_email(report):
        return None
    return error_reports.why_not_answer(report, by)


def _assigned(report: ErrorReport) -> str:
    if report.due_on is None:
        return _("%(who)s handles this report from now on.") % {"who": report.owner}
    sentence = _("%(who)s handles this report and decides by %(day)s.")
    return sentence % {"who": report.owner, "day": date_format(report.due_on)}


class DecidedFilter(admin.EmptyFieldListFilter):
    """Open or decided, with the address that it has in links."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.title = _("decision")

    def choices(self, changelist: Any) -> Any:
        labels = (_("All"), _("open"), _("decided"))
        for label, choice in zip(labels, super().choices(changelist), strict=True):
            yield {**choice, "display": label}


@admin.register(ErrorReport)
class ErrorReportAdmin(DeskAdmin):
    when_empty = gettext_lazy(
        "No reader has reported an error. Every public claim has a link for it."
    )
    list_display = ("what", "claim", "sent_at", "owner", "due_on", "state")
    list_filter = (("settled_at", DecidedFilter), "outcome")
    list_select_related = ("claim", "owner")
    page_template = "admin/claims/error_report.html"
    verbs = (
        Action(
            "take",
            gettext_lazy("Assign it to me"),
            "settle_report",
            DeskForm,
            lambda report, by, _data: error_reports.take(report.pk, by),
            lambda report, by: (
                None if report.owner_id == by.pk else error_reports.why_not_decide(report.claim, by)
            ),
            gettext_lazy("You handle this report now. Decide on it, or ask a colleague."),
            at_once=True,
            main=True,
        ),
        Action(
            "uphold",
            gettext_lazy("Upheld: reopen the claim"),
            "uphold_report",
            UpholdForm,
            lambda report, by, data: error_reports.uphold(report.pk, by, **data),
            lambda report, by: (
                error_reports.why_not_decide(report.claim, by)
                or error_reports.why_not_uphold(report.claim)
                if _open(report)
                else None
            ),
            gettext_lazy(
                "Upheld. The claim is under review again, and those concerned got a notice."
            ),
        ),
        Action(
            "not-uphold",
            gettext_lazy("Not upheld"),
            "settle_report",
            SettleForm,
            lambda report, by, data: error_reports.settle(
                report.pk, by, ReportOutcome.NOT_UPHELD, data["note"]
            ),
            _decide,
            filled(
                gettext_lazy(
                    "Not upheld; claim %(number)s stays as it is. Those concerned got a notice."
                ),
                number=attrgetter("claim_id"),
            ),
        ),
        Action(
            "answered",
            gettext_lazy("Answered"),
            "settle_report",
            SettleForm,
            lambda report, by, data: error_reports.settle(
                report.pk, by, ReportOutcome.ANSWERED, data["note"]
            ),
            _decide,
            filled(
                gettext_lazy(
                    "Answered; claim %(number)s stays as it is. Those concerned got a notice."
                ),
                number=attrgetter("claim_id"),
            ),
        ),
        Action(
            "assign",
            gettext_lazy("Assign, set the deadline"),
            "settle_report",
            AssignForm,
            lambda report, by, data: error_reports.assign(report.pk, by, **data),
            when(_open),
            _assigned,
        ),
        Action(
            "answer",
            gettext_lazy("Answer by e-mail"),
            "settle_report",
            AnswerForm,
            lambda report, by, data: error_reports.answer(report.pk, by, data["text"]),
            _answer,
            lambda _report: _("The answer is on its way."),
            main=True,
        ),
        Action(
            "forget",
            gettext_lazy("Delete the reader’s address"),
            "settle_report",
            ForgetForm,
            lambda report, by, _data: error_reports.delete_address(report.pk, by),
            when(lambda report: report.contact),
            gettext_lazy("The reader’s address is deleted."),
            danger=True,
        ),
        ERASE_REPORT,
    )

    @column(gettext_lazy("what is wrong"))
    def what(self, report: ErrorReport) -> str:
        return report.words[:160]

    @column(
        gettext_lazy("outcome"),
        label={"open": "warning", "upheld": "danger", "not_upheld": "info", "answered": "info"},
    )
    def state(self, report: ErrorReport) -> tuple[str, str]:
        return (report.outcome or "open", report.get_outcome_display() or str(_("open")))

    def get_queryset(self, request: HttpRequest) -> QuerySet[ErrorReport]:
        found: QuerySet[ErrorReport] = super().get_queryset(request)
        return found.select_related("claim", "owner", "settled_by", "answered_by", "review")

    def about(self, subject: ErrorReport) -> str:
        return _("Error report on claim %(number)s") % {"number": subject.claim_id}

    def page_context(self, request: HttpRequest, subject: ErrorReport, by: User) -> dict[str, Any]:
        page = reverse("site:claim", args=[subject.claim_id])
        return {
            "seen_url": f"{page}?as_of={subject.publication_id}",
            "sees_address": subject.owner_id == by.pk,
            "not_sent": emails.why_not_sent(),
            "meanings": [(each.label, text) for each, text in MEANINGS.items()],
        }
