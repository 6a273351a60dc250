"""Topics."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from claims.models import Topic
from claims.workflow import topics
from newsroom.admin import fields
from newsroom.admin.actions import Action, Page, filled
from newsroom.admin.desk import DeskAdmin
from newsroom.admin.forms import DeskForm
from newsroom.models import User


class RenameForm(DeskForm):
    edits = ("name",)
    name = fields.line(_("Name"), most=100)


class AddForm(RenameForm):
    slug = fields.slug(
        _("Name in addresses"),
        most=100,
        help_text=_("For addresses: letters, digits and hyphens. It can't be changed later."),
    )


@admin.register(Topic)
class TopicAdmin(DeskAdmin):
    add_permission = "edit_claim"
    list_display = ("name", "slug")
    search_fields = ("name", "slug")
    fields = ("name", "slug")
    ordering = ()
    sortable_by = None
    verbs = (
        Action(
            "rename",
            _("Rename this topic"),
            "edit_claim",
            RenameForm,
            lambda topic, by, data: topics.rename(topic.pk, by, data["name"]),
            done=filled(_("The topic is called “%(name)s” now."), name=str),
        ),
    )

    def add_page(self, request: HttpRequest, by: User) -> Page:
        return Page(
            title=_("Add a topic"),
            form=AddForm,
            call=lambda data: topics.add(by, data["name"], data["slug"]),
            back=self.url_of("changelist"),
            submit=_("Add the topic"),
            done=filled(_("The topic “%(name)s” is added."), name=str),
        )
