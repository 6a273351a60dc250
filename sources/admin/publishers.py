"""Publishers."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsroom.admin.actions import Action, Page
from newsroom.admin.desk import DeskAdmin, column, page_of
from newsroom.models import User
from sources import publishers
from sources.admin.forms import PublisherForm
from sources.models import Publisher


@admin.register(Publisher)
class PublisherAdmin(DeskAdmin):
    add_permission = "add_source"
    list_display = ("name", "kind", "country", "domain", "texts")
    search_fields = ("name", "domain")
    list_filter = ("kind",)
    ordering = ()
    sortable_by = None
    fields = ("name", "kind", "domain", "country", "whole_texts", "organisation")
    verbs = (
        Action(
            "edit",
            _("Edit this publisher"),
            "edit_source",
            PublisherForm,
            lambda publisher, by, data: publishers.change(publisher.pk, by, **data),
        ),
    )

    @column(_("public reads whole texts"))
    def texts(self, publisher: Publisher) -> str:
        return gettext("permitted") if publisher.whole_texts else "—"

    def add_page(self, request: HttpRequest, by: User) -> Page:
        return Page(
            title=_("Add a publisher"),
            form=PublisherForm,
            call=lambda data: publishers.add(by, **data),
            back=self.url_of("changelist"),
            goes_to=page_of,
            submit=_("Add the publisher"),
        )
