"""A page that asks for a deed: a small form, one verb, and the sentence where it is refused.

Every change in the admin comes through here. An :class:`Action` joins a form, the entry of the
permissions table that it needs, and the verb; :func:`answer` shows the form and runs the verb.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar, cast

from django import forms
from django.contrib import messages
from django.contrib.admin import ShowFacets, site
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from newsroom.errors import NotAllowed, Refused, Stale
from newsroom.models import User
from newsroom.permissions import may

CONFLICT = 409
SAVE, DONE = _("Save"), _("Done.")
Method = TypeVar("Method", bound=Callable[..., Any])


def column(description: Any, **options: Any) -> Callable[[Method], Method]:
    """Unfold's ``display``: a method as a column of a list."""
    return cast("Callable[[Method], Method]", display(description=description, **options))


class DeskForm(forms.Form):
    """What a deed asks for. ``subject`` is what it is done to, ``by`` who does it."""

    # What stands above the fields: a template, with what ``aside`` returns.
    aside_template = ""
    # What the page is called by in history's differences, for catching up.
    catches_up: tuple[str, ...] = ()
    # Fields that most people skip, folded away under a heading each.
    folded: tuple[tuple[Any, tuple[str, ...]], ...] = ()
    # Whether the aside stands beside the fields where there is room.
    beside = False

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        subject: Any,
        by: User,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.subject, self.by = subject, by
        start = {**(initial or {}), **self.starts_with(subject)}
        super().__init__(data, files, initial=start)
        self.prepare()

    @classmethod
    def starts_with(cls, subject: Any) -> dict[str, Any]:
        """What the fields hold when the form is opened."""
        return {}

    def prepare(self) -> None:
        """Fit the fields to the subject."""

    def aside(self) -> dict[str, Any]:
        return {}

    def plain_fields(self) -> list[forms.BoundField]:
        away = {name for _heading, names in self.folded for name in names}
        return [field for field in self if field.name not in away]

    def folds(self) -> list[tuple[Any, list[forms.BoundField], bool]]:
        """Heading, fields, and whether it is open: where something is typed, or wrong."""
        shown = []
        for heading, names in self.folded:
            theirs = [self[name] for name in names if name in self.fields]
            typed = any(
                field.errors or field.value() not in (*_NOTHING, field.field.initial)
                for field in theirs
            )
            shown.append((heading, theirs, typed))
        return shown

    def asked(self) -> dict[str, Any]:
        """What the verb is given, of a valid form."""
        return self.cleaned_data

    def kept(self) -> dict[str, str]:
        """Fields that a stale form takes from the subject as it is now."""
        return {}

    def catch_up(self, differences: Sequence[Mapping[str, Any]], subject: Any) -> Self:
        """The same form over the subject as it is now.

        What the person typed stays. A field that they left as it was takes the value that somebody
        else gave it meanwhile, so that sending the form again does not undo the other's work.
        """
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a bound form's QueryDict
        for name in self.fields:
            changes = [
                each
                for each in differences
                if each["what"] in self.catches_up and each["field"] in (name, f"{name}_id")
            ]
            if changes and _typed(data.get(name)) == _typed(changes[0]["old"]):
                data[name] = _typed(changes[-1]["new"])
        caught = type(self)(data, self.files, subject=subject, by=self.by)
        for name, value in caught.kept().items():
            data[name] = value
        return caught


_NOTHING: tuple[Any, ...] = (None, "", [], False)


def _typed(value: Any) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


Done = Callable[[Any], Any]


@dataclass(frozen=True)
class Page:
    """A form and what becomes of it."""

    title: Any
    form: type[DeskForm]
    call: Callable[[dict[str, Any]], Any]
    back: str
    subject: Callable[[], Any] = lambda: None
    submit: Any = SAVE
    # What it is done to, in words, above the form.
    about: Callable[[Any], str] = lambda subject: ""
    # The message, and where to go, after the deed; each from what the verb returned.
    done: Any | Done = DONE
    goes_to: Done | None = None
    initial: Mapping[str, Any] = field(default_factory=dict)
    template: str = "admin/newsroom/form.html"
    danger: bool = False


def answer(request: HttpRequest, admin: ModelAdmin, page: Page) -> HttpResponse:
    """Show the form, or do the deed and lead on. A refusal keeps all that was typed."""
    by = signed_in(request)
    subject = page.subject()
    posted = request.method == "POST"
    form = page.form(
        request.POST if posted else None,
        request.FILES if posted else None,
        subject=subject,
        by=by,
        initial=page.initial,
    )
    status, differences = 200, []
    if posted and form.is_valid():
        try:
            result = page.call(form.asked())
        except NotAllowed as refused:
            raise PermissionDenied(refused.sentence) from refused
        except Stale as stale:
            status, differences = CONFLICT, stale.differences
            form = form.catch_up(differences, page.subject())
            form.add_error(None, stale.sentence)
        except Refused as refused:
            status = CONFLICT
            form.add_error(None, refused.sentence)
        else:
            if isinstance(result, HttpResponse):
                return result
            done = page.done(result) if callable(page.done) else page.done
            messages.success(request, str(done))
            return redirect(page.goes_to(result) if page.goes_to else page.back)
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.model._meta,
        "title": page.title,
        "page": page,
        "about": page.about(subject),
        "form": form,
        "differences": differences,
        **form.aside(),
    }
    return TemplateResponse(request, page.template, context, status=status)


def signed_in(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


@dataclass(frozen=True)
class Action:
    """A verb as the desk offers it.

    ``why_not(subject, by)`` is None where the verb does not apply to the subject as it stands,
    a sentence where something stands in this person's way, and "" where they may go on. It only
    decides what is offered: the verb itself refuses.
    """

    name: str
    label: Any
    deed: str
    form: type[DeskForm]
    call: Callable[[Any, User, dict[str, Any]], Any]
    why_not: Callable[[Any, User], str | None] = lambda subject, by: ""
    done: Any | Done = DONE
    goes_to: Done | None = None
    group: str = ""
    icon: str = ""
    main: bool = False
    danger: bool = False
    # Offered beside a part of the subject (a relation, a piece of evidence), not on the page.
    on_part: bool = False
    # It asks for nothing: done where it is offered, in one step.
    at_once: bool = False
    # The key that does it on the subject's page.
    key: str = ""
    # What it is called under a heading that says the rest; a part of the label.
    short: Any = ""


@dataclass(frozen=True)
class Offer:
    action: Action
    url: str
    blocked: str

    @property
    def look(self) -> str:
        """Unfold's variant of a button; empty for the one that stands out."""
        return "" if self.action.main else "default"

    @property
    def marks(self) -> SafeString:
        """The attributes by which the page's keys find it, and a screen reader tells it."""
        marks = SafeString()
        if self.action.key:
            marks += format_html(' data-key="{0}" aria-keyshortcuts="{0}"', self.action.key)
        if self.action.short:
            marks += format_html(' aria-label="{}"', self.action.label)
        return marks


class DeskAdmin(ModelAdmin):
    """Permissions from the table, nothing deleted, lists that count nothing."""

    add_deed = ""
    actions = None
    change_form_outer_before_template: Any = None
    list_before_template: Any = None
    verbs: tuple[Action, ...] = ()
    paginator = InfinitePaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    list_per_page = 50
    list_fullwidth = True

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request.user, "read")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, "read")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(self.add_deed) and may(request.user, self.add_deed)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        deed = path(
            "<int:number>/do/<slug:name>/",
            self.admin_site.admin_view(self.do_view),
            name=self._url_name("do"),
        )
        return [deed, *super().get_urls()]

    def _url_name(self, what: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{what}"

    def url_of(self, what: str, *args: Any) -> str:
        return reverse(f"{self.admin_site.name}:{self._url_name(what)}", args=args)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Reading only: whatever is sent to it changes nothing."""
        if request.method == "POST":
            raise PermissionDenied
        shown: HttpResponse = super().changeform_view(request, object_id, form_url, extra_context)
        return shown

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = f"{self.opts.db_table}:{object_id}"
        return redirect(f"{reverse('admin:newsroom_event_changelist')}?of={row}")

    # Verbs

    def subject(self, request: HttpRequest, number: int) -> Any:
        """What the verbs are done to. Raises Http404."""
        found = self.get_queryset(request).filter(pk=number).first()
        if found is None:
            raise Http404
        return found

    def about(self, subject: Any) -> str:
        return str(subject)

    def back_to(self, number: int) -> str:
        return self.url_of("change", number)

    def offers(self, subject: Any, number: int, by: User) -> list[Offer]:
        """The verbs that this person's role allows and that apply to the subject now."""
        offered = []
        for action in self.verbs:
            if action.on_part or not may(by, action.deed):
                continue
            why_not = action.why_not(subject, by)
            if why_not is not None:
                offered.append(Offer(action, self.url_of("do", number, action.name), why_not))
        return offered

    def do_view(self, request: HttpRequest, number: int, name: str) -> HttpResponse:
        by = signed_in(request)
        action = next((each for each in self.verbs if each.name == name), None)
        if action is None:
            raise Http404
        if not (self.has_view_permission(request) and may(by, action.deed)):
            raise PermissionDenied
        page = Page(
            title=action.label,
            form=action.form,
            call=lambda data: action.call(self.subject(request, number), by, data),
            back=self.back_to(number),
            subject=lambda: self.subject(request, number),
            submit=action.label,
            about=self.about,
            done=action.done,
            goes_to=action.goes_to,
            initial=request.GET.dict(),
            danger=action.danger,
        )
        return answer(request, self, page)


def leads_to(model: Any) -> Done:
    """After the deed: to the page of the row that the verb returned."""
    name = f"{site.name}:{model._meta.app_label}_{model._meta.model_name}_change"
    return lambda row: reverse(name, args=[row.pk])
