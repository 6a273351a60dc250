"""Actions of a review, from its start to the sign-off."""

from typing import Any

from django.utils.translation import gettext_lazy

from claims.admin.claim import notes, review_forms
from claims.admin.claim.actions.availability import (
    IN_REVIEW,
    UNREVIEWED_OR_IN_REVIEW,
    on_claim,
    when_status,
)
from claims.admin.claim.state import ClaimState
from claims.choices import OPEN, Attribution, Status
from claims.workflow import conflicts, planning, review
from newsroom.admin.actions import Action
from newsroom.models import User


def _sign(state: ClaimState, by: User) -> str | None:
    return None if state.round is None else review.why_not_sign(state.round, by)


def others_conflicts(state: ClaimState, by: User) -> Any:
    return state.claim.conflicts.standing().exclude(person=by)


def _take(state: ClaimState, by: User) -> str | None:
    if state.review is None or state.claim.status != Status.IN_REVIEW:
        return None
    return None if state.review.reviewer_id == by.pk else ""


def _propose(state: ClaimState, by: User) -> str | None:
    """What every conclusion needs; the form adds what each one needs."""
    if state.claim.status != Status.IN_REVIEW:
        return None
    return conflicts.why_not_conclude(state.claim, by) or review.why_not_propose(
        state.claim, Attribution.REPORTED, Status.UNRATED
    )


REVIEW = (
    Action(
        "start",
        gettext_lazy("Start the review"),
        "start_review",
        review_forms.RevisionForm,
        on_claim(review.start),
        when_status(Status.UNREVIEWED),
        gettext_lazy("The review is open, and you are its reviewer."),
        main=True,
        at_once=True,
        key="a",
    ),
    Action(
        "take",
        gettext_lazy("Assign it to me"),
        "write_review",
        review_forms.RevisionForm,
        lambda state, by, data: review.assign(state.pk, by, by, **data),
        _take,
        gettext_lazy("You are its reviewer."),
        at_once=True,
        key="a",
    ),
    Action(
        "sign",
        gettext_lazy("Sign"),
        "sign",
        review_forms.SignForm,
        on_claim(review.sign),
        _sign,
        gettext_lazy("Signed. It is public, unless a hold or an embargo applies."),
        main=True,
        reauthenticate=True,
        key="s",
    ),
    Action(
        "send-back",
        gettext_lazy("Send back"),
        "send_back",
        review_forms.ReasonForm,
        on_claim(review.send_back),
        when_status(Status.AWAITING_SIGNOFF),
        gettext_lazy("Sent back with your reason."),
        key="b",
    ),
    Action(
        "withdraw-proposal",
        gettext_lazy("Withdraw the proposal"),
        "withdraw_proposal",
        review_forms.OptionalReasonForm,
        on_claim(review.withdraw_proposal),
        lambda state, by: "" if state.round and state.round.proposed_by_id == by.pk else None,
        gettext_lazy("Withdrawn: the claim can be edited again."),
    ),
    Action(
        "write",
        gettext_lazy("Write rationale and reply"),
        "write_review",
        review_forms.WriteForm,
        on_claim(review.write),
        IN_REVIEW,
        gettext_lazy("Saved."),
        key="w",
    ),
    Action(
        "propose",
        gettext_lazy("Propose a conclusion"),
        "propose",
        review_forms.ProposeForm,
        on_claim(review.propose),
        _propose,
        gettext_lazy("Proposed. Another, senior, editor signs it or sends it back."),
        main=True,
        key="p",
    ),
    Action(
        "assign",
        gettext_lazy("Assign a reviewer"),
        "write_review",
        review_forms.AssignForm,
        on_claim(review.assign),
        UNREVIEWED_OR_IN_REVIEW,
    ),
    Action(
        "plan",
        gettext_lazy("Set priority and due date"),
        "plan_claim",
        review_forms.PlanForm,
        on_claim(planning.plan),
        when_status(*OPEN),
    ),
    Action(
        "declare-conflict",
        gettext_lazy("Declare a conflict of interest"),
        "declare_conflict",
        review_forms.ConflictForm,
        on_claim(conflicts.declare),
        lambda state, by: None if conflicts.why_not_conclude(state.claim, by) else "",
        gettext_lazy("Declared. Somebody else proposes and signs this claim."),
    ),
    Action(
        "lift-conflict",
        gettext_lazy("Lift a conflict of interest"),
        "lift_conflict",
        review_forms.LiftConflictForm,
        on_claim(conflicts.lift),
        lambda state, by: "" if others_conflicts(state, by).exists() else None,
        gettext_lazy("Lifted."),
    ),
    notes.WRITE,
)
