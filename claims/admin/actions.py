"""Every verb of a claim: when it is offered, what it asks for, and the call that does it.

What is offered follows the statuses; whether it is done, the verbs and PostgreSQL decide.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import deeds, drafting, files, others, planning, publishing, relations, review
from claims.admin import forms, notes, others_forms, quoting
from claims.admin.state import ClaimState
from claims.choices import CONCLUDED, EDITABLE, OPEN, Attribution, Status
from claims.models import Claim
from newsroom.admin.desk import Action
from newsroom.models import User
from newsroom.permissions import may

WhyNot = Callable[[ClaimState, User], str | None]


def while_(*statuses: Status) -> WhyNot:
    """Offered while the claim stands so."""
    return lambda state, by: "" if state.claim.status in statuses else None


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


def _edit(state: ClaimState, by: User) -> str | None:
    if state.claim.status in EDITABLE:
        return ""
    if state.claim.concluded:
        if may(by, "reopen"):
            return ""
        return _("It is concluded: a senior editor reopens it first.")
    if state.claim.status == Status.AWAITING_SIGNOFF:
        return _("What is proposed is frozen until it is sent back or taken back.")
    return None


def _add_appearance(state: ClaimState, by: User) -> str | None:
    if state.claim.status not in EDITABLE:
        return None
    own = state.claim.added_by_id == by.pk and state.claim.status == Status.UNREVIEWED
    return "" if own or may(by, "edit_claim") else None


def _lift(state: ClaimState, by: User) -> str | None:
    return "" if state.holds else None


def _embargo(state: ClaimState, by: User) -> str | None:
    return None if state.published else ""


def _withdraw(state: ClaimState, by: User) -> str | None:
    return None if state.claim.status == Status.WITHDRAWN else ""


def _edit_claim(state: ClaimState, by: User, data: dict[str, Any]) -> Claim:
    own = {name: data[name] for name in (*forms.OWN_FIELDS, "speaker")}
    return drafting.edit_claim(
        state.pk, by, data["revision"], data["reason"], topics=data["topics"], **own
    )


def _add_evidence(state: ClaimState, by: User, data: dict[str, Any]) -> Any:
    return review.add_evidence(state.pk, by, data["revision"], **data["evidence"])


def _add_file(state: ClaimState, by: User, data: dict[str, Any]) -> Any:
    given = {key: value for key, value in data["evidence"].items() if key != "kind"}
    return files.add(state.pk, by, data["revision"], **given)


def _write(state: ClaimState, by: User, data: dict[str, Any]) -> Any:
    written = {name: data[name] for name in review.REVIEW_FIELDS}
    return review.write(state.pk, by, data["revision"], **written)


def _signed(state: ClaimState, by: User, data: dict[str, Any]) -> Any:
    return review.sign(state.pk, by, data["version"])


ASKED = gettext_lazy("Asked for. A senior editor other than you does it, under Deeds of two.")
IN_REVIEW = while_(Status.IN_REVIEW)
UNREVIEWED_OR_IN_REVIEW = while_(*EDITABLE)
SIGNED = while_(*CONCLUDED)

REVIEWING = (
    Action(
        "start",
        gettext_lazy("Start the review"),
        "start_review",
        forms.SeenForm,
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
        forms.SeenForm,
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
        forms.SignForm,
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
        forms.ReasonForm,
        lambda state, by, data: review.send_back(state.pk, by, data["reason"], data["revision"]),
        while_(Status.AWAITING_SIGNOFF),
        gettext_lazy("Sent back with your reason."),
        key="b",
    ),
    Action(
        "take-back",
        gettext_lazy("Take the proposal back"),
        "take_back",
        forms.OptionalReasonForm,
        lambda state, by, data: review.take_back(state.pk, by, data["reason"], data["revision"]),
        _take_back,
        gettext_lazy("Taken back: it can be edited again."),
    ),
    Action(
        "write",
        gettext_lazy("Write rationale and reply"),
        "write_review",
        forms.WriteForm,
        _write,
        IN_REVIEW,
        gettext_lazy("Written down."),
        key="w",
    ),
    Action(
        "add-passage",
        gettext_lazy("Add evidence: a passage"),
        "write_review",
        quoting.PassageForm,
        _add_evidence,
        IN_REVIEW,
        gettext_lazy("The passage is added."),
        key="e",
        short=gettext_lazy("a passage"),
    ),
    Action(
        "add-file",
        gettext_lazy("Add evidence: a file"),
        "write_review",
        quoting.FileForm,
        _add_file,
        IN_REVIEW,
        gettext_lazy("The file is added, under its hash."),
        short=gettext_lazy("a file"),
    ),
    Action(
        "add-record",
        gettext_lazy("Add evidence: a record consulted"),
        "write_review",
        quoting.RecordForm,
        _add_evidence,
        IN_REVIEW,
        gettext_lazy("The record is added."),
        short=gettext_lazy("a record consulted"),
    ),
    Action(
        "add-contact",
        gettext_lazy("Add evidence: a contact"),
        "write_review",
        quoting.ContactForm,
        _add_evidence,
        IN_REVIEW,
        gettext_lazy("The contact is added."),
        short=gettext_lazy("a contact"),
    ),
    Action(
        "add-calculation",
        gettext_lazy("Add evidence: a calculation"),
        "write_review",
        quoting.CalculationForm,
        _add_evidence,
        IN_REVIEW,
        gettext_lazy("The calculation is added."),
        short=gettext_lazy("a calculation"),
    ),
    Action(
        "remove-evidence",
        gettext_lazy("Remove evidence"),
        "write_review",
        forms.RemoveEvidenceForm,
        lambda state, by, data: review.remove_evidence(
            state.pk, by, data["evidence"].pk, data["revision"]
        ),
        IN_REVIEW,
        gettext_lazy("Removed; history keeps it."),
        on_part=True,
        danger=True,
    ),
    Action(
        "propose",
        gettext_lazy("Propose a conclusion"),
        "propose",
        forms.ProposeForm,
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
        forms.AssignForm,
        lambda state, by, data: review.assign(state.pk, by, data["reviewer"], data["revision"]),
        UNREVIEWED_OR_IN_REVIEW,
    ),
    Action(
        "plan",
        gettext_lazy("Set priority and due date"),
        "plan_claim",
        forms.PlanForm,
        lambda state, by, data: planning.plan(
            state.pk, by, int(data["priority"]), data["due_on"], data["revision"]
        ),
        while_(*OPEN),
    ),
    notes.WRITE,
)

DRAFTING = (
    Action(
        "edit",
        gettext_lazy("Edit the claim"),
        "edit_claim",
        forms.EditForm,
        _edit_claim,
        _edit,
        gettext_lazy("Saved."),
        key="c",
    ),
    Action(
        "add-appearance",
        gettext_lazy("Add an appearance"),
        "add_claim",
        quoting.AppearanceForm,
        lambda state, by, data: drafting.add_appearance(
            state.pk,
            by,
            data["snapshot"],
            data["found"],
            data["relays"],
            data["revision"],
            **data["stated"],
        ),
        _add_appearance,
        gettext_lazy("The appearance is added."),
    ),
    Action(
        "remove-appearance",
        gettext_lazy("Remove an appearance"),
        "edit_claim",
        forms.RemoveAppearanceForm,
        lambda state, by, data: drafting.remove_appearance(
            state.pk, by, data["appearance"].pk, data["revision"]
        ),
        UNREVIEWED_OR_IN_REVIEW,
        gettext_lazy("Removed; history keeps it."),
        on_part=True,
        danger=True,
    ),
    Action(
        "add-quantity",
        gettext_lazy("Add a quantity"),
        "edit_claim",
        forms.QuantityForm,
        lambda state, by, data: drafting.add_quantity(
            state.pk, by, data["quantity"], data["revision"]
        ),
        UNREVIEWED_OR_IN_REVIEW,
        gettext_lazy("The quantity is added."),
    ),
    Action(
        "remove-quantity",
        gettext_lazy("Remove a quantity"),
        "edit_claim",
        forms.RemoveQuantityForm,
        lambda state, by, data: drafting.remove_quantity(
            state.pk, by, data["quantity"].pk, data["revision"]
        ),
        UNREVIEWED_OR_IN_REVIEW,
        gettext_lazy("Removed; history keeps it."),
        on_part=True,
        danger=True,
    ),
    Action(
        "note-review",
        gettext_lazy("Note what others concluded"),
        "edit_claim",
        others_forms.NoteForm,
        lambda state, by, data: others.note(
            state.pk, by, data["publisher"], data["said"], data["revision"]
        ),
        UNREVIEWED_OR_IN_REVIEW,
        gettext_lazy("Noted, in their own word."),
    ),
    Action(
        "leave-out-review",
        gettext_lazy("Leave out what others concluded"),
        "edit_claim",
        others_forms.LeaveOutForm,
        lambda state, by, data: others.leave_out(state.pk, by, data["theirs"].pk, data["revision"]),
        UNREVIEWED_OR_IN_REVIEW,
        gettext_lazy(
            "Left out: the newsroom reads it, and what would be published does not say it."
        ),
        on_part=True,
        danger=True,
    ),
    Action(
        "take-in-review",
        gettext_lazy("Take in what others concluded"),
        "edit_claim",
        others_forms.TakeInForm,
        lambda state, by, data: others.take_in(state.pk, by, data["theirs"].pk, data["revision"]),
        UNREVIEWED_OR_IN_REVIEW,
        gettext_lazy("Taken in: what would be published says it."),
        on_part=True,
    ),
    Action(
        "suggest-relation",
        gettext_lazy("Suggest a relation"),
        "suggest_relation",
        forms.SuggestForm,
        lambda state, by, data: relations.suggest(
            state.pk, data["other"].pk, data["kind"], by, data["rationale"], scope=data["scope"]
        ),
        done=gettext_lazy("Suggested. An editor confirms or dismisses it."),
    ),
    Action(
        "confirm-relation",
        gettext_lazy("Confirm the relation"),
        "decide_relation",
        forms.ConfirmForm,
        lambda state, by, data: relations.confirm(
            data["relation"].pk, by, data["rationale"], data["scope"]
        ),
        done=gettext_lazy("Confirmed."),
        on_part=True,
    ),
    Action(
        "dismiss-relation",
        gettext_lazy("Dismiss the relation"),
        "decide_relation",
        forms.DismissForm,
        lambda state, by, data: relations.dismiss(data["relation"].pk, by, data["reason"]),
        done=gettext_lazy("Dismissed. If it was public, both claims were republished without it."),
        on_part=True,
        danger=True,
    ),
)

PUBLIC = (
    Action(
        "reopen",
        gettext_lazy("Reopen"),
        "reopen",
        forms.PublicReasonForm,
        lambda state, by, data: review.reopen(state.pk, by, data["reason"], data["revision"]),
        SIGNED,
        gettext_lazy(
            "Reopened. The public keeps the signed version, marked as under review again."
        ),
    ),
    Action(
        "supplement",
        gettext_lazy("Supplement with an appearance"),
        "ask_deed",
        quoting.SupplementForm,
        lambda state, by, data: deeds.ask_to_add_appearance(
            state.pk,
            by,
            data["reason"],
            data["snapshot"],
            data["found"],
            data["relays"],
            **data["stated"],
        ),
        SIGNED,
        ASKED,
    ),
    Action(
        "supplement-relation",
        gettext_lazy("Supplement with a relation"),
        "ask_deed",
        forms.SupplementRelationForm,
        lambda state, by, data: deeds.ask_to_add_relation(
            state.pk, by, data["reason"], data["relation"]
        ),
        SIGNED,
        ASKED,
        on_part=True,
    ),
    Action(
        "supplement-review",
        gettext_lazy("Supplement with what others concluded"),
        "ask_deed",
        others_forms.SupplementForm,
        lambda state, by, data: deeds.ask_to_add_external_review(
            state.pk, by, data["reason"], data["publisher"], data["said"]
        ),
        SIGNED,
        ASKED,
    ),
    Action(
        "correct",
        gettext_lazy("Correct a slip"),
        "ask_deed",
        forms.CorrectForm,
        lambda state, by, data: deeds.ask_to_correct(
            state.pk, by, data["reason"], data["text"], data["rationale"]
        ),
        SIGNED,
        ASKED,
    ),
    Action(
        "embargo",
        gettext_lazy("Set an embargo"),
        "set_embargo",
        forms.EmbargoForm,
        lambda state, by, data: publishing.set_embargo(
            state.pk, by, data["until"], data["revision"]
        ),
        _embargo,
    ),
    Action(
        "hold",
        gettext_lazy("Set a hold"),
        "hold",
        forms.HoldForm,
        lambda state, by, data: publishing.hold(
            state.pk, by, data["kind"], data["reason"], data["revision"]
        ),
        done=gettext_lazy("The hold stands: nothing of this claim is public, on any day."),
        danger=True,
    ),
    Action(
        "lift-hold",
        gettext_lazy("Ask to lift a hold"),
        "ask_deed",
        forms.LiftHoldForm,
        lambda state, by, data: deeds.ask_to_lift_hold(state.pk, by, data["kind"], data["reason"]),
        _lift,
        ASKED,
    ),
    Action(
        "withdraw",
        gettext_lazy("Withdraw"),
        "withdraw",
        forms.WithdrawForm,
        lambda state, by, data: review.withdraw(
            state.pk, by, data["reason"], data["keep_wording"], data["revision"]
        ),
        _withdraw,
        gettext_lazy("Withdrawn. If it was public, a tombstone stays."),
        danger=True,
    ),
    Action(
        "reinstate",
        gettext_lazy("Reinstate"),
        "reinstate",
        forms.ReasonForm,
        lambda state, by, data: review.reinstate(state.pk, by, data["reason"], data["revision"]),
        while_(Status.WITHDRAWN),
        gettext_lazy("In review again. The tombstone stays until it is signed anew."),
    ),
)

VERBS = (*REVIEWING, *DRAFTING, *PUBLIC)
EVIDENCE = tuple(each for each in REVIEWING if each.name.startswith("add-"))
GROUPS = (
    (gettext_lazy("Review"), tuple(each for each in REVIEWING if each not in EVIDENCE)),
    (gettext_lazy("Add evidence"), EVIDENCE),
    (gettext_lazy("The claim"), DRAFTING),
    (gettext_lazy("What is public"), PUBLIC),
)
