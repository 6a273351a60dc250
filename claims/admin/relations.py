"""Relations between claims. Each is confirmed or dismissed on the page of its claim."""

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claims.models import Claim, Relation
from newsroom.admin.desk import DeskAdmin, column, page_of, state_column, wrapped


@admin.register(Relation)
class RelationAdmin(DeskAdmin):
    when_empty = _(
        "No two claims are related yet. Relations are added on a claim’s page, and suggested for new claims."
    )
    list_display = ("first", "kind", "second", "standing", "why")
    list_display_links = None
    list_filter = ("state", "kind")
    list_select_related = ("from_claim", "to_claim")

    @column(_("claim"))
    def first(self, relation: Relation) -> SafeString:
        return _link(relation.from_claim)

    @column(_("claim"))
    def second(self, relation: Relation) -> SafeString:
        return _link(relation.to_claim)

    standing = state_column(suggested="info", confirmed="success", dismissed="default")

    @column(_("rationale"))
    def why(self, relation: Relation) -> SafeString:
        scope = f" ({relation.scope})" if relation.scope else ""
        return wrapped(f"{relation.rationale or '—'}{scope}")

    def leads_to(self, subject: Any) -> str:
        return f"{reverse('admin:claims_claim_change', args=[subject.from_claim_id])}#relations"


def _link(claim: Claim) -> SafeString:
    return format_html(
        '<a class="desk-statement" href="{}#relations">{}. {}</a>', page_of(claim), claim.pk, claim
    )
