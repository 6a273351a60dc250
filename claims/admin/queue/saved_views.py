"""Saved views of the queue: one's own, each with an address to share with colleagues."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from claims.admin.queue import queue
from claims.admin.queue.filters import view_of
from claims.models import SavedView
from claims.workflow import saved_views
from newsroom.admin import fields
from newsroom.admin.actions import Action, Page, filled, signed_in
from newsroom.admin.desk import DeskAdmin
from newsroom.admin.forms import DeskForm
from newsroom.models import User


class SaveForm(DeskForm):
    name = fields.line(_("Name"), most=60)
    query = fields.line(
        _("Filters"),
        most=saved_views.LONGEST,
        help_text=_("The end of the list's address: choose the filters in the list, then save."),
    )

    def clean_query(self) -> str:
        """Only parameters that the list knows."""
        query = self.cleaned_data["query"]
        return view_of(QueryDict(query.partition("?")[2] or query))


def context(request: HttpRequest, url: str) -> dict[str, Any]:
    """For the head of the list: tabs, filters and the user's saved views."""
    by = signed_in(request)
    view = view_of(request.GET)
    own = list(by.saved_views.all())
    return {
        "queue_tabs": queue.tabs(request, url),
        "view": view,
        "view_link": request.build_absolute_uri(f"{url}?{view}" if view else url),
        "views": [(each, each.query == view) for each in own],
        "is_saved": any(each.query == view for each in own),
    }


def _own(view: SavedView, by: User) -> str | None:
    return "" if view.person_id == by.pk else None


@admin.register(SavedView)
class SavedViewAdmin(DeskAdmin):
    add_permission = "use_desk"
    list_display = ("name", "query", "saved_at")
    ordering = ("name", "pk")
    verbs = (
        Action(
            "remove",
            _("Remove this view"),
            "use_desk",
            DeskForm,
            lambda view, by, data: saved_views.remove(view.pk, by),
            _own,
            filled(_("The saved view “%(name)s” is removed."), name=str),
            danger=True,
            goes_to=lambda none: reverse("admin:claims_savedview_changelist"),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """One's own in the list; a colleague's is reached by its address."""
        found: QuerySet[Any] = super().get_queryset(request).select_related("person")
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name == self._named("change"):
            return found
        return found.filter(person=signed_in(request))

    def add_page(self, request: HttpRequest, by: User) -> Page:
        return Page(
            title=_("Save this view"),
            form=SaveForm,
            call=lambda data: saved_views.save(by, data["name"], data["query"]),
            back=reverse("admin:claims_claim_changelist"),
            goes_to=self.leads_to,
            done=_("Saved: it is listed above the queue."),
            initial=request.GET.dict(),
        )

    def leads_to(self, subject: SavedView) -> str:
        return f"{reverse('admin:claims_claim_changelist')}?{subject.query}"
