"""The deadline board: claims and replies that are overdue, due today, and due in the week that follows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from claims.admin.claim import next_steps
from claims.choices import RoundOutcome
from claims.models import Claim, ReplyRequest, Review, Round

SHOWN = 25  # rows of each part
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Part:
    title: str
    claims: list[Claim]
    replies: list[ReplyRequest]
    more: bool
    url: str
    nothing: str


def parts() -> Iterator[Part]:
    """A fixed number of queries; nothing is counted."""
    today = timezone.localdate()
    tomorrow, later = today + timedelta(days=1), today + WEEK
    yield _part(_("Overdue"), _("Nothing is overdue."), None, today - timedelta(days=1))
    yield _part(_("Today"), _("Nothing is due today."), today, today)
    yield _part(_("The next seven days"), _("Nothing is due."), tomorrow, later)


def _part(title: str, nothing: str, first: Any, last: Any) -> Part:
    # Only open claims have a due date.
    found = Claim.objects.filter(due_on__lte=last)
    query = {"queue": "open", "due_by": last.isoformat()}
    if first is not None:
        found = found.filter(due_on__gte=first)
        query["due_from"] = first.isoformat()
    reviews = Review.objects.select_related("reviewer").order_by("-number")
    proposals = Round.objects.filter(outcome=RoundOutcome.OPEN).defer("body")
    rows: list[Any] = list(
        found.select_related("speaker")
        .prefetch_related(
            Prefetch("reviews", reviews),
            Prefetch("reviews__rounds", proposals, to_attr="open_rounds"),
            "reviews__open_rounds__assents",
        )
        .order_by("due_on", F("priority").desc(), "pk")[: SHOWN + 1]
    )
    for claim in rows:
        latest = next(iter(claim.reviews.all()), None)
        proposal = next(iter(latest.open_rounds), None) if latest else None
        claim.next_step = next_steps.in_short(claim, latest, proposal)
    url = f"{reverse('admin:claims_claim_changelist')}?{urlencode(query)}"
    return Part(title, rows[:SHOWN], _replies(first, last), len(rows) > SHOWN, url, nothing)


def _replies(first: Any, last: Any) -> list[ReplyRequest]:
    """Awaited replies of these days, as the newsroom's clock has them; today's from now on."""
    now, today = timezone.now(), timezone.localdate()
    if first is None:
        begins, ends = None, now
    else:
        begins = now if first == today else midnight(first)
        ends = midnight(last + timedelta(days=1))
    found = ReplyRequest.objects.due_between(begins, ends).select_related("claim", "asked_by")
    rows: list[Any] = list(found.order_by("deadline", "pk")[:SHOWN])
    for reply in rows:
        reply.next_step = next_steps.of_reply_in_short(reply)
    return rows


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
