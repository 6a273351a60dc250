"""The deeds on claims that take an editor and another, senior, editor: asked here, done here."""

import json
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from claims import drafting, publishing, representation, speakers
from claims.changing import count_revision, lock_with_neighbours
from claims.choices import PublicationEvent, RelationState
from claims.models import Claim, Relation
from claims.slips import why_not_a_slip
from newsroom import deeds
from newsroom.choices import DeedKind, DeedOutcome
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import Deed, User
from sources.anchors import Selector
from sources.capture import sha256
from sources.models import Snapshot, Speaker

ON_CLAIMS = (DeedKind.LIFT_HOLD, DeedKind.SUPPLEMENT, DeedKind.CORRECT)


def ask_to_lift_hold(claim_id: int, by: User, kind: str, reason: str) -> Deed:
    """Raises Refused, NotAllowed; as all that ask here do."""
    return deeds.ask(DeedKind.LIFT_HOLD, claim_id, by, reason, kind=kind)


def ask_to_add_appearance(
    claim_id: int,
    by: User,
    reason: str,
    snapshot: Snapshot,
    places: Sequence[Selector],
    relays: Sequence[drafting.NewRelay] = (),
    **fields: Any,
) -> Deed:
    """Ask to supplement a signed claim with an appearance."""
    return deeds.ask(
        DeedKind.SUPPLEMENT,
        claim_id,
        by,
        reason,
        appearance={
            "snapshot": snapshot.pk,
            "places": [vars(place) for place in places],
            "relays": [
                {
                    **relay,
                    "speaker": speaker.pk
                    if (speaker := relay.get("speaker"))
                    else None,
                }
                for relay in relays
            ],
            "fields": fields,
        },
    )


def ask_to_add_relation(
    claim_id: int, by: User, reason: str, relation: Relation
) -> Deed:
    """Ask to supplement a signed claim with a relation that is suggested, or was dismissed."""
    if claim_id not in (relation.from_claim_id, relation.to_claim_id):
        raise Refused(_("This relation is not one of the claim's."))
    return deeds.ask(DeedKind.SUPPLEMENT, claim_id, by, reason, relation=relation.pk)


def ask_to_correct(
    claim_id: int,
    by: User,
    reason: str,
    text: str | None = None,
    rationale: str | None = None,
) -> Deed:
    """Ask to mend a typographical slip in our wording or rationale of a signed claim."""
    round_ = publishing.standing_round(Claim.objects.get(pk=claim_id))
    if round_ is None:
        raise Refused(_("Only a signed claim is supplemented or corrected."))
    changes = {
        key: new.strip()
        for key, new in (("text", text), ("rationale", rationale))
        if new is not None and new.strip() != json.loads(round_.body)[key]
    }
    _refuse_unless_slips(json.loads(round_.body), changes)
    return deeds.ask(
        DeedKind.CORRECT, claim_id, by, reason, changes=changes, of=round_.version
    )


def carry_out(deed_id: int, by: User) -> Deed:
    """The second, senior, person does what was asked for. Raises Refused, NotAllowed."""
    publishing.publish_due()
    kind, subject, reason = Deed.objects.values_list(
        "kind", "subject_id", "reason"
    ).get(pk=deed_id)
    with acting(by, reason):
        if kind not in ON_CLAIMS:
            deed = deeds.decide(deed_id, by, DeedOutcome.DONE)
            speakers.carry_out(deed)
            return deed
        extra = _relation_of(deed_id)
        claim = lock_with_neighbours(subject, *extra)[subject]
        deed = deeds.decide(deed_id, by, DeedOutcome.DONE)
        if kind == DeedKind.LIFT_HOLD:
            publishing.lift_hold(claim, deed, deed.payload["kind"])
        elif kind == DeedKind.SUPPLEMENT:
            _supplement(claim, deed)
        else:
            _correct(claim, deed)
        count_revision(claim)
        return deed


def _relation_of(deed_id: int) -> list[int]:
    """Both ends of the relation that the deed would add: they are locked together."""
    relation = Deed.objects.values_list("payload__relation", flat=True).get(pk=deed_id)
    ends = (
        Relation.objects.filter(pk=relation)
        .values_list("from_claim", "to_claim")
        .first()
    )
    return list(ends or ())


def _supplement(claim: Claim, deed: Deed) -> None:
    if not claim.concluded:
        raise Refused(_("Only a signed claim is supplemented or corrected."))
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
        _sign_again(claim, deed, ["appearances"], PublicationEvent.SUPPLEMENTED)
    else:
        relation = Relation.objects.select_for_update(of=("self",)).get(
            pk=deed.payload["relation"]
        )
        relation.state = RelationState.CONFIRMED
        relation.decided_by, relation.decided_at = deed.asked_by, deed.asked_at
        relation.save()
        _sign_again(claim, deed, ["relations"], PublicationEvent.SUPPLEMENTED)


def _correct(claim: Claim, deed: Deed) -> None:
    round_ = publishing.standing_round(claim)
    if not claim.concluded or round_ is None or round_.version != deed.payload["of"]:
        raise Refused(
            _("The claim changed since this correction was asked for. Ask again.")
        )
    changes = deed.payload["changes"]
    _refuse_unless_slips(json.loads(round_.body), changes)
    if "text" in changes:
        claim.text = changes["text"]
        claim.save(update_fields=["text"])
    if "rationale" in changes:
        round_.review.rationale = changes["rationale"]
        round_.review.save(update_fields=["rationale"])
    _sign_again(claim, deed, list(changes), PublicationEvent.CORRECTED)


def _sign_again(
    claim: Claim, deed: Deed, keys: list[str], event: PublicationEvent
) -> None:
    """The signed words with these parts as they now are, signed by the deed's two people."""
    last = publishing.standing_round(claim)
    if last is None:
        raise Refused(_("Only a signed claim is supplemented or corrected."))
    body = json.loads(last.body)
    now = json.loads(representation.proposal(claim.pk, last.attribution, last.status))
    body |= {key: now[key] for key in keys}
    text = representation.canonical(body)
    publishing.sign_again(claim, deed, text, sha256(text), event)


def _refuse_unless_slips(old: dict[str, Any], changes: dict[str, str]) -> None:
    if not changes:
        raise Refused(_("Nothing differs from what is signed."))
    for key, new in changes.items():
        if why := why_not_a_slip(old[key], new):
            raise Refused(why, rule="correction_is_a_slip")
