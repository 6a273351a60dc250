"""Requests for a second person in lists: with what they are about, in the list's own query."""

from typing import Any

from django.db.models import Case, CharField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Concat

from claims.choices import REQUESTS_ON_CLAIMS
from claims.models import Claim, ErrorReport, LogAhead, ReaderRequest
from newsroom.choices import PEOPLE_KINDS, ApprovalKind
from newsroom.models import Approval, User
from newsroom.permissions import may
from sources.models import Snapshot, Source, Speaker

OF_PEOPLE = (*PEOPLE_KINDS, ApprovalKind.ENROL_KEY)


def visible_to(by: User, approvals: Any, path: str = "") -> Any:
    """Requests about people are for those who decide on them. ``path``: to the request."""
    if may(by, "manage_people"):
        return approvals
    return approvals.exclude(**{f"{path}kind__in": PEOPLE_KINDS})


def with_subject(rows: Any, path: str = "") -> Any:
    """Each with ``subject_name``, of what the request changes."""

    def name_of(found: QuerySet[Any], field: str) -> Subquery:
        own = found.filter(pk=OuterRef(f"{path}subject_id"))
        return Subquery(own.values(field)[:1], output_field=CharField())

    kind = f"{path}kind"
    names = Case(
        When(**{f"{kind}__in": REQUESTS_ON_CLAIMS}, then=name_of(Claim.objects.all(), "text")),
        When(**{f"{kind}__in": OF_PEOPLE}, then=name_of(User.objects.all(), "username")),
        When(
            **{kind: ApprovalKind.LIFT_TAKEDOWN},
            then=name_of(Snapshot.objects.order_by(), "source__title"),
        ),
        When(**{kind: ApprovalKind.ERASE_SOURCE}, then=name_of(Source.objects.all(), "title")),
        When(**{kind: ApprovalKind.ERASE_REPORT}, then=name_of(ErrorReport.objects.all(), "words")),
        When(
            **{kind: ApprovalKind.ERASE_REQUEST}, then=name_of(ReaderRequest.objects.all(), "text")
        ),
        When(**{kind: ApprovalKind.OPEN_EPOCH}, then=name_of(LogAhead.objects.all(), "origin")),
        When(**{kind: ApprovalKind.SIGN_LABEL}, then=_label(f"{path}payload")),
        When(**{kind: ApprovalKind.SIGN_DOSSIER}, then=KeyTextTransform("title", f"{path}payload")),
        When(**{f"{kind}__isnull": False}, then=name_of(Speaker.objects.all(), "name")),
        output_field=CharField(),
    )
    return rows.annotate(subject_name=names)


def _label(payload: str) -> Any:
    """Its name and definition."""
    name, definition = (KeyTextTransform(each, payload) for each in ("name", "definition"))
    return Concat(name, Value(": "), definition, output_field=CharField())


def in_words(approval: Approval, subject_name: str) -> str:
    """What is requested of what: "Lift a hold: 12. 150 bridges were built."."""
    return f"{approval.get_kind_display()}: {approval.subject_id}. {subject_name or ''}".strip()


def waiting(by: User, most: int) -> list[Any]:
    """The first of those that this person may see: others' first, the oldest first."""
    found = with_subject(visible_to(by, Approval.objects.open())).select_related("requested_by")
    own = Case(When(requested_by=by, then=1), default=0)
    rows = list(found.annotate(own=own).order_by("own", "pk")[:most])
    for row in rows:
        row.words = in_words(row, row.subject_name)
    return rows
