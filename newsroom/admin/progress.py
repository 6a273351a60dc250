"""Rows that a job works on: their pages show how far it is until it is done."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.views.decorators.cache import never_cache

from newsroom.admin.desk import DeskAdmin
from newsroom.models import User


class ProgressAdmin(DeskAdmin):
    """The page asks for ``state_template`` again for as long as the context's ``goes_on`` holds."""

    state_template = ""

    def get_urls(self) -> list[URLPattern]:
        state = self.at("<int:number>/state/", never_cache(self.state_view), "state")
        return [state, *super().get_urls()]

    def state_view(self, request: HttpRequest, number: int) -> HttpResponse:
        by = self.reader(request)
        context = self.row_context(request, self.subject(request, number), by)
        return TemplateResponse(request, self.state_template, context)

    def row_context(self, request: HttpRequest, subject: Any, by: User) -> dict[str, Any]:
        return {
            **super().row_context(request, subject, by),
            "page_url": self.url_of("change", subject.pk),
            "state_url": self.url_of("state", subject.pk),
            "state_template": self.state_template,
        }
