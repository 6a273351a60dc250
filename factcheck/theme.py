"""The theme as an app, with our own site."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin import sites
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from unfold.apps import BasicAppConfig
from unfold.sites import UnfoldAdminSite


class DeskSite(UnfoldAdminSite):
    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Made when it is read: each page has it in its context, and nearly none shows it."""
        return SimpleLazyObject(partial(super().get_app_list, request, app_label))


class ThemeConfig(BasicAppConfig):
    def ready(self) -> None:
        admin.site = sites.site = DeskSite()
