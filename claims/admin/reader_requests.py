"""What readers sent for checking: captured, linked to a claim, or not checked."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.capture.captures import inbox_of
from claims.capture import from_readers
from claims.choices import NotChecked, ReaderRequestState
from claims.matching import finding
from claims.models import Claim, ReaderRequest
from claims.models.matching import Scope
from claims.notifications import subscriptions
from claims.workflow import reader_requests
from newsroom.admin import fields
from newsroom.admin.actions import Action, when
from newsroom.admin.desk import DeskAdmin, column, page_of, state_column, wrapped
from newsroom.admin.forms import DeskForm
from newsroom.models import User
from newsroom.permissions import may
from nlp.comparison import Statement
from nlp.language import is_english

MOST = 5  # claims suggested


class LinkForm(DeskForm):
    claim = fields.autocomplete(
        ReaderRequest.claim,
        gettext_lazy("Claim"),
        help_text=gettext_lazy(
            "Type its words, speaker or number. Readers who wait get an e-mail with its address: now if"
            " it is signed, else once it is."
        ),
    )


class DeclineForm(DeskForm):
    reason = fields.choice(
        gettext_lazy("Why it is not checked"),
        NotChecked.choices,
        help_text=gettext_lazy("Readers who wait get this sentence by e-mail."),
    )
    note = fields.long(
        gettext_lazy("More about it, for the readers"),
        rows=2,
        most=300,
        required=False,
        help_text=gettext_lazy(
            "Sent word for word. Name no private person, and nothing that isn’t public."
        ),
    )


def _captured(request: ReaderRequest) -> Any:
    """Whether statements will be found in it, as far as that is known already."""
    capture = request.capture
    if capture is None or capture.source is None or capture.snapshot_id is None:
        return _(
            "Captured. If the page is in English, the statements found in it will wait in the inbox."
        )
    if is_english(request.text, capture.source.language):
        return _("Captured. The statements found in it will wait in the inbox.")
    return format_html(
        '{} <a href="{}">{}</a>',
        _(
            "Captured. Statements are found in English texts only, so none will be found in this one."
        ),
        inbox_of(capture.snapshot_id),
        _("Mark them in the text"),
    )


def _is_undecided(request: ReaderRequest) -> bool:
    return request.state != ReaderRequestState.DECLINED


@admin.register(ReaderRequest)
class ReaderRequestAdmin(DeskAdmin):
    list_display = ("what", "senders", "standing", "sent_at")
    list_filter = ("state",)
    list_before_template = "admin/claims/subscribers.html"
    page_template = "admin/claims/reader_request.html"
    verbs = (
        Action(
            "capture",
            gettext_lazy("Capture"),
            "decide_reader_request",
            DeskForm,
            lambda request, by, _data: from_readers.capture(request.pk, by),
            when(lambda request: request.state == ReaderRequestState.OPEN),
            _captured,
            goes_to=page_of,
            main=True,
            at_once=True,
        ),
        Action(
            "link",
            gettext_lazy("Link to a claim"),
            "decide_reader_request",
            LinkForm,
            lambda request, by, data: reader_requests.link(request.pk, by, data["claim"].pk),
            when(_is_undecided),
            gettext_lazy("Linked."),
        ),
        Action(
            "decline",
            gettext_lazy("Not checking"),
            "decide_reader_request",
            DeclineForm,
            lambda request, by, data: reader_requests.decline(request.pk, by, **data),
            when(_is_undecided),
            gettext_lazy("It is not checked. Readers who wait for an answer get an e-mail."),
        ),
    )

    standing = state_column(open="warning", captured="info", linked="success", declined="default")

    @column(gettext_lazy("what was sent"))
    def what(self, request: ReaderRequest) -> Any:
        return wrapped(str(request))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)
        return found.select_related("claim__speaker", "capture", "decided_by")

    def get_ordering(self, request: HttpRequest) -> Any:
        """Of those that wait, what most readers sent comes first."""
        is_waiting = request.GET.get("state__exact") == ReaderRequestState.OPEN
        return ("-senders", "-pk") if is_waiting else ("-pk",)

    def list_context(self, request: HttpRequest) -> dict[str, Any]:
        return {"subscribers": subscriptions.confirmed_by_kind()}

    def page_context(
        self, request: HttpRequest, subject: ReaderRequest, by: User
    ) -> dict[str, Any]:
        earlier = ReaderRequest.objects.filter(
            key=subject.key, state=ReaderRequestState.DECLINED, pk__lt=subject.pk
        )
        capture = subject.capture
        return {
            "waiting": subscriptions.confirmed_for(subject),
            "earlier": earlier.order_by("-pk").first(),
            "capture_url": page_of(capture) if capture else "",
            "suggested": self._suggested(subject) if _is_undecided(subject) else [],
            "link_url": self.url_of("do", subject.pk, "link"),
            "may_decide": may(by, "decide_reader_request"),
        }

    def _suggested(self, request: ReaderRequest) -> list[tuple[Claim, str]]:
        """Claims out of what was captured, then those that a statement may repeat; with the form's address."""
        claims: list[Claim] = []
        of = Claim.objects.select_related("speaker")
        if request.capture is not None and request.capture.snapshot_id is not None:
            captured = of.filter(appearances__snapshot=request.capture.snapshot_id)
            claims = list(captured.order_by("-pk").distinct()[:MOST])
        elif request.text:
            found = finding.likely(Statement(request.text), Scope.WORKING, MOST)
            by_number = of.in_bulk([each.claim for each in found])
            claims = [by_number[each.claim] for each in found if each.claim in by_number]
        url = self.url_of("do", request.pk, "link")
        return [
            (each, f"{url}?{urlencode({'claim': each.pk})}")
            for each in claims
            if each.pk != request.claim_id
        ]


def waiting(most: int) -> list[ReaderRequest]:
    """Those on which nobody has decided, what most readers sent first."""
    found = ReaderRequest.objects.filter(state=ReaderRequestState.OPEN)
    return list(found.order_by("-senders", "-pk")[:most])


def waiting_url() -> str:
    url = reverse("admin:claims_readerrequest_changelist")
    return f"{url}?{urlencode({'state__exact': ReaderRequestState.OPEN})}"
