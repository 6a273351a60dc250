"""Checking the publication chain from its rows, as any reader can, and its end from history."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from django.utils.translation import gettext as _

from claims.models import Publication
from claims.publication.fields import stamp
from claims.publication.representation import canonical
from newsroom.models import Event
from newsroom.querysets import in_batches

GENESIS = "0" * 64
AT_ONCE = 2000  # publications held in memory at a time


@dataclass(frozen=True)
class Tail:
    """The last row, how many rows were checked, and their faults."""

    last: Publication | None
    checked: int
    faults: list[tuple[int, str]]


def tail(most: int) -> Tail:
    """Check the last ``most`` publications, in four queries."""
    rows = Publication.objects.defer("body", "search")
    last = rows.order_by("-number").first()
    if last is None:
        return Tail(None, 0, [])
    before = rows.filter(number=last.number - most).first()
    return Tail(last, min(last.number, most), list(islice(faults(before), most)))


def faults(after: Publication | None = None) -> Iterator[tuple[int, str]]:
    """(number, fault) for each broken row, in order and in constant memory.

    ``after``: a row taken to be right, after which the check begins.
    """
    previous, number, at = GENESIS, 0, datetime.min.replace(tzinfo=UTC)
    if after is not None and after.published_at is not None:
        previous, number, at = after.sha256, after.number, after.published_at
    # Before the rows: what is published meanwhile isn't missing.
    published = _published()
    rows = Publication.objects.filter(number__gt=number).only(
        *("number", "published_at", "claim_id", "event", "standing", "body"),
        *("salt", "body_sha256", "previous_sha256", "sha256"),
    )
    for row in in_batches(rows, AT_ONCE, "number"):
        number += 1
        if row.number != number:
            yield row.number, _("number %(number)s is missing") % {"number": number}
            number = row.number
        if row.published_at is None or row.published_at <= at:
            yield row.number, _("it is not later than the row before it")
        at = row.published_at or at
        body_hash = hashlib.sha256(f"{row.salt}\n{row.body}".encode()).hexdigest()
        if body_hash != row.body_sha256:
            yield row.number, _("its body is not what was published")
        elif not _is_canonical(row.body):
            yield row.number, _("its body is not canonical JSON")
        if row.previous_sha256 != previous:
            yield row.number, _("it does not refer to the row before it")
        line = (row.number, stamp(at), row.claim_id, row.event, row.standing, body_hash, previous)
        if hashlib.sha256("\n".join(map(str, line)).encode()).hexdigest() != row.sha256:
            yield row.number, _("its hash does not match its content")
        previous = row.sha256
    # Rows removed at the end leave no gap, but history lists them.
    for lost in range(number + 1, published + 1):
        yield lost, _("it was published and is missing")


def _is_canonical(body: str) -> bool:
    try:
        return canonical(json.loads(body)) == body
    except ValueError:
        return False


def _published() -> int:
    last = Event.objects.filter(table=Publication._meta.db_table, action="insert").last()
    return int(last.row) if last else 0
