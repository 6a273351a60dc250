"""The verbs of what the public sees: opened anew, added to, held back, withdrawn."""

from django.utils.translation import gettext_lazy

from claims.admin.claim import (
    external_review_forms,
    publication_forms,
    quoting,
    relation_forms,
    review_forms,
)
from claims.admin.claim.actions.availability import ASKED, SIGNED, while_
from claims.admin.claim.state import ClaimState
from claims.choices import Status
from claims.publication import publishing
from claims.workflow import approvals, review
from newsroom.admin.desk import Action
from newsroom.models import User


def _lift(state: ClaimState, by: User) -> str | None:
    return "" if state.holds else None


def _embargo(state: ClaimState, by: User) -> str | None:
    return None if state.published else ""


def _withdraw(state: ClaimState, by: User) -> str | None:
    return None if state.claim.status == Status.WITHDRAWN else ""


PUBLIC = (
    Action(
        "reopen",
        gettext_lazy("Reopen"),
        "reopen",
        publication_forms.PublicReasonForm,
        lambda state, by, data: review.reopen(state.pk, by, data["reason"], data["revision"]),
        SIGNED,
        gettext_lazy(
            "Reopened. The public keeps the signed version, marked as under review again."
        ),
    ),
    Action(
        "supplement",
        gettext_lazy("Supplement with an appearance"),
        "request_approval",
        quoting.SupplementForm,
        lambda state, by, data: approvals.request_appearance(
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
        "request_approval",
        relation_forms.SupplementRelationForm,
        lambda state, by, data: approvals.request_relation(
            state.pk, by, data["reason"], data["relation"]
        ),
        SIGNED,
        ASKED,
        on_part=True,
    ),
    Action(
        "supplement-review",
        gettext_lazy("Supplement with what others concluded"),
        "request_approval",
        external_review_forms.SupplementForm,
        lambda state, by, data: approvals.request_external_review(
            state.pk, by, data["reason"], data["publisher"], data["said"]
        ),
        SIGNED,
        ASKED,
    ),
    Action(
        "correct",
        gettext_lazy("Correct a slip"),
        "request_approval",
        publication_forms.CorrectForm,
        lambda state, by, data: approvals.request_minor_edit(
            state.pk, by, data["reason"], data["text"], data["rationale"]
        ),
        SIGNED,
        ASKED,
    ),
    Action(
        "embargo",
        gettext_lazy("Set an embargo"),
        "set_embargo",
        publication_forms.EmbargoForm,
        lambda state, by, data: publishing.set_embargo(
            state.pk, by, data["until"], data["revision"]
        ),
        _embargo,
    ),
    Action(
        "hold",
        gettext_lazy("Set a hold"),
        "hold",
        publication_forms.HoldForm,
        lambda state, by, data: publishing.hold(
            state.pk, by, data["kind"], data["reason"], data["revision"]
        ),
        done=gettext_lazy("The hold stands: nothing of this claim is public, on any day."),
        danger=True,
    ),
    Action(
        "lift-hold",
        gettext_lazy("Ask to lift a hold"),
        "request_approval",
        publication_forms.LiftHoldForm,
        lambda state, by, data: approvals.request_hold_lift(
            state.pk, by, data["kind"], data["reason"]
        ),
        _lift,
        ASKED,
    ),
    Action(
        "withdraw",
        gettext_lazy("Withdraw"),
        "withdraw",
        publication_forms.WithdrawForm,
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
        review_forms.ReasonForm,
        lambda state, by, data: review.reinstate(state.pk, by, data["reason"], data["revision"]),
        while_(Status.WITHDRAWN),
        gettext_lazy("In review again. The tombstone stays until it is signed anew."),
    ),
)
