"""Quotes that their sources no longer have so: each with its difference, and what it means."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.capture import rechecks
from claims.models import Anchor, Claim
from newsroom.admin import fields
from newsroom.admin.desk import Action, DeskAdmin, DeskForm, column, leads_to, signed_in
from newsroom.models import User
from sources.admin.changes import changed
from sources.models import AnchorCheck
from sources.querysets import AnchorCheckQuerySet


def checks_of(claim_id: int) -> AnchorCheckQuerySet:
    """The standing checks by which a quote of the claim has changed, settled ones among them."""
    there = {name: OuterRef(name) for name in ("snapshot", "start", "end")}
    quoted = Anchor.objects.filter(claim=claim_id, **there)
    found: AnchorCheckQuerySet = AnchorCheck.objects.current().changed().filter(Exists(quoted))
    return found


def claims_on(check: AnchorCheck) -> list[Claim]:
    """The claims that quote these very words, as appearance or as evidence."""
    there = Anchor.objects.filter(snapshot=check.snapshot_id, start=check.start, end=check.end)
    claims = Claim.objects.filter(pk__in=there.values("claim")).select_related("speaker")
    return list(claims.order_by("pk")[:200])


def context(check: AnchorCheck) -> dict[str, Any]:
    return {
        "changes": changed(AnchorCheck.objects.filter(pk=check.pk)),
        "claims": claims_on(check),
        "check": check,
    }


class SettleForm(DeskForm):
    aside_template = "admin/claims/changed_quote.html"
    note = fields.line(
        gettext_lazy("What it means for the claims"),
        most=500,
        help_text=gettext_lazy(
            "Such as: only the typing changed; corrected by the paper, the claim is under review."
        ),
    )

    def aside(self) -> dict[str, Any]:
        return context(self.subject)


def _unsettled(check: AnchorCheck, by: User) -> str | None:
    return "" if check.settled_at is None else None


@admin.register(AnchorCheck)
class AnchorCheckAdmin(DeskAdmin):
    list_display = ("source", "verdict", "checked_at", "settled")
    list_filter = ("verdict", ("settled_at", admin.EmptyFieldListFilter))
    list_select_related = ("snapshot__source", "settled_by")
    ordering = ("-pk",)
    sortable_by = ()
    verbs = (
        Action(
            "settle",
            gettext_lazy("Say what it means"),
            "settle_check",
            SettleForm,
            lambda check, by, data: rechecks.settle(check.pk, by, data["note"]),
            _unsettled,
            gettext_lazy("Settled. The claims are no longer flagged for it."),
            leads_to(AnchorCheck),
            main=True,
        ),
    )

    @column(gettext_lazy("source"))
    def source(self, check: AnchorCheck) -> SafeString:
        return format_html('<span class="desk-statement">{}</span>', str(check.snapshot.source))

    @column(gettext_lazy("settled"))
    def settled(self, check: AnchorCheck) -> str:
        return f"{check.settled_by}: {check.settled_note}" if check.settled_by else "—"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)
        return found.filter(pk__in=AnchorCheck.objects.changed().values("pk")).defer(
            "snapshot__text"
        )

    def about(self, subject: AnchorCheck) -> str:
        return _("a quote from “%(source)s”") % {"source": subject.snapshot.source}

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        by = signed_in(request)
        if request.method != "GET" or not self.has_view_permission(request):
            raise PermissionDenied
        if not object_id.isdecimal() or len(object_id) > 18:
            raise Http404
        check = self.subject(request, int(object_id))
        shown = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": self.about(check),
            "offers": self.offers(check, check.pk, by),
            **context(check),
        }
        return TemplateResponse(request, "admin/claims/check.html", shown)
