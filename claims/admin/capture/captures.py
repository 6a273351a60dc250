"""Captures: adding a source in three ways, and the progress of each capture."""

import re
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.capture import transcript_form
from claims.admin.capture.forms import AddSourceForm, request_capture
from claims.admin.capture.transcript_form import AddTranscriptForm
from claims.capture import intake
from claims.choices import CandidateState
from claims.models import Candidate
from newsroom.admin.actions import Action, Page, answer, signed_in, when
from newsroom.admin.desk import column, page_of, state_column, wrapped
from newsroom.admin.forms import DeskForm
from newsroom.admin.progress import ProgressAdmin
from newsroom.errors import Refused
from newsroom.models import User
from newsroom.permissions import may
from newsroom.uploads import takes_uploads
from sources import stated_publishers
from sources.choices import CaptureMethod, CaptureOccasion, CaptureState
from sources.models import CaptureRequest, Snapshot, Source

UNDER_WAY = (CaptureState.WAITING, CaptureState.STORED)
LINK = re.compile(r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S*", re.IGNORECASE)
# A capture that waits longer may have no worker.
PATIENCE = timedelta(minutes=2)

TABS = (
    ("", gettext_lazy("Requested")),
    ("under_way", gettext_lazy("In progress")),
    ("done", gettext_lazy("Done")),
    ("failed", gettext_lazy("Failed")),
    ("recheck", gettext_lazy("Rechecks")),
)


class StateFilter(admin.SimpleListFilter):
    """The tabs. Scheduled rechecks have one of their own."""

    title = gettext_lazy("state")
    parameter_name = "show"
    template = "admin/newsroom/hidden_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [tab for tab in TABS if tab[0]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "recheck":
            return queryset.filter(occasion=CaptureOccasion.RECHECK)
        requested = queryset.filter(occasion=CaptureOccasion.ASKED)
        match self.value():
            case None:
                return requested
            case "under_way":
                return requested.filter(state__in=UNDER_WAY)
            case state:
                return requested.filter(state=state)


class MineFilter(admin.SimpleListFilter):
    title = gettext_lazy("whose")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("mine", _("Mine"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(requested_by=signed_in(request)) if self.value() else queryset


def _stored(row: CaptureRequest | Snapshot) -> str:
    if isinstance(row, Snapshot):
        return _("Stored.")
    pasted = row.snapshot is not None and row.snapshot.method == CaptureMethod.PASTED
    if not (pasted and row.source and row.source.url):
        return _("Requested. This page says how far it is.")
    sentence = _(
        "Requested. Readers will see that we pasted this text, and that it is stated to be from"
        " %(address)s."
    )
    return sentence % {"address": row.source.url}


def _done_with_transcript(row: CaptureRequest) -> str:
    if row.recording_id:
        return _("Requested. This page says how far it is.")
    return _("Stored. This page says how far the search for statements is.")


def _why_not_add_publisher(capture: CaptureRequest, by: User) -> str | None:
    return stated_publishers.why_not_add(capture.source, by) if capture.source else None


def _add_publisher(capture: CaptureRequest, by: User) -> Source:
    if capture.source is None:
        raise Refused(_("The capture has no source yet: wait until it is done."))
    return stated_publishers.add(capture.source.pk, by)


@admin.register(CaptureRequest)
class CaptureAdmin(ProgressAdmin):
    add_permission = "add_source"
    adds_uploads = True
    list_display = ("of", "standing", "outcome", "requested_by", "requested_at")
    list_filter = (StateFilter, MineFilter)
    list_before_template: Any = "admin/claims/tabs.html"
    page_template = "admin/claims/capture.html"
    state_template = "admin/claims/capture_state.html"
    verbs = (
        Action(
            "try-again",
            gettext_lazy("Try again"),
            "add_source",
            DeskForm,
            lambda capture, by, data: intake.retry(capture.pk, by),
            when(lambda capture: capture.state == CaptureState.FAILED),
            gettext_lazy("Requested again. This page says how far it is."),
            main=True,
            at_once=True,
        ),
        Action(
            "add-publisher",
            gettext_lazy("Add this publisher"),
            "add_source",
            DeskForm,
            lambda capture, by, data: _add_publisher(capture, by),
            _why_not_add_publisher,
            gettext_lazy("The publisher is recorded."),
            at_once=True,
        ),
    )

    @column(gettext_lazy("capture"))
    def of(self, capture: CaptureRequest) -> SafeString:
        return wrapped(name_of(capture))

    standing = state_column(waiting="info", stored="info", done="success", failed="danger")

    @column(gettext_lazy("outcome"))
    def outcome(self, capture: CaptureRequest) -> SafeString:
        return wrapped(capture.message or "—")

    @column(gettext_lazy("requested by"))
    def requested_by(self, capture: CaptureRequest) -> str:
        return str(capture.requested_by or _("scheduled"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)
        related = ("requested_by", "source__syndicated_from", "source__publisher", "snapshot")
        return found.select_related(*related).defer("snapshot__text")

    def about(self, subject: CaptureRequest) -> str:
        return name_of(subject)

    def list_context(self, request: HttpRequest) -> dict[str, Any]:
        chosen, url = request.GET.get("show", ""), self.url_of("changelist")
        kept = {"whose": whose} if (whose := request.GET.get("whose")) else {}
        tabs = [
            {
                "title": title,
                "link": f"{url}?{urlencode(kept | ({'show': key} if key else {}))}",
                "active": key == chosen,
                "has_permission": True,
            }
            for key, title in TABS
        ]
        return {"queue_tabs": tabs, "title": _("Captures")}

    def add_page(self, request: HttpRequest, by: User) -> Page:
        return Page(
            title=_("Add a source"),
            form=AddSourceForm,
            call=lambda data: request_capture(by, data),
            back=self.url_of("changelist"),
            goes_to=page_of,
            submit=_("Add the source"),
            done=_stored,
            initial=request.GET.dict(),
        )

    def get_urls(self) -> list[URLPattern]:
        quick = self.at("quick/", takes_uploads(partial(self.quick_view)), "quick")
        transcript = self.at(
            "transcript/", takes_uploads(partial(self.transcript_view)), "transcript"
        )
        return [quick, transcript, *super().get_urls()]

    def transcript_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        by = signed_in(request)
        page = Page(
            title=_("Add a transcript"),
            form=AddTranscriptForm,
            call=lambda data: transcript_form.add(by, data),
            back=self.url_of("changelist"),
            goes_to=page_of,
            submit=_("Add the transcript"),
            done=_done_with_transcript,
            initial=request.GET.dict(),
        )
        return answer(request, self, page)

    def quick_view(self, request: HttpRequest) -> HttpResponse:
        """What the first page's box sends: a link or a text, told apart by what it is."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return redirect(self.url_of("add"))
        if "what" not in request.POST:  # the whole form, which came back to be checked
            return self.add_view(request)
        given = request.POST["what"].strip()
        is_link = LINK.fullmatch(given) is not None
        if is_link and not given.lower().startswith(("http://", "https://")):
            given = f"https://{given}"
        sent = request.POST.copy()
        # A link is its own address; beside a text the form says where that is from.
        sent.update({"how": "capture"})
        sent["url" if is_link else "text"] = given
        request.POST = sent  # type: ignore[assignment]  # as if the whole form had been filled in
        return self.add_view(request)

    def page_context(self, request: HttpRequest, subject: Any, by: User) -> dict[str, Any]:
        pending = Candidate.objects.filter(
            snapshot=subject.snapshot_id, state=CandidateState.PENDING
        )
        return {
            "capture": subject,
            "proposed": stated_publishers.proposal(subject.source) if subject.source else None,
            "is_recognised": subject.state == CaptureState.WAITING and subject.recording_id,
            "goes_on": subject.state in UNDER_WAY,
            "is_slow": subject.state == CaptureState.WAITING
            and not subject.message
            and subject.requested_at < timezone.now() - PATIENCE,
            # A web archive may give its pages any address.
            "links_on": subject.url.startswith(("http://", "https://")),
            "paste": f"{self.url_of('add')}?{urlencode({'url': subject.url})}",
            "inbox": inbox_of(subject.snapshot_id) if subject.snapshot_id else "",
            "waiting": pending.count() if subject.snapshot_id else 0,
            "may_add": may(by, "add_source"),
            "may_edit": may(by, "edit_source"),
        }


def inbox_of(snapshot_id: int) -> str:
    return reverse("admin:claims_candidate_in", args=[snapshot_id])


def name_of(capture: CaptureRequest) -> str:
    """What is captured, as whoever requested it named it."""
    named = capture.url or capture.file_name
    return named or (str(capture.source) if capture.source else _("a pasted text"))
