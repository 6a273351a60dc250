"""Bulk changes to ticked claims or a whole view of the queue: the form, then the progress."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from claims.admin.queue import next_previous
from claims.admin.queue.filters import view_of
from claims.choices import BatchKind, ItemOutcome, Priority
from claims.models import Batch, Claim, Topic
from claims.workflow import batches
from claims.workflow.batches import MOST, PERMISSIONS
from newsroom.admin import fields
from newsroom.admin.actions import Action, Page
from newsroom.admin.desk import page_of
from newsroom.admin.fields import number_of
from newsroom.admin.forms import DeskForm
from newsroom.admin.progress import ProgressAdmin
from newsroom.models import User
from newsroom.permissions import may, who_may

LABELS = {
    BatchKind.ASSIGN: gettext_lazy("Assign"),
    BatchKind.TAG: gettext_lazy("Add topics"),
    BatchKind.PLAN: gettext_lazy("Set priority and due date"),
}
REFUSALS = 500


@dataclass(frozen=True)
class Selection:
    """The claims to change, and whether the view holds more."""

    numbers: Sequence[int]
    more: bool = False


class ClaimsField(forms.MultipleChoiceField):
    """Numbers of claims; those that are shown are the choices."""

    def valid_value(self, value: str) -> bool:
        return number_of(value) is not None


class BatchForm(DeskForm):
    """The claims, all ticked, and the change to make."""

    aside_template = "admin/claims/batch_notes.html"
    claims = ClaimsField(
        label=gettext_lazy("Claims"),
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        required=False,
    )

    @classmethod
    def initial_values(cls, subject: Selection) -> dict[str, Any]:
        return {"claims": [str(number) for number in subject.numbers]}

    def prepare(self) -> None:
        numbers = self.subject.numbers
        if self.is_bound:
            posted: Any = self.data
            numbers = _numbers(posted.getlist("claims"))
        found = Claim.objects.filter(pk__in=numbers).select_related("speaker").in_order_of_work()
        claims: Any = self.fields["claims"]
        claims.choices = [
            (str(claim.pk), f"{claim.pk}. {claim} ({claim.speaker}; {claim.get_status_display()})")
            for claim in found
        ]

    def aside(self) -> dict[str, Any]:
        return {"more": self.subject.more, "most": MOST}

    def payload(self) -> dict[str, Any]:
        raise NotImplementedError

    def arguments(self) -> dict[str, Any]:
        return {
            "claim_ids": [int(number) for number in self.cleaned_data["claims"]],
            "payload": self.payload(),
        }


class AssignForm(BatchForm):
    reviewer = fields.one_of(gettext_lazy("Reviewer"), who_may("write_review").order_by("username"))
    field_order = ["reviewer", "claims"]

    def payload(self) -> dict[str, Any]:
        return {"reviewer": self.cleaned_data["reviewer"].pk}


class TagForm(BatchForm):
    topics = fields.autocomplete_many(Claim.topics, gettext_lazy("Topics"))
    field_order = ["topics", "claims"]

    def payload(self) -> dict[str, Any]:
        return {"topics": [topic.pk for topic in self.cleaned_data["topics"]]}


class PlanForm(BatchForm):
    priority = fields.choice(
        gettext_lazy("Priority"), Priority.choices, initial=str(Priority.NORMAL.value)
    )
    due_on = fields.day(
        gettext_lazy("Due on"), required=False, help_text=gettext_lazy("Leave empty for none.")
    )
    field_order = ["priority", "due_on", "claims"]

    def payload(self) -> dict[str, Any]:
        due = self.cleaned_data["due_on"]
        return {
            "priority": int(self.cleaned_data["priority"]),
            "due_on": due.isoformat() if due else None,
        }


FORMS: dict[str, type[BatchForm]] = {
    BatchKind.ASSIGN: AssignForm,
    BatchKind.TAG: TagForm,
    BatchKind.PLAN: PlanForm,
}


def _numbers(values: Iterable[str]) -> list[int]:
    return [number for each in values if (number := number_of(each))][:MOST]


def offers_for(request: HttpRequest) -> list[tuple[Any, str]]:
    """Label and address of each bulk change of the whole view."""
    add = reverse("admin:claims_batch_add")
    view = view_of(request.GET)
    return [
        (label, f"{add}?{urlencode({'kind': kind.value, 'view': view})}")
        for kind, label in LABELS.items()
        if may(request.user, PERMISSIONS[kind])
    ]


def of_ticked(request: HttpRequest) -> HttpResponse:
    """From the ticked rows of the list to the form."""
    kind = request.POST.get("action", "")
    ticked = _numbers(request.POST.getlist("_selected_action"))
    if kind not in FORMS or not ticked:
        messages.warning(request, _("Tick claims, then choose what to do with them."))
        return redirect(request.get_full_path())
    query = urlencode({"kind": kind, "claims": ",".join(map(str, ticked))})
    return redirect(f"{reverse('admin:claims_batch_add')}?{query}")


def selected(request: HttpRequest) -> Selection:
    """The ticked claims, or the first of a view in the view's order."""
    if "view" not in request.GET:
        return Selection(_numbers(request.GET.get("claims", "").split(",")))
    listed = next_previous.listed(request, QueryDict(request.GET["view"]))
    found = list(listed.queryset.values_list("pk", flat=True)[: MOST + 1])
    return Selection(found[:MOST], len(found) > MOST)


def _stoppable(batch: Batch, by: User) -> str | None:
    running = batch.stopped_at is None and may(by, PERMISSIONS[BatchKind(batch.kind)])
    return "" if running and batch.items.filter(outcome=ItemOutcome.WAITING).exists() else None


@admin.register(Batch)
class BatchAdmin(ProgressAdmin):
    list_display = ("__str__", "by", "requested_at", "stopped_at")
    list_select_related = ("by",)
    list_filter = ("kind",)
    page_template = "admin/claims/batch.html"
    state_template = "admin/claims/batch_state.html"
    verbs = (
        Action(
            "stop",
            gettext_lazy("Stop"),
            "assign_review",
            DeskForm,
            lambda batch, by, data: batches.stop(batch.pk, by),
            _stoppable,
            gettext_lazy("Stopped. Claims already changed stay changed."),
            danger=True,
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only from the queue, which puts the kind of change into the address."""
        kind = request.GET.get("kind")
        permission = PERMISSIONS[BatchKind(kind)] if kind in FORMS else "read"
        return kind is not None and may(request.user, permission)

    def about(self, subject: Batch) -> str:
        return description(subject)

    def add_page(self, request: HttpRequest, by: User) -> Page:
        kind = request.GET["kind"]
        if kind not in FORMS:
            raise Http404
        return Page(
            title=LABELS[BatchKind(kind)],
            form=FORMS[kind],
            call=lambda data: batches.create(by, kind, **data),
            back=reverse("admin:claims_claim_changelist"),
            subject=lambda: selected(request),
            submit=gettext_lazy("Change the ticked claims"),
            done=gettext_lazy("Started."),
            goes_to=page_of,
        )

    def page_context(self, request: HttpRequest, subject: Batch, by: User) -> dict[str, Any]:
        counted: QuerySet[Any] = (
            subject.items.order_by().values_list("outcome").annotate(Count("pk"))
        )
        counts = dict.fromkeys(ItemOutcome.values, 0) | dict(counted)
        total = sum(counts.values())
        refused = subject.items.filter(outcome=ItemOutcome.REFUSED).select_related("claim")
        return {
            "counts": counts,
            "total": total,
            "finished": total - counts[ItemOutcome.WAITING],
            "goes_on": counts[ItemOutcome.WAITING] > 0,
            "refused": list(refused[:REFUSALS]),
        }


def description(batch: Batch) -> str:
    payload = batch.payload
    match batch.kind:
        case BatchKind.ASSIGN:
            reviewer = User.objects.filter(pk=payload["reviewer"]).first()
            return _("Assign to %(who)s") % {"who": reviewer or "?"}
        case BatchKind.TAG:
            topics = [str(each) for each in Topic.objects.filter(pk__in=payload["topics"])]
            added = ngettext("Add the topic %(names)s", "Add the topics %(names)s", len(topics))
            return added % {"names": ", ".join(topics)}
    words = _("Priority: %(priority)s") % {"priority": Priority(payload["priority"]).label}
    due = payload["due_on"]
    return f"{words}; " + (_("due on %(day)s") % {"day": due} if due else _("no due date"))
