"""What readers sent for checking: captured, linked to a claim, or not checked."""

import hashlib
from copy import copy
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.capture.captures import inbox_of
from claims.admin.envelope import Envelope
from claims.admin.erasing.actions import ERASE_REQUEST
from claims.capture import from_readers
from claims.choices import NotChecked, ReaderRequestState
from claims.matching import questions
from claims.models import Claim, ReaderRequest
from claims.models.matching import Scope
from claims.notifications import reader_letters, subscriptions
from claims.notifications.reader_letters import Preview
from claims.workflow import reader_requests
from newsroom import emails
from newsroom.admin import fields
from newsroom.admin.actions import Action, when
from newsroom.admin.desk import DeskAdmin, column, page_of, state_column, wrapped
from newsroom.admin.forms import DeskForm
from newsroom.models import User
from newsroom.permissions import may
from nlp.attribution import LANGUAGES
from nlp.language import primary

MOST = 5  # claims suggested


class AnswerForm(DeskForm):
    """In two steps where readers get an answer by e-mail: first the form, then the letter to read."""

    # Which letters stood above when it was sent: where they would be others now, those are shown first.
    read = forms.CharField(required=False, widget=forms.HiddenInput)

    def prepare(self) -> None:
        self.letters: list[Preview] = []

    def decided(self, cleaned: dict[str, Any]) -> ReaderRequest:
        """The request as it would be decided."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        if not self.errors:
            self.letters = reader_letters.previews_of_answer(self.decided(data))
        if self.letters:
            self.step_back = _("Back to the form")
            self.submit = _("Send the answer")
            self.aside_template = "admin/claims/answer_to_readers.html"
            typed: Any = self.data.copy()  # type: ignore[attr-defined]  # a bound form's QueryDict
            typed["read"] = _digest(self.letters)
            self.data = typed
            for field in self.fields.values():
                field.widget = forms.HiddenInput()
        return data

    def is_valid(self) -> bool:
        """An answer that nobody has read is not sent."""
        is_valid = super().is_valid()
        return is_valid and (not self.letters or self.cleaned_data["read"] == _digest(self.letters))

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "read"}

    def aside(self) -> dict[str, Any]:
        # The addresses are nobody's to read at the desk.
        names = dict(settings.LANGUAGES)
        return {
            "letters": [
                (names.get(each.language, each.language), Envelope("", each.subject), each.text)
                for each in self.letters
            ],
            "readers": subscriptions.confirmed_for(self.subject),
        }


def _digest(letters: list[Preview]) -> str:
    written = "\0".join(part for each in letters for part in each)
    return hashlib.sha256(written.encode()).hexdigest()


class LinkForm(AnswerForm):
    claim = fields.autocomplete(
        ReaderRequest.claim,
        gettext_lazy("Claim"),
        help_text=gettext_lazy(
            "Type its words, speaker or number. Readers who wait get an e-mail with its address: now if"
            " it is signed, else once it is."
        ),
    )

    def decided(self, cleaned: dict[str, Any]) -> ReaderRequest:
        return _as_decided(self.subject, state=ReaderRequestState.LINKED, claim=cleaned["claim"])


class DeclineForm(AnswerForm):
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

    def decided(self, cleaned: dict[str, Any]) -> ReaderRequest:
        note = " ".join(cleaned["note"].split())
        state = ReaderRequestState.DECLINED
        return _as_decided(self.subject, state=state, reason=cleaned["reason"], note=note)


def _as_decided(request: ReaderRequest, **decision: Any) -> ReaderRequest:
    made = copy(request)
    for name, value in decision.items():
        setattr(made, name, value)
    return made


def _captured(request: ReaderRequest) -> Any:
    """Whether statements will be found in it, as far as that is known already."""
    capture = request.capture
    if capture is None or capture.source is None or capture.snapshot_id is None:
        return _(
            "Captured. Statements will wait in the inbox, if they can be found in texts in its language."
        )
    language = primary(capture.source.language)
    if not language:
        return _(
            "Captured. Statements will wait in the inbox, if they can be found in texts in its language."
        )
    if language in LANGUAGES:
        return _("Captured. The statements found in it will wait in the inbox.")
    return format_html(
        '{} <a href="{}">{}</a>',
        _("Captured. Statements can't be found in texts in its language."),
        inbox_of(capture.snapshot_id),
        _("Mark them in the text"),
    )


def _unsent(request: ReaderRequest) -> str:
    return emails.why_not_sent() if subscriptions.confirmed_for(request) else ""


def _linked(request: ReaderRequest) -> str:
    values = {"number": request.claim_id}
    if not subscriptions.confirmed_for(request):
        return _("Linked to claim %(number)s. No reader waits for an answer.") % values
    if reader_letters.previews_of_answer(request):
        if emails.why_not_sent():
            return _("Linked to claim %(number)s.") % values
        return _("Linked to claim %(number)s. The answer is on its way to the readers.") % values
    return (
        _("Linked to claim %(number)s. Readers who wait get the answer once it is signed.") % values
    )


def _declined(request: ReaderRequest) -> str:
    if not subscriptions.confirmed_for(request):
        return _("It is not checked. No reader waits for an answer.")
    if emails.why_not_sent():
        return _("It is not checked.")
    return _("It is not checked. The answer is on its way to the readers.")


def _is_undecided(request: ReaderRequest) -> bool:
    return request.state != ReaderRequestState.DECLINED


@admin.register(ReaderRequest)
class ReaderRequestAdmin(DeskAdmin):
    when_empty = gettext_lazy(
        "No reader has sent anything to check. The site has the form, “Send us something to check”."
    )
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
            _linked,
            warning=_unsent,
        ),
        Action(
            "decline",
            gettext_lazy("Not checking"),
            "decide_reader_request",
            DeclineForm,
            lambda request, by, data: reader_requests.decline(request.pk, by, **data),
            when(_is_undecided),
            _declined,
            warning=_unsent,
        ),
        ERASE_REQUEST,
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
            found = questions.likely(request.text, Scope.WORKING, MOST)
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
