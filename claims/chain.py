"""Checking the publication chain from the rows alone, as any reader can."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from claims.models import Publication
from claims.representation import canonical

GENESIS = "0" * 64


def stamp(moment: datetime) -> str:
    """UTC with microseconds and Z: the one form of a time, in hashes and in the API."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def faults() -> Iterator[tuple[int, str]]:
    """(number, what is wrong) for each broken row, in order; memory stays flat."""
    previous, number, at = GENESIS, 0, datetime.min.replace(tzinfo=UTC)
    rows = Publication.objects.order_by("number").only(
        *("number", "published_at", "claim_id", "event", "standing", "body"),
        *("body_sha256", "previous_sha256", "sha256"),
    )
    for row in rows.iterator(chunk_size=2000):
        assert row.published_at is not None
        number += 1
        body_hash = hashlib.sha256(row.body.encode()).hexdigest()
        line = (
            *(
                row.number,
                stamp(row.published_at),
                row.claim_id,
                row.event,
                row.standing,
            ),
            *(body_hash, previous),
        )
        whole = hashlib.sha256("\n".join(map(str, line)).encode()).hexdigest()
        if row.number != number:
            yield row.number, _("number %(number)s is missing") % {"number": number}
            number = row.number
        if row.published_at <= at:
            yield row.number, _("it is not later than the row before it")
        if body_hash != row.body_sha256:
            yield row.number, _("its body is not what was published")
        elif canonical(json.loads(row.body)) != row.body:
            yield row.number, _("its body is not canonical JSON")
        if row.previous_sha256 != previous:
            yield row.number, _("it does not follow on the row before it")
        if whole != row.sha256:
            yield row.number, _("its hash does not fit its contents")
        previous, at = row.sha256, row.published_at
