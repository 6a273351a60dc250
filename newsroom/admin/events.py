"""History, to read: who changed what, when, by which door, why, and from what to what."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from newsroom.admin.desk import DeskAdmin, column
from newsroom.models import Event


class OfRow(admin.SimpleListFilter):
    """``?of=table:row``, where the history of one row is asked for."""

    title = _("row")
    parameter_name = "of"
    template = "admin/newsroom/no_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        asked = request.GET.get("of", "")
        return [(asked, asked)] if asked else []

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        table, _colon, row = (self.value() or "").partition(":")
        return queryset.filter(table=table, row=row) if table else queryset


@admin.register(Event)
class EventAdmin(DeskAdmin):
    list_display = ("at", "who", "door", "what", "changed", "reason")
    list_display_links = None
    list_filter = (OfRow, "door")
    fields = (
        *("at", "who", "door", "database_role", "reason", "what", "changed"),
        *("row_before", "row_after", "transaction"),
    )
    readonly_fields = ("who", "what", "changed", "row_before", "row_after")
    ordering = ("-pk",)
    sortable_by = ()
    search_fields = ("reason",)
    search_help_text = _("Number of a claim, or who acted")

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        words = search_term.strip().removeprefix("#")
        if not words:
            return queryset, False
        if words.isdecimal() and len(words) < 18:
            return queryset.filter(about__contains=[int(words)]), False
        return queryset.filter(actor__iexact=words), False

    @column(_("who"))
    def who(self, event: Event) -> str:
        return event.actor or event.database_role

    @column(_("what"))
    def what(self, event: Event) -> str:
        return f"{event.action.lower()} {event.table.partition('_')[2]} {event.row}"

    @column(_("field: old → new"))
    def changed(self, event: Event) -> SafeString:
        return format_html(
            '<ul class="desk-changes">{}</ul>',
            format_html_join(
                "",
                "<li><b>{}</b>: {} → {}</li>",
                (
                    (name, _shown(old), _shown(new))
                    for name, (old, new) in event.changes.items()
                    if new not in (None, "", []) or old not in (None, "", [])
                ),
            ),
        )

    @column(_("row before"))
    def row_before(self, event: Event) -> SafeString:
        return _whole(event.old)

    @column(_("row after"))
    def row_after(self, event: Event) -> SafeString:
        return _whole(event.new)


def _whole(row: Any) -> SafeString:
    """All of it, as plain text: the theme's own look would be written into the page."""
    if row is None:
        return SafeString("—")
    words = json.dumps(row, indent=2, ensure_ascii=False)
    return format_html('<pre class="desk-raw" tabindex="0">{}</pre>', words)


def _shown(value: Any) -> str:
    text = "—" if value in (None, "", []) else str(value)
    return text if len(text) <= 200 else text[:199] + "…"
