"""Actions of a review, from its start to the sign-off."""

from operator import attrgetter
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from claims.admin.claim import notes, review_forms
from claims.admin.claim.actions.availability import (
    UNREVIEWED_OR_IN_REVIEW,
    on_claim,
    when_status,
    with_key,
    writes,
)
from claims.admin.claim.state import ClaimState
from claims.choices import OPEN, Attribution, RoundOutcome, Status
from claims.models import Claim, Publication, Round
from claims.workflow import assents, conflicts, planning, reporters, review, signatures
from newsroom.admin.actions import Action, filled
from newsroom.models import User
from newsroom.permissions import may


def _sign(state: ClaimState, by: User) -> str | None:
    if state.round is None or state.round.panel:
        return None
    return state.why_nobody_signs or review.why_not_sign(state.round, by, state.conflicts)


def _signed(round_: Round) -> Any:
    if round_.outcome == RoundOutcome.SIGNED:
        if Publication.objects.readable().filter(claim=round_.claim_id).exists():
            return gettext("Signed. It is public now.")
        if round_.claim.embargo_until and round_.claim.embargo_until > timezone.now():
            until = date_format(timezone.localtime(round_.claim.embargo_until), "DATETIME_FORMAT")
            return gettext("Signed. The embargo ends on %(until)s.") % {"until": until}
        return gettext("Signed. It is not public, because it is blocked or offline.")
    return gettext("Recorded. It is signed once the others have agreed; see the top of the page.")


def _planned(claim: Claim) -> Any:
    priority = claim.get_priority_display()
    if claim.due_on is None:
        return gettext("Priority: %(priority)s. No due date.") % {"priority": priority}
    sentence = gettext("Priority: %(priority)s. Due on %(day)s, and listed under Deadlines.")
    return sentence % {"priority": priority, "day": date_format(claim.due_on)}


def _agree(state: ClaimState, by: User) -> str | None:
    why_not = None if state.round is None else assents.why_not_agree(state.round, by)
    return why_not if why_not is None else state.why_nobody_signs or why_not


def _object(state: ClaimState, by: User) -> str | None:
    return None if _agree(state, by) is None else ""


def _hand_in(state: ClaimState, by: User) -> str | None:
    if writes(state, by) is None or state.review is None or state.review.handed_in_at:
        return None
    return "" if reporters.is_a_reporters(state.review, by) else None


def _return(state: ClaimState, by: User) -> str | None:
    if state.review is None or state.claim.status != Status.IN_REVIEW:
        return None
    return "" if state.review.handed_in_at else None


def _in_conflict(state: ClaimState, by: User) -> str:
    return conflicts.why_not_conclude(state.claim, by, state.conflicts)


def _take(state: ClaimState, by: User) -> str | None:
    if state.review is None or state.claim.status != Status.IN_REVIEW:
        return None
    return None if state.review.reviewer_id == by.pk else ""


def _propose(state: ClaimState, by: User) -> str | None:
    """What every conclusion needs; the form adds what each one needs."""
    if state.claim.status != Status.IN_REVIEW:
        return None
    if not may(by, "propose") and assents.why_reporter_may_not_propose(state.review, by):
        return None
    return _in_conflict(state, by) or review.why_not_propose(
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
        "assign_review",
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
        review_forms.SignWithKeyForm,
        with_key(review.sign, signatures.options_to_sign),
        _sign,
        _signed,
        main=True,
        reauthenticate=True,
        key="s",
    ),
    Action(
        "agree",
        gettext_lazy("Agree"),
        "agree",
        review_forms.AgreeForm,
        with_key(review.agree, signatures.options_to_agree),
        _agree,
        _signed,
        main=True,
        reauthenticate=True,
    ),
    Action(
        "object",
        gettext_lazy("Object: send it back"),
        "agree",
        review_forms.ReasonForm,
        on_claim(review.object_to),
        _object,
        gettext_lazy("Sent back with your reason; all agreements are void."),
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
        "propose_own",
        review_forms.OptionalReasonForm,
        on_claim(review.withdraw_proposal),
        lambda state, by: "" if state.round and state.round.proposed_by_id == by.pk else None,
        gettext_lazy("Withdrawn: the claim can be edited again."),
    ),
    Action(
        "write",
        gettext_lazy("Write summary and rationale"),
        "write_review",
        review_forms.WriteForm,
        on_claim(review.write),
        writes,
        gettext_lazy("Summary and rationale are saved. The checklist says what is still missing."),
        key="w",
    ),
    Action(
        "propose",
        gettext_lazy("Propose a conclusion"),
        "propose_own",
        review_forms.ProposeForm,
        with_key(review.propose, signatures.options_to_propose),
        _propose,
        gettext_lazy("Proposed. The top of the page says who must now agree or sign."),
        main=True,
        key="p",
    ),
    Action(
        "hand-in",
        gettext_lazy("Hand it in"),
        "write_review",
        review_forms.RevisionForm,
        on_claim(reporters.hand_in),
        _hand_in,
        gettext_lazy("Handed in. An editor proposes a conclusion, or returns it to you."),
        main=True,
        at_once=True,
    ),
    Action(
        "return",
        gettext_lazy("Return it to the reporter"),
        "assign_review",
        review_forms.ReasonForm,
        on_claim(reporters.return_to_reporter),
        _return,
        gettext_lazy("Returned with your reason."),
    ),
    Action(
        "assign",
        gettext_lazy("Assign a reviewer"),
        "assign_review",
        review_forms.AssignForm,
        on_claim(review.assign),
        UNREVIEWED_OR_IN_REVIEW,
        filled(
            gettext_lazy("%(who)s is the reviewer of claim %(number)s from now on."),
            who=attrgetter("reviewer"),
            number=attrgetter("claim_id"),
        ),
    ),
    Action(
        "plan",
        gettext_lazy("Set priority and due date"),
        "plan_claim",
        review_forms.PlanForm,
        on_claim(planning.plan),
        when_status(*OPEN),
        _planned,
    ),
    Action(
        "declare-conflict",
        gettext_lazy("Declare a conflict of interest"),
        "declare_conflict",
        review_forms.ConflictForm,
        on_claim(conflicts.declare),
        lambda state, by: None if _in_conflict(state, by) else "",
        gettext_lazy("Declared. Somebody else proposes and signs this claim."),
    ),
    Action(
        "lift-conflict",
        gettext_lazy("Lift a conflict of interest"),
        "lift_conflict",
        review_forms.LiftConflictForm,
        on_claim(conflicts.lift),
        lambda state, by: "" if state.conflicts_of_others(by) else None,
        gettext_lazy(
            "The conflict of interest is lifted: this person may conclude and sign again."
        ),
    ),
    notes.WRITE,
)
