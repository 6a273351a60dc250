"""API tokens: one's own, or for senior editors all. The token itself is shown once."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from newsroom import tokens
from newsroom.admin import fields
from newsroom.admin.actions import Page, answer, signed_in
from newsroom.admin.desk import DeskAdmin, column
from newsroom.admin.forms import DeskForm
from newsroom.choices import TokenScope
from newsroom.models import ApiToken, TokenUse, User
from newsroom.permissions import may


class MakeForm(DeskForm):
    name = fields.line(_("Name"), most=100, help_text=_("What will use it."))
    days = fields.number(
        _("Expires after (days)"), min_value=1, max_value=tokens.LONGEST_DAYS, initial=90
    )
    scopes = fields.checkboxes(
        _("May be used to"),
        required=True,
        choices=TokenScope.choices,
        initial=[TokenScope.READ],
        help_text=_(
            "Whatever you choose, no token proposes, signs, approves, corrects, reopens or withdraws"
            " anything, and none puts a claim back online: people do that at the desk."
        ),
    )
    requests_a_minute = fields.number(
        _("Requests a minute at most"),
        min_value=1,
        max_value=600,
        initial=120,
        required=False,
        help_text=_("All your tokens together have a limit besides."),
    )
    service = fields.line(
        _("Service"),
        most=100,
        required=False,
        help_text=_(
            "Where a program of the newsroom uses it, such as the CMS: its name. You are responsible"
            " for it, and what it writes counts as written by you. Leave empty for your own scripts."
        ),
    )


class RevokeForm(DeskForm):
    aside_template = "admin/newsroom/revoke.html"

    def aside(self) -> dict[str, Any]:
        return {"token": self.subject}


@admin.register(ApiToken)
class ApiTokenAdmin(DeskAdmin):
    add_permission = "make_token"
    list_display = (
        *("name", "of_whom", "begins", "uses", "rate", "created", "used", "expiry", "revoking"),
    )
    list_display_links = None
    list_select_related = ("user", "use")
    ordering = ("-created",)
    sortable_by = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)
        return found if may(request.user, "revoke_token") else found.filter(user=request.user)

    def get_urls(self) -> list[URLPattern]:
        return [self.at("<str:digest>/revoke/", self.revoke_view, "revoke"), *super().get_urls()]

    @column(_("starts with"))
    def begins(self, token: ApiToken) -> str:
        return f"{token.token_key}…"

    @column(_("may be used to"))
    def uses(self, token: ApiToken) -> str:
        return "; ".join(str(TokenScope(scope).label) for scope in token.scopes)

    @column(_("person"))
    def of_whom(self, token: ApiToken) -> str:
        if not token.service:
            return str(token.user)
        responsible = _("%(service)s (service; responsible: %(person)s)")
        return responsible % {"service": token.service, "person": token.user}

    @column(_("requests a minute"))
    def rate(self, token: ApiToken) -> int | None:
        return token.requests_a_minute

    @column(_("last used"))
    def used(self, token: ApiToken) -> datetime | SafeString:
        use: TokenUse | None = getattr(token, "use", None)
        return use.used_at if use else format_html("{}", _("never"))

    @column(_("revoke"))
    def revoking(self, token: ApiToken) -> SafeString:
        return format_html('<a href="{}">{}</a>', self.url_of("revoke", token.pk), _("Revoke"))

    def add_page(self, request: HttpRequest, by: User) -> Page:
        return Page(
            title=_("Make an API token"),
            form=MakeForm,
            call=lambda data: self.secret_page(
                request,
                _("Your new token"),
                tokens.make(by, **data),
                self.url_of("changelist"),
                _(
                    "Only a hash of it is kept. Whoever has the token can do what you chose, as you."
                ),
                _("It expires on %(day)s, and ends when you change your password.")
                % {"day": date_format(timezone.localdate() + timedelta(days=data["days"]))},
                _("Send it in the header “Authorization: Bearer …”."),
            ),
            back=self.url_of("changelist"),
            submit=_("Make the token"),
            done="",
        )

    def revoke_view(self, request: HttpRequest, digest: str) -> HttpResponse:
        by = signed_in(request)
        token = self.get_queryset(request).filter(pk=digest).first()
        if token is None:
            raise Http404
        page = Page(
            title=_("Revoke an API token"),
            form=RevokeForm,
            call=lambda data: tokens.revoke(token, by),
            back=self.url_of("changelist"),
            subject=lambda: token,
            submit=_("Revoke"),
            done=_("Revoked: the token no longer works."),
            danger=True,
        )
        return answer(request, self, page)
