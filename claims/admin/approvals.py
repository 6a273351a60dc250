"""Deeds of two: what one person asked for, what exactly it would do, and the second's answer."""

import json
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.choices import HoldKind
from claims.models import Claim, Relation
from claims.presentation.prose import Part, Row, differing, others_words
from claims.publication.publishing import signed_round
from claims.publication.takedowns import resting_on
from claims.workflow import approvals
from newsroom import approvals as deciding
from newsroom.admin import fields
from newsroom.admin.desk import Action, DeskAdmin, DeskForm, column, signed_in
from newsroom.choices import DeedKind, DeedOutcome
from newsroom.models import Deed, User
from sources.models import Publisher, Snapshot, Speaker, Takedown


class CarryOutForm(DeskForm):
    aside_template = "admin/claims/deed_asked.html"

    def aside(self) -> dict[str, Any]:
        return {"deed": self.subject, "rows": exactly(self.subject)}


class DeclineForm(CarryOutForm):
    answer = fields.long(gettext_lazy("Why not"))


def _open_to_another(deed: Deed, by: User) -> str | None:
    if deed.outcome != DeedOutcome.OPEN:
        return None
    if deed.asked_by_id == by.pk and not deciding.one_person_is_enough():
        return _("You asked for this; another, senior, editor decides it.")
    return ""


def _own(deed: Deed, by: User) -> str | None:
    return "" if deed.outcome == DeedOutcome.OPEN and deed.asked_by_id == by.pk else None


VERBS = (
    Action(
        "carry-out",
        gettext_lazy("Do it"),
        "decide_approval",
        CarryOutForm,
        lambda deed, by, data: approvals.approve(deed.pk, by),
        _open_to_another,
        gettext_lazy("Done, by the two of you."),
        main=True,
    ),
    Action(
        "decline",
        gettext_lazy("Decline"),
        "decide_approval",
        DeclineForm,
        lambda deed, by, data: deciding.decline(deed.pk, by, data["answer"]),
        _open_to_another,
        gettext_lazy("Declined with your reason."),
    ),
    Action(
        "take-back",
        gettext_lazy("Take it back"),
        "request_approval",
        CarryOutForm,
        lambda deed, by, data: deciding.withdraw(deed.pk, by),
        _own,
        gettext_lazy("Taken back."),
    ),
)


@admin.register(Deed)
class DeedAdmin(DeskAdmin):
    verbs = VERBS
    list_display = ("asked", "subject_number", "reason", "asked_by", "asked_at", "standing")
    list_filter = ("outcome", "kind")
    list_select_related = ("asked_by",)
    ordering = ("-pk",)
    sortable_by = ()

    @column(gettext_lazy("deed"))
    def asked(self, deed: Deed) -> str:
        return deed.get_kind_display()

    @column(gettext_lazy("on number"))
    def subject_number(self, deed: Deed) -> int:
        return deed.subject_id

    @column(
        gettext_lazy("outcome"),
        label={"open": "info", "done": "success", "declined": "danger", "taken_back": "default"},
    )
    def standing(self, deed: Deed) -> tuple[str, str]:
        return deed.outcome, deed.get_outcome_display()

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("asked_by", "decided_by")

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
        deed: Deed = self.subject(
            request, int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0
        )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": deed.get_kind_display(),
            "deed": deed,
            "rows": exactly(deed),
            "subject_url": _subject_url(deed),
            "offers": self.offers(deed, deed.pk, by),
        }
        return TemplateResponse(request, "admin/claims/deed.html", context)


def _subject_url(deed: Deed) -> str:
    if deed.kind in approvals.ON_CLAIMS:
        name = "claims_claim"
    elif deed.kind == DeedKind.LIFT_TAKEDOWN:
        name = "sources_snapshot"
    else:
        name = "sources_speaker"
    return reverse(f"admin:{name}_change", args=[deed.subject_id])


def exactly(deed: Deed) -> list[Row]:
    """What the deed would do, as rows of label, before and after."""
    payload = deed.payload
    if deed.kind in approvals.ON_CLAIMS:
        claim = Claim.objects.get(pk=deed.subject_id)
        rows = [_row(_("Claim"), f"{claim.pk}. {claim.text}")]
        match deed.kind:
            case DeedKind.LIFT_HOLD:
                rows.append(_row(_("Hold to lift"), str(HoldKind(payload["kind"]).label)))
            case DeedKind.CORRECT:
                rows += _correction(claim, payload["changes"])
            case _:
                rows += _supplement(payload)
        return rows
    if deed.kind == DeedKind.LIFT_TAKEDOWN:
        return _takedown(deed.subject_id)
    speaker = Speaker.objects.get(pk=deed.subject_id)
    rows = [_row(_("Speaker"), str(speaker))]
    match deed.kind:
        case DeedKind.CHANGE_SPEAKER:
            rows += [
                Row(name, *differing(str(getattr(speaker, name)), str(value)))
                for name, value in payload.get("fields", {}).items()
            ]
            if role := payload.get("role"):
                rows.append(_row(_("New post"), _post(role)))
        case DeedKind.MERGE_SPEAKERS:
            rows.append(_row(_("Becomes one with"), str(Speaker.objects.get(pk=payload["into"]))))
    return rows


def _takedown(snapshot_id: int) -> list[Row]:
    snapshot = Snapshot.objects.without_text().select_related("source").get(pk=snapshot_id)
    rows = [_row(_("Snapshot to show again"), str(snapshot))]
    if latest := Takedown.objects.filter(snapshot=snapshot_id).first():
        rows.append(_row(_("Taken down because"), latest.reason))
    claims = Claim.objects.filter(pk__in=resting_on(snapshot_id)).order_by("pk")
    rows.append(
        _row(_("Claims quoting it"), "; ".join(f"{each.pk}. {each}" for each in claims) or "—")
    )
    return rows


def _row(label: str, words: str) -> Row:
    part = [Part(words, False)]
    return Row(label, part, part)


def _post(role: dict[str, Any]) -> str:
    at = Speaker.objects.filter(pk=role["organisation"]).first()
    parts = [
        role["title"],
        str(at) if at else "",
        role["first"] or "",
        role["last_exclusive"] or "",
    ]
    return ", ".join(part for part in parts if part)


def _correction(claim: Claim, changes: dict[str, str]) -> list[Row]:
    standing = signed_round(claim)
    signed = json.loads(standing.body) if standing else {}
    labels = {"text": _("Statement"), "rationale": _("Rationale")}
    return [Row(labels[key], *differing(signed.get(key, ""), new)) for key, new in changes.items()]


def _supplement(payload: dict[str, Any]) -> list[Row]:
    if new := payload.get("appearance"):
        snapshot = Snapshot.objects.select_related("source").get(pk=new["snapshot"])
        quotes = " … ".join(f"“{place['exact']}”" for place in new["places"])
        return [_row(_("New appearance in"), str(snapshot.source)), _row(_("Quote"), quotes)]
    if theirs := payload.get("external_review"):
        publisher = Publisher.objects.get(pk=theirs["publisher"])
        told = others_words({"publisher": {"name": publisher.name}, **theirs["said"]})
        return [_row(_("What others concluded"), told)]
    relation = Relation.objects.select_related("from_claim", "to_claim").get(pk=payload["relation"])
    words = f"“{relation.from_claim}” {relation.get_kind_display()} “{relation.to_claim}”"
    return [_row(_("Relation"), words), _row(_("Rationale"), relation.rationale or "—")]
