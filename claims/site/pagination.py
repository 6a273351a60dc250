"""Lists of claims in pages; each page begins after the last row of the one before."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from claims.publication.representation import for_representation
from claims.querysets import ClaimQuerySet, PublicationQuerySet
from claims.search import keyset
from claims.site import rows
from claims.site.rows import COLUMNS, Row

PAGE_SIZE = 50
_AFTER = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})?\.(?P<number>[0-9]{1,18})")


@dataclass(frozen=True)
class Page:
    """``next_page``: its address, empty on the last one."""

    rows: Sequence[Row]
    next_page: str
    is_first: bool


def published_page(request: HttpRequest, publications: PublicationQuerySet) -> Page:
    """By the day they were said, latest first, unknown days last."""
    return _page(request, publications.only(*COLUMNS).served(), "number", rows.published)


def working_page(request: HttpRequest, claims: ClaimQuerySet) -> Page:
    """In the same order."""
    return _page(request, for_representation(claims), "pk", rows.working)


def _page(
    request: HttpRequest, found: QuerySet[Any], key: str, to_row: Callable[[Any], Row]
) -> Page:
    after = request.GET.get("after", "")
    position = _position(after)
    if after and position is None:
        return Page([], "", is_first=False)
    page, last = keyset.by_day_said(key).page(found, position, PAGE_SIZE)
    next_page = f"?after={last[0] if last[0] != date.min else ''}.{last[1]}" if last else ""
    return Page([to_row(each) for each in page], next_page, "after" not in request.GET)


def _position(text: str) -> keyset.Key | None:
    match = _AFTER.fullmatch(text)
    if match is None:
        return None
    try:
        day = date.fromisoformat(match["day"]) if match["day"] else date.min
    except ValueError:
        return None
    return day, int(match["number"])
