"""Pages of claims that have a ClaimReview, by position: nothing is counted."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core import signing
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from claims.api.problems import InvalidParameters
from claims.formats import claimreview
from claims.formats.claimreview import FoundClaim
from claims.models import Publication
from claims.publication.addresses import address
from claims.search.keyset import by_number

BATCH = 200
# Rows without a ClaimReview are skipped up to this number; then the page is short and has a next one.
READ_AT_MOST = 20_000


class Page(NamedTuple):
    """``last``: the number after which there are more; None at the end."""

    claims: list[FoundClaim]
    last: int | None


def page(rows: QuerySet[Publication], after: int | None, skipped: int, size: int) -> Page:
    """``size`` claims after a number, latest published first, without the first ``skipped``."""
    claims: list[FoundClaim] = []
    for row in _numbered_down(rows, after, skipped + size + 1):
        if row is None:
            return Page(claims, after)
        body = json.loads(row.body)
        if claimreview.blocks(body):
            after = row.number
        elif skipped:
            skipped, after = skipped - 1, row.number
        elif len(claims) < size:
            claims.append(claimreview.google_claim(claimreview.review(row, body, address)))
            after = row.number
        else:
            return Page(claims, after)
    return Page(claims, None)


def _numbered_down(rows: QuerySet[Publication], after: int | None, some: int) -> Iterator[Any]:
    """The rows in batches, ``some`` to begin with; None when too many were read."""
    order, read = by_number("number").for_search(rows), 0
    while read < READ_AT_MOST:
        size = min(BATCH, some) if read < some else BATCH
        batch = list(order.apply(rows, None if after is None else (after,))[:size])
        yield from batch
        if len(batch) < size:
            return
        after, read = batch[-1].number, read + size
    yield None


def token(last: int, *search: object) -> str:
    """Of the page after that number; valid for the same search only."""
    return _signer(search).sign_object(last)


def after(text: str, *search: object) -> int:
    """The number in a token. Raises InvalidParameters."""
    try:
        return int(_signer(search).unsign_object(text))
    except signing.BadSignature as error:
        sentence = _("This is not a nextPageToken of a search with the same parameters.")
        raise InvalidParameters({"pageToken": [sentence]}) from error


def _signer(search: tuple[object, ...]) -> signing.Signer:
    return signing.Signer(sep=".", salt=f"claims:search {json.dumps(search)}")
