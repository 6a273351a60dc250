"""All our ratings as one DataFeed, streamed: only a few are in memory at a time."""

import json
from collections.abc import Generator, Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from claims.formats.claimreview.claims import Address
from claims.formats.claimreview.eligibility import blocks
from claims.formats.claimreview.reviews import (
    BEST,
    CONTEXT,
    WORST,
    as_json,
    dated,
    newsroom,
    rated,
    review,
    scale,
)
from claims.formats.claimreview.shapes import ClaimReview, DataFeed, DataFeedItem
from claims.models import Publication
from claims.publication.fields import stamp
from claims.publication.representation import ClaimBody

# Publications read at once.
BATCH = 200


@override(settings.LANGUAGE_CODE)
def feed_head(url: str, latest: Publication | None) -> DataFeed:
    """The feed without its items; ``latest``: the publication that it is as of."""
    steps = "; ".join(
        f"{step['name']}: {step['value']}" for step in scale()["ratings"] if step["value"]
    )
    made: DataFeed = {
        "@context": CONTEXT,
        "@type": "DataFeed",
        "name": _("Claims that we rated"),
        "description": _(
            "Every claim whose rating is signed and in force. Scale from %(worst)s to %(best)s:"
            " %(steps)s. Disputed and unverifiable claims are rated in words only. A claim with a label"
            " of our own has that as its rating, with the number that the label has, if any."
        )
        % {"worst": WORST, "best": BEST, "steps": steps},
        "url": url,
        "publisher": newsroom(),
        "dataFeedElement": [],
    }
    if settings.DATA_LICENCE:
        made["sdLicense"] = settings.DATA_LICENCE
    if latest is not None and latest.published_at is not None:
        made["version"], made["dateModified"] = latest.number, stamp(latest.published_at)
    return made


def feed(
    head: DataFeed, latest: Publication | None, address: Address
) -> Generator[str, None, None]:
    """The JSON of the whole feed in pieces, oldest item first, one to a line.

    As of ``latest``, however long the client takes to read it: no item is repeated or missed.
    Claims hidden meanwhile are not in the following pieces.
    """
    described = {key: value for key, value in head.items() if key != "dataFeedElement"}
    yield as_json(described).removesuffix("}") + ',"dataFeedElement":['
    before = "\n"
    for item in _items(latest, address) if latest else ():
        yield before + as_json(item)
        before = ",\n"
    yield "\n]}\n"


def _items(latest: Publication, address: Address) -> Iterator[DataFeedItem]:
    if latest.published_at is None:
        raise ValueError("a publication that PostgreSQL has not numbered yet")
    reviewed = rated(Publication.objects.as_of(latest.published_at))
    rows, last = dated(reviewed.filter(number__lte=latest.number)).order_by("number"), 0
    while batch := list(rows.filter(number__gt=last)[:BATCH]):
        for row in batch:
            body: ClaimBody = json.loads(row.body)
            if not blocks(body):
                yield _item(row, review(row, body, address))
        last = batch[-1].number


def _item(row: Any, made: ClaimReview) -> DataFeedItem:
    return {
        "@type": "DataFeedItem",
        "dateCreated": stamp(row.signed_at),
        "dateModified": stamp(row.published_at),
        "url": made["url"],
        "item": [made],
    }
