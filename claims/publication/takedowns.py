"""Takedowns: one person hides a snapshot's text from the public at once, two show it again.

The claims that quote the snapshot keep their conclusions and say that the quotes are taken down;
every earlier publication with such a quote is withheld.
"""

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.choices import PublicationEvent
from claims.locking import (
    count_revision,
    lock_all,
    lock_with_neighbours,
    no_such_snapshot,
    sql_scalar,
)
from claims.models import Claim
from claims.publication import epochs, publishing
from newsroom import approvals
from newsroom.choices import ApprovalKind, ApprovalOutcome
from newsroom.errors import Refused
from newsroom.models import Approval, User
from newsroom.verbs import permitted
from sources.models import Snapshot, Takedown
from sources.takedowns import standing_on


def claims_quoting(snapshot_id: int) -> list[int]:
    """The claims that quote the snapshot, now or in a publication of any day."""
    found: list[int] = sql_scalar("SELECT claims_quoting(%s)", snapshot_id)
    return found


def take_down(snapshot_id: int, by: User, reason: str) -> Takedown:
    """Hide the snapshot's text and quotes from the public, on every day. The reason is internal."""
    with permitted(by, "take_down", reason):
        claims = _lock(snapshot_id)
        made = Takedown.objects.create(snapshot_id=snapshot_id, reason=reason.strip(), set_by=by)
        _publish_changed(claims, PublicationEvent.TAKEN_DOWN)
    publishing.publish_due()
    return made


def request_lift(snapshot_id: int, by: User, reason: str) -> Approval:
    _standing(snapshot_id)
    return approvals.request(ApprovalKind.LIFT_TAKEDOWN, snapshot_id, by, reason)


def lift(approval_id: int, snapshot_id: int, by: User) -> Approval:
    """Approve the lifting and show the quotes again, inside the transaction of the approval."""
    claims = _lock(snapshot_id)
    approval = approvals.decide(approval_id, by, ApprovalOutcome.DONE)
    standing = _standing(snapshot_id)
    standing.lifted_at, standing.lifted_by_approval = timezone.now(), approval
    standing.save(update_fields=["lifted_at", "lifted_by_approval"])
    _publish_changed(claims, PublicationEvent.RESTORED)
    return approval


def _standing(snapshot_id: int) -> Takedown:
    found = standing_on(snapshot_id)
    if found is None:
        raise Refused(_("This snapshot is not taken down."))
    return found


def _lock(snapshot_id: int) -> dict[int, Claim]:
    """Lock the claims that quote the snapshot, with their neighbours, and then the snapshot."""
    if not Snapshot.objects.filter(pk=snapshot_id).exists():
        raise no_such_snapshot(snapshot_id)

    def lock(claim_ids: set[int]) -> dict[int, Claim]:
        locked = lock_with_neighbours(*claim_ids)
        # From here on, publishing a quote of the snapshot waits.
        sql_scalar("SELECT lock_snapshot(%s)", snapshot_id)
        return locked

    return lock_all(lambda: set(claims_quoting(snapshot_id)), lock)


def _publish_changed(claims: dict[int, Claim], event: PublicationEvent) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT claims_with_outdated_takedowns(%s)", [list(claims)])
        outdated = [number for (number,) in cursor.fetchall()]
    # What is shown again is refused there, as every publication.
    if outdated and event == PublicationEvent.TAKEN_DOWN and epochs.is_behind_the_log():
        epochs.postpone(outdated)
        return
    for number in outdated:
        publishing.publish(claims[number], event)
        count_revision(claims[number])
