"""Weekly figures of the queue, counted by PostgreSQL in a few queries: of what happened in these weeks alone."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from claims.admin.queue.deadlines import midnight
from claims.choices import Opening, ReviewState
from claims.models import Claim, Review

WEEKS = 8
WEEK = timedelta(weeks=1)
LONG_AGO = date.min  # of whatever began to wait before the first of these weeks


@dataclass(frozen=True)
class Week:
    """``waiting``: claims at its end, or now; ``days``: the median of what those signed in it took."""

    begins: date
    signed: int
    waiting: int
    days: int | None


# When a claim began to wait, and when it was concluded or withdrawn (None: not yet).
Wait = tuple[date, date | None]


def latest() -> list[Week]:
    """The last weeks, the present one last. A claim waits from when it was added or reopened."""
    today = timezone.localdate()
    begins = [_monday(today) - number * WEEK for number in reversed(range(WEEKS))]
    waits = open_since(begins[0])
    took: defaultdict[date, Counter[int]] = defaultdict(Counter)
    for state, since, until, number in _concluded_since(begins[0]):
        waits[since, until] += number
        if state == ReviewState.SIGNED:
            took[_monday(until)][(until - since).days] += number
    return [
        Week(
            begin,
            took[begin].total(),
            waiting(min(begin + WEEK, today + timedelta(days=1)), waits),
            median(took[begin]),
        )
        for begin in begins
    ]


def waiting(end: date, waits: Mapping[Wait, int]) -> int:
    """How many waited as that day began."""
    return sum(
        number
        for (since, until), number in waits.items()
        if since < end and (until is None or until >= end)
    )


def median(counts: Mapping[int, int]) -> int | None:
    """Of numbers, each counted so often; the greater of the middle two."""
    left = sum(counts.values()) // 2
    for number in sorted(counts):
        left -= counts[number]
        if left < 0:
            return number
    return None


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def open_since(first: date) -> Counter[Wait]:
    """The open claims by the day since which they wait."""
    waits = Counter[Wait]({(LONG_AGO, None): Claim.objects.open().order_by().count()})

    def move(number: int, before: date, now: date) -> None:
        waits[before if before >= first else LONG_AGO, None] -= number
        waits[now, None] += number

    new = Claim.objects.open().order_by().filter(added_at__gte=midnight(first))
    by_day = new.values_list(TruncDate("added_at")).annotate(number=Count("*"))
    for since, number in by_day:
        move(number, LONG_AGO, since)
    again = Review.objects.filter(state=ReviewState.OPEN, opened_at__gte=midnight(first))
    for _state, added, reopened, number in _by_day(
        again.exclude(opening=Opening.FIRST), _ADDED, "opened_at"
    ):
        move(number, added, reopened)
    return waits


def _concluded_since(first: date) -> list[tuple[str, date, date, int]]:
    over = Review.objects.filter(closed_at__gte=midnight(first))
    return [
        *_by_day(over.filter(opening=Opening.FIRST), _ADDED, "closed_at"),
        *_by_day(over.exclude(opening=Opening.FIRST), "opened_at", "closed_at"),
    ]


# Looked up for each review: of a join PostgreSQL reads every claim.
_ADDED = Subquery(Claim.objects.order_by().filter(pk=OuterRef("claim")).values("added_at"))


def _by_day(reviews: QuerySet[Review], one: Any, other: str) -> list[tuple[str, date, date, int]]:
    by_day = reviews.order_by().values_list("state", TruncDate(one), TruncDate(other))
    return list(by_day.annotate(number=Count("*")))
