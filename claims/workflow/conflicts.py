"""Conflicts of interest: who declares one neither proposes nor signs a conclusion of the claim.

Nothing that the person wrote, proposed or signed before is undone: senior editors get a notice and
decide, by sending back, reopening or leaving it.
"""

from collections.abc import Iterable

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from claims.choices import NoticeKind
from claims.locking import changing
from claims.models import Claim, Conflict
from claims.notifications import notices
from newsroom.errors import NotAllowed, Refused
from newsroom.models import User
from newsroom.permissions import require, who_may


def declare(claim_id: int, by: User, reason: str, expected_revision: int | None = None) -> Conflict:
    """Declare one's own. Senior editors get a notice if the person has worked on the claim."""
    require(by, "declare_conflict")
    with changing(claim_id, by, expected_revision, reason) as claim:
        made = Conflict.objects.create(claim=claim, person=by, reason=reason.strip())
        made.refresh_from_db()
        if made.took_part:
            notices.notify(who_may("lift_conflict"), NoticeKind.CONFLICT, claim, by)
        return made


def lift(claim_id: int, by: User, conflict_id: int, reason: str) -> Conflict:
    """Say that somebody else's conflict no longer stands, as after a slip."""
    require(by, "lift_conflict")
    with changing(claim_id, by, None, reason) as claim:
        found: Conflict | None = (
            claim.conflicts.standing().filter(pk=conflict_id).select_for_update().first()
        )
        if found is None:
            raise Refused(_("This conflict of interest does not stand any more."))
        found.lifted_by, found.lifted_at, found.lifted_reason = by, Now(), reason.strip()
        found.save(update_fields=["lifted_by", "lifted_at", "lifted_reason"])
        if not claim.conflicts.standing().exists():
            notices.settle(claim, NoticeKind.CONFLICT)
        found.refresh_from_db()
        return found


def why_not_conclude(claim: Claim, by: User, standing: Iterable[Conflict] | None = None) -> str:
    """Why this person neither proposes nor signs; empty where they declared no conflict.

    ``standing``: the claim's conflicts, where they have been read.
    """
    if standing is None:
        standing = claim.conflicts.standing().filter(person=by)
    if not any(each.person_id == by.pk for each in standing):
        return ""
    return _("You declared a conflict of interest: somebody else proposes and signs this claim.")


def refuse_conflict(claim: Claim, by: User, rule: str) -> None:
    if why_not := why_not_conclude(claim, by):
        raise Refused(why_not, rule=rule)


def refuse_reviewer(claim: Claim, reviewer: User) -> None:
    """Raise NotAllowed for a reviewer who could not propose."""
    if claim.conflicts.standing().filter(person=reviewer).exists():
        raise NotAllowed(
            _("%(who)s declared a conflict of interest and can't review this claim."), who=reviewer
        )
