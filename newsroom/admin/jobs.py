"""Jobs, to read: what waits, runs or failed, why, and what it belongs to. A failed one is retried.

Never their arguments as they are: only numbers of rows, with what those rows are.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from newsroom import jobs
from newsroom.admin.desk import Action, DeskAdmin, DeskForm, column, signed_in
from newsroom.choices import JobEventKind, JobNoteKind, JobState
from newsroom.models import Job, JobNote, User

# Procrastinate's own page shows whole arguments, to whoever has its permission rows.
admin.site.unregister(ProcrastinateJob)

MOST_EVENTS = 200


class StateFilter(admin.SimpleListFilter):
    """``?state=``."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(JobState.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        return queryset.filter(status=self.value()) if self.value() in JobState else queryset


class Row(NamedTuple):
    """What a job belongs to: in words, and where its page is."""

    words: str
    url: str


def rows_of(job: Job) -> Iterator[Row]:
    """The rows that its arguments name (``claim_id=7``: claim 7), without asking for them."""
    for name, number in job.args.items():
        if name.endswith("_id") and type(number) is int:
            yield _row(name.removesuffix("_id"), number)


def _row(name: str, number: int) -> Row:
    wanted = name.replace("_", "")
    names: dict[str, type[Model]] = {
        model._meta.model_name or "": model for model in admin.site._registry
    }
    alike = [model for known, model in names.items() if known.endswith(wanted)]
    found = names.get(wanted) or (alike[0] if len(alike) == 1 else None)
    if found is None:
        return Row(f"{name.replace('_', ' ')} {number}", "")
    page = f"admin:{found._meta.app_label}_{found._meta.model_name}_change"
    return Row(f"{found._meta.verbose_name} {number}", reverse(page, args=[number]))


def _failed(job: Job, by: User) -> str | None:
    return "" if job.status == JobState.FAILED else None


@admin.register(Job)
class JobAdmin(DeskAdmin):
    verbs = (
        Action(
            "retry",
            gettext_lazy("Send it back to the queue"),
            "retry_job",
            DeskForm,
            lambda job, by, data: jobs.retry(job.pk, by),
            _failed,
            gettext_lazy("It is back in the queue."),
            main=True,
        ),
    )
    list_display = ("what", "belongs_to", "state", "changed", "attempts", "why")
    list_filter = (StateFilter,)
    ordering = ("-pk",)
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        return Job.objects.with_latest().defer("lock", "queueing_lock")

    @column(gettext_lazy("what"))
    def what(self, job: Job) -> str:
        return str(job)

    @column(gettext_lazy("belongs to"))
    def belongs_to(self, job: Job) -> SafeString:
        return _linked(rows_of(job))

    @column(
        gettext_lazy("state"),
        label={
            "todo": "info",
            "doing": "warning",
            "succeeded": "success",
            "failed": "danger",
            "cancelled": "default",
            "aborted": "default",
        },
    )
    def state(self, job: Job) -> tuple[str, str]:
        return job.status, str(JobState(job.status).label)

    @column(gettext_lazy("since"))
    def changed(self, job: Any) -> datetime | None:
        when: datetime | None = job.changed
        return when

    @column(gettext_lazy("why"))
    def why(self, job: Any) -> str:
        return reason(job)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        by = signed_in(request)
        if request.method != "GET" or not self.has_view_permission(request):
            raise PermissionDenied
        number = int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0
        job = self.subject(request, number)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(job),
            "job": job,
            "state": capfirst(JobState(job.status).label),
            "reason": reason(job),
            "rows": _linked(rows_of(job)),
            "events": events_of(job),
            "offers": self.offers(job, number, by),
        }
        return TemplateResponse(request, "admin/newsroom/job.html", context)


def _linked(rows: Iterator[Row]) -> SafeString:
    return format_html_join(
        ", ",
        "{}",
        (
            (
                format_html('<a class="underline" href="{}">{}</a>', row.url, row.words)
                if row.url
                else row.words,
            )
            for row in rows
        ),
    )


def reason(job: Any) -> str:
    """Why it failed, or what the last attempt failed of; what a job that is done went through
    is on its page.
    """
    if job.status == JobState.FAILED:
        return job.last_words or _("No worker knows this job; its own is of another version.")
    return job.last_words or "" if job.status == JobState.TODO else ""


class Happened(NamedTuple):
    """One line of a job's course."""

    at: datetime
    what: str
    words: str
    by: str


def events_of(job: Job) -> list[Happened]:
    """What happened to it, oldest first: our notes, and procrastinate's events that have none."""
    noted = JobNote.objects.filter(job=job).select_related("by").order_by("-pk")[:MOST_EVENTS]
    notes = [
        Happened(note.at, note.get_kind_display(), note.sentence, str(note.by or ""))
        for note in noted
    ]
    untold = {JobEventKind.DEFERRED, JobEventKind.STARTED, JobEventKind.SUCCEEDED}
    untold |= {JobEventKind.CANCELLED, JobEventKind.ABORT_REQUESTED, JobEventKind.ABORTED}
    if not any(note.kind == JobNoteKind.GIVEN_UP for note in noted):
        untold.add(JobEventKind.FAILED)
    events = [
        Happened(event.at, str(JobEventKind(event.type).label), "", "")
        for event in ProcrastinateEvent.objects.filter(job=job, type__in=untold).order_by("-pk")[
            :MOST_EVENTS
        ]
        if event.at is not None
    ]
    course = [*notes, *events]
    course.reverse()
    return sorted(course, key=lambda each: each.at)
