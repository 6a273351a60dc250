"""Sources: what they state, and what was captured of them, when, and how it has changed since."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from newsroom.admin.desk import Action, DeskAdmin, DeskForm, column, signed_in
from newsroom.models import User
from newsroom.permissions import may
from sources import capture, syndication
from sources.admin.changes import changed
from sources.admin.forms import EditSourceForm
from sources.models import AnchorCheck, Sighting, Source

AT_MOST = 50  # of each kind of row on a source's page


class TurnRoundForm(DeskForm):
    aside_template = "admin/sources/turn_round.html"

    def aside(self) -> dict[str, Any]:
        return {"source": self.subject}


def _is_a_copy(source: Source, by: User) -> str | None:
    return "" if source.syndicated_from_id else None


@admin.register(Source)
class SourceAdmin(DeskAdmin):
    add_deed = "add_source"
    list_display = ("named", "kind", "publisher", "published_on", "language", "added_at")
    list_filter = ("kind", "language")
    list_select_related = ("publisher",)
    search_fields = ("title", "uri", "publisher__name")
    search_help_text = _("Words of the title, an address or a publisher")
    ordering = ("-pk",)
    verbs = (
        Action(
            "edit",
            _("Edit what it states"),
            "edit_source",
            EditSourceForm,
            lambda source, by, data: capture.edit_source(source.pk, by, **data),
        ),
        Action(
            "turn-round",
            _("The other one is the copy"),
            "edit_source",
            TurnRoundForm,
            lambda source, by, data: syndication.turn_round(source.pk, by),
            _is_a_copy,
        ),
    )

    @column(_("source"), header=True)
    def named(self, source: Source) -> list[str]:
        return [str(source), source.uri if source.title else ""]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        for word in search_term.split():
            queryset = queryset.filter(
                Q(title__icontains=word)
                | Q(uri__icontains=word)
                | Q(publisher__name__icontains=word)
            )
        return queryset, False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A source is added by capturing it, in whichever way."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return redirect("admin:sources_capturerequest_add")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        by = signed_in(request)
        if request.method == "POST" or not may(by, "read"):
            raise PermissionDenied
        source = (
            Source.objects.with_names()
            .select_related("added_by")
            .filter(pk=int(object_id) if object_id.isdecimal() else 0)
            .first()
        )
        if source is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(source),
            "source": source,
            "snapshots": source.snapshots.without_text().latest_first()[:AT_MOST],
            **seen(source),
            "offers": self.offers(source, source.pk, by),
            "again": f"{reverse('admin:sources_capturerequest_add')}?{urlencode({'url': source.uri})}",
            "may_add": self.has_add_permission(request),
        }
        return TemplateResponse(request, "admin/sources/source.html", context)


def seen(source: Source) -> dict[str, Any]:
    """What was asked for and seen of the source, latest first, and which quotes changed."""
    sightings = Sighting.objects.filter(snapshot__source=source).defer("snapshot__text")
    checks = AnchorCheck.objects.current().changed().filter(snapshot__source=source)
    return {
        "captures": source.capture_requests.select_related("asked_by")[:AT_MOST],
        "sightings": sightings.select_related("snapshot", "seen_by")[:AT_MOST],
        "changes": changed(checks),
    }
