"""Relations between claims: those that wait first; each is decided on the page of its claim."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claims.models import Claim, Relation
from newsroom.admin.desk import DeskAdmin, column


@admin.register(Relation)
class RelationAdmin(DeskAdmin):
    list_display = ("first", "relation", "second", "standing", "why")
    list_display_links = None
    list_filter = ("state", "kind")
    list_select_related = ("from_claim", "to_claim")
    ordering = ("-pk",)
    sortable_by = ()

    @column(_("claim"))
    def first(self, relation: Relation) -> SafeString:
        return _link(relation.from_claim)

    @column(_("relation"))
    def relation(self, relation: Relation) -> str:
        return relation.get_kind_display()

    @column(_("claim"))
    def second(self, relation: Relation) -> SafeString:
        return _link(relation.to_claim)

    @column(
        _("state"),
        label={"suggested": "info", "confirmed": "success", "dismissed": "default"},
    )
    def standing(self, relation: Relation) -> tuple[str, str]:
        return relation.state, relation.get_state_display()

    @column(_("rationale"))
    def why(self, relation: Relation) -> SafeString:
        scope = f" ({relation.scope})" if relation.scope else ""
        return format_html(
            '<span class="desk-statement">{}{}</span>', relation.rationale or "—", scope
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: object = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        relation = self.subject(request, int(object_id) if object_id.isdecimal() else 0)
        claim = reverse("admin:claims_claim_change", args=[relation.from_claim_id])
        return redirect(f"{claim}#relations")


def _link(claim: Claim) -> SafeString:
    return format_html(
        '<a class="desk-statement" href="{}#relations">{}. {}</a>',
        reverse("admin:claims_claim_change", args=[claim.pk]),
        claim.pk,
        str(claim),
    )
