"""Publishers."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsroom.admin.desk import Action, DeskAdmin, Page, answer, column, leads_to, signed_in
from sources import publishers
from sources.admin.forms import PublisherForm
from sources.models import Publisher


@admin.register(Publisher)
class PublisherAdmin(DeskAdmin):
    add_deed = "add_source"
    list_display = ("name", "kind", "country", "domain", "texts")
    search_fields = ("name", "domain")
    list_filter = ("kind",)
    fields = ("name", "kind", "domain", "country", "whole_texts", "organisation")
    change_form_outer_before_template = "admin/newsroom/offers.html"
    verbs = (
        Action(
            "edit",
            _("Edit this publisher"),
            "edit_source",
            PublisherForm,
            lambda publisher, by, data: publishers.change(publisher.pk, by, **data),
        ),
    )

    @column(_("the public reads whole texts"))
    def texts(self, publisher: Publisher) -> str:
        return gettext("permitted") if publisher.whole_texts else "—"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        by = signed_in(request)
        offers = self.offers(None, int(object_id), by) if object_id.isdecimal() else []
        return super().change_view(request, object_id, form_url, {"offers": offers})

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        by = signed_in(request)

        page = Page(
            title=_("Add a publisher"),
            form=PublisherForm,
            call=lambda data: publishers.add(by, **data),
            back=self.url_of("changelist"),
            goes_to=leads_to(Publisher),
            submit=_("Add the publisher"),
        )
        return answer(request, self, page)
