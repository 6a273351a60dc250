"""Approvals: requesting and deciding what takes two people. Its app's verb carries it out."""

from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.utils.translation import gettext as _

from newsroom.choices import ApprovalKind, ApprovalOutcome
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import Approval, Policy, User
from newsroom.permissions import require


def one_person_is_enough() -> bool:
    return Policy.objects.filter(pk=1, one_person=True).exists()


def request(
    kind: ApprovalKind, subject_id: int, by: User, reason: str, /, **payload: Any
) -> Approval:
    """Request an approval, which a second, senior, person gives. Raises Refused, NotAllowed."""
    require(by, "request_approval")
    with acting(by, reason):
        return Approval.objects.create(
            kind=kind,
            subject_id=subject_id,
            payload=payload,
            reason=reason.strip(),
            requested_by=by,
        )


def decide(approval_id: int, by: User, outcome: ApprovalOutcome, answer: str = "") -> Approval:
    """Lock and decide an open approval, inside the caller's ``acting``. Raises Refused, NotAllowed."""
    locked = Approval.objects.select_for_update(no_key=True, of=("self",))
    approval: Approval = locked.get(pk=approval_id)
    if approval.outcome != ApprovalOutcome.OPEN:
        raise Refused(
            _("%(who)s has already decided this: %(outcome)s."),
            "approval_decided_once",
            who=approval.decided_by,
            outcome=approval.get_outcome_display(),
        )
    if outcome == ApprovalOutcome.TAKEN_BACK:
        if approval.requested_by_id != by.pk:
            raise Refused(_("Only the person who asked can take this back."))
    else:
        require(by, "decide_approval")
    approval.outcome, approval.decided_by, approval.answer = outcome, by, answer
    # The transaction's own time, by which PostgreSQL's guards recognise the approval in effect.
    Approval.objects.filter(pk=approval.pk).update(
        outcome=outcome, decided_by=by, decided_at=TransactionNow(), answer=answer
    )
    return approval


def decline(approval_id: int, by: User, answer: str) -> Approval:
    with acting(by, answer):
        return decide(approval_id, by, ApprovalOutcome.DECLINED, answer)


def withdraw(approval_id: int, by: User) -> Approval:
    with acting(by):
        return decide(approval_id, by, ApprovalOutcome.TAKEN_BACK)
