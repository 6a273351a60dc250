"""Django's plain admin on the tables of the desk: the peer that the desk is measured beside.

With the same columns, filters and searches as the desk.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path

from claims.models import Claim, Publication, Topic
from newsroom.models import Event
from sources.models import Publisher, Source, Speaker


class Stock(admin.ModelAdmin):  # type: ignore[type-arg]  # has none when it runs
    """Whoever is signed in reads; nobody writes."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True


class Claims(Stock):
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


site = admin.AdminSite("admin")
site.register(Claim, Claims)
site.register(Speaker, Named)
site.register(Publisher, Topics)
site.register(Topic, Topics)
site.register(Source, Sources)
site.register(Publication, Publications)
site.register(Event, Events)


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("healthz", healthz), path("admin/", site.urls)]
