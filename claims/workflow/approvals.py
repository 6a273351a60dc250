"""What takes an editor and another, senior, editor: requested here for claims, approved here for all."""

import json
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from claims.choices import REQUESTS_ON_CLAIMS, PublicationEvent, RelationState
from claims.locking import count_revision, lock_with_neighbours
from claims.models import Claim, Namesake, Relation
from claims.publication import epochs, publishing, speakers, takedowns
from claims.publication.protected_names import retry_if_published_meanwhile
from claims.workflow import (
    conclusions,
    dossiers,
    drafting,
    erasures,
    external_reviews,
    labels,
    replies,
    translations,
)
from claims.workflow.minor_edits import why_not_a_minor_edit
from newsroom import approvals, people, signer_keys
from newsroom.choices import ERASING, PEOPLE_KINDS, ApprovalKind, ApprovalOutcome
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import Approval, User
from newsroom.permissions import require
from newsroom.verbs import permitted
from sources.anchors import Selector
from sources.models import Publisher, Snapshot, Speaker
from sources.saving import save


def request_hold_lift(claim_id: int, by: User, kind: str, reason: str) -> Approval:
    """Raises Refused, NotAllowed, as every request here does."""
    publishing.liftable_hold(claim_id, kind)
    return approvals.request(ApprovalKind.LIFT_HOLD, claim_id, by, reason, kind=kind)


def request_appearance(
    claim_id: int,
    by: User,
    reason: str,
    snapshot: Snapshot,
    places: Sequence[Selector],
    relays: Sequence[drafting.NewRelay] = (),
    **fields: Any,
) -> Approval:
    """Request to supplement a signed claim with an appearance."""
    publishing.require_signed_round(claim_id)
    drafting.refuse_without_places(places)
    return approvals.request(
        ApprovalKind.SUPPLEMENT,
        claim_id,
        by,
        reason,
        appearance={
            "snapshot": snapshot.pk,
            "places": [vars(place) for place in places],
            "relays": [
                {**relay, "speaker": speaker.pk if (speaker := relay.get("speaker")) else None}
                for relay in relays
            ],
            "fields": fields,
        },
    )


def request_relation(
    claim_id: int,
    by: User,
    reason: str,
    relation: Relation,
    rationale: str = "",
    scope: str | None = None,
) -> Approval:
    """Request to supplement a signed claim with a relation that is suggested, or was dismissed."""
    publishing.require_signed_round(claim_id)
    if claim_id not in (relation.from_claim_id, relation.to_claim_id):
        raise Refused(_("This relation does not belong to the claim."))
    _refuse_signed(relation)
    rationale = rationale.strip() or relation.rationale
    if not rationale:
        raise Refused(_("Give the rationale: why does the relation hold?"))
    return approvals.request(
        ApprovalKind.SUPPLEMENT,
        claim_id,
        by,
        reason,
        relation=relation.pk,
        rationale=rationale,
        scope=relation.scope if scope is None else scope.strip(),
    )


def request_external_review(
    claim_id: int,
    by: User,
    reason: str,
    publisher: Publisher,
    conclusion: external_reviews.Conclusion,
) -> Approval:
    """Request to supplement a signed claim with what somebody else concluded."""
    publishing.require_signed_round(claim_id)
    day = conclusion.get("reviewed_on")
    return approvals.request(
        ApprovalKind.SUPPLEMENT,
        claim_id,
        by,
        reason,
        external_review={
            "publisher": publisher.pk,
            "conclusion": {**conclusion, "reviewed_on": day.isoformat() if day else None},
        },
    )


def request_reply(
    claim_id: int, by: User, reason: str, request_id: int, outcome: replies.Outcome
) -> Approval:
    """Request to supplement a signed claim with a late answer, or that none came by the deadline."""
    require(by, "request_approval")
    publishing.require_signed_round(claim_id)
    with permitted(by, "request_approval", reason):
        reply = replies.publishable(claim_id, request_id, outcome)
        return approvals.create(ApprovalKind.SUPPLEMENT, claim_id, by, reason, reply=reply)


def request_translation(
    claim_id: int,
    by: User,
    reason: str,
    words: translations.TranslationText,
    reads_both: bool = False,
) -> Approval:
    """Request to supplement a signed claim with its review in another language, or with a better one."""
    requested = translations.checked(publishing.require_signed_round(claim_id), words)
    translations.require_both_languages(reads_both)
    return approvals.request(
        ApprovalKind.SUPPLEMENT,
        claim_id,
        by,
        reason,
        translation={**requested, "reads_both": reads_both},
    )


def request_another_person(claim_id: int, by: User, reason: str, speaker: Speaker) -> Approval:
    """Request to record that the claim means another person of a protected speaker's name."""
    if not speaker.protected:
        raise Refused(_("%(who)s is not protected."), who=speaker)
    return approvals.request(ApprovalKind.ANOTHER_PERSON, claim_id, by, reason, speaker=speaker.pk)


def request_minor_edit(
    claim_id: int,
    by: User,
    reason: str,
    text: str | None = None,
    summary: str | None = None,
    rationale: str | None = None,
) -> Approval:
    """Request to correct the spelling of our wording, summary or rationale of a signed claim."""
    round_ = publishing.require_signed_round(claim_id)
    signed = json.loads(round_.body)
    changes = {
        key: new.strip()
        for key, new in (("text", text), ("summary", summary), ("rationale", rationale))
        if new is not None and new.strip() != signed[key]
    }
    _refuse_unless_minor(signed, changes)
    return approvals.request(
        ApprovalKind.CORRECT, claim_id, by, reason, changes=changes, of=round_.version
    )


def approve(approval_id: int, by: User, reads_both: bool = False) -> Approval:
    """Approve a request, as the second person: what was requested is done. Raises Refused, NotAllowed.

    ``reads_both``: their statement that they read both languages, which a translation needs.
    """
    require(by, "decide_approval")
    requested = Approval.objects.filter(pk=approval_id).first()
    if requested is None:
        raise Refused(_("There is no request %(number)s."), number=approval_id)
    if translations.is_translation(requested):
        translations.require_both_languages(reads_both)
    return retry_if_published_meanwhile(lambda: _approve(requested, by))


def _approve(requested: Approval, by: User) -> Approval:
    with acting(by, _why(requested, by)):
        if requested.kind in REQUESTS_ON_CLAIMS:
            approval = _approve_on_claim(requested, by)
        elif requested.kind == ApprovalKind.LIFT_TAKEDOWN:
            approval = takedowns.lift(requested.pk, requested.subject_id, by)
        elif requested.kind == ApprovalKind.SIGN_DOSSIER:
            approval = dossiers.sign(requested, by)
        elif requested.kind == ApprovalKind.SIGN_LABEL:
            approval = labels.sign(requested, by)
        elif requested.kind == ApprovalKind.ENROL_KEY:
            approval = signer_keys.approve(requested.pk, by)
        elif requested.kind == ApprovalKind.OPEN_EPOCH:
            approval = epochs.open_epoch(requested, by)
        elif requested.kind in ERASING:
            approval = erasures.carry_out(requested, by)
        elif requested.kind in PEOPLE_KINDS:
            approval, approval.code = people.approve(requested.pk, by)
        else:
            approval = approvals.decide(requested.pk, by, ApprovalOutcome.DONE)
            speakers.apply(approval, by)
    publishing.publish_due()
    return approval


def _why(requested: Approval, by: User) -> str:
    """The reason as history has it: the words are of whoever requested it."""
    if requested.requested_by_id == by.pk:
        return requested.reason
    sentence = _("Approved. %(who)s requested it: %(reason)s")
    return sentence % {"who": requested.requested_by, "reason": requested.reason}


def _approve_on_claim(requested: Approval, by: User) -> Approval:
    # Both ends of a relation are locked together.
    ends = (
        Relation.objects.filter(pk=requested.payload.get("relation"))
        .values_list("from_claim", "to_claim")
        .first()
    )
    ids = {requested.subject_id, *(ends or ())}
    claims = lock_with_neighbours(*ids)
    claim = claims[requested.subject_id]
    approval = approvals.decide(requested.pk, by, ApprovalOutcome.DONE)
    if approval.kind == ApprovalKind.LIFT_HOLD:
        publishing.lift_hold(claim, approval, approval.payload["kind"])
    elif approval.kind == ApprovalKind.SUPPLEMENT:
        _supplement(claim, approval)
    elif approval.kind == ApprovalKind.ANOTHER_PERSON:
        Namesake.objects.create(
            claim=claim,
            speaker_id=approval.payload["speaker"],
            approval=approval,
            recorded_by=by,
        )
        publishing.publish(claim, PublicationEvent.SHOWN)
    else:
        _edit(claim, approval)
    for number in ids:
        count_revision(claims[number])
    return approval


def _refuse_signed(relation: Relation) -> None:
    if relation.signed_in_id is not None:
        raise Refused(_("This relation is signed already."), rule="relation_decided")


def _supplement(claim: Claim, approval: Approval) -> None:
    if new := approval.payload.get("appearance"):
        relays: list[drafting.NewRelay] = [
            {
                "kind": relay["kind"],
                "speaker": Speaker.objects.filter(pk=relay["speaker"]).first(),
                "description": relay.get("description", ""),
                "verb": relay.get("verb", ""),
            }
            for relay in new["relays"]
        ]
        drafting.create_appearance(
            claim,
            Snapshot.objects.get(pk=new["snapshot"]),
            [Selector(**place) for place in new["places"]],
            relays,
            **new["fields"],
        )
    elif new := approval.payload.get("external_review"):
        publisher = Publisher.objects.get(pk=new["publisher"])
        external_reviews.create(claim, approval.requested_by, publisher, new["conclusion"])
    elif new := approval.payload.get("reply"):
        values = {name: value for name, value in new.items() if name != "request"}
        replies.apply_outcome(claim, new["request"], values)
    elif translations.is_translation(approval):
        translations.record(claim, approval)
    else:
        _confirm_relation(approval)
    publishing.sign_again(claim, approval, PublicationEvent.SUPPLEMENTED)
    if "appearance" in approval.payload:
        # It must not cost the conclusion the independence that it rests on.
        conclusions.require(claim.reviews.latest("number"), claim.attribution, claim.status)


def _confirm_relation(approval: Approval) -> None:
    locked = Relation.objects.select_for_update(no_key=True, of=("self",))
    relation: Relation = locked.get(pk=approval.payload["relation"])
    _refuse_signed(relation)
    relation.state = RelationState.CONFIRMED
    relation.rationale, relation.scope = approval.payload["rationale"], approval.payload["scope"]
    relation.decided_by, relation.decided_at = approval.requested_by, approval.requested_at
    relation.save(
        update_fields=["state", "rationale", "scope", "decided_by", "decided_at", "signed_in"]
    )


def _edit(claim: Claim, approval: Approval) -> None:
    round_ = publishing.require_signed_round(claim.pk)
    if round_.version != approval.payload["of"]:
        raise Refused(_("The claim changed since this edit was requested. Request it again."))
    changes = approval.payload["changes"]
    _refuse_unless_minor(json.loads(round_.body), changes)
    if "text" in changes:
        claim.text = changes["text"]
        claim.save(update_fields=["text"])
    if written := {key: changes[key] for key in ("summary", "rationale") if key in changes}:
        save(round_.review, written)
    publishing.sign_again(claim, approval, PublicationEvent.CORRECTED)


def _refuse_unless_minor(signed: dict[str, Any], changes: dict[str, str]) -> None:
    if not changes:
        raise Refused(_("Nothing differs from what is signed."))
    for key, new in changes.items():
        if why_not := why_not_a_minor_edit(signed[key], new):
            raise Refused(why_not, rule="only_spelling_changes")
