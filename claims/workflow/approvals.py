"""What takes an editor and another, senior, editor: of claims asked here, and all done here."""

import json
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from claims.choices import PublicationEvent, RelationState
from claims.locking import count_revision, lock_with_neighbours, sql_scalar
from claims.models import Claim, Evidence, Hold, Relation, Round
from claims.publication import publishing, representation, speakers, takedowns
from claims.workflow import drafting, external_reviews
from claims.workflow.minor_edits import why_not_a_slip
from newsroom import approvals
from newsroom.choices import ApprovalKind, ApprovalOutcome
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import Approval, User
from sources.anchors import Selector
from sources.capture import sha256
from sources.models import Publisher, Snapshot, Speaker

ON_CLAIMS = (ApprovalKind.LIFT_HOLD, ApprovalKind.SUPPLEMENT, ApprovalKind.CORRECT)


def request_hold_lift(claim_id: int, by: User, kind: str, reason: str) -> Approval:
    """Raises Refused, NotAllowed; as all that ask here do."""
    if not Hold.objects.filter(claim=claim_id, kind=kind, lifted_at__isnull=True).exists():
        raise Refused(_("No such hold stands on the claim."))
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
    """Ask to supplement a signed claim with an appearance."""
    _signed(claim_id)
    if not places:
        raise Refused(_("Quote the words in the snapshot: an appearance has a place."))
    return approvals.request(
        ApprovalKind.SUPPLEMENT,
        claim_id,
        by,
        reason,
        appearance={
            "snapshot": snapshot.pk,
            "places": [vars(place) for place in places],
            "relays": [
                {
                    **relay,
                    "speaker": speaker.pk if (speaker := relay.get("speaker")) else None,
                }
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
    """Ask to supplement a signed claim with a relation that is suggested, or was dismissed."""
    _signed(claim_id)
    if claim_id not in (relation.from_claim_id, relation.to_claim_id):
        raise Refused(_("This relation is not one of the claim's."))
    _unsigned(relation)
    rationale = rationale.strip() or relation.rationale
    if not rationale:
        raise Refused(_("Say in the rationale why the relation holds."))
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
    claim_id: int, by: User, reason: str, publisher: Publisher, said: external_reviews.Concluded
) -> Approval:
    """Ask to supplement a signed claim with what somebody else concluded."""
    _signed(claim_id)
    day = said.get("reviewed_on")
    stated = {**said, "reviewed_on": day.isoformat() if day else None}
    return approvals.request(
        ApprovalKind.SUPPLEMENT,
        claim_id,
        by,
        reason,
        external_review={"publisher": publisher.pk, "said": stated},
    )


def request_minor_edit(
    claim_id: int,
    by: User,
    reason: str,
    text: str | None = None,
    rationale: str | None = None,
) -> Approval:
    """Ask to mend a typographical slip in our wording or rationale of a signed claim."""
    round_ = _signed(claim_id)
    changes = {
        key: new.strip()
        for key, new in (("text", text), ("rationale", rationale))
        if new is not None and new.strip() != json.loads(round_.body)[key]
    }
    _refuse_unless_slips(json.loads(round_.body), changes)
    return approvals.request(
        ApprovalKind.CORRECT, claim_id, by, reason, changes=changes, of=round_.version
    )


def approve(deed_id: int, by: User) -> Approval:
    """The second, senior, person does what was asked for. Raises Refused, NotAllowed."""
    kind, subject, reason = _asked(deed_id)
    with acting(by, reason):
        if kind in ON_CLAIMS:
            ends = _relation_of(deed_id)
            claims = lock_with_neighbours(subject, *ends)
            deed = approvals.decide(deed_id, by, ApprovalOutcome.DONE)
            if kind == ApprovalKind.LIFT_HOLD:
                publishing.lift_hold(claims[subject], deed, deed.payload["kind"])
            elif kind == ApprovalKind.SUPPLEMENT:
                _supplement(claims[subject], deed)
            else:
                _correct(claims[subject], deed)
            for number in {subject, *ends}:
                count_revision(claims[number])
        elif kind == ApprovalKind.LIFT_TAKEDOWN:
            deed = takedowns.lift(deed_id, subject, by)
        else:
            deed = approvals.decide(deed_id, by, ApprovalOutcome.DONE)
            speakers.apply(deed)
    publishing.publish_due()
    return deed


def _asked(deed_id: int) -> tuple[str, int, str]:
    deed = Approval.objects.filter(pk=deed_id).first()
    if deed is None:
        raise Refused(_("There is no deed %(number)s.") % {"number": deed_id})
    return deed.kind, deed.subject_id, deed.reason


def _signed(claim_id: int) -> Round:
    """The words that stand of a concluded claim. Raises Refused for any other."""
    claim = Claim.objects.filter(pk=claim_id).first()
    round_ = publishing.signed_round(claim) if claim is not None and claim.concluded else None
    if round_ is None:
        raise Refused(_("Only a signed claim is supplemented or corrected."))
    return round_


def _unsigned(relation: Relation) -> None:
    if relation.signed_in_id is not None:
        raise Refused(_("This relation is signed already."), rule="relation_decided")


def _relation_of(deed_id: int) -> list[int]:
    """Both ends of the relation that the deed would add: they are locked together."""
    relation = Approval.objects.values_list("payload__relation", flat=True).get(pk=deed_id)
    ends = Relation.objects.filter(pk=relation).values_list("from_claim", "to_claim").first()
    return list(ends or ())


def _supplement(claim: Claim, deed: Approval) -> None:
    said = _words(claim)
    if new := deed.payload.get("appearance"):
        relays: list[drafting.NewRelay] = [
            {
                "kind": relay["kind"],
                "speaker": Speaker.objects.filter(pk=relay["speaker"]).first(),
                "description": relay.get("description", ""),
                "verb": relay.get("verb", ""),
            }
            for relay in new["relays"]
        ]
        drafting.place(
            claim,
            Snapshot.objects.get(pk=new["snapshot"]),
            [Selector(**place) for place in new["places"]],
            relays,
            **new["fields"],
        )
        said["appearances"].append(_as_it_reads(claim)["appearances"][-1])
        _judge_again(claim, said)
    elif theirs := deed.payload.get("external_review"):
        publisher = Publisher.objects.get(pk=theirs["publisher"])
        external_reviews.place(claim, deed.requested_by, publisher, theirs["said"])
        # Nothing new for the public where the speaker is protected.
        if told := _as_it_reads(claim).get("external_reviews"):
            said.setdefault("external_reviews", []).append(told[-1])
    else:
        relation = Relation.objects.select_for_update(no_key=True, of=("self",)).get(
            pk=deed.payload["relation"]
        )
        _unsigned(relation)
        relation.state = RelationState.CONFIRMED
        relation.rationale = deed.payload["rationale"]
        relation.scope = deed.payload["scope"]
        relation.decided_by, relation.decided_at = deed.requested_by, deed.requested_at
        relation.save()
        # The relations that were signed, as they now stand, and this one: what one person has
        # confirmed since waits for its own signature.
        added = (relation.other(claim.pk), relation.kind)
        signed = {(each["claim"], each["relation"]) for each in said["relations"]} | {added}
        said["relations"] = [
            each
            for each in _as_it_reads(claim)["relations"]
            if (each["claim"], each["relation"]) in signed
        ]
    _sign_again(claim, deed, said, PublicationEvent.SUPPLEMENTED)


def _correct(claim: Claim, deed: Approval) -> None:
    said = _words(claim)
    round_ = publishing.signed_round(claim)
    if round_ is None or round_.version != deed.payload["of"]:
        raise Refused(_("The claim changed since this correction was asked for. Ask again."))
    changes = deed.payload["changes"]
    _refuse_unless_slips(said, changes)
    if "text" in changes:
        claim.text = changes["text"]
        claim.save(update_fields=["text"])
    if "rationale" in changes:
        round_.review.rationale = changes["rationale"]
        round_.review.save(update_fields=["rationale"])
    _sign_again(claim, deed, said | changes, PublicationEvent.CORRECTED)


def _words(claim: Claim) -> dict[str, Any]:
    """The words that stand of the locked claim. Raises Refused unless it is concluded."""
    round_ = publishing.signed_round(claim)
    if not claim.concluded or round_ is None:
        raise Refused(_("Only a signed claim is supplemented or corrected."))
    words: dict[str, Any] = json.loads(round_.body)
    if words["speaker"]["id"] is None and not claim.speaker.protected:
        raise Refused(
            _(
                "This was signed without the name of its speaker, who is protected no longer. Reopen it."
            )
        )
    return words


def _as_it_reads(claim: Claim) -> dict[str, Any]:
    words: dict[str, Any] = json.loads(
        representation.proposal(claim.pk, claim.attribution, claim.status)
    )
    return words


def _judge_again(claim: Claim, said: dict[str, Any]) -> None:
    """What a new appearance cost evidence of its independence is said."""
    evidence = Evidence.objects.public().filter(review=claim.reviews.first()).order_by("pk")
    for piece, body in zip(evidence, said["evidence"], strict=True):
        because = sql_scalar("SELECT evidence_not_independent(%s)", piece.pk)
        body["independent"] = because == ""


def _sign_again(
    claim: Claim, deed: Approval, said: dict[str, Any], event: PublicationEvent
) -> None:
    """These words, signed by the deed's two people."""
    text = representation.canonical(said)
    publishing.sign_again(claim, deed, text, sha256(text), event)


def _refuse_unless_slips(old: dict[str, Any], changes: dict[str, str]) -> None:
    if not changes:
        raise Refused(_("Nothing differs from what is signed."))
    for key, new in changes.items():
        if why := why_not_a_slip(old[key], new):
            raise Refused(why, rule="correction_is_a_slip")
