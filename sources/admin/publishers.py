"""Publishers."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsroom.admin.actions import Action, Page, filled
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
    fields = PublisherForm.edits
    verbs = (
        Action(
            "edit",
            _("Edit this publisher"),
            "edit_source",
            PublisherForm,
            lambda publisher, by, data: publishers.change(publisher.pk, by, **data),
            done=filled(_("The publisher %(name)s is saved."), name=str),
        ),
    )

    change_form_outer_before_template = "admin/newsroom/look_alikes_and_actions.html"

    @column(_("public reads whole texts"))
    def texts(self, publisher: Publisher) -> str:
        return gettext("permitted") if publisher.whole_texts else "—"

    def page_context(self, request: HttpRequest, subject: Publisher, by: User) -> dict[str, Any]:
        return {
            "look_alikes": Publisher.objects.looking_like(subject)[:20],
            "look_alikes_note": gettext("Make sure that sources name the right one."),
        }

    def add_page(self, request: HttpRequest, by: User) -> Page:
        return Page(
            title=_("Add a publisher"),
            form=PublisherForm,
            call=lambda data: publishers.add(by, **data),
            back=self.url_of("changelist"),
            goes_to=page_of,
            submit=_("Add the publisher"),
            done=filled(_("The publisher %(name)s is added."), name=str),
        )
