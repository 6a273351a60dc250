"""Searches for the names of a person who is to be erased."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.erasing.actions import REPEAT, REQUEST
from claims.admin.erasing.found import in_words, search_report
from claims.choices import ErasureJobState
from claims.models import ErasureSearch
from claims.notifications import retention
from claims.workflow.erased_files import CAPTURED
from newsroom.admin.actions import signed_in
from newsroom.admin.desk import column, state_column, wrapped
from newsroom.admin.progress import ProgressAdmin
from newsroom.models import User


@admin.register(ErasureSearch)
class ErasureSearchAdmin(ProgressAdmin):
    """For whoever looked."""

    view_permission = "request_erasure"
    when_empty = gettext_lazy("You have not looked for any names yet.")
    list_display = ("person", "standing", "requested_at", "finished_at")
    list_select_related = ("speaker",)
    page_template = "admin/claims/erasure_search.html"
    state_template = "admin/claims/erasure_search_state.html"
    verbs = (REQUEST, REPEAT)

    standing = state_column(waiting="info", running="info", done="success", failed="danger")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        own = super().get_queryset(request).filter(requested_by=signed_in(request))
        found: QuerySet[Any] = own.select_related("speaker")
        return found

    @column(gettext_lazy("person"))
    def person(self, search: ErasureSearch) -> SafeString:
        return wrapped(self.about(search))

    def about(self, subject: ErasureSearch) -> str:
        return f"{subject.speaker_id}. {subject.speaker}"

    def page_context(
        self, request: HttpRequest, subject: ErasureSearch, by: User
    ) -> dict[str, Any]:
        done = subject.state == ErasureJobState.DONE
        reading = subject.reading
        return {
            "search": subject,
            "goes_on": subject.finished_at is None,
            "reading": in_words(reading).lower() if reading != CAPTURED else _("captured files"),
            "report": search_report(subject) if done else None,
            "days": retention.ERASURE_SEARCHES,
        }
