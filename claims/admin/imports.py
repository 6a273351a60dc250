"""Imports: bringing in a file of claims, following it, and what it refused."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from claims.choices import ImportFormat, ImportNoteKind, ImportState
from claims.imports import mapping, reports, uploads
from claims.models import ExternalReview, ImportedSpeaker, ImportNote, ImportRun
from newsroom.admin import fields
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

UNDER_WAY = (ImportState.WAITING, ImportState.RUNNING)
SHOWN = 20  # notes, claims and names on the page; the rest is in the tables to download


class ImportForm(DeskForm):
    file = fields.file(gettext_lazy("File"))
    format = fields.choice(gettext_lazy("What it is"), ImportFormat.choices)
    mapping = fields.choice(
        gettext_lazy("Its columns"),
        (),
        required=False,
        help_text=gettext_lazy(
            "A mapping, if the file has names of its own. Ours are external_id, text, speaker,"
            " speaker_role, said_on, source_url, source_title, publisher, language, topics, rating,"
            " rationale, review_url, reviewed_on; only the first two are needed."
        ),
    )
    origin = fields.line(
        gettext_lazy("Whose claims these are"),
        required=False,
        most=253,
        help_text=gettext_lazy(
            "A domain, such as politifact.com. Empty: each row's review says it by its address."
        ),
    )

    class Media:
        js = ["claims/capturing.js"]

    def prepare(self) -> None:
        file, chosen = self.fields["file"], self.fields["mapping"]
        most = uploads.LARGEST // 10**6
        file.help_text = _("At most %(most)d MB; the command takes any size.") % {"most": most}
        file.widget.attrs |= {
            "data-most-bytes": uploads.LARGEST,
            "data-too-large": _("This file is larger than %(most)d MB.") % {"most": most},
        }
        named = [(name, name) for name in mapping.shipped()]
        chosen.choices = [("", _("Our own names")), *named]  # type: ignore[attr-defined]


def ask(by: User, data: dict[str, Any]) -> ImportRun:
    file = data["file"]
    return uploads.request_import(
        by, file.name, file.read(), data["format"], data["mapping"], data["origin"]
    )


class GoOnForm(DeskForm):
    """Nothing to fill in."""


def _cut_off(run: ImportRun, by: User) -> str | None:
    return "" if run.state == ImportState.FAILED and run.raw_name else None


@admin.register(ImportRun)
class ImportRunAdmin(DeskAdmin):
    add_deed = "import_claims"
    list_display = ("file", "standing", "told", "asked_by", "asked_at")
    list_select_related = ("asked_by",)
    ordering = ("-pk",)
    sortable_by = ()
    verbs = (
        Action(
            "go-on",
            gettext_lazy("Go on with it"),
            "import_claims",
            GoOnForm,
            lambda run, by, data: uploads.resume(run.pk, by),
            _cut_off,
            gettext_lazy("It goes on where it stopped."),
            leads_to(ImportRun),
            main=True,
        ),
    )

    @column(gettext_lazy("file"))
    def file(self, run: ImportRun) -> SafeString:
        return format_html('<span class="desk-statement">{}</span>', run.file_name)

    @column(
        gettext_lazy("state"),
        label={"waiting": "info", "running": "info", "done": "success", "failed": "danger"},
    )
    def standing(self, run: ImportRun) -> tuple[str, str]:
        return run.state, run.get_state_display()

    @column(gettext_lazy("outcome"))
    def told(self, run: ImportRun) -> SafeString:
        words = run.message or _("%(made)s claims so far") % {"made": f"{run.rows_made:,}"}
        return format_html('<span class="desk-statement">{}</span>', words)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "<int:number>/state/",
                view(never_cache(self.state_view)),
                name=self._url_name("state"),
            ),
            path(
                "<int:number>/<slug:kind>.csv",
                view(never_cache(self.notes_view)),
                name=self._url_name("notes"),
            ),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        by = signed_in(request)
        page = Page(
            title=_("Bring claims in"),
            form=ImportForm,
            call=lambda data: ask(by, data),
            back=self.url_of("changelist"),
            goes_to=leads_to(ImportRun),
            submit=_("Bring them in"),
            done=lambda run: (
                _("This file is here already.")
                if run.state == ImportState.DONE
                else _("Asked for.")
            ),
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
            "title": _("Import"),
            **self._told(request, int(object_id)),
        }
        return TemplateResponse(request, "admin/claims/import.html", context)

    def state_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """The part of its page that changes, for the page to ask for again."""
        return TemplateResponse(
            request, "admin/claims/import_state.html", self._told(request, number)
        )

    def notes_view(self, request: HttpRequest, number: int, kind: str) -> HttpResponseBase:
        """What was refused, or is unsure, as a table to download."""
        if request.method != "GET" or not self.has_view_permission(request):
            raise PermissionDenied
        if kind not in ImportNoteKind:
            raise Http404
        run = self.subject(request, number)
        lines = (line.encode() for line in reports.table(run, ImportNoteKind(kind)))
        answered = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        answered["Content-Disposition"] = f'attachment; filename="import-{run.pk}-{kind}.csv"'
        return answered

    def _told(self, request: HttpRequest, number: int) -> dict[str, Any]:
        by = signed_in(request)
        if request.method != "GET" or not self.has_view_permission(request):
            raise PermissionDenied
        run = self.subject(request, number)
        unsure = ImportedSpeaker.objects.filter(run=run, outcome="unsure")
        return {
            "run": run,
            "goes_on": run.state in UNDER_WAY,
            "percent": round(100 * run.part_done),
            "offers": self.offers(run, run.pk, by),
            "refused": _notes(run, ImportNoteKind.REFUSED),
            "unsure": _notes(run, ImportNoteKind.UNSURE),
            "names": unsure.select_related("speaker").order_by("pk")[:SHOWN],
            "reviews": ExternalReview.objects.filter(claim__import_record__run=run)
            .select_related("claim", "publisher")
            .order_by("pk")[:SHOWN],
            "may_import": may(by, "import_claims"),
            "asked": urlencode({"format": run.format, "origin": run.origin}),
        }


def _notes(run: ImportRun, kind: ImportNoteKind) -> QuerySet[ImportNote]:
    return ImportNote.objects.filter(run=run, kind=kind).order_by("line", "pk")[:SHOWN]
