"""Captures: adding a source in three ways, and how far what was asked for is."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from claims.admin.capture.forms import AddSourceForm, ask
from claims.capture import intake
from claims.choices import CandidateState
from claims.models import Candidate
from newsroom.admin.desk import (
    Action,
    DeskAdmin,
    DeskForm,
    Page,
    answer,
    column,
    leads_to,
    signed_in,
)
from newsroom.models import User
from newsroom.permissions import may
from sources.choices import CaptureOccasion, CaptureState
from sources.models import CaptureRequest

UNDER_WAY = (CaptureState.WAITING, CaptureState.STORED)
# After so long without a word it may be that no worker runs.
PATIENCE = timedelta(minutes=2)

TABS = (
    ("", gettext_lazy("Asked for")),
    ("under_way", gettext_lazy("Under way")),
    ("done", gettext_lazy("Done")),
    ("failed", gettext_lazy("Failed")),
    ("recheck", gettext_lazy("Looked at again")),
)


class StateFilter(admin.SimpleListFilter):
    """``?show=``, as tabs. What the clock looked at again has one of its own."""

    title = gettext_lazy("state")
    parameter_name = "show"
    template = "admin/newsroom/no_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [tab for tab in TABS if tab[0]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "recheck":
            return queryset.filter(occasion=CaptureOccasion.RECHECK)
        asked = queryset.filter(occasion=CaptureOccasion.ASKED)
        match self.value():
            case None:
                return asked
            case "under_way":
                return asked.filter(state__in=UNDER_WAY)
            case state:
                return asked.filter(state=state)


class MineFilter(admin.SimpleListFilter):
    """``?whose=mine``: what one asked for oneself."""

    title = gettext_lazy("whose")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("mine", _("Mine"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(asked_by=signed_in(request)) if self.value() else queryset


class TryAgainForm(DeskForm):
    """Nothing to fill in."""


def _failed(capture: CaptureRequest, by: User) -> str | None:
    return "" if capture.state == CaptureState.FAILED else None


@admin.register(CaptureRequest)
class CaptureAdmin(DeskAdmin):
    add_deed = "add_source"
    list_display = ("of", "standing", "told", "asked", "asked_at")
    list_filter = (StateFilter, MineFilter)
    list_before_template = "admin/claims/tabs.html"
    list_select_related = ("asked_by", "source")
    ordering = ("-pk",)
    sortable_by = ()
    verbs = (
        Action(
            "try-again",
            gettext_lazy("Try again"),
            "add_source",
            TryAgainForm,
            lambda capture, by, data: intake.retry(capture.pk, by),
            _failed,
            gettext_lazy("Asked for once more."),
            leads_to(CaptureRequest),
            main=True,
        ),
    )

    @column(gettext_lazy("capture"))
    def of(self, capture: CaptureRequest) -> SafeString:
        return format_html('<span class="desk-statement">{}</span>', words_of(capture))

    @column(
        gettext_lazy("state"),
        label={"waiting": "info", "stored": "info", "done": "success", "failed": "danger"},
    )
    def standing(self, capture: CaptureRequest) -> tuple[str, str]:
        return capture.state, capture.get_state_display()

    @column(gettext_lazy("outcome"))
    def told(self, capture: CaptureRequest) -> SafeString:
        return format_html('<span class="desk-statement">{}</span>', capture.message or "—")

    @column(gettext_lazy("asked by"))
    def asked(self, capture: CaptureRequest) -> str:
        return str(capture.asked_by or _("the clock"))

    def get_urls(self) -> list[URLPattern]:
        state = path(
            "<int:number>/state/",
            self.admin_site.admin_view(never_cache(self.state_view)),
            name=self._url_name("state"),
        )
        return [state, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)
        return found.select_related("asked_by", "source")

    def about(self, subject: CaptureRequest) -> str:
        return words_of(subject)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        chosen, url = request.GET.get("show", ""), self.url_of("changelist")
        kept = {"whose": whose} if (whose := request.GET.get("whose")) else {}
        tabs: list[dict[str, Any]] = [
            {
                "title": title,
                "link": f"{url}?{urlencode(kept | ({'show': key} if key else {}))}",
                "active": key == chosen,
                "has_permission": True,
            }
            for key, title in TABS
        ]
        context: dict[str, Any] = {"queue_tabs": tabs, "title": _("Captures")}
        return super().changelist_view(request, context | (extra_context or {}))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        by = signed_in(request)
        page = Page(
            title=_("Add a source"),
            form=AddSourceForm,
            call=lambda data: ask(by, data),
            back=self.url_of("changelist"),
            goes_to=lambda made: leads_to(type(made))(made),
            submit=_("Add the source"),
            done=lambda made: _("Asked for.") if isinstance(made, CaptureRequest) else _("Stored."),
            initial=request.GET.dict(),
        )
        return answer(request, self, page)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not object_id.isdecimal() or len(object_id) > 18:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Capture"),
            **self._told(request, int(object_id)),
        }
        return TemplateResponse(request, "admin/claims/capture.html", context)

    def state_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """The part of its page that changes, for the page to ask for again."""
        return TemplateResponse(
            request, "admin/claims/capture_state.html", self._told(request, number)
        )

    def _told(self, request: HttpRequest, number: int) -> dict[str, Any]:
        by = signed_in(request)
        if request.method != "GET" or not self.has_view_permission(request):
            raise PermissionDenied
        capture = self.subject(request, number)
        return {
            "capture": capture,
            "words": words_of(capture),
            "goes_on": capture.state in UNDER_WAY,
            "is_slow": capture.state == CaptureState.WAITING
            and not capture.message
            and capture.asked_at < timezone.now() - PATIENCE,
            # What an archive calls its pages is anybody's word.
            "links_on": capture.url.startswith(("http://", "https://")),
            "offers": self.offers(capture, capture.pk, by),
            "paste": f"{self.url_of('add')}?{urlencode({'url': capture.url})}",
            "inbox": inbox_of(capture.snapshot_id) if capture.snapshot_id else "",
            "waiting": Candidate.objects.filter(
                snapshot=capture.snapshot_id, state=CandidateState.PENDING
            ).count()
            if capture.snapshot_id
            else 0,
            "may_add": may(by, "add_source"),
            "may_edit": may(by, "edit_source"),
        }

    def subject(self, request: HttpRequest, number: int) -> Any:
        found = (
            self.get_queryset(request)
            .select_related("source__syndicated_from", "source__publisher", "snapshot")
            .defer("snapshot__text")
            .filter(pk=number)
            .first()
        )
        if found is None:
            raise Http404
        return found


def inbox_of(snapshot_id: int) -> str:
    return reverse("admin:claims_candidate_in", args=[snapshot_id])


def words_of(capture: CaptureRequest) -> str:
    """What is captured, as whoever asked named it."""
    named = capture.url or capture.file_name
    return named or (str(capture.source) if capture.source else _("a pasted text"))
