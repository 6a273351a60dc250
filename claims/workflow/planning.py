"""The priority and the due date of a claim."""

from datetime import date

from django.utils.translation import gettext as _

from claims.choices import OPEN, Priority
from claims.locking import changing
from claims.models import Claim
from newsroom.errors import Refused, refusal_by
from newsroom.models import User
from newsroom.permissions import require


def plan(
    claim_id: int,
    by: User,
    priority: int,
    due_on: date | None,
    expected_revision: int | None = None,
) -> Claim:
    require(by, "plan_claim")
    if priority not in Priority.values:
        raise Refused(_("There is no priority %(value)s."), value=priority)
    with changing(claim_id, by, expected_revision) as claim:
        if claim.status not in OPEN:
            raise refusal_by("claim_due_while_open")
        claim.priority, claim.due_on = priority, due_on
        claim.save(update_fields=["priority", "due_on"])
        return claim
