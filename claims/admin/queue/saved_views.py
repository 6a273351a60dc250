"""Views of the queue that a person keeps; each has an address that can be given to colleagues."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from claims.admin.queue import queue
from claims.admin.queue.filters import view_of
from claims.models import SavedView
from claims.workflow import saved_views
from newsroom.admin import fields
from newsroom.admin.desk import Action, DeskAdmin, DeskForm, Page, answer, signed_in
from newsroom.models import User


class SaveForm(DeskForm):
    name = fields.line(_("Name"), most=60)
    query = fields.line(_("What is asked for"), most=saved_views.LONGEST, help_text=_(
        "The end of the list's address: choose the filters in the list, then save."
    ))  # fmt: skip

    def clean_query(self) -> str:
        """What the list knows, and nothing else."""
        return view_of(QueryDict(self.cleaned_data["query"].partition("?")[2] or self.cleaned_data["query"]))  # fmt: skip


def context(request: HttpRequest, url: str) -> dict[str, Any]:
    """For the head of the list: tabs, filters, and the person's own views."""
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
    add_deed = "use_desk"
    list_display = ("name", "query", "saved_at")
    ordering = ("name", "pk")
    sortable_by = ()
    verbs = (
        Action(
            "remove",
            _("Remove this view"),
            "use_desk",
            DeskForm,
            lambda view, by, data: saved_views.remove(view.pk, by),
            _own,
            danger=True,
            goes_to=lambda nothing: reverse("admin:claims_savedview_changelist"),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """One's own in the list; a colleague's is reached by its address."""
        found: QuerySet[Any] = super().get_queryset(request).select_related("person")
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name == self._url_name("change"):
            return found
        return found.filter(person=signed_in(request))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        by = signed_in(request)
        page = Page(
            title=_("Save this view"),
            form=SaveForm,
            call=lambda data: saved_views.save(by, data["name"], data["query"]),
            back=reverse("admin:claims_claim_changelist"),
            goes_to=lambda view: f"{reverse('admin:claims_claim_changelist')}?{view.query}",
            done=_("Saved: it stands over the list."),
            initial=request.GET.dict(),
        )
        return answer(request, self, page)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A view leads to the list as it asks for it, whoever opens its address."""
        if request.method != "GET" or not self.has_view_permission(request):
            raise PermissionDenied
        if not object_id.isdecimal() or len(object_id) > 18:
            raise Http404
        view: SavedView = self.subject(request, int(object_id))
        return redirect(f"{reverse('admin:claims_claim_changelist')}?{view.query}")
