"""Weekly figures of the queue, counted by PostgreSQL in four queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from time import monotonic
from typing import Any

from django.core.cache import caches
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from claims.choices import Opening, PublicationEvent, ReviewState
from claims.models import Claim, Publication, Review

WEEKS = 8
WEEK = timedelta(weeks=1)
# What takes longer to count, with some ten thousand claims waiting, is kept for a while.
SLOW, KEPT = 0.05, 60  # seconds


@dataclass(frozen=True)
class Week:
    """``waiting``: claims at its end, or now; ``days``: the median of their waits."""

    begins: date
    signed: int
    waiting: int
    days: int


@dataclass(frozen=True)
class Counted:
    """``at``: when the weeks were counted, if that was not just now."""

    weeks: list[Week]
    at: datetime | None = None


# When a claim began to wait, and when it was concluded or withdrawn (None: not yet).
Wait = tuple[date, date | None]


def kept() -> Counted:
    """The last weeks, of some moments ago where counting them takes long."""
    key = f"weekly-stats-{timezone.localdate()}"
    found: Counted | None = caches["process"].get(key)
    if found:
        return found
    now, began = timezone.now(), monotonic()
    weeks = latest()
    if monotonic() - began > SLOW:
        caches["process"].set(key, Counted(weeks, now), KEPT)
    return Counted(weeks)


def latest() -> list[Week]:
    """The last weeks, the present one last. A claim waits from when it was added or reopened."""
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    begins = [monday - number * WEEK for number in reversed(range(WEEKS))]
    first = timezone.make_aware(datetime.combine(begins[0], time.min))
    signed = Counter[date]()
    for day, number in _signed(first):
        signed[day - timedelta(days=day.weekday())] += number
    waits = _waits(first)
    return [
        Week(begin, signed[begin], *at(min(begin + WEEK, today + timedelta(days=1)), waits))
        for begin in begins
    ]


def at(end: date, waits: Counter[Wait]) -> tuple[int, int]:
    """How many waited as that day began, and the median of their waits in days."""
    ages = sorted(
        ((end - since).days - 1, number)
        for (since, until), number in waits.items()
        if since < end and (until is None or until >= end)
    )
    total = sum(number for _days, number in ages)
    so_far = 0
    for days, number in reversed(ages):
        so_far += number
        if so_far * 2 >= total:
            return total, max(days, 0)
    return 0, 0


def _signed(first: datetime) -> list[tuple[date, int]]:
    found = Publication.objects.filter(event=PublicationEvent.SIGNED, published_at__gte=first)
    by_day = found.order_by().values_list(TruncDate("published_at"))
    return list(by_day.annotate(number=Count("*")))


def _waits(first: datetime) -> Counter[Wait]:
    waits = Counter[Wait]()
    # Of all rows, not of a column: so PostgreSQL reads an index alone.
    still = Claim.objects.open().order_by().values_list(TruncDate("added_at"))
    for since, number in still.annotate(number=Count("*")):
        waits[since, None] += number
    # Looked up for each review: of a join PostgreSQL reads every claim.
    added = Subquery(Claim.objects.order_by().filter(pk=OuterRef("claim")).values("added_at"))
    again = Review.objects.filter(state=ReviewState.OPEN).exclude(opening=Opening.FIRST)
    for since, reopened, number in _by_day(again, added, "opened_at"):
        waits[since, None] -= number
        waits[reopened, None] += number
    over = Review.objects.filter(closed_at__gte=first)
    for since, until, number in _by_day(over.filter(opening=Opening.FIRST), added, "closed_at"):
        waits[since, until] += number
    for since, until, number in _by_day(
        over.exclude(opening=Opening.FIRST), "opened_at", "closed_at"
    ):
        waits[since, until] += number
    return waits


def _by_day(reviews: QuerySet[Review], one: Any, other: str) -> list[tuple[date, date, int]]:
    by_day = reviews.order_by().values_list(TruncDate(one), TruncDate(other))
    return list(by_day.annotate(number=Count("*")))
