"""Claims on the desk: the queue, and a page for each claim."""

from collections.abc import Iterator
from functools import cache, partial
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator, capfirst
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldBooleanWidget

from claims.admin.claim import files, notes, page, side_by_side
from claims.admin.claim.actions import VERBS
from claims.admin.claim.answers import LOOKS
from claims.admin.claim.checks import checks_of
from claims.admin.claim.existing_rows import if_any
from claims.admin.claim.state import ClaimState, state_of
from claims.admin.queue import batches, deadlines, next_previous, queue, saved_views
from claims.admin.queue.filters import FilterForm, QueueChangeList
from claims.admin.queue.search import search
from claims.admin.snapshot.new_claim_form import ChooseTextForm
from claims.choices import OPEN, Priority, Status
from claims.locking import last_step
from claims.models import Claim
from claims.workflow.batches import PERMISSIONS
from newsroom.admin.actions import Page
from newsroom.admin.desk import DeskAdmin, column
from newsroom.admin.fields import number_of
from newsroom.models import User
from newsroom.permissions import may
from sources.admin.changes import changed
from sources.models import AnchorCheck

LONG_ENOUGH = 160  # characters of a statement in the list


def _flags(claim: Any) -> Iterator[str]:
    """Of a claim with what ``for_the_list`` adds, but for a hold."""
    if claim.source_changed:
        yield gettext("source changed")


def _hold(claim: Any) -> str:
    if not (claim.hidden or claim.held):
        return ""
    context = {"offline": claim.hidden, "held": claim.held}
    return render_to_string("admin/claims/hold_badge.html", context)


def _ratings(claim: Any) -> str:
    """What others concluded, as ``QueueChangeList`` has read it. The claim's page links their reviews."""
    if not claim.ratings:
        return ""
    return render_to_string("admin/claims/row_ratings.html", {"reviews": claim.ratings})


@cache
def _box() -> tuple[SafeString, ...]:
    """The theme's tick box: its HTML before, between and after its value and its name."""
    attributes = {"class": "action-select", "aria-label": "NAME"}
    html = UnfoldBooleanWidget(attributes, lambda on: False).render(ACTION_CHECKBOX_NAME, "VALUE")
    before, _value, rest = html.partition("VALUE")
    between, _name, after = rest.partition("NAME")
    return mark_safe(before), mark_safe(between), mark_safe(after)  # noqa: S308 - the theme's own


@admin.register(Claim)
class ClaimAdmin(DeskAdmin):
    when_empty = _("No claim is in this list now.")
    add_permission = "add_claim"
    verbs = VERBS
    list_display = (
        "statement",
        "attributed",
        "standing",
        "planned",
        "reviewed_by",
        "unchanged_for",
    )
    list_before_template = "admin/claims/queue.html"
    search_fields = ("text",)
    search_help_text = _("Words, a speaker, a number or an address")
    page_template = "admin/claims/claim.html"
    list_disable_select_all = True
    action_form: ClassVar[Any] = ActionForm

    def action_checkbox(self, obj: Model) -> SafeString:
        """With an accessible name that says which claim it ticks."""
        name = gettext("Tick %(claim)s") % {"claim": f"{obj.pk}. {obj}"}
        before, between, after = _box()
        return format_html("{}{}{}{}{}", before, obj.pk, between, name, after)

    @column(_("statement"))
    def statement(self, claim: Claim) -> SafeString:
        return format_html(
            '{}<span class="desk-statement" dir="auto">{}</span>'
            ' <span class="desk-row-speaker"><bdi>{}</bdi> · #{}{}</span>{}',
            *(_hold(claim), Truncator(claim.text).chars(LONG_ENOUGH), str(claim.speaker), claim.pk),
            format_html_join(
                "", ' <b class="desk-flag">{}</b>', ((flag,) for flag in _flags(claim))
            ),
            _ratings(claim),
        )

    def in_choices(self, claim: Claim) -> str:
        """Where a claim is found by typing."""
        rating = Status(claim.status).word_and_public if claim.concluded else ""
        words = (claim.text, str(claim.speaker), rating or capfirst(claim.get_status_display()))
        return f"#{claim.pk} " + " · ".join(words)

    def does_not_apply(self, subject: ClaimState) -> str:
        return f"{last_step(subject.claim)} {super().does_not_apply(subject)}"

    @column(_("attribution"))
    def attributed(self, claim: Claim) -> str:
        return claim.get_attribution_display() or "—"

    @column(
        _("status or rating"),
        label={status.value: look or "default" for status, (look, _icon) in LOOKS.items()},
    )
    def standing(self, claim: Claim) -> tuple[str, str]:
        return claim.status, str(Status(claim.status).label)

    @column(_("priority, due"))
    def planned(self, claim: Claim) -> str:
        if claim.status not in OPEN:
            return "—"
        words = str(Priority(claim.priority).label)
        if claim.due_on is None:
            return format_html('<span class="desk-priority-{}">{}</span>', claim.priority, words)
        look = "desk-flag" if queue.is_overdue(claim, timezone.localdate()) else ""
        due = date_format(claim.due_on, "DATE_FORMAT")
        return format_html(
            '<span class="desk-priority-{}">{}</span> <b class="{}">{}</b>',
            *(claim.priority, words, look, gettext("due %(day)s") % {"day": due}),
        )

    @column(_("reviewer"))
    def reviewed_by(self, claim: Claim) -> str:
        latest = next(iter(claim.reviews.all()), None)
        return str(latest.reviewer) if latest else "—"

    @column(_("unchanged for"))
    def unchanged_for(self, claim: Claim) -> str:
        changed_at = getattr(claim, "changed_at", None) or claim.added_at
        return timesince(changed_at, depth=1)

    def get_queryset(self, request: HttpRequest) -> Any:
        found = super().get_queryset(request)
        match = request.resolver_match
        is_list = match and match.url_name == self._named("changelist")
        return queue.for_the_list(found) if is_list else found.select_related("speaker")

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        return search(queryset, search_term).ordered, False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return QueueChangeList

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """The bulk changes that this person's role allows."""
        return {
            kind.value: (None, kind.value, label)
            for kind, label in batches.LABELS.items()
            if may(request.user, PERMISSIONS[kind])
        }

    def response_action(
        self, request: HttpRequest, queryset: Any, action_location: Any = None
    ) -> HttpResponse:
        return batches.of_ticked(request)

    def list_context(self, request: HttpRequest) -> dict[str, Any]:
        return {
            "title": _("Queue"),
            **saved_views.context(request, self.url_of("changelist")),
            "bulk": batches.offers_for(request),
            "media": self.media + FilterForm().media,
        }

    def get_urls(self) -> list[URLPattern]:
        at = self.at
        return [
            at("deadlines/", self.deadlines_view, "deadlines"),
            at("<int:number>/beside/<int:other>/", side_by_side.two_claims, "beside"),
            at("<int:number>/quotes/", side_by_side.quotes, "quotes"),
            at("<int:number>/file/<int:evidence>/", files.download, "file"),
            at("<int:number>/answer/<int:reply>/", files.download_answer, "answer"),
            at("<int:number>/picture/<int:evidence>/", files.picture, "picture"),
            at("<int:number>/recording/<int:evidence>/", files.recording, "recording"),
            at("<int:number>/next/", partial(next_previous.step, by=1), "next"),
            at("<int:number>/previous/", partial(next_previous.step, by=-1), "previous"),
            *super().get_urls(),
        ]

    def deadlines_view(self, request: HttpRequest) -> HttpResponse:
        self.reader(request)
        context = {"title": _("Deadlines"), "parts": list(deadlines.parts())}
        return self.page(request, "admin/claims/deadlines.html", context)

    def add_page(self, request: HttpRequest, by: User) -> Page:
        """A claim is added from a quote: choose the text, then quote it."""

        def go_on(data: dict[str, Any]) -> HttpResponse:
            return redirect("admin:sources_snapshot_do", data["snapshot"].pk, "quote")

        return Page(
            title=_("Add a claim"),
            form=ChooseTextForm,
            call=go_on,
            back=self.url_of("changelist"),
            submit=_("Continue"),
            done="",
            initial=request.GET.dict(),
        )

    def subject(self, request: HttpRequest, number: int | None) -> ClaimState:
        try:
            return state_of(number or 0)
        except Claim.DoesNotExist as error:
            raise Http404 from error

    def about(self, subject: ClaimState) -> str:
        return f"{subject.pk}. {subject.claim.text}"

    def row_context(self, request: HttpRequest, subject: ClaimState, by: User) -> dict[str, Any]:
        before = number_of(request.GET.get("before"))
        context = super().row_context(request, subject, by)
        return {
            **context,
            "title": _("Claim %(number)s") % {"number": subject.pk},
            "do": self.url_of("do", subject.pk, "start").removesuffix("start/"),
            "came_from": request.GET.get(next_previous.CAME_FROM, ""),
            "changes": if_any(subject.claim, AnchorCheck, lambda: changed(checks_of(subject.pk))),
            **notes.panel(subject.claim, by),
            **page.context(subject, by, context["offers"], before),
        }
