"""The theme as an app, with our own site."""

from functools import partial
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin import sites
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from unfold.apps import BasicAppConfig
from unfold.sites import UnfoldAdminSite


class Choices(AutocompleteJsonView):
    """What is found by typing, each in the words that its admin has for it, where it has any."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        found: dict[str, str] = super().serialize_result(obj, to_field_name)
        in_choices = getattr(self.model_admin, "in_choices", None)
        return {**found, "text": in_choices(obj)} if in_choices else found


class DeskSite(UnfoldAdminSite):
    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return cast("HttpResponse", Choices.as_view(admin_site=self)(request))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Made when it is read: each page has it in its context, and nearly none shows it."""
        return SimpleLazyObject(partial(super().get_app_list, request, app_label))


class ThemeConfig(BasicAppConfig):
    def ready(self) -> None:
        admin.site = sites.site = DeskSite()
