"""The inbox: the snapshots with pending statements, and one snapshot's statements to decide on.

Every action is a plain form that redirects to the page. For a request with the header ``X-Inbox``
the same views answer with only the part of the page that changes.
"""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _

from claims.admin import reader_requests
from claims.admin.claim.relation_forms import ANSWERS
from claims.admin.inbox import forms, page
from claims.admin.inbox.actions import ACTIONS, FIELD_OF_RULE
from claims.choices import CandidateState, RelationKind
from claims.inbox import candidates, scoring, undoing
from claims.models import Candidate
from claims.workflow.relations import UNRELATED
from newsroom.admin import navigation
from newsroom.admin.actions import CONFLICT, signed_in
from newsroom.admin.desk import DeskAdmin
from newsroom.admin.fields import number_of
from newsroom.errors import NotAllowed, Refused
from newsroom.models import User
from newsroom.permissions import may
from nlp.checkworthiness import PROBABLY_WORTH
from nlp.self_contained import unclear_beginning
from sources import stated_publishers
from sources.models import Snapshot, Takedown

LISTED = 50
MOST_WORTH = 5  # statements, and readers' requests, listed above the texts
REJECTED = 200  # rejections shown, the latest
TAKEN_DOWN = Takedown.objects.filter(snapshot=OuterRef("pk"), lifted_at__isnull=True)


def _form_for(candidate: Any, accepted_as: str | None) -> type[forms.AcceptForm]:
    """Of a denial first the form for checking what was denied."""
    denied = candidate.is_denied and accepted_as != "denial"
    return forms.DeniedForm if denied else forms.AcceptForm


@admin.register(Candidate)
class CandidateAdmin(DeskAdmin):
    def get_urls(self) -> list[URLPattern]:
        return [
            self.at("in/<int:number>/", self.snapshot_view, "in"),
            self.at("in/<int:number>/rest/", self.rest_view, "rest"),
            self.at("in/<int:number>/<slug:action>/", self.action_view, "decide"),
            *super().get_urls(),
        ]

    def leads_to(self, subject: Candidate) -> str:
        return f"{self.url_of('in', subject.snapshot_id)}?at={subject.pk}"

    # The list

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        if not self.has_view_permission(request):
            raise PermissionDenied
        waiting = Candidate.objects.filter(state=CandidateState.PENDING)
        if before := number_of(request.GET.get("before")):
            waiting = waiting.filter(snapshot__lt=before)
        numbers = list(
            waiting.order_by("-snapshot")
            .values_list("snapshot", flat=True)
            .distinct()[: LISTED + 1]
        )
        counted = waiting.filter(snapshot=OuterRef("pk")).order_by().values("pk")
        counted = counted[: navigation.COUNTED + 1]
        found = (
            Snapshot.objects.filter(pk__in=numbers[:LISTED])
            .without_text()
            .select_related("source__publisher", "captured_by")
            .annotate(counted=ArraySubquery(counted), taken_down=Exists(TAKEN_DOWN))
            .order_by("-pk")
        )
        # Of all texts; those without a score come after, with their text.
        most = Candidate.objects.waiting().not_quoted().filter(score__gte=PROBABLY_WORTH)
        most = most.by_score()
        most = most.select_related("snapshot__source__publisher").defer("snapshot__text")
        context = {
            "title": _("Inbox"),
            "most_worth": [] if before else list(most[:MOST_WORTH]),
            "requests": [] if before else reader_requests.waiting(MOST_WORTH + 1),
            "requests_shown": MOST_WORTH,
            "requests_url": reader_requests.waiting_url(),
            "snapshots": [(each, navigation.capped(len(each.counted))) for each in found],
            "older": numbers[LISTED - 1] if len(numbers) > LISTED else None,
            "may_add": may(request.user, "add_source"),
        }
        return self.page(request, "admin/claims/inbox_list.html", context)

    # One snapshot

    def snapshot_view(self, request: HttpRequest, number: int) -> HttpResponse:
        by = signed_in(request)
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self._inbox(request, by, self._snapshot(number))

    def _snapshot(self, number: int) -> Snapshot:
        # The text may be long: it is loaded only where it is shown.
        found = Snapshot.objects.without_text().select_related("source__publisher", "captured_by")
        snapshot: Snapshot = get_object_or_404(found, pk=number)
        return snapshot

    def _inbox(
        self,
        request: HttpRequest,
        by: User,
        snapshot: Snapshot,
        at: int | None = None,
        form: forms.AcceptForm | None = None,
        refused: str = "",
        status: int = 200,
    ) -> HttpResponse:
        marks = page.marks_of(snapshot)
        after = self._candidate(snapshot, request.GET.get("after"))
        at = at or number_of(request.GET.get("at"))
        if at and not any(mark.candidate == at and not mark.accepted for mark in marks):
            # Somebody else has decided it: say so, and go on after it.
            after = self._candidate(snapshot, at) or after
        waiting = page.waiting_of(snapshot, marks, at, after)
        listed = page.rows(waiting)
        row = next((each for each in listed if each.candidate.pk == waiting.at), None)
        candidate, likely, unclear = row.candidate if row else None, [], ""
        if candidate is not None:
            candidate.snapshot = snapshot
            if form is None or form.subject.pk != candidate.pk:
                form = _form_for(candidate, request.GET.get("as"))(subject=candidate, by=by)
            likely = page.likely_repeats(candidate, by, form)
            form.show_compared(each.claim.pk for each in likely)
            unclear = unclear_beginning(form["text"].value() or "", snapshot.source.language)
            listed = page.with_likely(listed, candidate.pk, likely)
        rejected = snapshot.candidates.filter(state=CandidateState.REJECTED)
        undoable = undoing.latest(snapshot.pk, by)
        context: dict[str, Any] = {
            "snapshot": snapshot,
            "waiting": waiting,
            "rows": listed,
            "row": row,
            "candidate": candidate,
            "form": form if candidate is not None else None,
            "checks_denied": isinstance(form, forms.DeniedForm),
            "refused": refused,
            "likely": likely,
            "unclear": unclear,
            "relation_answers": [
                answer
                for answer in ANSWERS
                if answer[0] != RelationKind.NARROWS
                and (answer[0] != UNRELATED or may(by, "decide_relation"))
            ],
            "previous": waiting.neighbour(-1),
            "next": waiting.neighbour(1),
            "earlier": waiting.page_start(-1),
            "later": waiting.page_start(1),
            "after": after,
            "undoable": undoable,
            "undone_together": undoing.count(undoable),
            "merged_with": page.neighbour_in_text(marks, waiting.at),
            "any_rejected": rejected.exists(),
            "any_found": candidate is not None or snapshot.candidates.exists(),
            "may_decide": may(by, "decide_candidate"),
            "here": self.url_of("in", snapshot.pk),
        }
        if "X-Inbox" in request.headers:
            context["pending"] = navigation.counted(Candidate.objects.waiting())
            return TemplateResponse(request, "admin/claims/inbox_side.html", context, status=status)
        if request.GET.get("show") == "rejected":
            latest = rejected.select_related("decided_by").order_by("-decided_at")
            context["rejected"] = list(latest[:REJECTED])
        start, end = page.window(snapshot.text, waiting)
        context |= {
            "title": _("Inbox: %(source)s") % {"source": snapshot.source},
            "proposed": stated_publishers.proposal(snapshot.source),
            "takedown": snapshot.takedowns.filter(lifted_at__isnull=True).first(),
            "start": start,
            "is_cut": (start, end) != (0, len(snapshot.text)),
            "pieces": page.pieces(snapshot.text, start, end, marks),
        }
        return self.page(request, "admin/claims/inbox.html", context, status)

    def _candidate(self, snapshot: Snapshot, number: Any) -> Candidate | None:
        found = snapshot.candidates.select_related("claim", "decided_by").defer("snapshot__text")
        wanted = number_of(number)
        candidate: Candidate | None = found.filter(pk=wanted).first() if wanted else None
        if candidate is not None:
            candidate.snapshot = snapshot
        return candidate

    def action_view(self, request: HttpRequest, number: int, action: str) -> HttpResponse:
        by = signed_in(request)
        if action not in ACTIONS:
            raise Http404
        if not (self.has_view_permission(request) and may(by, "decide_candidate")):
            raise PermissionDenied
        if request.method != "POST":
            return redirect(self.url_of("in", number))
        snapshot = self._snapshot(number)
        candidate = self._candidate(snapshot, request.POST.get("candidate"))
        if candidate is None and action != "mark":
            raise Http404
        form = None
        if action == "accept":
            accepted_as = _form_for(candidate, request.POST.get("as"))
            form = accepted_as(request.POST, subject=candidate, by=by)
        return self._do(request, by, snapshot, action, candidate, form)

    def rest_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Reject what is probably not checkable, after a look at how many and which these are."""
        by = signed_in(request)
        if not (self.has_view_permission(request) and may(by, "decide_candidate")):
            raise PermissionDenied
        snapshot, refused = self._snapshot(number), ""
        if request.method == "POST":
            last, count = (number_of(request.POST.get(name)) or 0 for name in ("last", "count"))
            try:
                rejected = candidates.reject_rest(snapshot.pk, by, last, count)
            except Refused as refusal:
                refused = refusal.sentence
            else:
                # What is left is gone through from the beginning.
                first = snapshot.candidates.waiting().by_score().first()
                query = {"after": rejected.pk} | ({"at": first.pk} if first else {})
                return redirect(f"{self.url_of('in', snapshot.pk)}?{urlencode(query)}")
        rest = snapshot.candidates.probably_not_checkable().by_score()
        numbers = list(rest.values_list("pk", flat=True))
        shown = rest.filter(pk__in=numbers[: page.REST_SHOWN])
        context = {
            "title": _("Reject the rest: %(source)s") % {"source": snapshot.source},
            "snapshot": snapshot,
            "refused": refused,
            "count": len(numbers),
            "last": max(numbers, default=0),
            "more": len(numbers) - page.REST_SHOWN,
            "first": [(each, scoring.sentences(each.score_reasons or ())) for each in shown],
            "here": self.url_of("in", snapshot.pk),
        }
        status = CONFLICT if refused else 200
        return self.page(request, "admin/claims/inbox_rest.html", context, status)

    def _do(
        self,
        request: HttpRequest,
        by: User,
        snapshot: Snapshot,
        action: str,
        candidate: Candidate | None,
        form: forms.AcceptForm | None,
    ) -> HttpResponse:
        """Run the verb and go on to the next; a refusal keeps all that was typed."""
        at = candidate.pk if candidate else None
        if form is not None and not form.is_valid():
            return self._inbox(request, by, snapshot, at, form)
        try:
            decided, following = ACTIONS[action](request, by, snapshot, candidate, form)
        except NotAllowed as refused:
            raise PermissionDenied(refused.sentence) from refused
        except Refused as refused:
            if form is not None and refused.rule in FIELD_OF_RULE:
                form.add_error(FIELD_OF_RULE[refused.rule], refused.sentence)
            return self._inbox(request, by, snapshot, at, form, refused.sentence, CONFLICT)
        query = {"after": decided} | ({"at": following} if following else {})
        return redirect(f"{self.url_of('in', snapshot.pk)}?{urlencode(query)}")
