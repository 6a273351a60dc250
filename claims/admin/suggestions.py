"""Corrections that readers suggested, and how each was settled."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Suggestion
from claims.workflow import reader_corrections
from newsroom.admin import fields
from newsroom.admin.desk import Action, DeskAdmin, column, when
from newsroom.admin.forms import DeskForm


class SettleForm(DeskForm):
    note = fields.line(
        gettext_lazy("Outcome"),
        most=500,
        help_text=gettext_lazy("Such as: correct, the claim is reopened; or: the source agrees."),
    )


@admin.register(Suggestion)
class SuggestionAdmin(DeskAdmin):
    list_display = ("what", "claim", "sent_at", "settled")
    list_filter = (("settled_at", admin.EmptyFieldListFilter),)
    list_select_related = ("claim", "settled_by")
    page_template = "admin/claims/suggestion.html"
    verbs = (
        Action(
            "settle",
            gettext_lazy("Settle"),
            "settle_correction",
            SettleForm,
            lambda suggestion, by, data: reader_corrections.settle(suggestion.pk, by, data["note"]),
            when(lambda suggestion: suggestion.settled_at is None),
            gettext_lazy("Settled."),
            main=True,
        ),
    )

    @column(gettext_lazy("what is wrong"))
    def what(self, suggestion: Suggestion) -> str:
        return suggestion.words[:160]

    @column(gettext_lazy("settled"))
    def settled(self, suggestion: Suggestion) -> str:
        by = suggestion.settled_by
        return f"{by}: {suggestion.settled_note}" if by else "—"

    def about(self, subject: Suggestion) -> str:
        return _("Reader correction on claim %(number)s") % {"number": subject.claim_id}
