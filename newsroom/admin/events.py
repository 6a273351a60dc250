"""The history of every row, read-only: who changed what, when, via what, why, from what to what."""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from newsroom.admin.actions import signed_in
from newsroom.admin.desk import DeskAdmin, column
from newsroom.admin.fields import number_of
from newsroom.choices import PEOPLE_KINDS
from newsroom.event_readers import ALL, readable_by, register, their_own, whoever_may
from newsroom.models import (
    ApiToken,
    Approval,
    Event,
    HeldRole,
    JobNote,
    PasswordLink,
    Policy,
    SignIn,
    User,
)
from newsroom.permissions import may

EMPTY: tuple[Any, ...] = (None, "", [])

register(whoever_may("read"), HeldRole, JobNote, Policy)
register(whoever_may("manage_people"), SignIn)
register(
    lambda user: ALL if may(user, "manage_people") else ~Q(new__kind__in=PEOPLE_KINDS), Approval
)
register(lambda user: ALL if may(user, "manage_people") else their_own(user, "id"), User)
register(
    lambda user: ALL if may(user, "manage_people") else their_own(user, "person_id"), PasswordLink
)
register(
    lambda user: ALL if may(user, "revoke_token") else their_own(user, "user_id"),
    ApiToken,
    Authenticator,
    SocialAccount,
)


class RowFilter(admin.SimpleListFilter):
    """``?of=table:row``: the history of one row."""

    title = _("row")
    parameter_name = "of"
    template = "admin/newsroom/hidden_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        row = request.GET.get("of", "")
        return [(row, row)] if row else []

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        table, _colon, row = (self.value() or "").partition(":")
        return queryset.filter(table=table, row=row) if table else queryset


@admin.register(Event)
class EventAdmin(DeskAdmin):
    list_display = ("at", "who", "via", "what", "changed", "reason")
    list_display_links = None
    list_filter = (RowFilter, "via")
    fields = (
        *("at", "who", "via", "database_role", "reason", "what", "changed"),
        *("row_before", "row_after", "transaction"),
    )
    readonly_fields = ("who", "what", "changed", "row_before", "row_after")
    search_fields = ("reason",)
    search_help_text = _("Number of a claim, or a username")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return readable_by(signed_in(request)).order_by(*self.ordering)

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        words = search_term.strip().removeprefix("#")
        if claim := number_of(words):
            return queryset.filter(about__contains=[claim]), False
        return (queryset.filter(actor__iexact=words) if words else queryset), False

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
                    if new not in EMPTY or old not in EMPTY
                ),
            ),
        )

    @column(_("row before"))
    def row_before(self, event: Event) -> SafeString:
        return _as_json(event.old)

    @column(_("row after"))
    def row_after(self, event: Event) -> SafeString:
        return _as_json(event.new)


def _as_json(row: Any) -> SafeString:
    """In our own markup: the theme's has inline styles, which the desk's policy refuses."""
    if row is None:
        return SafeString("—")
    text = json.dumps(row, indent=2, ensure_ascii=False)
    return format_html('<pre class="desk-raw" tabindex="0">{}</pre>', text)


def _shown(value: Any) -> str:
    text = "—" if value in EMPTY else str(value)
    return text if len(text) <= 200 else text[:199] + "…"
