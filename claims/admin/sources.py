"""Sources at the desk: with what their claims allow, such as asking an archive to save the page."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from claims.admin.erasing.actions import ERASE_SOURCE
from claims.workflow import archiving
from newsroom.admin import fields
from newsroom.admin.actions import Action
from newsroom.admin.forms import DeskForm
from sources.admin.sources import SourceAdmin
from sources.models import Source


class SaveForm(DeskForm):
    aside_template = "admin/claims/save_at_archive.html"
    address = fields.line("", most=2000)

    def prepare(self) -> None:
        self.fields["address"].widget = self.fields["address"].hidden_widget()

    @classmethod
    def initial_values(cls, subject: Any) -> dict[str, Any]:
        return {"address": subject.uri}

    def aside(self) -> dict[str, Any]:
        return {"address": self.subject.uri}


@admin.register(Source)
class SavedSourceAdmin(SourceAdmin):
    verbs: tuple[Action, ...] = (
        *SourceAdmin.verbs,
        ERASE_SOURCE,
        Action(
            "save-at-archive",
            _("Save a copy at web.archive.org"),
            "save_at_archive",
            SaveForm,
            lambda source, by, data: archiving.request(source.pk, by, data["address"]),
            lambda source, by: archiving.why_not(source),
            _("The archive will be asked. This page shows its answer."),
        ),
    )
