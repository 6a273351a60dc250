"""Pages of what may be a ClaimReview, by position: nothing is counted."""

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
# What the gate keeps back is passed over, but not without end: then a page is short, and leads on.
READ_AT_MOST = 20_000


class Page(NamedTuple):
    """``last``: the number after which there is more; None at the end."""

    claims: list[FoundClaim]
    last: int | None


def page(rows: QuerySet[Publication], after: int | None, skipped: int, size: int) -> Page:
    """Latest published first: after a number, without the first ``skipped``, so many."""
    claims: list[FoundClaim] = []
    for row in _numbered_down(rows, after, skipped + size + 1):
        if row is None:
            return Page(claims, after)
        said = json.loads(row.body)
        if claimreview.blocks(said):
            after = row.number
        elif skipped:
            skipped, after = skipped - 1, row.number
        elif len(claims) < size:
            claims.append(claimreview.found(claimreview.review(row, said, address)))
            after = row.number
        else:
            return Page(claims, after)
    return Page(claims, None)


def _numbered_down(rows: QuerySet[Publication], after: int | None, some: int) -> Iterator[Any]:
    """The rows, read a few at a time, ``some`` to begin with; None when too many were read."""
    order, read = by_number("number").for_search(rows), 0
    while read < READ_AT_MOST:
        asked = min(BATCH, some) if read < some else BATCH
        batch = list(order.apply(rows, None if after is None else (after,))[:asked])
        yield from batch
        if len(batch) < asked:
            return
        after, read = batch[-1].number, read + asked
    yield None


def token(last: int, *asked: object) -> str:
    """Of the page after that number; good for whoever asks likewise."""
    return _signer(asked).sign_object(last)


def after(text: str, *asked: object) -> int:
    """The number that a token names. Raises InvalidParameters."""
    try:
        return int(_signer(asked).unsign_object(text))
    except signing.BadSignature as error:
        sentence = _("This is not a nextPageToken of a search that was asked for likewise.")
        raise InvalidParameters({"pageToken": [sentence]}) from error


def _signer(asked: tuple[object, ...]) -> signing.Signer:
    return signing.Signer(sep=".", salt=f"claims:search {json.dumps(asked)}")
