"""The first page of the desk: the user's work, what is flagged, and the weekly figures.

A fixed number of queries; no list is counted, each shows its first rows and whether there are more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.admin import reader_requests, requests
from claims.admin.queue import first_steps, queue, weekly_stats
from claims.choices import RelationKind, RelationState
from claims.models import Claim, ErrorReport, Relation, ReplyRequest
from claims.publication import chain, epochs
from claims.querysets import ClaimQuerySet
from newsroom.models import User
from newsroom.permissions import may

SHOWN = 5  # rows of each list
CHECKED = 25  # latest publications of the chain that are verified each time


@dataclass(frozen=True)
class Waiting:
    """The first rows of a tab of the queue, and the tab's address."""

    title: str
    claims: list[Claim]
    more: bool
    url: str
    nothing: str


def context(request: HttpRequest, given: dict[str, Any]) -> dict[str, Any]:
    """Unfold's dashboard callback."""
    by = request.user
    if not isinstance(by, User) or not may(by, "read"):
        return given
    weeks = weekly_stats.latest()
    lists, contradictions, error_reports = list(_lists(by)), _contradictions(), _error_reports()
    contradictions_url = (
        f"{reverse('admin:claims_relation_changelist')}"
        "?state__exact=suggested&kind__exact=contradicts"
    )
    error_reports_url = f"{reverse('admin:claims_errorreport_changelist')}?settled_at__isempty=1"
    empty = [part for part in lists if not part.claims]
    if not contradictions:
        words = _("Possible contradictions"), _("No contradiction to decide.")
        empty.append(Waiting(words[0], [], False, contradictions_url, words[1]))
    if not error_reports:
        words = _("Error reports"), _("No error to decide on.")
        empty.append(Waiting(words[0], [], False, error_reports_url, words[1]))
    return {
        **given,
        "title": _("Overview"),
        "requests": requests.waiting(by, SHOWN + 1),
        "requests_shown": SHOWN,
        "requests_url": f"{reverse('admin:newsroom_approval_changelist')}?outcome__exact=open",
        "may_add_source": may(by, "add_source"),
        "steps": first_steps.of(by),
        "lists": lists,
        "empty": empty,
        "replies": _replies(),
        "replies_shown": SHOWN,
        "replies_url": reverse("admin:claims_claim_deadlines"),
        "contradictions": contradictions,
        "contradictions_url": contradictions_url,
        "error_reports": error_reports,
        "error_reports_url": error_reports_url,
        "readers": reader_requests.waiting(SHOWN + 1),
        "readers_url": reader_requests.waiting_url(),
        "weeks": weeks,
        "longest_bar": max(max(week.signed, week.waiting) for week in weeks) or 1,
        "chain": chain.tail(CHECKED),
        "restore": epochs.standing(),
    }


def _lists(by: User) -> Iterable[Waiting]:
    found = Claim.objects.offline().order_by("-pk")
    offline = _shown(found, "offline=on", _("Offline or blocked"))
    if offline.claims:
        yield offline
    mine = _waiting(by, "mine", _("My reviews"), _("You have no open review."))
    if may(by, "propose") or mine.claims:
        yield mine
    to_sign = _waiting(by, "sign", queue.TO_SIGN, _("Nothing to sign."))
    if may(by, "sign") or to_sign.claims:
        yield to_sign
    handed_in = _waiting(by, "handed_in", queue.HANDED_IN, "")
    if may(by, "propose") and handed_in.claims:
        yield handed_in
    yield _waiting(by, "due", _("Due today or overdue"), _("Nothing is due."))
    yield _waiting(by, "unassigned", _("Unassigned"), _("Every claim is assigned."))
    yield _waiting(by, "changed", _("Source changed"), _("No quoted source has changed."))


def _waiting(by: User, part: str, title: Any, nothing: str) -> Waiting:
    found = queue.within(Claim.objects.all(), part, by).order_by(*queue.ordering(part))
    return _shown(found, f"queue={part}", title, nothing)


def _shown(found: ClaimQuerySet, query: str, title: str, nothing: str = "") -> Waiting:
    claims = list(found.with_offline().select_related("speaker")[: SHOWN + 1])
    url = f"{reverse('admin:claims_claim_changelist')}?{query}"
    return Waiting(title, claims[:SHOWN], len(claims) > SHOWN, url, nothing)


def _contradictions() -> list[Relation]:
    """Suggested ones, latest first."""
    found = Relation.objects.filter(kind=RelationKind.CONTRADICTS, state=RelationState.SUGGESTED)
    return list(found.select_related("from_claim", "to_claim").order_by("-pk")[:SHOWN])


def _replies() -> list[ReplyRequest]:
    """Awaited ones, the first due first, and one more than is shown."""
    found = ReplyRequest.objects.awaited().select_related("claim", "asked_by")
    return list(found.order_by("deadline", "pk")[: SHOWN + 1])


def _error_reports() -> list[ErrorReport]:
    """Open ones, the first due first."""
    found = ErrorReport.objects.filter(settled_at__isnull=True).select_related("claim", "owner")
    return list(found.order_by(F("due_on").asc(nulls_last=True), "pk")[:SHOWN])
