"""A point in time of the publications, given as a day, an instant or a number.

Numbers are given in the order in which publications become visible, so what was published at a
past moment never changes.
"""

import re
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from claims.models import Publication
from claims.search.instants import day_or_instant
from newsroom.errors import Refused, rules_in_words

LONGEST_NUMBER = 18  # digits; PostgreSQL's bigint has any such number
_WRITTEN = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([Tt ][0-9:]{8}(\.[0-9]{1,6})?([Zz]|[+-][0-9]{2}:[0-9]{2}))?"
)


class Moment(NamedTuple):
    """For ``PublicationQuerySet.as_of(*moment)``.

    ``number``: that of the last publication by then; 0 before the first.
    """

    at: datetime
    number: int


def read(text: str) -> Moment:
    """A day (its end, UTC), an instant with its offset, or a publication's number.

    Raises Refused for anything else, and for the future. An instant after the last publication
    waits for transactions that are publishing now: call this outside a one-snapshot transaction.
    """
    if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER:
        return _of_number(int(text))
    return _of_instant(_instant(text))


def last_number() -> int:
    """The latest publication's; 0 before the first."""
    return Publication.objects.order_by("-number").values_list("number", flat=True).first() or 0


def _of_number(number: int) -> Moment:
    if number == 0:
        return Moment(datetime.min.replace(tzinfo=UTC), 0)
    at = Publication.objects.filter(number=number).values_list("published_at", flat=True).first()
    if at is None:
        raise Refused(
            _("There is no publication %(number)s yet; the last is number %(last)s."),
            number=number,
            last=last_number(),
        )
    return Moment(at, number)


def _instant(text: str) -> datetime:
    try:
        # Python reads more forms than the API promises.
        return day_or_instant(text.upper() if _WRITTEN.fullmatch(text) else "", ending=True)
    except ValueError as error:
        raise Refused(
            _(
                "Give a day (2026-03-04), an instant with its offset (2026-03-04T05:06:07Z; in an"
                " address a + is written %2B) or the number of a publication."
            )
        ) from error


# Waits for the lock under which publications are numbered (see publication_insert).
SETTLED = "SELECT wait_for_publication_chain()"


def _of_instant(instant: datetime) -> Moment:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT %s > clock_timestamp(), %s >= coalesce(max(published_at), '-infinity')"
            " FROM claims_publication",
            [instant, instant],
        )
        is_future, is_after_the_last = cursor.fetchone()
        if is_future:
            raise Refused(
                _(
                    "This is in the future: a day can be requested once it is over (UTC). For the"
                    " current state leave as_of out."
                )
            )
        if is_after_the_last:
            with rules_in_words():
                cursor.execute(SETTLED)
    last = (
        Publication.objects.filter(published_at__lte=instant)
        .order_by("-published_at")
        .values_list("published_at", "number")
        .first()
    )
    return Moment(*last) if last else _of_number(0)
