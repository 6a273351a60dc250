"""Claims in a list, in steps: each next one begins where the one before ended, nothing is counted."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from claims.publication.representation import for_representation
from claims.querysets import ClaimQuerySet
from claims.search import keyset
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
    return _step(request, found.only(*READ), "number", rows.published)


def at_work_by_day_said(request: HttpRequest, found: ClaimQuerySet) -> Listed:
    """Of working claims, the same."""
    return _step(request, for_representation(found), "pk", rows.working)


def _step(
    request: HttpRequest, found: QuerySet[Any], key: str, show: Callable[[Any], Row]
) -> Listed:
    after = request.GET.get("after", "")
    position = _position(after)
    if after and position is None:
        return Listed([], "", begun=True)
    step, last = keyset.by_day_said(key).page(found, position, STEP)
    following = f"{last[0] if last[0] != date.min else ''}.{last[1]}" if last else ""
    return Listed([show(row) for row in step], following, "after" in request.GET)


def _position(text: str) -> keyset.Key | None:
    match = _AFTER.fullmatch(text)
    if match is None:
        return None
    try:
        day = date.fromisoformat(match["day"]) if match["day"] else date.min
    except ValueError:
        return None
    return day, int(match["number"])
