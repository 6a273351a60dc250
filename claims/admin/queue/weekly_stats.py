"""Weekly figures of the queue, counted by PostgreSQL in a few queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from claims.choices import OPEN, Opening, PublicationEvent, ReviewState
from claims.models import Claim, Publication, Review

WEEKS = 8
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Week:
    """``waiting``: claims at its end, or now; ``days``: the median of their waits."""

    begins: date
    signed: int
    waiting: int
    days: int


# For each day looked up in the index of open claims: to work out the day of each row, and group by it,
# would take PostgreSQL ten times as long as to count them.
_OPEN_BY_DAY = """
SELECT day::date, number
  FROM generate_series(%s::timestamp, %s::timestamp, interval '1 day') day,
       LATERAL (SELECT count(*) AS number FROM claims_claim
                 WHERE status IN (%s, %s, %s) AND added_at >= day AT TIME ZONE %s
                   AND added_at < (day + interval '1 day') AT TIME ZONE %s) added
 WHERE number > 0
"""

# When a claim began to wait, and when it was concluded or withdrawn (None: not yet).
Wait = tuple[date, date | None]


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
    for since, number in open_by_day():
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


def open_by_day() -> list[tuple[date, int]]:
    """How many of the open claims were added on each day of the newsroom's time zone."""
    oldest = Claim.objects.open().aggregate(added_at=Min("added_at"))["added_at"]
    if oldest is None:
        return []
    zone = timezone.get_current_timezone_name()
    days = timezone.localdate(oldest), timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_BY_DAY, [*days, *OPEN, zone, zone])
        return [(day, number) for day, number in cursor.fetchall()]


def _by_day(reviews: QuerySet[Review], one: Any, other: str) -> list[tuple[date, date, int]]:
    by_day = reviews.order_by().values_list(TruncDate(one), TruncDate(other))
    return list(by_day.annotate(number=Count("*")))
