"""Taking a snapshot's words from the public's eyes: one person, at once. Putting them back: two.

The claims that rest on the snapshot keep their conclusions, say that its quotes are taken down,
and every earlier publication that holds one is withheld.
"""

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.choices import PublicationEvent
from claims.locking import count_revision, lock_with_neighbours, sql_scalar
from claims.models import Claim
from claims.publication import publishing
from newsroom import approvals
from newsroom.choices import ApprovalKind, ApprovalOutcome
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import Approval, User
from newsroom.permissions import require
from sources.models import Snapshot, Takedown
from sources.takedowns import standing_on


def resting_on(snapshot_id: int) -> list[int]:
    """The claims that quote the snapshot, or of which a publication of any day does."""
    found: list[int] = sql_scalar("SELECT claims_quoting(%s)", snapshot_id)
    return found


def take_down(snapshot_id: int, by: User, reason: str) -> Takedown:
    """Show the public no text and no quote of the snapshot from here on, on no day.

    The reason is internal. Raises Refused, NotAllowed.
    """
    require(by, "take_down")
    with acting(by, reason):
        claims = _lock(snapshot_id)
        made = Takedown.objects.create(snapshot_id=snapshot_id, reason=reason.strip(), set_by=by)
        _tell(claims, PublicationEvent.TAKEN_DOWN)
    publishing.publish_due()
    return made


def request_lift(snapshot_id: int, by: User, reason: str) -> Approval:
    """Ask to lift the takedown; a second person does it. Raises Refused, NotAllowed."""
    if standing_on(snapshot_id) is None:
        raise Refused(_("No takedown stands on this snapshot."))
    return approvals.request(ApprovalKind.LIFT_TAKEDOWN, snapshot_id, by, reason)


def lift(deed_id: int, snapshot_id: int, by: User) -> Approval:
    """The second person lifts the takedown, inside the deed's transaction. Called by deeds."""
    claims = _lock(snapshot_id)
    deed = approvals.decide(deed_id, by, ApprovalOutcome.DONE)
    standing = standing_on(snapshot_id)
    if standing is None:
        raise Refused(_("No takedown stands on this snapshot any more."))
    standing.lifted_at, standing.lifted_by_approval = timezone.now(), deed
    standing.save(update_fields=["lifted_at", "lifted_by_approval"])
    _tell(claims, PublicationEvent.RESTORED)
    return deed


def _lock(snapshot_id: int) -> dict[int, Claim]:
    """Lock the claims that rest on the snapshot, with their neighbours, and then the snapshot."""
    if not Snapshot.objects.filter(pk=snapshot_id).exists():
        raise Refused(_("There is no snapshot %(number)s.") % {"number": snapshot_id})
    while True:
        before = transaction.savepoint()
        wanted = resting_on(snapshot_id)
        locked = lock_with_neighbours(*wanted)
        sql_scalar("SELECT lock_snapshot(%s)", snapshot_id)
        # From here on nobody publishes a quote of it; somebody may have, just before. Waiting for
        # that claim now would be out of turn: let go and begin again.
        if set(resting_on(snapshot_id)) <= set(wanted):
            transaction.savepoint_commit(before)
            return locked
        transaction.savepoint_rollback(before)


def _tell(claims: dict[int, Claim], event: PublicationEvent) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT claims_with_outdated_takedowns(%s)", [list(claims)])
        untold = [number for (number,) in cursor.fetchall()]
    for number in untold:
        publishing.publish(claims[number], event)
        count_revision(claims[number])
