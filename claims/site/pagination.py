"""Claims in a list, in steps: each next one begins where the one before ended, nothing is counted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest

from claims.publication.representation import for_representation
from claims.querysets import ClaimQuerySet
from claims.site import rows
from claims.site.rows import READ, Row

STEP = 50
_AFTER = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})?\.(?P<number>[0-9]{1,18})")


@dataclass(frozen=True)
class Listed:
    """``after``: what the next step is asked by (``?after=``), empty at the end."""

    rows: Sequence[Row]
    after: str
    begun: bool  # this is not the first step


def by_day_said(request: HttpRequest, found: QuerySet[Any]) -> Listed:
    """Of publications: the latest said first, unknown days last."""
    step = _step(found.only(*READ), request.GET.get("after", ""), "number")
    return _listed([(rows.published(row), row.said_from, row.number) for row in step], request)


def at_work_by_day_said(request: HttpRequest, found: ClaimQuerySet) -> Listed:
    """Of working claims, the same."""
    step = _step(for_representation(found), request.GET.get("after", ""), "pk")
    return _listed([(rows.working(row), row.said_from, row.pk) for row in step], request)


def _step(found: QuerySet[Any], after: str, key: str) -> list[Any]:
    if match := _AFTER.fullmatch(after):
        later = Q(said_from__isnull=True, **{f"{key}__lt": int(match["number"])})
        if match["day"]:
            try:
                day = date.fromisoformat(match["day"])
            except ValueError:
                return []
            same = Q(said_from=day, **{f"{key}__lt": int(match["number"])})
            later = same | Q(said_from__lt=day) | Q(said_from__isnull=True)
        found = found.filter(later)
    elif after:
        return []
    return list(found.order_by(F("said_from").desc(nulls_last=True), f"-{key}")[: STEP + 1])


def _listed(step: list[tuple[Row, date | None, int]], request: HttpRequest) -> Listed:
    after = ""
    if len(step) > STEP:
        _row, day, number = step[STEP - 1]
        after = f"{day or ''}.{number}"
    return Listed([row for row, _day, _number in step[:STEP]], after, "after" in request.GET)
