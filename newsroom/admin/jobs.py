"""Jobs, read-only: which wait, run or failed, why, and for which rows. A failed one can be retried.

Their raw arguments are never shown, only the rows whose numbers are among them.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from newsroom import jobs
from newsroom.admin.actions import Action, when
from newsroom.admin.desk import DeskAdmin, column
from newsroom.admin.forms import DeskForm
from newsroom.choices import JobEventKind, JobNoteKind, JobState
from newsroom.models import Job, JobNote, User

# Procrastinate's own page shows the raw arguments.
admin.site.unregister(ProcrastinateJob)

MOST_EVENTS = 200


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(JobState.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Job]) -> QuerySet[Job]:
        return queryset.filter(status=self.value()) if self.value() in JobState else queryset


class Row(NamedTuple):
    """A row that a job works on: its name, and the address of its page, if it has one."""

    name: str
    url: str


def rows_of(job: Job) -> Iterator[Row]:
    """The rows that its arguments name (``claim_id=7``: claim 7), without a query."""
    for name, number in job.args.items():
        if name.endswith("_id") and type(number) is int:
            yield _row(name.removesuffix("_id"), number)


def _row(name: str, number: int) -> Row:
    wanted = name.replace("_", "")
    models: dict[str, type[Model]] = {
        model._meta.model_name or "": model for model in admin.site._registry
    }
    similar = [model for known, model in models.items() if known.endswith(wanted)]
    model = models.get(wanted) or (similar[0] if len(similar) == 1 else None)
    if model is None:
        return Row(f"{name.replace('_', ' ')} {number}", "")
    page = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    return Row(f"{model._meta.verbose_name} {number}", reverse(page, args=[number]))


@admin.register(Job)
class JobAdmin(DeskAdmin):
    verbs = (
        Action(
            "retry",
            gettext_lazy("Retry"),
            "retry_job",
            DeskForm,
            lambda job, by, data: jobs.retry(job.pk, by),
            when(lambda job: job.status == JobState.FAILED),
            gettext_lazy("Queued."),
            main=True,
        ),
    )
    list_display = ("what", "belongs_to", "state", "changed", "tried", "why")
    list_filter = (StateFilter,)
    page_template = "admin/newsroom/job.html"

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
        label={"todo": "info", "doing": "warning", "succeeded": "success", "failed": "danger"},
    )
    def state(self, job: Job) -> tuple[str, str]:
        return job.status, str(JobState(job.status).label)

    @column(gettext_lazy("since"))
    def changed(self, job: Any) -> datetime | None:
        when: datetime | None = job.changed
        return when

    @column(gettext_lazy("Attempts"))
    def tried(self, job: Any) -> int:
        return int(job.attempts)

    @column(gettext_lazy("why"))
    def why(self, job: Any) -> str:
        return reason(job)

    def page_context(self, request: HttpRequest, subject: Job, by: User) -> dict[str, Any]:
        return {
            "state": capfirst(JobState(subject.status).label),
            "reason": reason(subject),
            "rows": _linked(rows_of(subject)),
            "events": events_of(subject),
        }


def _linked(rows: Iterator[Row]) -> SafeString:
    return format_html_join(
        ", ",
        "{}",
        (
            (
                format_html('<a class="underline" href="{}">{}</a>', row.url, row.name)
                if row.url
                else row.name,
            )
            for row in rows
        ),
    )


def reason(job: Any) -> str:
    """Why it failed, or why its last attempt did; the page of a finished job lists its attempts."""
    if job.status == JobState.FAILED:
        return job.last_words or _("No worker knows this job: it may belong to another version.")
    return job.last_words or "" if job.status == JobState.TODO else ""


class JobEvent(NamedTuple):
    at: datetime
    what: str
    details: str
    by: str


def events_of(job: Job) -> list[JobEvent]:
    """What happened to it, oldest first: our notes, and procrastinate's events that have none."""
    found = JobNote.objects.filter(job=job).select_related("by").order_by("-pk")[:MOST_EVENTS]
    notes = [
        JobEvent(note.at, note.get_kind_display(), note.sentence, str(note.by or ""))
        for note in found
    ]
    without_note = {JobEventKind.DEFERRED, JobEventKind.STARTED, JobEventKind.SUCCEEDED}
    without_note |= {JobEventKind.CANCELLED, JobEventKind.ABORT_REQUESTED, JobEventKind.ABORTED}
    if not any(note.kind == JobNoteKind.GIVEN_UP for note in found):
        without_note.add(JobEventKind.FAILED)
    events = [
        JobEvent(event.at, str(JobEventKind(event.type).label), "", "")
        for event in ProcrastinateEvent.objects.filter(job=job, type__in=without_note).order_by(
            "-pk"
        )[:MOST_EVENTS]
        if event.at is not None
    ]
    course = [*notes, *events]
    # The sort is stable: reversed, an event precedes its note of the same instant.
    course.reverse()
    return sorted(course, key=lambda each: each.at)
