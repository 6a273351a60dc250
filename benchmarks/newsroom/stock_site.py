"""Django's plain admin on the tables of the desk: the peer that the desk is measured beside.

With the same columns, filters and searches as the desk.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path

from claims.models import (
    Appearance,
    Candidate,
    Claim,
    ErrorReport,
    Evidence,
    Publication,
    Quantity,
    Relation,
    Topic,
)
from newsroom.models import Approval, Event
from sources.models import Publisher, Source, Speaker


class Stock(admin.ModelAdmin):  # type: ignore[type-arg]  # has none when it runs
    """Whoever is signed in reads; nobody writes."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True


class Part(admin.TabularInline):  # type: ignore[type-arg]
    """What the desk's page of a claim shows besides its fields."""

    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Appearances(Part):
    model = Appearance
    fields = ("snapshot", "verb", "directness", "described_as", "first_known")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("snapshot__source")


class Quantities(Part):
    model = Quantity
    fields = ("low", "high", "unit", "bound", "qualifier", "counted", "as_of")


class Pieces(Part):
    model = Evidence
    fk_name = "claim"
    fields = ("bears_on", "direction", "kind", "primary", "private", "description", "source")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("source")


class Edges(Part):
    model = Relation
    fk_name = "from_claim"
    fields = ("to_claim", "kind", "state", "rationale", "scope")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("to_claim")


class Claims(Stock):
    inlines = (Appearances, Quantities, Pieces, Edges)
    list_display = ("text", "speaker", "attribution", "status", "priority", "due_on", "added_at")
    list_filter = ("status", "attribution", "nature", "priority")
    list_select_related = ("speaker",)
    search_fields = ("text", "speaker__name", "speaker__aliases__name")
    autocomplete_fields = ("speaker", "topics")


class Named(Stock):
    search_fields = ("name", "aliases__name")


class Topics(Stock):
    search_fields = ("name",)


class Sources(Stock):
    list_display = ("title", "publisher", "kind", "published_on")
    list_select_related = ("publisher",)
    search_fields = ("title", "uri")


class Publications(Stock):
    list_display = ("number", "published_at", "event", "standing", "withheld")
    list_filter = ("event", "standing", "withheld")


class Events(Stock):
    list_display = ("at", "actor", "via", "action", "table", "row")
    list_filter = ("via",)
    search_fields = ("reason",)


class Candidates(Stock):
    list_display = ("exact", "snapshot", "state", "found_at")
    list_filter = ("state",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("snapshot__source")


class Approvals(Stock):
    list_display = ("kind", "requested_by", "requested_at", "outcome")
    list_filter = ("kind", "outcome")
    list_select_related = ("requested_by",)


class ErrorReports(Stock):
    list_display = ("words", "claim", "owner", "due_on", "outcome")
    list_filter = ("outcome",)
    list_select_related = ("claim", "owner")


site = admin.AdminSite("admin")
site.register(Claim, Claims)
site.register(Speaker, Named)
site.register(Publisher, Topics)
site.register(Topic, Topics)
site.register(Source, Sources)
site.register(Publication, Publications)
site.register(Event, Events)
site.register(Candidate, Candidates)
site.register(Approval, Approvals)
site.register(ErrorReport, ErrorReports)


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("healthz", healthz), path("admin/", site.urls)]
