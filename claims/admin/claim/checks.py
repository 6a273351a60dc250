"""Quotes that their sources have changed: each with its differences, and how it was settled."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.capture import rechecks
from claims.models import Anchor, Claim
from newsroom.admin import fields
from newsroom.admin.actions import Action, when
from newsroom.admin.desk import DeskAdmin, column, wrapped
from newsroom.admin.forms import DeskForm
from newsroom.models import User
from sources.admin.changes import changed
from sources.models import AnchorCheck
from sources.querysets import AnchorCheckQuerySet


def checks_of(claim_id: int) -> AnchorCheckQuerySet:
    """The current checks that found a quote of the claim changed, settled ones included."""
    there = {name: OuterRef(name) for name in ("snapshot", "start", "end")}
    quoted = Anchor.objects.filter(claim=claim_id, **there)
    found: AnchorCheckQuerySet = AnchorCheck.objects.current().changed().filter(Exists(quoted))
    return found


def claims_on(check: AnchorCheck) -> list[Claim]:
    """The claims that quote this passage, as appearance or as evidence."""
    there = Anchor.objects.filter(snapshot=check.snapshot_id, start=check.start, end=check.end)
    claims = Claim.objects.filter(pk__in=there.values("claim")).select_related("speaker")
    return list(claims.order_by("pk")[:200])


def context(check: AnchorCheck) -> dict[str, Any]:
    changes = changed(AnchorCheck.objects.filter(pk=check.pk))
    return {"changes": changes, "claims": claims_on(check), "check": check}


class SettleForm(DeskForm):
    aside_template = "admin/claims/changed_quote.html"
    note = fields.line(
        gettext_lazy("What it means for the claims"),
        most=500,
        help_text=gettext_lazy(
            "Such as: a typo was fixed; or: the paper corrected it, the claim is under review."
        ),
    )

    def aside(self) -> dict[str, Any]:
        return context(self.subject)


@admin.register(AnchorCheck)
class AnchorCheckAdmin(DeskAdmin):
    list_display = ("source", "verdict", "checked_at", "settled")
    list_filter = ("verdict", ("settled_at", admin.EmptyFieldListFilter))
    list_select_related = ("snapshot__source", "settled_by")
    page_template = "admin/claims/check.html"
    verbs = (
        Action(
            "settle",
            gettext_lazy("Settle"),
            "settle_check",
            SettleForm,
            lambda check, by, data: rechecks.settle(check.pk, by, data["note"]),
            when(lambda check: check.settled_at is None),
            gettext_lazy("Settled. The claims are no longer flagged for it."),
            main=True,
        ),
    )

    @column(gettext_lazy("source"))
    def source(self, check: AnchorCheck) -> SafeString:
        return wrapped(check.snapshot.source)

    @column(gettext_lazy("settled"))
    def settled(self, check: AnchorCheck) -> str:
        return f"{check.settled_by}: {check.settled_note}" if check.settled_by else "—"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)
        return found.filter(pk__in=AnchorCheck.objects.changed().values("pk")).defer(
            "snapshot__text"
        )

    def about(self, subject: AnchorCheck) -> str:
        return _("Quote from “%(source)s”") % {"source": subject.snapshot.source}

    def page_context(self, request: HttpRequest, subject: AnchorCheck, by: User) -> dict[str, Any]:
        return context(subject)
