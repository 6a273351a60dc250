"""What the desk lets people do: an action's form, the permission that it needs, and its verb.

Every change in the admin comes through :func:`answer`, which shows the form and runs the verb.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from newsroom import approvals
from newsroom.admin import buttons
from newsroom.admin.forms import DeskForm
from newsroom.errors import NotAllowed, Refused, Stale
from newsroom.models import User

CONFLICT = 409


SAVE = _("Save")
REQUESTED = _("Requested. A senior editor other than you approves it under Approvals.")
NOBODY_ELSE = _("Nobody else can approve this: have an editor request it.")
REQUESTED_ALONE = _(
    "Requested, but nobody else can approve it. Withdraw it under Approvals, and have an editor"
    " request it."
)


Message = Callable[[Any], Any]


def filled(sentence: Any, **values: Callable[[Any], Any]) -> Message:
    """A message with values of what the verb returned, such as its name."""
    return lambda result: sentence % {key: value(result) for key, value in values.items()}


@dataclass(frozen=True)
class Page:
    """A form, and what happens when it is sent."""

    title: Any
    form: type[DeskForm]
    call: Callable[[dict[str, Any]], Any]
    back: str
    # The message afterwards, which may be made from what the verb returned; none if ``call`` answers
    # with a page of its own.
    done: Any | Message
    subject: Callable[[], Any] = lambda: None
    submit: Any = SAVE
    # What it is done to, in words, above the form.
    about: Callable[[Any], str] = lambda subject: ""
    # What to warn of besides, and where to go, of what the verb returned.
    warning: Callable[[Any], str] = lambda result: ""
    goes_to: Callable[[Any], str] | None = None
    initial: Mapping[str, Any] = field(default_factory=dict)
    danger: bool = False
    # Why the person can't send it, of the subject: then there is nothing to press.
    blocked: Callable[[Any], str] = lambda subject: ""


def answer(request: HttpRequest, admin: ModelAdmin, page: Page) -> HttpResponse:
    """Show the form, or run the verb and lead on. A refusal keeps all that was typed."""
    by = signed_in(request)
    is_in_vain = page.done is REQUESTED and approvals.nobody_else_may_approve(by)
    subject = page.subject()
    posted = request.method == "POST"
    form = page.form(
        request.POST if posted else None,
        request.FILES if posted else None,
        subject=subject,
        by=by,
        initial=page.initial,
    )
    form.focus_first()
    status, differences = 200, []
    if posted and form.is_valid():
        try:
            result = page.call(form.arguments())
        except NotAllowed as refused:
            raise PermissionDenied(refused.sentence) from refused
        except Stale as stale:
            status, differences = CONFLICT, stale.differences
            form = form.refreshed(differences, page.subject())
            form.add_error(None, stale.sentence)
        except Refused as refused:
            status = CONFLICT
            form.show_refusal(refused)
        else:
            if isinstance(result, HttpResponse):
                return result
            done = page.done(result) if callable(page.done) else page.done
            messages.success(request, str(REQUESTED_ALONE if is_in_vain else done))
            if warning := page.warning(result):
                messages.warning(request, warning)
            return redirect(page.goes_to(result) if page.goes_to else page.back)
    if posted:
        form.keep_files()
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.model._meta,
        "title": page.title,
        "page": page,
        "about": page.about(subject),
        "blocked": page.blocked(page.subject() if posted else subject),
        "warning": NOBODY_ELSE if is_in_vain else "",
        "form": form,
        "differences": differences,
        **form.aside(),
    }
    return TemplateResponse(request, "admin/newsroom/form.html", context, status=status)


def signed_in(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


WhyNot = Callable[[Any, User], str | None]


def when(applies: Callable[[Any], Any]) -> WhyNot:
    """Offered while this holds of the subject."""
    return lambda subject, by: "" if applies(subject) else None


@dataclass(frozen=True)
class Action:
    """A verb as the desk offers it.

    ``why_not(subject, by)`` is None where the verb does not apply to the subject in its present
    state, a sentence where something prevents this person, and "" where they may go on. It only
    decides what is offered: the verb itself refuses.
    """

    name: str
    label: Any
    permission: str
    form: type[DeskForm]
    call: Callable[[Any, User, dict[str, Any]], Any]
    why_not: WhyNot = lambda subject, by: ""
    # The message afterwards: what happened, and what follows. Each action has one.
    done: Any | Message = ""
    warning: Callable[[Any], str] = lambda result: ""
    goes_to: Callable[[Any], str] | None = None
    main: bool = False
    danger: bool = False
    # Offered beside a part of the subject (a relation, a piece of evidence), not on the page.
    on_part: bool = False
    # It asks for nothing: done where it is offered, in one step.
    at_once: bool = False
    # The person signs in again before it.
    reauthenticate: bool = False
    # The key that does it on the subject's page.
    key: str = ""
    # The label under a heading that says the rest; a part of the label.
    short: Any = ""


@dataclass(frozen=True)
class Offer:
    action: Action
    url: str
    blocked: str

    @property
    def classes(self) -> str:
        if self.action.danger and not self.action.at_once:
            return buttons.classes("default", "w-full desk-danger")
        # Without a variant it stands out.
        return buttons.classes("" if self.action.main else "default", "w-full")

    @property
    def attributes(self) -> SafeString:
        """For the page's keyboard shortcuts, and for screen readers."""
        attributes = SafeString()
        if self.action.key:
            attributes += format_html(' data-key="{0}" aria-keyshortcuts="{0}"', self.action.key)
        if self.action.short:
            attributes += format_html(' aria-label="{}"', self.action.label)
        return attributes


def blocked_together(offers: Iterable[Offer]) -> list[tuple[str, str]]:
    """Why actions are not available now: those with the same reason at once, each by its label."""
    labels: dict[str, list[str]] = {}
    for offer in offers:
        if offer.blocked:
            labels.setdefault(offer.blocked, []).append(str(offer.action.label))
    return [(", ".join(each), reason) for reason, each in labels.items()]
