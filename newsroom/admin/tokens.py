"""API tokens: one's own (a senior editor sees all); the token itself is shown once."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from newsroom import tokens
from newsroom.admin import fields
from newsroom.admin.desk import DeskAdmin, DeskForm, Page, answer, column, signed_in
from newsroom.models import ApiToken
from newsroom.permissions import may


class MakeForm(DeskForm):
    name = fields.line(_("Name"), most=100, help_text=_("What will use this token."))
    days = fields.number(
        _("Ends after, in days"),
        min_value=1,
        max_value=tokens.LONGEST_DAYS,
        initial=90,
    )


class RevokeForm(DeskForm):
    aside_template = "admin/newsroom/revoke.html"

    def aside(self) -> dict[str, Any]:
        return {"token": self.subject}


@admin.register(ApiToken)
class ApiTokenAdmin(DeskAdmin):
    add_deed = "make_token"
    list_display = ("name", "user", "begins", "created", "expiry", "revoking")
    list_display_links = None
    list_select_related = ("user",)
    ordering = ("-created",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)
        return found if may(request.user, "revoke_token") else found.filter(user=request.user)

    def get_urls(self) -> list[URLPattern]:
        revoke = path(
            "<str:digest>/revoke/",
            self.admin_site.admin_view(self.revoke_view),
            name=self._url_name("revoke"),
        )
        return [revoke, *super().get_urls()]

    @column(_("begins with"))
    def begins(self, token: ApiToken) -> str:
        return f"{token.token_key}…"

    @column(_("end it"))
    def revoking(self, token: ApiToken) -> SafeString:
        return format_html('<a href="{}">{}</a>', self.url_of("revoke", token.pk), _("Revoke"))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        by = signed_in(request)
        page = Page(
            title=_("Make an API token"),
            form=MakeForm,
            call=lambda data: self._shown_once(
                request, tokens.make(by, data["name"], data["days"])
            ),
            back=self.url_of("changelist"),
            submit=_("Make the token"),
        )
        return answer(request, self, page)

    def _shown_once(self, request: HttpRequest, token: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Your new token"),
            "token": token,
            "back": self.url_of("changelist"),
        }
        shown = TemplateResponse(request, "admin/newsroom/token.html", context)
        shown["Cache-Control"] = "no-store"
        return shown

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
            submit=_("Revoke it now"),
            done=_("The token no longer lets anyone in."),
            danger=True,
        )
        return answer(request, self, page)
