"""Lists of claims in pages; each page begins after the last row of the one before.

Their numbers are worked out from the rows: an address says after which row a page begins, and so stays
right when claims are published meanwhile.
"""

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from claims.publication.document import with_parts
from claims.querysets import ClaimQuerySet, PublicationQuerySet
from claims.search import keyset
from claims.site import rows
from claims.site.rows import COLUMNS, Row

PAGE_SIZE = 50
AROUND = 3  # pages that are linked before and after the present one
MOST = 10_000  # rows before a page, beyond which it has no number
_AFTER = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})?\.(?P<number>[0-9]{1,18})")


@dataclass(frozen=True)
class PageLink:
    """A page of a list and its address, which is empty for the present one."""

    number: int
    address: str

    @property
    def label(self) -> str:
        return _("Page %(number)s") % {"number": number_format(self.number)}


@dataclass(frozen=True)
class Page:
    """``next_page``: its address, empty on the last one. ``links``: some of the pages, by number."""

    rows: Sequence[Row]
    next_page: str
    is_first: bool
    links: Sequence[PageLink] = ()

    @property
    def previous_page(self) -> str:
        """The address of the page before this one, empty where pages have no numbers."""
        before = [*itertools.takewhile(lambda link: link.address, self.links)]
        return before[-1].address if before else ""


def published_page(request: HttpRequest, publications: PublicationQuerySet) -> Page:
    """By the day they were said, latest first, unknown days last."""
    rows_read = publications.only(*COLUMNS).served()
    return _page(request, publications, rows_read, "number", rows.published)


def working_page(request: HttpRequest, claims: ClaimQuerySet) -> Page:
    """In the same order."""
    return _page(request, claims, with_parts(claims), "pk", rows.working)


def _page(
    request: HttpRequest,
    listed: QuerySet[Any],
    rows_read: QuerySet[Any],
    key: str,
    to_row: Callable[[Any], Row],
) -> Page:
    after = request.GET.get("after", "")
    position = _position(after)
    if after and position is None:
        return Page([], "", is_first=False)
    order = keyset.by_day_said(key)
    page, last = order.page(rows_read, position, PAGE_SIZE)
    keys = listed.values_list("said_from", key, named=True)
    return Page(
        [to_row(each) for each in page],
        _address(last) if last else "",
        is_first="after" not in request.GET,
        links=_links(request, order, keys, position, last),
    )


def _links(
    request: HttpRequest,
    order: keyset.Ordering,
    keys: QuerySet[Any],
    position: keyset.Key | None,
    last: keyset.Key | None,
) -> Sequence[PageLink]:
    """The first page, and those around the present one; none of a short list.

    ``position``: after which the present one begins, ``last``: the next one, if there is one.
    """
    before: list[Any] = []
    if position:
        before = list(order.apply(keys, position, included=True, backward=True)[: MOST + 1])
        if len(before) > MOST:
            return ()
    present = 1 + -(-len(before) // PAGE_SIZE)
    addresses = {1: request.path, present: ""}
    # The row before a page is read here as many pages before the present one's.
    for number, row in enumerate(before[PAGE_SIZE::PAGE_SIZE][:AROUND], start=1):
        if present - number > 1:
            addresses[present - number] = _address(order.key(row))
    if last:
        addresses[present + 1] = _address(last)
        following = list(order.apply(keys, last)[: (AROUND - 1) * PAGE_SIZE + 1])
        # A page is linked if a row comes after the one that ends the page before it.
        for number, row in enumerate(following[PAGE_SIZE - 1 : -1 : PAGE_SIZE], start=2):
            addresses[present + number] = _address(order.key(row))
    if len(addresses) == 1:
        return ()
    return [PageLink(number, addresses[number]) for number in sorted(addresses)]


def _address(position: keyset.Key) -> str:
    day, number = position
    return f"?after={day if day != date.min else ''}.{number}"


def _position(text: str) -> keyset.Key | None:
    match = _AFTER.fullmatch(text)
    if match is None:
        return None
    try:
        day = date.fromisoformat(match["day"]) if match["day"] else date.min
    except ValueError:
        return None
    return day, int(match["number"])
