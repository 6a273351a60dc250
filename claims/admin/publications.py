"""What the public was told, row by row: to read."""

import json
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.models import Publication
from claims.presentation.prose import lines
from newsroom.admin.desk import DeskAdmin, column


@admin.register(Publication)
class PublicationAdmin(DeskAdmin):
    list_display = ("number", "published_at", "of", "event", "stands", "hash_begins")
    list_filter = ("event", "standing", "withheld")
    search_fields = ("claim__id",)
    search_help_text = _("Number of a claim")
    ordering = ("-number",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("search")

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        words = search_term.strip().removeprefix("#")
        if not words:
            return queryset, False
        if not words.isdecimal() or len(words) > 18:
            return queryset.none(), False
        return queryset.filter(claim=int(words)), False

    @column(_("claim"))
    def of(self, row: Publication) -> str:
        return f"{row.claim_id}. {row.text[:100]}"

    @column(_("standing"))
    def stands(self, row: Publication) -> str:
        standing: str = row.get_standing_display()
        return f"{standing}, {gettext('withheld')}" if row.withheld else standing

    @column(_("SHA-256"))
    def hash_begins(self, row: Publication) -> str:
        return f"{row.sha256[:16]}…"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "GET" or not self.has_view_permission(request):
            raise PermissionDenied
        row: Publication = self.subject(
            request, int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0
        )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Publication %(number)s") % {"number": row.number},
            "row": row,
            "lines": lines(json.loads(row.body)),
        }
        return TemplateResponse(request, "admin/claims/publication.html", context)
