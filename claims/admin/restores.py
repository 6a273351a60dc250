"""Restores behind the public log, after which nothing is published until two people open an epoch."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import LogAhead
from claims.presentation.prose import Part, Row
from claims.publication import epochs
from newsroom.admin import fields
from newsroom.admin.actions import REQUESTED, Action
from newsroom.admin.desk import DeskAdmin, column, wrapped
from newsroom.admin.forms import DeskForm
from newsroom.models import Approval, User


def lost(number: int, last: int) -> str:
    """The numbers after the last one in the database, in words."""
    if number <= last:
        return _("none")
    return str(number) if number == last + 1 else f"{last + 1}–{number}"


class OpenForm(DeskForm):
    aside_template = "admin/claims/restore_next.html"
    reason = fields.long(
        gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "What was lost, from which backup, and why none is newer. Internal."
        ),
    )


def _open(ahead: LogAhead, by: User) -> str | None:
    """Only of the last one, while nothing is published for it."""
    return "" if epochs.standing() == ahead else None


@admin.register(LogAhead)
class LogAheadAdmin(DeskAdmin):
    when_empty = gettext_lazy("The database never lacked anything that the public log has.")
    list_display = ("found_at", "log", "number", "last", "opened")
    list_select_related = ("epoch",)
    page_template = "admin/claims/restore.html"
    verbs = (
        Action(
            "open",
            gettext_lazy("Open an epoch"),
            "request_approval",
            OpenForm,
            lambda ahead, by, data: epochs.request(ahead.pk, by, data["reason"]),
            _open,
            REQUESTED,
            main=True,
            reauthenticate=True,
        ),
    )

    @column(gettext_lazy("log"))
    def log(self, ahead: LogAhead) -> SafeString:
        return wrapped(ahead.origin)

    @column(gettext_lazy("epoch opened"))
    def opened(self, ahead: LogAhead) -> Any:
        epoch = getattr(ahead, "epoch", None)
        return epoch.opened_at if epoch else "—"

    def about(self, subject: LogAhead) -> str:
        return _("The public log has more than the database")

    def page_context(self, request: HttpRequest, subject: LogAhead, by: User) -> dict[str, Any]:
        epoch = getattr(subject, "epoch", None)
        last = epoch.last if epoch else subject.last
        return {
            "epoch": epoch,
            "stands": epochs.standing() == subject,
            "lost": lost(subject.number, last),
        }


def rows_of(approval: Approval) -> list[Row]:
    """What an open request would do."""
    ahead = LogAhead.objects.get(pk=approval.subject_id)
    return [
        _row(_("Log"), f"{ahead.origin}, {ahead.size}"),
        _row(_("Numbers that were lost"), lost(ahead.number, ahead.last)),
        _row(_("Name of the new log"), approval.payload["origin"]),
    ]


def _row(label: str, value: str) -> Row:
    part = [Part(value, False)]
    return Row(label, part, part)
