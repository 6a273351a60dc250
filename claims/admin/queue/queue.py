"""The queue: its tabs and their order."""

from datetime import date
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from claims.choices import CONCLUDED, OPEN, ReviewState, RoundOutcome, Status
from claims.models import Assent, Claim, Conflict, ReplyRequest, Review, Round
from claims.querysets import ORDER_OF_WORK, ClaimQuerySet
from newsroom.models import Event, User
from newsroom.permissions import may, who_gives_second_sign_off

MOST_OVERDUE = 1_000  # replies


def waiting_for(claims: ClaimQuerySet, by: User) -> ClaimQuerySet:
    """Proposals that this person may sign or must agree to.

    They wrote none of it, declared no conflict, and have not agreed yet.
    """
    given = Assent.objects.filter(round=OuterRef("pk"), person__is_active=True)
    wanted = Q(panel__contains=[by.pk]) if may(by, "propose") else Q(pk__in=())
    if may(by, "sign"):
        wanted |= Q(~Exists(given.filter(second=False)), panel=[])
    if who_gives_second_sign_off().filter(pk=by.pk).exists():
        wanted |= Q(~Exists(given.filter(second=True)), second_sign_off=True)
    proposals = (
        Round.objects.filter(wanted, claim=OuterRef("pk"), outcome=RoundOutcome.OPEN)
        .exclude(authors__contains=[by.pk])
        .exclude(Exists(given.filter(person=by)))
    )
    in_conflict = Conflict.objects.standing().filter(claim=OuterRef("pk"), person=by)
    awaiting = claims.with_status(Status.AWAITING_SIGNOFF)
    return awaiting.filter(Exists(proposals), ~Exists(in_conflict))


def handed_in(claims: ClaimQuerySet) -> ClaimQuerySet:
    """Checked by a reporter: an editor proposes a conclusion or returns it."""
    ready = Review.objects.filter(state=ReviewState.OPEN, handed_in_at__isnull=False)
    return claims.with_status(Status.IN_REVIEW).filter(pk__in=ready.values("claim"))


def reviewed_by(claims: ClaimQuerySet, person: User) -> ClaimQuerySet:
    reviews = Review.objects.filter(state=ReviewState.OPEN, reviewer=person)
    return claims.filter(pk__in=reviews.values("claim"))


def unassigned(claims: ClaimQuerySet) -> ClaimQuerySet:
    """Not started, or the reviewer has left."""
    left = Review.objects.filter(state=ReviewState.OPEN, reviewer__is_active=False)
    return claims.filter(
        Q(status=Status.UNREVIEWED) | Q(status=Status.IN_REVIEW, pk__in=left.values("claim"))
    )


def due(claims: ClaimQuerySet) -> ClaimQuerySet:
    """Today or overdue, or with a reply whose deadline has passed."""
    replies = ReplyRequest.objects.overdue().exclude(claim__status=Status.WITHDRAWN)
    numbers = list(replies.order_by("deadline").values_list("claim", flat=True)[:MOST_OVERDUE])
    # Only open claims have a due date.
    return claims.filter(Q(due_on__lte=timezone.localdate()) | Q(pk__in=numbers))


TO_SIGN = _("Waiting for my signature")
HANDED_IN = _("Checked by reporters")
TABS = (
    ("open", _("To do")),
    ("sign", TO_SIGN),
    ("handed_in", HANDED_IN),
    ("mine", _("Mine")),
    ("unassigned", _("Unassigned")),
    ("due", _("Due")),
    ("in_review", _("In review")),
    ("awaiting_signoff", _("Awaiting sign-off")),
    ("changed", _("Source changed")),
    ("concluded", _("Concluded")),
    ("withdrawn", _("Withdrawn")),
    ("", _("All")),
)
# What a tab's step takes, where not everybody here has it.
NEEDED = {"sign": "agree", "handed_in": "propose"}
# These are in order of age, newest first; the others in the order of work.
NEWEST_FIRST = {"", "concluded", "withdrawn", "changed"}
STATUSES = {status.value: status for status in Status}


def chosen(queue: str) -> str:
    """A known tab or status; "" (all) for anything else."""
    return queue if queue in dict(TABS) or queue in STATUSES else ""


def within(claims: Any, queue: str, by: User) -> Any:
    match chosen(queue):
        case "":
            return claims
        case "open":
            return claims.open()
        case "sign":
            return waiting_for(claims, by)
        case "handed_in":
            return handed_in(claims)
        case "mine":
            return reviewed_by(claims.open(), by)
        case "unassigned":
            return unassigned(claims.open())
        case "due":
            return due(claims)
        case "concluded":
            return claims.with_status(*CONCLUDED)
        case "changed":
            return claims.changed_at_source()
        case status:
            return claims.with_status(status)


def ordering(queue: str) -> tuple[Any, ...]:
    queue = chosen(queue)
    return ("-pk",) if queue in NEWEST_FIRST or queue in CONCLUDED else ORDER_OF_WORK


def is_overdue(claim: Claim, today: date) -> bool:
    return claim.due_on is not None and claim.status in OPEN and claim.due_on < today


def for_the_list(claims: Any) -> Any:
    """With what the list shows, in a fixed number of queries."""
    last_change = (
        Event.objects.filter(
            table=Claim._meta.db_table, row=Cast(OuterRef("pk"), CharField(max_length=64))
        )
        .order_by("-pk")
        .values("at")[:1]
    )
    reviews = Review.objects.select_related("reviewer").order_by("-number")
    return (
        claims.select_related("speaker")
        .prefetch_related(Prefetch("reviews", reviews))
        .annotate(changed_at=Subquery(last_change))
        .with_source_changed()
        .with_offline()
    )


def _may_be_asked(by: Any) -> bool:
    """Whether proposals may wait for this person: reporters may give a second sign-off."""
    return may(by, "propose") or who_gives_second_sign_off().filter(pk=by.pk).exists()


def tabs(request: HttpRequest, url: str) -> list[dict[str, Any]]:
    """Each with its link, which keeps the search and the filters."""
    now = chosen(request.GET.get("queue", ""))
    shown = []
    for key, title in TABS:
        query = request.GET.copy()
        for name in ("queue", "p", "e"):
            query.pop(name, None)
        if key:
            query["queue"] = key
        shown.append(
            {
                "title": title,
                "link": f"{url}?{query.urlencode()}" if query else url,
                "active": key == now,
                "has_permission": may(request.user, NEEDED.get(key, "read"))
                and (key != "sign" or _may_be_asked(request.user)),
            }
        )
    return shown
