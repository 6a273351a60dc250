"""Actions on what is published: reopening, supplements, embargoes, holds, withdrawal."""

from operator import attrgetter

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from claims.admin.claim import (
    external_review_forms,
    publication_forms,
    quoting,
    relation_forms,
    review_forms,
    translation_forms,
)
from claims.admin.claim.actions.availability import SIGNED, on_claim, when_status
from claims.admin.claim.state import ClaimState
from claims.choices import HoldKind, Opening, Status
from claims.models import Claim, Review
from claims.publication import publishing
from claims.workflow import approvals, review
from claims.workflow.translations import languages
from newsroom.admin.actions import REQUESTED, Action, filled
from newsroom.models import User


def _reopened(state: ClaimState, by: User) -> str | None:
    is_reopened = state.review is not None and state.review.opening == Opening.REOPENED
    return "" if is_reopened and state.claim.status == Status.IN_REVIEW else None


def _embargoed(claim: Claim) -> str:
    if claim.embargo_until is None:
        return gettext("There is no embargo: the claim is public once it is signed.")
    until = date_format(timezone.localtime(claim.embargo_until), "DATETIME_FORMAT")
    return gettext("The claim is not public before %(until)s, even once it is signed.") % {
        "until": until
    }


def _reopened_how(review: Review) -> str:
    if review.notice_after is None:
        return gettext(
            "Reopened. The public keeps the signed version, marked as under review again."
        )
    return gettext(
        "Reopened without a notice. Readers see at %(at)s that it is under review again, if no corrected version is signed by then."
    ) % {"at": date_format(timezone.localtime(review.notice_after), "DATETIME_FORMAT")}


PUBLICATION = (
    Action(
        "reopen",
        gettext_lazy("Reopen"),
        "reopen",
        publication_forms.ReopenForm,
        on_claim(review.reopen),
        SIGNED,
        _reopened_how,
    ),
    Action(
        "reason-kind",
        gettext_lazy("Change what it is reopened for"),
        "reopen",
        publication_forms.ReasonKindForm,
        on_claim(review.change_reason_kind),
        _reopened,
        filled(
            gettext_lazy("Claim %(number)s is reopened for: %(kind)s."),
            number=attrgetter("claim_id"),
            kind=lambda review: review.get_reason_kind_display(),
        ),
    ),
    Action(
        "supplement",
        gettext_lazy("Supplement with an appearance"),
        "request_approval",
        quoting.SupplementForm,
        on_claim(approvals.request_appearance),
        SIGNED,
        REQUESTED,
    ),
    Action(
        "supplement-relation",
        gettext_lazy("Supplement with a relation"),
        "request_approval",
        relation_forms.SupplementRelationForm,
        on_claim(approvals.request_relation),
        SIGNED,
        REQUESTED,
        on_part=True,
    ),
    Action(
        "supplement-review",
        gettext_lazy("Supplement with another newsroom's conclusion"),
        "request_approval",
        external_review_forms.SupplementForm,
        on_claim(approvals.request_external_review),
        SIGNED,
        REQUESTED,
    ),
    Action(
        "translate",
        gettext_lazy("Supplement with a translation"),
        "request_approval",
        translation_forms.TranslateForm,
        on_claim(approvals.request_translation),
        lambda state, by: SIGNED(state, by) if languages() else None,
        REQUESTED,
    ),
    Action(
        "correct",
        gettext_lazy("Minor edit (spelling; two people)"),
        "request_approval",
        publication_forms.CorrectForm,
        on_claim(approvals.request_minor_edit),
        SIGNED,
        REQUESTED,
    ),
    Action(
        "embargo",
        gettext_lazy("Set an embargo"),
        "set_embargo",
        publication_forms.EmbargoForm,
        on_claim(publishing.set_embargo),
        lambda state, by: None if state.published else "",
        _embargoed,
    ),
    Action(
        "hold",
        gettext_lazy("Take offline (legal or safety)"),
        "hold",
        publication_forms.HoldForm,
        on_claim(publishing.hold),
        lambda state, by: "" if state.published and not state.holds else None,
        gettext_lazy("Taken offline: the claim is not public any more, on any past day either."),
        danger=True,
    ),
    Action(
        "block",
        gettext_lazy("Block publication (legal or safety)"),
        "hold",
        publication_forms.HoldForm,
        on_claim(publishing.hold),
        # Also what is offline already, for the other reason.
        lambda state, by: (
            None
            if len(state.holds) == len(HoldKind) or (state.published and not state.holds)
            else ""
        ),
        gettext_lazy("Publication is blocked until two people lift the block."),
        danger=True,
    ),
    Action(
        "lift-hold",
        gettext_lazy("Request to put back online or unblock"),
        "request_approval",
        publication_forms.LiftHoldForm,
        on_claim(approvals.request_hold_lift),
        lambda state, by: state.why_not_lifted if state.holds else None,
        REQUESTED,
        reauthenticate=True,
    ),
    Action(
        "another-person",
        gettext_lazy("Request to record another person of a protected name"),
        "request_approval",
        publication_forms.AnotherPersonForm,
        on_claim(approvals.request_another_person),
        lambda state, by: "" if state.protected_speakers_named else None,
        REQUESTED,
        reauthenticate=True,
    ),
    Action(
        "withdraw",
        gettext_lazy("Withdraw"),
        "withdraw",
        publication_forms.WithdrawForm,
        on_claim(review.withdraw),
        when_status(*(status for status in Status if status != Status.WITHDRAWN)),
        gettext_lazy("Withdrawn. If the claim was public, a withdrawal notice stays."),
        danger=True,
    ),
    Action(
        "reinstate",
        gettext_lazy("Reinstate"),
        "reinstate",
        review_forms.ReasonForm,
        on_claim(review.reinstate),
        when_status(Status.WITHDRAWN),
        gettext_lazy("In review again. The withdrawal notice stays until the claim is signed."),
    ),
)
