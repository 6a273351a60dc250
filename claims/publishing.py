"""What the public is told: the rows of publications, holds and embargoes.

PostgreSQL numbers, dates, hashes and chains the rows, and refuses any that is not what was signed.
"""

import json
from datetime import datetime
from typing import Any, cast

from django.contrib.postgres.functions import TransactionNow
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.changing import changing, check_seen, lock, said_by_database
from claims.choices import (
    PublicationEvent,
    RelationState,
    ReviewState,
    RoundOutcome,
    Standing,
)
from claims.models import Claim, Hold, Publication, Relation, Round
from claims.representation import (
    ClaimBody,
    canonical,
    relation_bodies,
)
from newsroom.errors import Refused
from newsroom.choices import Door
from newsroom.history import acting, through
from newsroom.models import Deed, User
from newsroom.permissions import require


def tell(claim: Claim, event: PublicationEvent) -> Publication | None:
    """Tell the public how the locked claim now stands, and its neighbours' readers with it.

    Publishes nothing while a hold or an embargo stands, nor of a claim that was never public
    unless this is its signing. The caller holds the locks of the claim and of its neighbours.
    """
    standing = public_standing(claim)
    current = Publication.objects.filter(claim=claim).current().first()
    if standing is None or is_held(claim) or _embargoed(claim):
        return None
    if current is None and standing != Standing.SIGNED:
        return None
    row = _insert(claim, event, standing)
    tell_neighbours(claim)
    return row


def hide(claim: Claim) -> Publication | None:
    """Take a public claim from the public's eyes, at once; its neighbours stop naming it."""
    current = Publication.objects.filter(claim=claim).current().first()
    if current is None or current.standing == Standing.HIDDEN:
        return None
    row = Publication.objects.create(
        claim=claim,
        event=PublicationEvent.HIDDEN,
        standing=Standing.HIDDEN,
        body=canonical({}),
    )
    tell_neighbours(claim)
    return row


def tell_neighbours(claim: Claim) -> None:
    """Republish each listed neighbour whose public relations are not what its body says."""
    edges = Relation.objects.of(claim.pk).exclude(state=RelationState.SUGGESTED)
    for other in sorted({edge.other(claim.pk) for edge in edges}):
        retell(Claim.objects.get(pk=other))


def retell(claim: Claim) -> Publication | None:
    """Republish the claim if it is listed and its relations are not what its body says."""
    current = Publication.objects.filter(claim=claim).listed().first()
    if current is None:
        return None
    if json.loads(current.body)["relations"] == _public_relations(claim):
        return None
    return _insert(claim, PublicationEvent.SUPPLEMENTED, Standing(current.standing))


def public_standing(claim: Claim) -> Standing | None:
    """As what the public should see the claim stand, holds aside; None: never to be public."""
    standing = said_by_database("SELECT public_standing(%s)", claim.pk)
    return Standing(standing) if standing else None


def is_held(claim: Claim) -> bool:
    return Hold.objects.filter(claim=claim, lifted_at__isnull=True).exists()


def _embargoed(claim: Claim) -> bool:
    return claim.embargo_until is not None and claim.embargo_until > timezone.now()


def standing_round(claim: Claim) -> Round | None:
    """The signed proposal whose words stand."""
    found: Round | None = (
        Round.objects.filter(claim=claim, outcome=RoundOutcome.SIGNED)
        .select_related("review")
        .order_by("-review__number", "-number")
        .first()
    )
    return found


def _insert(claim: Claim, event: PublicationEvent, standing: Standing) -> Publication:
    round_ = standing_round(claim)
    body: ClaimBody
    if standing == Standing.WITHDRAWN:
        body = _tombstone(claim)
        round_ = None
    else:
        if round_ is None:
            raise RuntimeError(f"claim {claim.pk} is public without a signed round")
        body = _signed_body(claim, round_)
        if standing == Standing.UNDER_REVIEW:
            body["reason"] = claim.reviews.get(state=ReviewState.OPEN).reason
    return Publication.objects.create(
        claim=claim, event=event, standing=standing, body=canonical(body), round=round_
    )


def _tombstone(claim: Claim) -> ClaimBody:
    body: ClaimBody = {"reason": claim.withdrawn_reason}
    if claim.withdrawn_wording:
        round_ = standing_round(claim)
        if round_ is None:
            raise RuntimeError(f"claim {claim.pk} is public without a signed round")
        signed = _words_now(round_)
        body["text"], body["speaker"] = signed["text"], signed["speaker"]
    return body


def _signed_body(claim: Claim, round_: Round) -> ClaimBody:
    """What was signed, with the signers and the relations that are public."""
    body = _words_now(round_)
    body["relations"] = _public_relations(claim)
    body["signed"] = json.loads(
        said_by_database("SELECT signers(%s)::text", round_.review_id)
    )
    return body


def _words_now(round_: Round) -> ClaimBody:
    """What was signed; who has become protected since is a description."""
    body = said_by_database("SELECT names_now(%s::jsonb)::text", round_.body)
    return cast(ClaimBody, json.loads(body))


def _public_relations(claim: Claim) -> list[Any]:
    """Signed relations whose other end is listed."""
    relations = list(Relation.objects.of(claim.pk).signed())
    listed = set(
        Publication.objects.listed()
        .filter(claim__in=[relation.other(claim.pk) for relation in relations])
        .values_list("claim", flat=True)
    )
    return relation_bodies(
        (r for r in relations if r.other(claim.pk) in listed), claim.pk
    )


def sign_relations(claim: Claim, round_: Round) -> None:
    """Relations that the signed words hold become public with this review."""
    others = [relation["claim"] for relation in json.loads(round_.body)["relations"]]
    for relation in (
        Relation.objects.of(claim.pk).confirmed().filter(signed_in__isnull=True)
    ):
        if relation.other(claim.pk) in others:
            relation.signed_in = round_.review
            relation.save(update_fields=["signed_in"])


# Holds and embargoes


def hold(
    claim_id: int, by: User, kind: str, reason: str, seen: int | None = None
) -> Hold:
    """Set a hold: nothing is published, and what was public is hidden at once, on every day.

    Raises Refused, Stale, NotAllowed.
    """
    require(by, "hold")
    with changing(claim_id, by, seen, reason) as claim:
        hide(claim)
        return Hold.objects.create(
            claim=claim, kind=kind, reason=reason.strip(), set_by=by
        )


def lift_hold(claim: Claim, deed: Deed, kind: str) -> None:
    """The second person lifts the hold; what stands is shown again. Called by ``claims.deeds``."""
    held = Hold.objects.filter(claim=claim, kind=kind, lifted_at__isnull=True).first()
    if held is None:
        raise Refused(_("No such hold stands on the claim any more."))
    held.lifted_at, held.lifted_by_deed = timezone.now(), deed
    held.save(update_fields=["lifted_at", "lifted_by_deed"])
    was_public = Publication.objects.filter(claim=claim).exists()
    tell(claim, PublicationEvent.SHOWN if was_public else PublicationEvent.SIGNED)


def set_embargo(
    claim_id: int, by: User, until: datetime | None, seen: int | None = None
) -> Claim:
    """Nothing is published before this moment; set before the first publication only.

    Raises Refused, Stale, NotAllowed.
    """
    require(by, "set_embargo")
    with acting(by):
        claim = lock([claim_id])[claim_id]
        check_seen(claim, seen)
        if until is not None and until <= timezone.now():
            raise Refused(_("The embargo must end in the future."))
        claim.embargo_until = until
        claim.revision += 1
        claim.save(update_fields=["embargo_until", "revision"])
        # An embargo that is taken away early from a signed claim ends like any other.
        if until is None and claim.concluded:
            claim.embargo_until = timezone.now()
            claim.save(update_fields=["embargo_until"])
    publish_due()
    claim.refresh_from_db()
    return claim


def publish_due() -> list[int]:
    """Publish what was signed under an embargo that has ended; returns the claims' numbers."""
    published: list[int] = []
    for claim_id in _due():
        with through(Door.CLOCK), acting(None, _("the embargo ended")):
            # Someone is at work on it: the next run, a minute from now, comes by again.
            locked = Claim.objects.filter(pk=claim_id).select_for_update(
                no_key=True, skip_locked=True, of=("self",)
            )
            if not locked or claim_id not in _due():
                continue
            edges = Relation.objects.of(claim_id).exclude(state=RelationState.SUGGESTED)
            others = {edge.other(claim_id) for edge in edges}
            free = Claim.objects.filter(pk__in=others).select_for_update(
                no_key=True, skip_locked=True, of=("self",)
            )
            if len(free) < len(others):
                continue
            if tell(locked[0], PublicationEvent.SIGNED) is not None:
                published.append(claim_id)
    return published


def _due() -> list[int]:
    return list(
        Claim.objects.concluded()
        .filter(embargo_until__lte=timezone.now(), publications__isnull=True)
        .exclude(holds__in=Hold.objects.filter(lifted_at__isnull=True))
        .order_by("pk")
        .values_list("pk", flat=True)
    )


# Supplements and corrections: a signed round by two people, without reopening


def sign_again(
    claim: Claim, deed: Deed, body: str, version: str, event: PublicationEvent
) -> Publication | None:
    """One more signed round of the same review, by who asked for the deed and who does it."""
    last = standing_round(claim)
    if last is None:
        raise Refused(_("Only a signed claim is supplemented or corrected."))
    round_ = Round.objects.create(
        review=last.review,
        claim=claim,
        number=last.review.rounds.count() + 1,
        status=last.status,
        attribution=last.attribution,
        body=body,
        version=version,
        proposed_by=deed.asked_by,
    )
    Round.objects.filter(pk=round_.pk).update(
        outcome=RoundOutcome.SIGNED,
        decided_by=deed.decided_by,
        decided_at=TransactionNow(),
        alone=deed.asked_by_id == deed.decided_by_id,
    )
    sign_relations(claim, round_)
    return tell(claim, event)
