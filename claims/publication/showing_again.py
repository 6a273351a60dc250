"""What becomes of claims when a protection begins or ends, or publishing goes on after a restore.

What may not be read any more PostgreSQL withholds in the same statement. Then each claim is looked at again:
hidden, and shown as far as the public may read it.
"""

import logging
from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from claims.choices import PublicationEvent
from claims.locking import count_revisions, lock_with_neighbours, neighbours
from claims.models import ClaimToShow
from claims.publication import epochs, publishing, rows
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.jobs import SOON, enqueue

# Claims that are looked at again in the transaction of the protection itself; more, by a job.
AT_ONCE = 100
# Claims that the job looks at in one transaction.
TOGETHER = 50

logger = logging.getLogger(__name__)


def publish_again(claim_ids: Collection[int]) -> None:
    """Hide those of the locked claims that are withheld, and show what may be public of them.

    Many claims wait for a job that does it (``show_waiting``). What is withheld nobody can read meanwhile.
    """
    if epochs.is_behind_the_log():
        epochs.postpone(claim_ids)
    elif len(claim_ids) <= AT_ONCE:
        _show(claim_ids)
    else:
        ClaimToShow.objects.bulk_create(
            (ClaimToShow(claim_id=number) for number in claim_ids), ignore_conflicts=True
        )
        # At least one row at once: by the last number, caches know that their copies are outdated.
        hidden = rows.hide_withheld(claim_ids, TOGETHER)
        publishing.republish(neighbours(claim_ids))
        count_revisions(hidden)
        _enqueue()


def _show(claim_ids: Collection[int]) -> None:
    """Hide those of the locked claims that are withheld, and show what may be public of them."""
    hidden = rows.hide_withheld(claim_ids)
    # Behind the log they went on listing what is hidden now: that they don't any more is another event.
    outdated = publishing.with_outdated_relations(claim_ids)
    shown = rows.publish_due(set(claim_ids) - outdated, PublicationEvent.SHOWN)
    # Those shown first don't list the later ones.
    publishing.republish(neighbours(hidden | shown) | outdated)
    if outdated:
        shown |= rows.publish_due(outdated, PublicationEvent.SHOWN)
    ClaimToShow.objects.filter(pk__in=claim_ids).delete()
    count_revisions(hidden | shown)


def _enqueue() -> None:
    enqueue("claims.show_again", once="claims.show_again", priority=SOON)


def enqueue_if_waiting() -> None:
    """A job, if claims wait to be shown again and none is queued."""
    if ClaimToShow.objects.exists() and not epochs.is_behind_the_log():
        with acting(None, _("claims wait to be shown again")):
            _enqueue()


def show_waiting() -> None:
    """Show the claims that wait for it, some at a time.

    A second run finds none. Raises Refused at the end if a claim could not be shown; the others were.
    """
    refused = [
        *_show_those(
            _("a protection began or ended, or an upgrade changed what is withheld"),
            after_restore=False,
        ),
        *_show_those(_("publishing goes on after a restore"), after_restore=True),
    ]
    if refused:
        raise refused[-1]


def _show_those(reason: str, *, after_restore: bool) -> Iterator[Refused]:
    last = 0
    while numbers := _waiting(last, after_restore):
        try:
            _show_waiting(numbers, reason)
        except Refused:
            for number in numbers:
                try:
                    _show_waiting([number], reason)
                except Refused as error:
                    logger.exception("claim %s can't be shown again", number)
                    yield error
        last = numbers[-1]


def _waiting(after: int, after_restore: bool) -> list[int]:
    waiting = ClaimToShow.objects.filter(pk__gt=after, after_restore=after_restore).order_by("pk")
    return list(waiting.values_list("pk", flat=True)[:TOGETHER])


def _show_waiting(numbers: list[int], reason: str) -> None:
    with acting(None, reason):
        lock_with_neighbours(*numbers)
        still = ClaimToShow.objects.filter(pk__in=numbers).values_list("pk", flat=True)
        _show(list(still))
