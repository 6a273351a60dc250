"""What every page of the desk shares: lists, a row's page, and the actions it offers."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, TypeVar, cast

from django.contrib.admin import ShowFacets
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import FileField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from newsroom.account.reauthentication import require_recent
from newsroom.admin.actions import Action, Offer, Page, answer, blocked_together, signed_in
from newsroom.admin.fields import number_of
from newsroom.models import User
from newsroom.permissions import may, why_not_allowed
from newsroom.uploads import takes_uploads

Method = TypeVar("Method", bound=Callable[..., Any])


def column(description: Any, **options: Any) -> Callable[[Method], Method]:
    """Unfold's ``display``: a method as a column of a list."""
    return cast("Callable[[Method], Method]", display(description=description, **options))


def state_column(field: str = "state", **looks: str) -> Any:
    """The state of a row, with Unfold's variant for each value."""

    @column(_("state"), label=looks)
    def state(self: Any, row: Any) -> tuple[str, str]:
        return getattr(row, field), getattr(row, f"get_{field}_display")()

    return state


def wrapped(text: Any) -> SafeString:
    """Long text in a list."""
    return format_html('<span class="desk-statement">{}</span>', text)


class DeskAdmin(ModelAdmin):
    """Permissions from the table, rows to read and not to delete, lists that count nothing."""

    # Who may read rows and lists.
    view_permission = "read"
    # Who may add a row, by the form of ``add_page``; nobody without one.
    add_permission = ""
    # Whether that form takes a file or a long text.
    adds_uploads = False
    # A row's own page, with ``page_context``; without one, the theme's form with nothing to edit.
    page_template = ""
    # What a list without a row says: what would fill it.
    when_empty: Any = _("Nothing here yet.")
    actions = None
    change_form_outer_before_template: Any = "admin/newsroom/actions.html"
    list_before_template: Any = None
    verbs: tuple[Action, ...] = ()
    paginator = InfinitePaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    list_per_page = 50
    list_fullwidth = True
    # In lists by number the latest comes first, and nothing else is asked for by clicking.
    ordering: ClassVar[Any] = ("-pk",)
    sortable_by: ClassVar[Any] = ()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, self.view_permission)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(self.add_permission) and may(request.user, self.add_permission)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def _denied(self, request: HttpRequest, permission: str) -> PermissionDenied:
        """Says which role it takes, where a role is what is missing."""
        why_not = why_not_allowed(signed_in(request), permission) if permission else ""
        return PermissionDenied(why_not)

    # Addresses

    def get_urls(self) -> list[URLPattern]:
        uploads = [
            self.at(
                f"<int:number>/do/{action.name}/",
                takes_uploads(partial(self.do_view, name=action.name)),
                "upload",
            )
            for action in self.verbs
            if any(isinstance(each, FileField) for each in action.form.base_fields.values())
        ]
        if self.adds_uploads:
            uploads.append(self.at("add/", takes_uploads(partial(self.add_view)), "add"))
        do = self.at("<int:number>/do/<slug:name>/", self.do_view, "do")
        return [*uploads, do, *super().get_urls()]

    def at(self, address: str, view: Any, name: str) -> URLPattern:
        found: URLPattern = path(address, self.admin_site.admin_view(view), name=self._named(name))
        return found

    def _named(self, what: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{what}"

    def url_of(self, what: str, *args: Any) -> str:
        return reverse(f"{self.admin_site.name}:{self._named(what)}", args=args)

    # Pages

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        if not self.has_view_permission(request):
            raise self._denied(request, self.view_permission)
        title = f"{capfirst(self.opts.verbose_name_plural)}"
        return super().changelist_view(request, {"title": title, **self.list_context(request)})

    def list_context(self, request: HttpRequest) -> dict[str, Any]:
        """What a list shows besides its rows."""
        return {}

    def reader(self, request: HttpRequest) -> User:
        """Who reads a page. Raises PermissionDenied, also where something is sent to it."""
        if request.method != "GET" or not self.has_view_permission(request):
            raise self._denied(request, self.view_permission)
        return signed_in(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        by = self.reader(request)
        subject = self.subject(request, number_of(object_id))
        if address := self.leads_to(subject):
            return redirect(address)
        if self.page_template:
            context = self.row_context(request, subject, by)
            return self.page(request, self.page_template, context)
        more = {**self._offered(subject, by), **self.page_context(request, subject, by)}
        return super().change_view(request, object_id, form_url, more)

    def leads_to(self, subject: Any) -> str:
        """The address to which a row's own redirects; empty where it has a page."""
        return ""

    def page(
        self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        base = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, template, base | context, status=status)

    def secret_page(
        self, request: HttpRequest, title: Any, secret: str, back: str, *notes: Any
    ) -> HttpResponse:
        """Shows a new secret, this once."""
        context = {"title": title, "secret": secret, "back": back, "notes": notes}
        response = self.page(request, "admin/newsroom/secret.html", context)
        response["Cache-Control"] = "no-store"
        return response

    def row_context(self, request: HttpRequest, subject: Any, by: User) -> dict[str, Any]:
        """The row under its model's name, as Django's DetailView has it, and what goes with it."""
        return {
            "title": self.about(subject),
            **self._offered(subject, by),
            str(self.opts.model_name): subject,
            **self.page_context(request, subject, by),
        }

    def _offered(self, subject: Any, by: User) -> dict[str, Any]:
        offers = self.offers(subject, by)
        return {"offers": offers, "blocked": blocked_together(offers)}

    def page_context(self, request: HttpRequest, subject: Any, by: User) -> dict[str, Any]:
        return {}

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise self._denied(request, self.add_permission)
        page = self.add_page(request, signed_in(request))
        return redirect(page) if isinstance(page, str) else answer(request, self, page)

    def add_page(self, request: HttpRequest, by: User) -> Page | str:
        """The form that adds a row, or the address of a page that does it otherwise."""
        raise NotImplementedError

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise self._denied(request, self.view_permission)
        row = f"{self.opts.db_table}:{object_id}"
        return redirect(f"{reverse('admin:newsroom_event_changelist')}?of={row}")

    # Verbs

    def subject(self, request: HttpRequest, number: int | None) -> Any:
        """What the verbs change. Raises Http404."""
        return get_object_or_404(self.get_queryset(request), pk=number)

    def about(self, subject: Any) -> str:
        return str(subject)

    def offers(self, subject: Any, by: User) -> list[Offer]:
        """The verbs that this person's role allows and that apply to the subject now."""
        offered = []
        for action in self.verbs:
            if action.on_part or not may(by, action.permission):
                continue
            why_not = action.why_not(subject, by)
            if why_not is not None:
                offered.append(Offer(action, self.url_of("do", subject.pk, action.name), why_not))
        return offered

    def why_not(self, action: Action, subject: Any, by: User) -> str:
        """Why this person can't do it to the subject now, in a sentence; empty where they can."""
        found = action.why_not(subject, by)
        return self.does_not_apply(subject) if found is None else found

    def does_not_apply(self, subject: Any) -> str:
        return str(_("This step does not apply now."))

    def do_view(self, request: HttpRequest, number: int, name: str) -> HttpResponse:
        by = signed_in(request)
        action = next((each for each in self.verbs if each.name == name), None)
        if action is None:
            raise Http404
        if not (self.has_view_permission(request) and may(by, action.permission)):
            raise self._denied(request, action.permission)
        if action.reauthenticate:
            subject = self.subject(request, number)
            # Whoever only reads why they can't do it need not confirm that it is they.
            if request.method != "GET" or not self.why_not(action, subject, by):
                back = self.url_of("change", number)
                require_recent(request, action.label, self.about(subject), back)
        page = Page(
            title=action.label,
            form=action.form,
            call=lambda data: action.call(self.subject(request, number), by, data),
            back=self.url_of("change", number),
            subject=lambda: self.subject(request, number),
            submit=action.label,
            about=self.about,
            done=action.done,
            warning=action.warning,
            goes_to=action.goes_to,
            initial=request.GET.dict(),
            danger=action.danger,
            blocked=lambda subject: self.why_not(action, subject, by),
        )
        return answer(request, self, page)


def page_of(row: Model) -> str:
    """The address of a row's page."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
