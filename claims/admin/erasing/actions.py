"""Looking for names and requesting erasures, as the desk offers them."""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.erasing.forms import (
    EraseForm,
    ErasePersonForm,
    EraseReportForm,
    EraseRequestForm,
    EraseSourceForm,
    LookForm,
)
from claims.choices import ErasureJobState
from claims.models import ErasureSearch
from claims.workflow import erasure_searches, erasures
from newsroom.admin.actions import REQUESTED, Action, when
from newsroom.admin.desk import page_of
from newsroom.admin.forms import DeskForm
from newsroom.choices import ApprovalKind, ApprovalOutcome
from newsroom.models import Approval, User
from sources.choices import SpeakerKind
from sources.models import Speaker


def _call(kind: ApprovalKind) -> Any:
    def call(subject: Any, by: User, data: dict[str, Any]) -> Approval:
        recordings = map(int, data.get("recordings", []))
        return erasures.request(
            kind, subject.pk, by, data["reason"], data["legal_basis"], recordings=recordings
        )

    return call


def _look(speaker: Speaker, by: User, data: dict[str, Any]) -> ErasureSearch:
    return erasure_searches.request(speaker.pk, by, data["names_besides"].splitlines())


def _request(search: ErasureSearch, by: User, data: dict[str, Any]) -> Approval:
    return erasure_searches.request_erasure(
        search.pk,
        by,
        data["reason"],
        data["legal_basis"],
        data.get("parts", []),
        map(int, data.get("recordings", [])),
    )


def _person(speaker: Speaker, by: User) -> str | None:
    if speaker.kind != SpeakerKind.PERSON:
        return None
    return _why_not_again(ApprovalKind.ERASE_PERSON, speaker.pk)


def _why_not_again(kind: str, subject_id: int) -> str:
    """That it is requested already, with a link to the request."""
    if (first := erasures.open_request(kind, subject_id)) is None:
        return ""
    sentence = erasures.ALREADY_REQUESTED % {"who": first.requested_by, "number": first.pk}
    return format_html('{} <a href="{}">{}</a>', sentence, page_of(first), _("Open the request"))


def action(form: type[EraseForm], label: Any) -> Action:
    return Action(
        "erase",
        label,
        "request_erasure",
        form,
        _call(form.kind),
        lambda subject, by: _why_not_again(form.kind, subject.pk),
        REQUESTED,
        danger=True,
        reauthenticate=True,
    )


ERASE_PERSON = Action(
    "erase",
    gettext_lazy("Erase this person’s data"),
    "request_erasure",
    LookForm,
    _look,
    _person,
    gettext_lazy("Requested. This page says how far it is."),
    goes_to=page_of,
    danger=True,
    reauthenticate=True,
)
ERASE_SOURCE = action(EraseSourceForm, gettext_lazy("Erase this source’s text"))
ERASE_REPORT = action(EraseReportForm, gettext_lazy("Erase what the reader wrote"))
ERASE_REQUEST = action(EraseRequestForm, gettext_lazy("Erase what readers sent"))


def _can_be_requested(search: ErasureSearch, by: User) -> str | None:
    if search.state != ErasureJobState.DONE or search.approval_id is not None:
        return None
    return _why_not_again(ApprovalKind.ERASE_PERSON, search.speaker_id)


REQUEST = Action(
    "request",
    gettext_lazy("Request the erasure"),
    "request_erasure",
    ErasePersonForm,
    _request,
    _can_be_requested,
    REQUESTED,
    goes_to=page_of,
    danger=True,
    reauthenticate=True,
)
REPEAT = Action(
    "again",
    gettext_lazy("Look again"),
    "request_erasure",
    DeskForm,
    lambda search, by, data: erasure_searches.again(search.pk, by),
    when(lambda search: search.finished_at is not None),
    gettext_lazy("Requested. This page says how far it is."),
    goes_to=page_of,
    at_once=True,
)


def _not_under_way(approval: Approval, by: User) -> str | None:
    is_open = approval.outcome == ApprovalOutcome.OPEN
    if approval.kind != ApprovalKind.ERASE_PERSON or not is_open:
        return None
    return None if erasure_searches.is_under_way(approval) else ""


LOOK_AGAIN = Action(
    "look-again",
    gettext_lazy("Look for the names again"),
    "request_erasure",
    DeskForm,
    lambda approval, by, data: erasure_searches.for_approval(approval.pk, by),
    _not_under_way,
    gettext_lazy("Requested. Open this page again in some minutes."),
    at_once=True,
)
