"""Sources: logged with what they state, their text captured as pasted."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from newsroom.admin.desk import Action, DeskAdmin, Page, answer, column, leads_to, signed_in
from newsroom.history import acting
from newsroom.models import User
from newsroom.permissions import may
from sources import capture
from sources.admin.forms import STATED, AddSourceForm, EditSourceForm, TextForm
from sources.models import Snapshot, Source


def store(source: Source, by: User, data: dict[str, Any]) -> Snapshot:
    if data["how"] == "excerpt":
        return capture.excerpt(
            source,
            by,
            data["text"],
            data["consulted_on"],
            data["consulted_url"],
            data["timecode"],
        )
    return capture.capture(source, by, data["text"])


def add(by: User, data: dict[str, Any]) -> Snapshot:
    """Log the source and capture its text: both, or neither."""
    with acting(by):
        stated = {name: data[name] for name in STATED}
        source = capture.add_source(by, data["text"], data["uri"], **stated)
        return store(source, by, data)


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
            "snapshot",
            _("Add another snapshot"),
            "add_source",
            TextForm,
            store,
            done=_("Stored. The same text again is the snapshot that was there already."),
            goes_to=leads_to(Snapshot),
        ),
        Action(
            "edit",
            _("Edit what it states"),
            "edit_source",
            EditSourceForm,
            lambda source, by, data: capture.edit_source(source.pk, by, **data),
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
        if not self.has_add_permission(request):
            raise PermissionDenied
        by = signed_in(request)
        page = Page(
            title=_("Add a source by its text"),
            form=AddSourceForm,
            call=lambda data: add(by, data),
            back=self.url_of("changelist"),
            goes_to=leads_to(Snapshot),
            submit=_("Store the source"),
            done=_("Stored. Now add the claims in it by their quotes."),
        )
        return answer(request, self, page)

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
            "snapshots": source.snapshots.without_text().latest_first()[:100],
            "offers": self.offers(source, source.pk, by),
        }
        return TemplateResponse(request, "admin/sources/source.html", context)
