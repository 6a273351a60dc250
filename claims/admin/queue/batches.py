"""Bulk work: from ticked claims or a whole view to a page that asks, then one that shows how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims.admin.claim.review_forms import reviewers
from claims.admin.queue import next_previous
from claims.admin.queue.filters import view_of
from claims.choices import BatchKind, ItemOutcome, Priority
from claims.models import Batch, Claim, Topic
from claims.workflow import batches
from claims.workflow.batches import DEEDS, MOST
from newsroom.admin import fields
from newsroom.admin.desk import Action, DeskAdmin, DeskForm, Page, answer, leads_to, signed_in
from newsroom.models import User
from newsroom.permissions import may

# As the list offers them.
OFFERED = (
    (BatchKind.ASSIGN, gettext_lazy("Assign them")),
    (BatchKind.TAG, gettext_lazy("Add topics to them")),
    (BatchKind.PLAN, gettext_lazy("Set their priority and due date")),
)
REFUSALS = 500


@dataclass(frozen=True)
class Chosen:
    """The claims that a batch is asked for, and whether the view held more of them."""

    numbers: Sequence[int]
    more: bool = False


class Claims(forms.MultipleChoiceField):
    """Numbers of claims; those that are shown are the choices."""

    def valid_value(self, value: str) -> bool:
        return value.isdecimal() and len(value) < 19


class BatchForm(DeskForm):
    """Which claims, all ticked; beside it what is done to them."""

    aside_template = "admin/claims/batch_more.html"
    claims = Claims(
        label=gettext_lazy("To these claims"),
        widget=fields.UnfoldAdminCheckboxSelectMultipleWidget(),
        error_messages={"required": gettext_lazy("Choose the claims first.")},
    )

    @classmethod
    def starts_with(cls, subject: Chosen) -> dict[str, Any]:
        return {"claims": [str(number) for number in subject.numbers]}

    def prepare(self) -> None:
        numbers = self.subject.numbers
        if self.is_bound:
            posted: Any = self.data
            numbers = [int(n) for n in posted.getlist("claims")[:MOST] if _is_number(n)]
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

    def asked(self) -> dict[str, Any]:
        return {
            "claim_ids": [int(number) for number in self.cleaned_data["claims"]],
            "payload": self.payload(),
        }


class AssignForm(BatchForm):
    reviewer = reviewers()
    field_order = ["reviewer", "claims"]

    def payload(self) -> dict[str, Any]:
        return {"reviewer": self.cleaned_data["reviewer"].pk}


class TagForm(BatchForm):
    topics = fields.found_many(Claim.topics, gettext_lazy("Topics"), Topic.objects.all())
    field_order = ["topics", "claims"]

    def payload(self) -> dict[str, Any]:
        return {"topics": [topic.pk for topic in self.cleaned_data["topics"]]}


class PlanForm(BatchForm):
    priority = fields.choice(
        gettext_lazy("Priority"), Priority.choices, initial=str(Priority.NORMAL.value)
    )
    due_on = fields.day(
        gettext_lazy("Due on"), required=False, help_text=gettext_lazy("Empty: no day is set.")
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


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def offers_for(request: HttpRequest) -> list[tuple[Any, str]]:
    """Label and address of what may be done to all that the list's address asks for."""
    add = reverse("admin:claims_batch_add")
    view = view_of(request.GET)
    return [
        (label, f"{add}?{urlencode({'kind': kind.value, 'view': view})}")
        for kind, label in OFFERED
        if may(request.user, DEEDS[kind])
    ]


def of_ticked(request: HttpRequest) -> HttpResponse:
    """From the list's ticked rows to the page that asks."""
    kind = request.POST.get("action", "")
    ticked = [n for n in request.POST.getlist("_selected_action") if _is_number(n)]
    if kind not in FORMS or not ticked:
        messages.warning(request, _("Tick the claims and choose what to do to them."))
        return redirect(request.get_full_path())
    query = urlencode({"kind": kind, "claims": ",".join(ticked[:MOST])})
    return redirect(f"{reverse('admin:claims_batch_add')}?{query}")


def chosen(request: HttpRequest) -> Chosen:
    """The ticked claims, or the first of a view in the view's order."""
    if "view" not in request.GET:
        ticked = [n for n in request.GET.get("claims", "").split(",") if _is_number(n)]
        return Chosen([int(number) for number in ticked[:MOST]])
    listed = next_previous.listed(request, QueryDict(request.GET["view"]))
    found = list(listed.queryset.values_list("pk", flat=True)[: MOST + 1])
    return Chosen(found[:MOST], len(found) > MOST)


def _stoppable(batch: Batch, by: User) -> str | None:
    goes_on = batch.stopped_at is None and may(by, DEEDS[BatchKind(batch.kind)])
    return "" if goes_on and batch.items.filter(outcome=ItemOutcome.WAITING).exists() else None


@admin.register(Batch)
class BatchAdmin(DeskAdmin):
    list_display = ("__str__", "by", "asked_at", "stopped_at")
    list_select_related = ("by",)
    list_filter = ("kind",)
    ordering = ("-pk",)
    sortable_by = ()
    verbs = (
        Action(
            "stop",
            gettext_lazy("Stop it"),
            "write_review",
            DeskForm,
            lambda batch, by, data: batches.stop(batch.pk, by),
            _stoppable,
            gettext_lazy("Stopped: what is done stays done."),
            danger=True,
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """It begins at the queue, where the claims are chosen."""
        return False

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        state = path("<int:number>/state/", wrap(self.state_view), name=self._url_name("state"))
        return [state, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        by = signed_in(request)
        kind = request.GET.get("kind", "")
        if not self.has_view_permission(request):
            raise PermissionDenied
        if kind not in FORMS:
            raise Http404
        if not may(by, DEEDS[BatchKind(kind)]):
            raise PermissionDenied
        page = Page(
            title=dict(OFFERED)[BatchKind(kind)],
            form=FORMS[kind],
            call=lambda data: batches.create(by, kind, **data),
            back=reverse("admin:claims_claim_changelist"),
            subject=lambda: chosen(request),
            submit=gettext_lazy("Do it to the ticked claims"),
            done=gettext_lazy("It is being done, claim by claim."),
            goes_to=leads_to(Batch),
        )
        return answer(request, self, page)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        number = int(object_id) if _is_number(object_id) else 0
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            **self._told(request, number),
        }
        return TemplateResponse(request, "admin/claims/batch.html", context)

    def state_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """The part of its page that changes, for the page to ask for again."""
        told = self._told(request, number)
        return TemplateResponse(request, "admin/claims/batch_state.html", told)

    def _told(self, request: HttpRequest, number: int) -> dict[str, Any]:
        by = signed_in(request)
        if request.method != "GET" or not self.has_view_permission(request):
            raise PermissionDenied
        batch: Batch = self.subject(request, number)
        counted: QuerySet[Any] = batch.items.order_by().values_list("outcome").annotate(Count("pk"))
        many = dict.fromkeys(ItemOutcome.values, 0) | dict(counted)
        total = sum(many.values())
        refused = batch.items.filter(outcome=ItemOutcome.REFUSED).select_related("claim")
        return {
            "title": str(batch),
            "batch": batch,
            "what": words_of(batch),
            "many": many,
            "total": total,
            "over": total - many[ItemOutcome.WAITING],
            "goes_on": many[ItemOutcome.WAITING] > 0,
            "refused": list(refused[:REFUSALS]),
            "offers": self.offers(batch, number, by),
        }


def words_of(batch: Batch) -> str:
    """What exactly is done, for people."""
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
    return f"{words}; " + (_("due on %(day)s") % {"day": due} if due else _("no day is set"))
