"""What the public is told: the rows of publications, holds and embargoes.

PostgreSQL says what a publication of a claim would read (``public_body``), numbers, dates, hashes
and chains the rows, and refuses any other.
"""

import json
import logging
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.contrib.postgres.functions import TransactionNow
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.choices import PublicationEvent, RoundOutcome, Standing
from claims.locking import changing, neighbours, sql_scalar
from claims.models import Claim, Hold, Publication, Relation, Round, Webhook
from claims.publication.representation import ClaimBody, canonical
from newsroom.choices import Via
from newsroom.errors import Refused
from newsroom.history import acting, through
from newsroom.jobs import enqueue
from newsroom.models import Approval, User
from newsroom.permissions import require

logger = logging.getLogger(__name__)


class Reading(NamedTuple):
    """What the public may read of a claim now."""

    standing: Standing
    body: ClaimBody
    round_id: int | None


def reading(claim_id: int) -> Reading | None:
    """What a publication of the locked claim would say now; None: nothing may be said."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lock_signed_content(%s)", [claim_id])
        cursor.execute(
            "SELECT public_standing(%s), public_body(%s)::text, (signed_round(%s)).id",
            [claim_id] * 3,
        )
        standing, body, round_id = cursor.fetchone()
    if body is None:
        return None
    withdrawn = standing == Standing.WITHDRAWN
    return Reading(Standing(standing), json.loads(body), None if withdrawn else round_id)


def publish(claim: Claim, event: PublicationEvent) -> Publication | None:
    """Tell the public how the locked claim now stands, and its neighbours' readers with it.

    Nothing is told of a claim of which nothing may be said (what is shown of it is hidden then),
    nor what the public reads already. Its first row is its signing, whatever the event. The
    caller holds the locks of the claim and of its neighbours.
    """
    shown = current(claim)
    now = reading(claim.pk)
    if now is None:
        return hide(claim)
    if shown is None:
        event = PublicationEvent.SIGNED
    elif (shown.standing, json.loads(shown.body)) == now[:2] and not shown.withheld:
        return None
    row = _insert(claim.pk, event, now)
    republish(neighbours([claim.pk]) - {claim.pk})
    return row


def hide(claim: Claim) -> Publication | None:
    """Take the locked claim from the public's eyes, at once; its neighbours stop naming it.

    Refused by PostgreSQL unless something stands against showing it.
    """
    shown = current(claim)
    if shown is None or shown.standing == Standing.HIDDEN:
        return None
    row = _insert(claim.pk, PublicationEvent.HIDDEN, Reading(Standing.HIDDEN, {}, None))
    republish(neighbours([claim.pk]) - {claim.pk})
    return row


def republish(claim_ids: Iterable[int]) -> None:
    """Republish those of the locked claims that are listed and don't say the public relations."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT claims_with_outdated_relations(%s)", [list(claim_ids)])
        untold = [number for (number,) in cursor.fetchall()]
    for number in untold:
        now = reading(number)
        if now is not None:
            _insert(number, PublicationEvent.SUPPLEMENTED, now)


def current(claim: Claim) -> Publication | None:
    """The claim's last row, a tombstone or a hidden one included."""
    found: Publication | None = Publication.objects.filter(claim=claim).current().first()
    return found


def public_standing(claim: Claim) -> Standing | None:
    """As what the public should see the claim stand, holds aside; None: never to be public."""
    standing = sql_scalar("SELECT public_standing(%s)", claim.pk)
    return Standing(standing) if standing else None


def is_held(claim: Claim) -> bool:
    return Hold.objects.filter(claim=claim, lifted_at__isnull=True).exists()


def signed_round(claim: Claim) -> Round | None:
    """The signed proposal whose words stand."""
    found: Round | None = (
        Round.objects.filter(claim=claim, outcome=RoundOutcome.SIGNED)
        .select_related("review")
        .order_by("-review__number", "-number")
        .first()
    )
    return found


def _insert(claim_id: int, event: PublicationEvent, now: Reading) -> Publication:
    row = Publication.objects.create(
        claim_id=claim_id,
        event=event,
        standing=now.standing,
        body=canonical(now.body),
        round_id=now.round_id,
    )
    enqueue_deliveries(row)
    return row


def enqueue_deliveries(row: Publication) -> None:
    """Queue the job that informs webhooks of a new publication, if any webhook wants its event."""
    if Webhook.objects.receiving(row.event).exists():
        enqueue("claims.create_deliveries", publication_id=row.number)


def sign_relations(claim: Claim, round_: Round) -> None:
    """Relations that the signed words hold become public with this review."""
    said = {
        (relation["claim"], relation["relation"], relation["rationale"], relation["scope"])
        for relation in json.loads(round_.body)["relations"]
    }
    unsigned = Relation.objects.of(claim.pk).confirmed().filter(signed_in__isnull=True)
    for relation in unsigned.order_by("pk"):
        ours = (relation.other(claim.pk), relation.kind, relation.rationale, relation.scope)
        if ours in said:
            relation.signed_in = round_.review
            relation.save(update_fields=["signed_in"])


# Holds and embargoes


def hold(
    claim_id: int, by: User, kind: str, reason: str, expected_revision: int | None = None
) -> Hold:
    """Set a hold: nothing is published, and what was public is hidden at once, on every day.

    Raises Refused, Stale, NotAllowed.
    """
    require(by, "hold")
    with changing(claim_id, by, expected_revision, reason) as claim:
        made = Hold.objects.create(claim=claim, kind=kind, reason=reason.strip(), set_by=by)
        hide(claim)
        return made


def lift_hold(claim: Claim, deed: Approval, kind: str) -> None:
    """The second person lifts the hold; what stands is shown again. Called by ``claims.workflow.approvals``."""
    held = Hold.objects.filter(claim=claim, kind=kind, lifted_at__isnull=True).first()
    if held is None:
        raise Refused(_("No such hold stands on the claim any more."))
    held.lifted_at, held.lifted_by_approval = timezone.now(), deed
    held.save(update_fields=["lifted_at", "lifted_by_approval"])
    publish(claim, PublicationEvent.SHOWN)


def set_embargo(
    claim_id: int, by: User, until: datetime | None, expected_revision: int | None = None
) -> Claim:
    """Nothing is published before this moment; set before the first publication only.

    Once the claim is signed, the moment can be put off and no more: publishing takes two.
    Raises Refused, Stale, NotAllowed.
    """
    require(by, "set_embargo")
    with changing(claim_id, by, expected_revision) as claim:
        if until is not None and until <= timezone.now():
            raise Refused(_("The embargo must end in the future."))
        claim.embargo_until = until
        claim.save(update_fields=["embargo_until"])
        return claim


def publish_if_due(claim: Claim) -> Publication | None:
    """Publish the locked claim if its embargo has ended and nobody has yet come by to do it."""
    if claim.concluded and claim.embargo_until is not None and current(claim) is None:
        with through(Via.CLOCK), acting(None, _("the embargo ended")):
            return publish(claim, PublicationEvent.SIGNED)
    return None


def publish_due() -> list[int]:
    """Publish what was signed under an embargo that has ended; returns the claims' numbers.

    Every publishing verb ends with it, and the clock runs it every minute. It waits for nobody.
    """
    published: list[int] = []
    for claim_id in _due():
        try:
            with through(Via.CLOCK), acting(None, _("the embargo ended")):
                # Someone is at work on one of them: the next run, a minute from now, comes by.
                if _free([claim_id]) and claim_id in _due() and _free(neighbours([claim_id])):
                    claim = Claim.objects.get(pk=claim_id)
                    if publish(claim, PublicationEvent.SIGNED) is not None:
                        published.append(claim_id)
        except Refused:
            # The others are published all the same, and whoever called did something else.
            logger.exception("claim %s is due and can't be published", claim_id)
    return published


def _free(claim_ids: Iterable[int]) -> bool:
    """Lock the claims, unless somebody else has one of them locked."""
    wanted = set(claim_ids)
    free = Claim.objects.filter(pk__in=wanted).select_for_update(
        no_key=True, skip_locked=True, of=("self",)
    )
    return {claim.pk for claim in free} == wanted


def _due() -> list[int]:
    # By PostgreSQL's clock, which its guard reads too.
    return list(
        Claim.objects.concluded()
        .filter(embargo_until__lte=Now(), publications__isnull=True)
        .exclude(holds__in=Hold.objects.filter(lifted_at__isnull=True))
        .order_by("pk")
        .values_list("pk", flat=True)
    )


# Supplements and corrections: a signed round by two people, without reopening


def sign_again(
    claim: Claim, deed: Approval, body: str, version: str, event: PublicationEvent
) -> Publication | None:
    """One more signed round of the same review, by who asked for the deed and who does it."""
    last = signed_round(claim)
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
        proposed_by=deed.requested_by,
    )
    Round.objects.filter(pk=round_.pk).update(
        outcome=RoundOutcome.SIGNED,
        decided_by=deed.decided_by,
        decided_at=TransactionNow(),
        alone=deed.requested_by_id == deed.decided_by_id,
    )
    sign_relations(claim, round_)
    return publish(claim, event)
