"""Synonyms at the desk: what searches take for the same."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.models import Synonyms
from claims.workflow import synonyms
from newsroom.admin import fields
from newsroom.admin.actions import Action, Page, when
from newsroom.admin.desk import DeskAdmin, column
from newsroom.admin.forms import DeskForm
from newsroom.models import User


class TermsForm(DeskForm):
    terms = fields.line(
        _("Terms"),
        most=700,
        help_text=_(
            "With = between them: ACA = Obamacare = Affordable Care Act. A search for one finds the others, too."
        ),
    )

    @classmethod
    def initial_values(cls, subject: Synonyms | None) -> dict[str, Any]:
        return {"terms": str(subject)} if subject else {}

    def arguments(self) -> dict[str, Any]:
        return {"terms": self.cleaned_data["terms"].split("=")}


@admin.register(Synonyms)
class SynonymsAdmin(DeskAdmin):
    add_permission = "edit_synonyms"
    list_display = ("words", "state")
    list_before_template = "admin/claims/synonyms.html"
    ordering = ()
    sortable_by = None
    verbs = (
        Action(
            "change",
            _("Change the terms"),
            "edit_synonyms",
            TermsForm,
            lambda subject, by, data: synonyms.change(subject.pk, by, **data),
            done=_("The terms are changed."),
            main=True,
        ),
        Action(
            "retire",
            _("Retire"),
            "edit_synonyms",
            DeskForm,
            lambda subject, by, _data: synonyms.set_in_use(subject.pk, by, in_use=False),
            when(lambda subject: subject.in_use),
            _("The synonyms are retired: searches no longer use them."),
        ),
        Action(
            "use",
            _("Use again"),
            "edit_synonyms",
            DeskForm,
            lambda subject, by, _data: synonyms.set_in_use(subject.pk, by, in_use=True),
            when(lambda subject: not subject.in_use),
            _("Searches use the synonyms again."),
        ),
    )

    @column(_("terms"))
    def words(self, subject: Synonyms) -> str:
        return str(subject)

    @column(_("state"), label={"in_use": "success", "retired": "default"})
    def state(self, subject: Synonyms) -> tuple[str, str]:
        if subject.in_use:
            return "in_use", gettext("in use")
        return "retired", gettext("retired")

    def add_page(self, request: HttpRequest, by: User) -> Page:
        return Page(
            title=_("Add synonyms"),
            form=TermsForm,
            call=lambda data: synonyms.add(by, **data),
            back=self.url_of("changelist"),
            submit=_("Add the synonyms"),
            done=_("The synonyms are added."),
        )
