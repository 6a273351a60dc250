"""The verbs of a review: from its start to the proposal, and what is made of that."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.claim import notes, review_forms
from claims.admin.claim.actions.availability import IN_REVIEW, UNREVIEWED_OR_IN_REVIEW, while_
from claims.admin.claim.state import ClaimState
from claims.choices import OPEN, Attribution, Status
from claims.workflow import planning, review
from newsroom.admin.desk import Action
from newsroom.models import User


def _sign(state: ClaimState, by: User) -> str | None:
    if state.round is None:
        return None
    if state.one_person:
        return ""
    if state.round.proposed_by_id == by.pk:
        return _("You proposed this conclusion; another senior editor signs it.")
    if by.pk in state.authors:
        return _("You wrote part of this in this review; another senior editor signs it.")
    return ""


def _take(state: ClaimState, by: User) -> str | None:
    if state.review is None or state.claim.status != Status.IN_REVIEW:
        return None
    return None if state.review.reviewer_id == by.pk else ""


def _propose(state: ClaimState, by: User) -> str | None:
    """What every conclusion needs; what each one needs besides, its form says."""
    if state.claim.status != Status.IN_REVIEW:
        return None
    return review.what_is_missing(state.claim, Attribution.REPORTED, Status.UNRATED)


def _take_back(state: ClaimState, by: User) -> str | None:
    return "" if state.round is not None and state.round.proposed_by_id == by.pk else None


def _write(state: ClaimState, by: User, data: dict[str, Any]) -> Any:
    written = {name: data[name] for name in review.REVIEW_FIELDS}
    return review.write(state.pk, by, data["revision"], **written)


def _signed(state: ClaimState, by: User, data: dict[str, Any]) -> Any:
    return review.sign(state.pk, by, data["version"])


REVIEWING = (
    Action(
        "start",
        gettext_lazy("Start the review"),
        "start_review",
        review_forms.RevisionForm,
        lambda state, by, data: review.start(state.pk, by, data["revision"]),
        while_(Status.UNREVIEWED),
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
        lambda state, by, data: review.assign(state.pk, by, by, data["revision"]),
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
        _signed,
        _sign,
        gettext_lazy("Signed. It is public, unless a hold or an embargo stands."),
        main=True,
        key="s",
    ),
    Action(
        "send-back",
        gettext_lazy("Send back"),
        "send_back",
        review_forms.ReasonForm,
        lambda state, by, data: review.send_back(state.pk, by, data["reason"], data["revision"]),
        while_(Status.AWAITING_SIGNOFF),
        gettext_lazy("Sent back with your reason."),
        key="b",
    ),
    Action(
        "take-back",
        gettext_lazy("Take the proposal back"),
        "take_back",
        review_forms.OptionalReasonForm,
        lambda state, by, data: review.take_back(state.pk, by, data["reason"], data["revision"]),
        _take_back,
        gettext_lazy("Taken back: it can be edited again."),
    ),
    Action(
        "write",
        gettext_lazy("Write rationale and reply"),
        "write_review",
        review_forms.WriteForm,
        _write,
        IN_REVIEW,
        gettext_lazy("Written down."),
        key="w",
    ),
    Action(
        "propose",
        gettext_lazy("Propose a conclusion"),
        "propose",
        review_forms.ProposeForm,
        lambda state, by, data: review.propose(
            state.pk, by, data["attribution"], data["status"], data["revision"]
        ),
        _propose,
        gettext_lazy("Proposed. Another, senior, editor signs it or sends it back."),
        main=True,
        key="p",
    ),
    Action(
        "assign",
        gettext_lazy("Give it to a reviewer"),
        "write_review",
        review_forms.AssignForm,
        lambda state, by, data: review.assign(state.pk, by, data["reviewer"], data["revision"]),
        UNREVIEWED_OR_IN_REVIEW,
    ),
    Action(
        "plan",
        gettext_lazy("Set priority and due date"),
        "plan_claim",
        review_forms.PlanForm,
        lambda state, by, data: planning.plan(
            state.pk, by, int(data["priority"]), data["due_on"], data["revision"]
        ),
        while_(*OPEN),
    ),
    notes.WRITE,
)
