"""Sources: what they state, when each was captured, and how it has changed since."""

import re
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from newsroom.admin.actions import Action, when
from newsroom.admin.desk import DeskAdmin, column
from newsroom.admin.forms import DeskForm
from newsroom.models import User
from sources import archived_copies, capture, stated_publishers, syndication
from sources.admin.changes import changed
from sources.admin.forms import CopyForm, EditSourceForm, RemoveCopyForm
from sources.models import AnchorCheck, Sighting, Source

SCHEME = re.compile(r"(https?|urn):", re.IGNORECASE)
AT_MOST = 50  # of each kind of row on a source's page


class SwapForm(DeskForm):
    aside_template = "admin/sources/swap_original_and_copy.html"

    def aside(self) -> dict[str, Any]:
        return {"source": self.subject}


class SourceAdmin(DeskAdmin):
    """Registered by claims.admin, which adds what depends on the claims."""

    add_permission = "add_source"
    list_display = ("named", "kind", "publisher", "published_on", "language", "added_at")
    list_filter = ("kind", "language")
    search_fields = ("title", "uri", "publisher__name")
    search_help_text = _("Words of the title, an address or a publisher")
    sortable_by = None
    page_template = "admin/sources/source.html"
    verbs: tuple[Action, ...] = (
        Action(
            "edit",
            _("Edit its details"),
            "edit_source",
            EditSourceForm,
            lambda source, by, data: capture.edit_source(source.pk, by, **data),
            done=_("The details are saved."),
        ),
        Action(
            "add-publisher",
            _("Add this publisher"),
            "add_source",
            DeskForm,
            lambda source, by, data: stated_publishers.add(source.pk, by),
            stated_publishers.why_not_add,
            _("The publisher is recorded."),
            main=True,
            at_once=True,
        ),
        Action(
            "turn-round",
            _("Swap original and copy"),
            "edit_source",
            SwapForm,
            lambda source, by, data: syndication.reverse(source.pk, by),
            when(lambda source: source.syndicated_from_id),
            _("Original and copy are swapped."),
        ),
        Action(
            "record-copy",
            _("Record an archived copy"),
            "add_source",
            CopyForm,
            lambda source, by, data: archived_copies.record(source.pk, by, **data),
            when(lambda source: source.url),
            _("The archived copy is recorded."),
        ),
        Action(
            "remove-copy",
            _("Remove an archived copy"),
            "edit_source",
            RemoveCopyForm,
            lambda source, by, data: archived_copies.remove(data["copy"].pk, by),
            when(lambda source: source.archived_copies.kept().exists()),
            _("The archived copy is removed."),
        ),
    )

    @column(_("source"), header=True)
    def named(self, source: Source) -> list[str]:
        return [str(source), source.uri if source.title else ""]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return Source.objects.with_names().select_related("added_by")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """What begins with an address is found by an index; anything else is looked for in every row."""
        found = queryset.filter(uri__startswith=search_term.strip())
        if SCHEME.match(search_term.strip()) and found.exists():
            return found, False
        return super().get_search_results(request, queryset, search_term)

    def add_page(self, request: HttpRequest, by: User) -> str:
        """A source is added by capturing it."""
        return reverse("admin:sources_capturerequest_add")

    def page_context(self, request: HttpRequest, subject: Source, by: User) -> dict[str, Any]:
        sightings = Sighting.objects.filter(snapshot__source=subject).defer("snapshot__text")
        checks = AnchorCheck.objects.current().changed().filter(snapshot__source=subject)
        address = urlencode({"url": subject.uri})
        return {
            "snapshots": subject.snapshots.without_text().latest_first()[:AT_MOST],
            "captures": subject.capture_requests.select_related("requested_by")[:AT_MOST],
            "sightings": sightings.select_related("snapshot", "seen_by")[:AT_MOST],
            "copies": subject.archived_copies.kept().select_related("recorded_by")[:AT_MOST],
            "archive_requests": subject.archive_requests.select_related("requested_by")[:AT_MOST],
            "changes": changed(checks),
            "proposed": stated_publishers.proposal(subject),
            "recapture": f"{reverse('admin:sources_capturerequest_add')}?{address}",
            "may_add": self.has_add_permission(request),
        }
