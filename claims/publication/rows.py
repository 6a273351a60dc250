"""The rows of publications: one by one, or those of many claims in one statement."""

from collections.abc import Collection

from django.db import connection

from claims.choices import ALWAYS_SENT, PublicationEvent
from claims.models import Webhook
from claims.publication import epochs, readers_delay
from newsroom.jobs import enqueue_each

HIDE_WITHHELD = """
INSERT INTO claims_publication (claim_id, event)
SELECT claim_id, 'hidden' FROM claims_publication
 WHERE claim_id = ANY (%s) AND shown_until IS NULL AND withheld AND standing <> 'hidden'
 ORDER BY claim_id LIMIT %s
RETURNING claim_id, number, event
"""
# PostgreSQL fills in what is due, where it isn't published already.
PUBLISH_DUE = """
INSERT INTO claims_publication (claim_id, event)
SELECT c, %s FROM unnest(%s::bigint[]) c ORDER BY c
RETURNING claim_id, number, event
"""


def hide_withheld(claim_ids: Collection[int], most: int | None = None) -> set[int]:
    """Hide those of the locked claims whose current publication is withheld, or the first; returns them."""
    return _insert_many(HIDE_WITHHELD, list(claim_ids), most)


def publish_due(claim_ids: Collection[int], event: PublicationEvent) -> set[int]:
    """Publish what is due of the locked claims and not yet published; returns the claims."""
    return _insert_many(PUBLISH_DUE, event, list(claim_ids))


def _insert_many(statement: str, *values: str | int | list[int] | None) -> set[int]:
    epochs.refuse_behind_the_log()
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        inserted = cursor.fetchall()
    _deliver(inserted)
    return {claim_id for claim_id, _number, _event in inserted}


def _deliver(rows: list[tuple[int, int, str]]) -> None:
    """To the webhooks that receive such events, by jobs: removals at once, others after a while."""
    for event in {event for _claim, _number, event in rows}:
        if Webhook.objects.receiving(event).exists():
            enqueue_each(
                "claims.create_deliveries",
                [{"publication_id": number} for _claim, number, of in rows if of == event],
                not_before=None if event in ALWAYS_SENT else readers_delay.ends_at(),
            )
