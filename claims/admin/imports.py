"""Imports of claims in bulk: uploading a file, the progress, and the rows that were refused."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import URLPattern
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from claims.choices import ImportFormat, ImportNoteKind, ImportState
from claims.imports import mapping, possible_merges, reports, uploads
from claims.models import ExternalReview, ImportNote, ImportRun
from newsroom.admin import fields
from newsroom.admin.actions import Action, Page, when
from newsroom.admin.desk import column, page_of, state_column, wrapped
from newsroom.admin.forms import DeskForm
from newsroom.admin.progress import ProgressAdmin
from newsroom.models import User
from newsroom.permissions import may

UNDER_WAY = (ImportState.WAITING, ImportState.RUNNING)
SHOWN = 20  # notes, claims and names on the page; the CSV files have all


class ImportForm(DeskForm):
    file = fields.file(
        gettext_lazy("File"),
        uploads.LARGEST,
        help_text=format_lazy(
            gettext_lazy("At most {most} MB; the import command takes any size."),
            most=uploads.LARGEST // 10**6,
        ),
    )
    format = fields.choice(gettext_lazy("Format"), ImportFormat.choices)
    mapping = fields.choice(
        gettext_lazy("Column names"),
        (),
        required=False,
        help_text=gettext_lazy(
            "A mapping, if the file has column names of its own. Ours are external_id, text,"
            " speaker, speaker_role, said_on, source_url, source_title, publisher, language,"
            " topics, rating, rationale, review_url, reviewed_on; only the first two are required."
        ),
    )
    origin = fields.line(
        gettext_lazy("Whose claims these are"),
        required=False,
        most=253,
        help_text=gettext_lazy(
            "A domain, such as politifact.com. Leave empty to take it from each row's review URL."
        ),
    )

    def prepare(self) -> None:
        named = [(name, name) for name in mapping.shipped()]
        self.fields["mapping"].choices = [("", _("Our own names")), *named]  # type: ignore[attr-defined]


@admin.register(ImportRun)
class ImportRunAdmin(ProgressAdmin):
    add_permission = "import_claims"
    adds_uploads = True
    list_display = ("file", "standing", "outcome", "requested_by", "requested_at")
    list_select_related = ("requested_by",)
    page_template = "admin/claims/import.html"
    state_template = "admin/claims/import_state.html"
    verbs = (
        Action(
            "go-on",
            gettext_lazy("Resume"),
            "import_claims",
            DeskForm,
            lambda run, by, data: uploads.resume(run.pk, by),
            when(lambda run: run.state == ImportState.FAILED and run.raw_name and run.has_begun),
            gettext_lazy("Resumed where it stopped."),
            main=True,
            at_once=True,
        ),
    )

    @column(gettext_lazy("file"))
    def file(self, run: ImportRun) -> SafeString:
        return wrapped(run.file_name)

    standing = state_column(waiting="info", running="info", done="success", failed="danger")

    @column(gettext_lazy("outcome"))
    def outcome(self, run: ImportRun) -> SafeString:
        words = run.message or _("%(made)s so far") % {"made": reports.claims(run.rows_made)}
        return wrapped(words)

    def get_urls(self) -> list[URLPattern]:
        notes = self.at("<int:number>/<slug:kind>.csv", never_cache(self.notes_view), "notes")
        return [notes, *super().get_urls()]

    def about(self, subject: ImportRun) -> str:
        return subject.file_name

    def add_page(self, request: HttpRequest, by: User) -> Page:
        def call(data: dict[str, Any]) -> ImportRun:
            file = data["file"]
            return uploads.request_import(
                by, file.name, file.read(), data["format"], data["mapping"], data["origin"]
            )

        return Page(
            title=_("Import claims"),
            form=ImportForm,
            call=call,
            back=self.url_of("changelist"),
            goes_to=page_of,
            submit=_("Import"),
            done=lambda run: (
                _("This file was imported before.")
                if run.state == ImportState.DONE
                else _("Requested. This page says how far it is.")
            ),
        )

    def notes_view(self, request: HttpRequest, number: int, kind: str) -> HttpResponseBase:
        """The rows that were refused, or the speakers that are uncertain, as CSV."""
        self.reader(request)
        if kind not in ImportNoteKind:
            raise Http404
        run = self.subject(request, number)
        lines = (line.encode() for line in reports.table(run, ImportNoteKind(kind)))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="import-{run.pk}-{kind}.csv"'
        return response

    def page_context(self, request: HttpRequest, subject: ImportRun, by: User) -> dict[str, Any]:
        return {
            "run": subject,
            "goes_on": subject.state in UNDER_WAY,
            "made": reports.claims(subject.rows_made),
            "refused_rows": reports.rows(subject.rows_refused),
            "percent": round(100 * subject.part_done),
            "refused": _notes(subject, ImportNoteKind.REFUSED),
            "unsure": _notes(subject, ImportNoteKind.UNSURE),
            "possible_merges": possible_merges.of_run(subject, SHOWN),
            "may_merge": may(by, "merge_speakers"),
            "reviews": ExternalReview.objects.filter(claim__import_record__run=subject)
            .select_related("claim", "publisher")
            .order_by("pk")[:SHOWN],
            "may_import": may(by, "import_claims"),
        }


def _notes(run: ImportRun, kind: ImportNoteKind) -> QuerySet[ImportNote]:
    return ImportNote.objects.filter(run=run, kind=kind).order_by("line", "pk")[:SHOWN]
