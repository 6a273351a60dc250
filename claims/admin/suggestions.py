"""Corrections that readers suggested, and what came of each."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Suggestion
from claims.workflow import reader_corrections
from newsroom.admin import fields
from newsroom.admin.desk import Action, DeskAdmin, DeskForm, column, leads_to, signed_in
from newsroom.models import User


class SettleForm(DeskForm):
    note = fields.line(
        gettext_lazy("What came of it"),
        most=500,
        help_text=gettext_lazy(
            "Such as: right, the claim is open again; or: the source says so indeed."
        ),
    )


def _unsettled(suggestion: Suggestion, by: User) -> str | None:
    return "" if suggestion.settled_at is None else None


@admin.register(Suggestion)
class SuggestionAdmin(DeskAdmin):
    list_display = ("what", "claim", "sent_at", "settled")
    list_filter = (("settled_at", admin.EmptyFieldListFilter),)
    list_select_related = ("claim", "settled_by")
    ordering = ("-pk",)
    sortable_by = ()
    verbs = (
        Action(
            "settle",
            gettext_lazy("Say what came of it"),
            "settle_correction",
            SettleForm,
            lambda suggestion, by, data: reader_corrections.settle(suggestion.pk, by, data["note"]),
            _unsettled,
            gettext_lazy("Settled."),
            leads_to(Suggestion),
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
        return _("a reader on claim %(number)s") % {"number": subject.claim_id}

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        by = signed_in(request)
        if request.method != "GET" or not self.has_view_permission(request):
            raise PermissionDenied
        if not object_id.isdecimal() or len(object_id) > 18:
            raise Http404
        suggestion = self.subject(request, int(object_id))
        shown = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": self.about(suggestion),
            "offers": self.offers(suggestion, suggestion.pk, by),
            "suggestion": suggestion,
        }
        return TemplateResponse(request, "admin/claims/suggestion.html", shown)
