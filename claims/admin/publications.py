"""Publications, read-only: what the public was shown, row by row."""

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.claim.published import is_on_site
from claims.models import Publication
from claims.presentation.prose import lines
from newsroom.admin.desk import DeskAdmin, column
from newsroom.admin.fields import number_of
from newsroom.models import User


@admin.register(Publication)
class PublicationAdmin(DeskAdmin):
    when_empty = _("Nothing is published yet. A claim is when a senior editor has signed it.")
    list_display = ("number", "published_at", "of", "event", "stands", "short_hash")
    list_filter = ("event", "standing", "withheld")
    search_fields = ("claim__id",)
    search_help_text = _("Number of a claim")
    ordering = ("-number",)
    page_template = "admin/claims/publication.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("search")

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        words = search_term.strip().removeprefix("#")
        return (queryset.filter(claim=number_of(words)) if words else queryset), False

    @column(_("claim"))
    def of(self, row: Publication) -> str:
        return f"{row.claim_id}. {row.text[:100]}"

    @column(_("standing"))
    def stands(self, row: Publication) -> str:
        standing: str = row.get_standing_display()
        return f"{standing}, {gettext('withheld')}" if row.withheld else standing

    @column(_("SHA-256"))
    def short_hash(self, row: Publication) -> str:
        return f"{row.sha256[:16]}…"

    def about(self, subject: Publication) -> str:
        return gettext("Publication %(number)s") % {"number": subject.number}

    def page_context(self, request: HttpRequest, subject: Publication, by: User) -> dict[str, Any]:
        current = Publication.objects.filter(claim=subject.claim_id).current().first()
        return {"lines": lines(json.loads(subject.body)), "on_site": is_on_site(current)}
