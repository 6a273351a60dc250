"""Corrections that readers suggested, and how each was settled."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import ReaderCorrection
from claims.workflow import reader_corrections
from newsroom.admin import fields
from newsroom.admin.actions import Action, when
from newsroom.admin.desk import DeskAdmin, column
from newsroom.admin.forms import DeskForm


class SettleForm(DeskForm):
    note = fields.line(
        gettext_lazy("Outcome"),
        most=500,
        help_text=gettext_lazy("Such as: correct, the claim is reopened; or: the source agrees."),
    )


@admin.register(ReaderCorrection)
class SuggestionAdmin(DeskAdmin):
    list_display = ("what", "claim", "sent_at", "settled")
    list_filter = (("settled_at", admin.EmptyFieldListFilter),)
    list_select_related = ("claim", "settled_by")
    page_template = "admin/claims/reader_correction.html"
    verbs = (
        Action(
            "settle",
            gettext_lazy("Settle"),
            "settle_correction",
            SettleForm,
            lambda correction, by, data: reader_corrections.settle(correction.pk, by, data["note"]),
            when(lambda correction: correction.settled_at is None),
            gettext_lazy("Settled."),
            main=True,
        ),
    )

    @column(gettext_lazy("what is wrong"))
    def what(self, correction: ReaderCorrection) -> str:
        return correction.words[:160]

    @column(gettext_lazy("settled"))
    def settled(self, correction: ReaderCorrection) -> str:
        by = correction.settled_by
        return f"{by}: {correction.settled_note}" if by else "—"

    def about(self, subject: ReaderCorrection) -> str:
        return _("Reader correction on claim %(number)s") % {"number": subject.claim_id}
