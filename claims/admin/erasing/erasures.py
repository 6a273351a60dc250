"""What was erased, when, why and by whom."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from claims.admin.erasing import kept_offline, to_do
from claims.admin.erasing.found import CANNOT, tables_in_words
from claims.models import Erasure
from claims.notifications import retention
from newsroom.admin.actions import signed_in
from newsroom.admin.desk import DeskAdmin, column, wrapped
from newsroom.choices import ERASING
from newsroom.models import User
from newsroom.permissions import may


class KindFilter(admin.SimpleListFilter):
    """The kinds of erasures, of all kinds of requests."""

    title = gettext_lazy("what")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind.value, kind.label) for kind in ERASING]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Erasure]) -> QuerySet[Erasure]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Erasure)
class ErasureAdmin(DeskAdmin):
    when_empty = gettext_lazy("Nothing was erased.")
    list_display = ("kind", "of", "erased_at", "legal_basis", "requested_by", "approved_by")
    list_filter = (KindFilter,)
    list_before_template = "admin/claims/erasures_to_do.html"
    list_after_template: Any = "admin/claims/retention.html"
    page_template = "admin/claims/erasure.html"

    @column(gettext_lazy("subject"))
    def of(self, erasure: Erasure) -> SafeString:
        return wrapped(str(erasure.subject_id))

    def list_context(self, request: HttpRequest) -> dict[str, Any]:
        searches = reverse("admin:claims_erasuresearch_changelist")
        return {
            "to_do": to_do.of(signed_in(request)),
            "retention": retention.KINDS,
            "searches_url": searches if may(request.user, "request_erasure") else "",
        }

    def about(self, subject: Erasure) -> str:
        return str(subject)

    def page_context(self, request: HttpRequest, subject: Erasure, by: User) -> dict[str, Any]:
        return {
            "kept_offline": kept_offline.claims_of(subject),
            "found": tables_in_words(subject.found),
            "cannot": CANNOT,
            "publications": list(
                subject.publications.order_by("pk").values_list("publication", flat=True)
            ),
        }
