"""Topics."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from claims.models import Topic
from claims.workflow import topics
from newsroom.admin import fields
from newsroom.admin.desk import Action, DeskAdmin, DeskForm, Page, answer, signed_in


class AddForm(DeskForm):
    name = fields.line(_("Name"), most=100)
    slug = forms.SlugField(
        label=_("Slug"),
        max_length=100,
        widget=fields.UnfoldAdminTextInputWidget(),
        help_text=_("In addresses: letters, digits and hyphens. It stays."),
    )


class RenameForm(DeskForm):
    name = fields.line(_("Name"), most=100)

    @classmethod
    def starts_with(cls, subject: Topic) -> dict[str, Any]:
        return {"name": subject.name}


@admin.register(Topic)
class TopicAdmin(DeskAdmin):
    add_deed = "edit_claim"
    list_display = ("name", "slug")
    search_fields = ("name", "slug")
    fields = ("name", "slug")
    change_form_outer_before_template = "admin/newsroom/offers.html"
    verbs = (
        Action(
            "rename",
            _("Rename this topic"),
            "edit_claim",
            RenameForm,
            lambda topic, by, data: topics.rename(topic.pk, by, data["name"]),
        ),
    )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        by = signed_in(request)
        offers = self.offers(None, int(object_id), by) if object_id.isdecimal() else []
        shown: HttpResponse = super().change_view(request, object_id, form_url, {"offers": offers})
        return shown

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        by = signed_in(request)
        page = Page(
            title=_("Add a topic"),
            form=AddForm,
            call=lambda data: topics.add(by, data["name"], data["slug"]),
            back=self.url_of("changelist"),
            submit=_("Add the topic"),
        )
        return answer(request, self, page)
