"""After a restore to a point behind the public log nothing is published until two people open an epoch.

The signer can't write into the database, but what it signed last stands in the log's files, which the web
server and the workers read. Where the database lacks some of it, that is recorded, and PostgreSQL refuses
publications from then on.
"""

import logging
from collections.abc import Iterable
from threading import Thread
from typing import Any, NamedTuple

from django.db import IntegrityError, connection, connections
from django.utils.translation import gettext as _

from claims.locking import neighbours, sql_scalar
from claims.models import ClaimToShow, Epoch, LogAhead
from claims.transparency.checkpoints import Checkpoint
from claims.transparency.log import Log, last_log, next_origin, open_all, within
from claims.transparency.notes import Note
from newsroom import approvals, people
from newsroom.choices import ApprovalKind, ApprovalOutcome
from newsroom.errors import Refused, refusal_by
from newsroom.history import acting
from newsroom.models import Approval, User

logger = logging.getLogger(__name__)

# Whether the database has all that the log's status names, or an epoch goes on from there.
HAS_ALL = """
SELECT %(number)s = 0 OR EXISTS (SELECT FROM claims_publication WHERE number = %(number)s AND sha256 = %(sha256)s),
       coalesce((SELECT max(id) FROM newsroom_logentry), 0) >= %(lines)s,
       coalesce((SELECT max(id) FROM newsroom_event), 0) >= %(events)s,
       %(mark)s IN ('', log_mark(%(lines)s, %(early)s::bigint[], %(events)s)),
       EXISTS (SELECT FROM claims_logahead a JOIN claims_epoch e ON e.ahead_id = a.id
                WHERE a.origin = %(origin)s AND a.size = %(size)s)
"""


class Signed(NamedTuple):
    """What the signer signed last. ``root``: in hex."""

    origin: str
    size: int
    root: str
    number: int


def is_behind_the_log() -> bool:
    """Whether nothing may be published: the database lacks what is in the log. Found first, it is recorded."""
    if sql_scalar("SELECT log_is_ahead()"):
        return True
    signed = _missing()
    if signed is None:
        return False
    _record_apart(signed)
    return True


def can_read_the_log() -> bool:
    """Whether there is one that says what was signed last."""
    try:
        return _read_log() is not None
    except Exception:  # of the files or a bucket
        logger.exception("The public log can't be read.")
        return False


def refuse_behind_the_log() -> None:
    """Raises Refused where nothing may be published."""
    if is_behind_the_log():
        raise refusal_by(
            "publication_follows_the_log",
            "Nothing is published: the database and the public log don't match, since one of them was restored"
            " from an older copy. Two people open an epoch first.",
        )


def standing() -> LogAhead | None:
    """The restore behind the log after which nothing is published."""
    found: LogAhead | None = LogAhead.objects.open().first()
    return found


def postpone(claim_ids: Iterable[int]) -> None:
    """Hide and show these claims once an epoch is open. What may not be read is withheld already.

    Their neighbours are published again then, too: until then they list what was hidden (``served_body``).
    """
    ClaimToShow.objects.bulk_create(
        (ClaimToShow(claim_id=number, after_restore=True) for number in neighbours(claim_ids)),
        ignore_conflicts=True,
    )


def _missing() -> Signed | None:
    """What the log's last checkpoint says, if the database lacks some of it."""
    try:
        read = _read_log()
    except Exception:  # of the files or a bucket: the signer still compares
        logger.exception("The public log can't be read, so the database is not compared with it.")
        return None
    if read is None:
        return None
    signed, status = read
    if forgotten := status.get("forgotten"):
        signed = Signed(**forgotten)
    values = {**status, **signed._asdict()}
    with connection.cursor() as cursor:
        # After the files: what is signed meanwhile is in the database.
        cursor.execute(HAS_ALL, values)
        *has, is_continued = cursor.fetchone()
    return None if is_continued or (all(has) and not forgotten) else signed


def _read_log() -> tuple[Signed, dict[str, Any]] | None:
    files = open_all()
    if files is None:
        return None
    log = Log(within(files, last_log(files)))
    status = log.status()
    if not status:  # no signer ran yet
        return None
    checkpoint = Checkpoint.read(Note.read(log.checkpoint()).text)
    if checkpoint.size != status["size"]:
        return None  # it is being written
    signed = Signed(
        checkpoint.origin, checkpoint.size, checkpoint.root.hex(), int(status["number"])
    )
    return signed, status


def _record_apart(signed: Signed) -> None:
    """In a transaction of its own, which is committed where the caller's is undone."""

    def record() -> None:
        try:
            with acting(None, _("the public log has more than the database")):
                LogAhead.objects.create(**signed._asdict())
                people.notify_seniors(
                    _(
                        "Nothing is published: the database and the public log don't match, since one of"
                        " them was restored from an older copy. See “Restores behind the public log”, where two people open an epoch."
                    ),
                    None,
                )
        except (IntegrityError, Refused) as error:
            logger.warning("Not recorded that the log is ahead: %s", error)
        finally:
            connections.close_all()

    logger.critical("The database lacks what is in the public log: nothing is published.")
    # Another thread has another connection.
    apart = Thread(target=record)
    apart.start()
    apart.join()


# Opening an epoch


def request(ahead_id: int, by: User, reason: str) -> Approval:
    """Request that numbering goes on after a restore. Raises Refused, NotAllowed."""
    found = standing()
    if found is None or found.pk != ahead_id:
        raise Refused(_("An epoch was opened since, or the log was found ahead again."))
    files = open_all()
    if files is None:
        raise Refused(_("Set SIGNED_LOG first: the name of the new log follows from the old one."))
    opened = Epoch.objects.values_list("origin", flat=True)
    origin = next_origin(files, found.origin, opened)
    return approvals.request(ApprovalKind.OPEN_EPOCH, ahead_id, by, reason, origin=origin)


def open_epoch(requested: Approval, by: User) -> Approval:
    """Approve the request: numbering goes on after the log's last number. Inside the caller's verb."""
    approval = approvals.decide(requested.pk, by, ApprovalOutcome.DONE)
    Epoch.objects.create(
        ahead_id=approval.subject_id, approval=approval, origin=approval.payload["origin"]
    )
    people.notify_seniors(
        _("An epoch is open: publishing goes on. %(who)s approved it.") % {"who": by},
        by,
        but=approval.requested_by,
    )
    return approval
