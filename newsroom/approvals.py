"""What takes two people: requested by an editor, approved or declined by another, senior, one.

What is done on approval: ``newsroom.people``, and in the app above ``claims.workflow.approvals``.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.utils.translation import gettext as _

from newsroom.choices import ERASING, PEOPLE_KINDS, ApprovalKind, ApprovalOutcome
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import Approval, Policy, User
from newsroom.permissions import may, who_may
from newsroom.verbs import permitted

_announce: list[Callable[[Approval], None]] = []


def when_requests_change(announce: Callable[[Approval], None]) -> None:
    """Call this with each request that is made or decided, in the verb's own transaction."""
    _announce.append(announce)


def one_person_is_enough() -> bool:
    return Policy.objects.filter(pk=1, one_person=True).exists()


def request(
    kind: ApprovalKind, subject_id: int, by: User, reason: str, /, **payload: Any
) -> Approval:
    """Request an approval. Raises Refused, NotAllowed."""
    with permitted(by, "request_approval", reason):
        return create(kind, subject_id, by, reason, **payload)


def create(
    kind: ApprovalKind, subject_id: int, by: User, reason: str, /, **payload: Any
) -> Approval:
    """The row of a request, inside the caller's verb."""
    made: Approval = Approval.objects.create(
        kind=kind, subject_id=subject_id, payload=payload, reason=reason.strip(), requested_by=by
    )
    for announce in _announce:
        announce(made)
    return made


def decide(approval_id: int, by: User, outcome: ApprovalOutcome, answer: str = "") -> Approval:
    """Lock and decide an open approval, inside the caller's verb. Raises Refused."""
    locked = Approval.objects.select_for_update(no_key=True, of=("self",))
    approval: Approval = locked.get(pk=approval_id)
    if approval.outcome != ApprovalOutcome.OPEN:
        raise Refused(
            _("%(who)s has already decided this: %(outcome)s."),
            "approval_decided_once",
            who=approval.decided_by,
            outcome=approval.get_outcome_display(),
        )
    if outcome == ApprovalOutcome.DONE and (why_not := why_not_approve(approval, by)):
        raise Refused(why_not, rule="approval_takes_two")
    approval.outcome, approval.decided_by, approval.answer = outcome, by, answer
    # The transaction's own time, by which PostgreSQL's guards recognise the approval in effect.
    Approval.objects.filter(pk=approval.pk).update(
        outcome=outcome, decided_by=by, decided_at=TransactionNow(), answer=answer
    )
    for announce in _announce:
        announce(approval)
    return approval


def who_may_approve(approval: Approval) -> list[User]:
    """The people whose role, and whose part in it, let them approve the request."""
    seniors = who_may("decide_approval").select_related("held_role")
    return [each for each in seniors if not why_not_approve(approval, each)]


def nobody_else_may_approve(by: User) -> bool:
    """Whether this person alone could approve requests, and so nobody those that are their own."""
    if not may(by, "decide_approval") or one_person_is_enough():
        return False
    return not who_may("decide_approval").exclude(pk=by.pk).exists()


def why_not_approve(approval: Approval, by: User) -> str:
    """Why this person can't approve the request, in a sentence; empty where they can."""
    if approval.kind in PEOPLE_KINDS and approval.subject_id == by.pk:
        return _("This is about yourself: two other senior editors request and approve it.")
    if approval.requested_by_id != by.pk:
        return ""
    if approval.kind not in ERASING and one_person_is_enough():
        return ""
    return _("You requested this; another senior editor approves it.")


def decline(approval_id: int, by: User, answer: str) -> Approval:
    """Raises Refused, NotAllowed."""
    with permitted(by, "decide_approval", answer):
        return decide(approval_id, by, ApprovalOutcome.DECLINED, answer)


def withdraw(approval_id: int, by: User) -> Approval:
    """Withdraw one's own request. Raises Refused."""
    with acting(by):
        approval = decide(approval_id, by, ApprovalOutcome.WITHDRAWN)
        if approval.requested_by_id != by.pk:
            raise Refused(_("Only the person who requested this can withdraw it."))
        return approval
