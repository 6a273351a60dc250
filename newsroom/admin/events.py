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
from newsroom.admin.event_words import Change, EventWords
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
    SignerKey,
    SignIn,
    User,
)
from newsroom.permissions import may

register(whoever_may("read"), HeldRole, JobNote, Policy)
register(whoever_may("manage_people"), SignIn)
register(
    lambda user: ALL if may(user, "manage_people") else ~Q(new__kind__in=PEOPLE_KINDS), Approval
)
register(lambda user: ALL if may(user, "manage_people") else their_own(user, "id"), User)
register(
    lambda user: ALL if may(user, "manage_people") else their_own(user, "person_id"),
    PasswordLink,
    SignerKey,
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
    list_display_links = ("at",)
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

    def list_context(self, request: HttpRequest) -> dict[str, Any]:
        table, colon, row = request.GET.get("of", "").partition(":")
        if not colon:
            return {}
        event = Event(table=table, row=row)
        return {"title": _("History of %(row)s") % {"row": EventWords([]).row(event)}}

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        shown = super().get_changelist_instance(request)
        shown.result_list = list(shown.result_list)
        put_in_words(shown.result_list)
        return shown

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        event = super().get_object(request, object_id, from_field)
        put_in_words([event] if event else [])
        return event

    @column(_("who"))
    def who(self, event: Any) -> str:
        name = event.words.who(event)
        return f"{name} ({event.actor})" if event.actor not in ("", name) else name

    @column(_("what"))
    def what(self, event: Any) -> SafeString:
        words = event.words
        row = words.row(event)
        if address := words.address(event):
            row = format_html('<a href="{}">{}</a>', address, row)
        return format_html("{} {}", row, words.action(event))

    @column(_("field: before → after"))
    def changed(self, event: Any) -> SafeString:
        return format_html(
            '<ul class="desk-changes">{}</ul>',
            format_html_join(
                "",
                "<li><b>{}</b>: {}</li>",
                ((change.label, _values(event, change)) for change in event.words.changes(event)),
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


def put_in_words(events: list[Any]) -> None:
    words = EventWords(events)
    for event in events:
        event.words = words


def _values(event: Event, change: Change) -> str:
    """Old → new; of a row that was added or removed only what it had."""
    if event.old is None or event.new is None:
        return _shown(change.new if event.old is None else change.old)
    return f"{_shown(change.old)} → {_shown(change.new)}"


def _shown(text: str) -> str:
    return text if len(text) <= 200 else text[:199] + "…"
