"""The inbox: which snapshots have statements waiting, and one snapshot's statements to decide on.

Every deed is a plain form that leads back to the page. A script that sends the header
``X-Inbox`` gets the page's moving part alone, from the same views.
"""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from claims.admin.inbox import forms, page
from claims.admin.inbox.actions import DEEDS, WRONG
from claims.admin.inbox.page import number_of
from claims.choices import CandidateState
from claims.models import Candidate
from newsroom.admin.desk import CONFLICT, DeskAdmin, signed_in
from newsroom.errors import NotAllowed, Refused
from newsroom.models import User
from newsroom.permissions import may
from sources.models import Snapshot, Takedown

COUNTED = 99  # beyond it a list says "99+"
LISTED = 50
REJECTED = 200  # rejections shown, the latest
TAKEN_DOWN = Takedown.objects.filter(snapshot=OuterRef("pk"), lifted_at__isnull=True)


def some(many: int) -> str:
    return f"{COUNTED}+" if many > COUNTED else str(many)


def badge(request: HttpRequest) -> str:
    """How many statements wait, for the sidebar; counted no further than it says."""
    if not may(request.user, "read"):
        return ""
    waiting = Candidate.objects.filter(state=CandidateState.PENDING).order_by()
    many = len(waiting.values_list("pk")[: COUNTED + 1])
    return some(many) if many else ""


@admin.register(Candidate)
class CandidateAdmin(DeskAdmin):
    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("in/<int:number>/", wrap(self.snapshot_view), name=self._url_name("in")),
            path(
                "in/<int:number>/<slug:deed>/", wrap(self.deed_view), name=self._url_name("decide")
            ),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A candidate's page is its place in the inbox."""
        if request.method != "GET" or not self.has_view_permission(request):
            raise PermissionDenied
        if not object_id.isdecimal() or len(object_id) > 18:
            raise Http404
        candidate = self.subject(request, int(object_id))
        return redirect(f"{self.url_of('in', candidate.snapshot_id)}?at={candidate.pk}")

    # The list

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
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
        counted = waiting.filter(snapshot=OuterRef("pk")).order_by().values("pk")[: COUNTED + 1]
        found = (
            Snapshot.objects.filter(pk__in=numbers[:LISTED])
            .without_text()
            .select_related("source__publisher", "captured_by")
            .annotate(some=ArraySubquery(counted), taken_down=Exists(TAKEN_DOWN))
            .order_by("-pk")
        )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Inbox"),
            "snapshots": [(each, some(len(each.some))) for each in found],
            "older": numbers[LISTED - 1] if len(numbers) > LISTED else None,
        }
        return TemplateResponse(request, "admin/claims/inbox_list.html", context)

    # One snapshot

    def snapshot_view(self, request: HttpRequest, number: int) -> HttpResponse:
        by = signed_in(request)
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self._page(request, by, self._snapshot(number))

    def _snapshot(self, number: int) -> Snapshot:
        # The text, which may be long, is read where it is shown.
        found = Snapshot.objects.without_text().select_related("source__publisher", "captured_by")
        snapshot: Snapshot | None = found.filter(pk=number).first()
        if snapshot is None:
            raise Http404
        return snapshot

    def _page(
        self,
        request: HttpRequest,
        by: User,
        snapshot: Snapshot,
        at: int | None = None,
        form: forms.AcceptForm | None = None,
        refused: str = "",
        status: int = 200,
    ) -> HttpResponse:
        marks, numbers = page.of_snapshot(snapshot)
        after = self._candidate(snapshot, request.GET.get("after"))
        at = at or number_of(request.GET.get("at"))
        if at and at not in numbers:
            # Somebody else was faster: on from there, saying so.
            after = self._candidate(snapshot, at) or after
        waiting = page.where(numbers, at, marks, after.places[0][0] if after else 0)
        listed = page.rows(waiting)
        row = next((each for each in listed if each.candidate.pk == waiting.at), None)
        candidate = row.candidate if row else None
        if candidate is not None:
            candidate.snapshot = snapshot
            if form is None or form.subject.pk != candidate.pk:
                form = forms.AcceptForm(subject=candidate, by=by)
        rejected = snapshot.candidates.filter(state=CandidateState.REJECTED)
        context: dict[str, Any] = {
            "snapshot": snapshot,
            "waiting": waiting,
            "rows": listed,
            "row": row,
            "candidate": candidate,
            "form": form if candidate is not None else None,
            "refused": refused,
            "likely": page.likely_repeats(candidate, by) if candidate else [],
            "previous": waiting.beside(-1),
            "next": waiting.beside(1),
            "earlier": waiting.page_start(-1),
            "later": waiting.page_start(1),
            "after": after,
            "any_rejected": rejected.exists(),
            "may_decide": may(by, "decide_candidate"),
            "here": self.url_of("in", snapshot.pk),
        }
        if "X-Inbox" in request.headers:
            return TemplateResponse(request, "admin/claims/inbox_side.html", context, status=status)
        if request.GET.get("show") == "rejected":
            latest = rejected.select_related("decided_by").order_by("-decided_at")
            context["rejected"] = list(latest[:REJECTED])
        start, end = page.window(snapshot.text, marks, waiting.listed())
        context |= {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Inbox: %(source)s") % {"source": snapshot.source},
            "takedown": snapshot.takedowns.filter(lifted_at__isnull=True).first(),
            "start": start,
            "is_cut": (start, end) != (0, len(snapshot.text)),
            "pieces": page.pieces(snapshot.text, start, end, marks),
        }
        return TemplateResponse(request, "admin/claims/inbox.html", context, status=status)

    def _candidate(self, snapshot: Snapshot, number: Any) -> Candidate | None:
        found = snapshot.candidates.select_related("claim", "decided_by").defer("snapshot__text")
        wanted = number_of(number)
        candidate: Candidate | None = found.filter(pk=wanted).first() if wanted else None
        if candidate is not None:
            candidate.snapshot = snapshot
        return candidate

    # The deeds

    def deed_view(self, request: HttpRequest, number: int, deed: str) -> HttpResponse:
        by = signed_in(request)
        if deed not in DEEDS:
            raise Http404
        if not (self.has_view_permission(request) and may(by, "decide_candidate")):
            raise PermissionDenied
        if request.method != "POST":
            return redirect(self.url_of("in", number))
        snapshot = self._snapshot(number)
        candidate = self._candidate(snapshot, request.POST.get("candidate"))
        if candidate is None and deed != "mark":
            raise Http404
        form = None
        if deed == "accept":
            form = forms.AcceptForm(request.POST, subject=candidate, by=by)
        return self._do(request, by, snapshot, deed, candidate, form)

    def _do(
        self,
        request: HttpRequest,
        by: User,
        snapshot: Snapshot,
        deed: str,
        candidate: Candidate | None,
        form: forms.AcceptForm | None,
    ) -> HttpResponse:
        """The verb, and on to the next; a refusal keeps all that was typed."""
        at = candidate.pk if candidate else None
        if form is not None and not form.is_valid():
            return self._page(request, by, snapshot, at, form)
        try:
            seen, then = DEEDS[deed](request, by, snapshot, candidate, form)
        except NotAllowed as refused:
            raise PermissionDenied(refused.sentence) from refused
        except Refused as refused:
            if form is not None and refused.rule in WRONG:
                form.add_error(WRONG[refused.rule], refused.sentence)
            return self._page(request, by, snapshot, at, form, refused.sentence, CONFLICT)
        query = {"after": seen} | ({"at": then} if then else {})
        return redirect(f"{self.url_of('in', snapshot.pk)}?{urlencode(query)}")
