"""Publishing: the rows of publications, holds and embargoes.

PostgreSQL makes the content of a publication (``public_body``), numbers, dates, hashes and chains
the rows, and refuses any other.
"""

import json
import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.contrib.postgres.functions import TransactionNow
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.choices import Opening, PublicationEvent, ReviewState, RoundOutcome, Standing
from claims.locking import changing, neighbours, sql_scalar
from claims.models import Claim, Hold, Publication, Relation, Review, Round
from claims.publication import approved, epochs, rows
from claims.querysets import ClaimQuerySet
from newsroom.approvals import one_person_is_enough
from newsroom.choices import Via
from newsroom.errors import Refused
from newsroom.history import acting, recorded_as, through
from newsroom.models import Approval, User
from newsroom.permissions import require
from sources.capture import sha256

logger = logging.getLogger(__name__)


def publish(claim: Claim, event: PublicationEvent) -> bool:
    """Publish what is due of the locked claim, and of the neighbours that list it; whether there was any.

    A claim that may not be public is hidden instead. Nothing is published that is published
    already. The first row is the signing, whatever the event; of a hidden claim a signing or withdrawal that
    nobody could see yet comes first. The caller holds the locks of the claim and of its neighbours. After a restore
    behind the public log, what may not be read is withheld already, and its row follows.
    """
    try:
        if not rows.publish_due([claim.pk], event):
            return False
    except Refused:
        if not epochs.is_behind_the_log() or _may_be_read(claim):
            raise
        epochs.postpone([claim.pk] if _is_shown(claim) else [])
        return False
    republish(neighbours([claim.pk]) - {claim.pk})
    return True


def hide(claim: Claim) -> bool:
    """Hide the locked claim at once; its neighbours stop listing it.

    Raises Refused without a reason to hide it, such as a hold.
    """
    return publish(claim, PublicationEvent.HIDDEN)


def _may_be_read(claim: Claim) -> bool:
    return bool(sql_scalar("SELECT public_body(%s) IS NOT NULL", claim.pk))


def _is_shown(claim: Claim) -> bool:
    shown = current(claim)
    return shown is not None and shown.standing != Standing.HIDDEN


def republish(claim_ids: Iterable[int]) -> None:
    """Republish those of the locked claims that are listed with outdated relations."""
    if outdated := sorted(with_outdated_relations(claim_ids)):
        rows.publish_due(outdated, PublicationEvent.SUPPLEMENTED)


def with_outdated_relations(claim_ids: Iterable[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT claims_with_outdated_relations(%s)", [list(claim_ids)])
        return {number for (number,) in cursor.fetchall()}


def current(claim: Claim) -> Publication | None:
    """The claim's last row, even a withdrawal notice or a hidden one."""
    found: Publication | None = Publication.objects.filter(claim=claim).current().first()
    return found


def signed_round(claim: Claim) -> Round | None:
    found: Round | None = (
        Round.objects.filter(claim=claim, outcome=RoundOutcome.SIGNED)
        .select_related("review")
        .order_by("-review__number", "-number")
        .first()
    )
    return found


def require_signed_round(claim_id: int) -> Round:
    """The signed proposal of a concluded claim. Raises Refused for any other claim."""
    claim = Claim.objects.concluded().filter(pk=claim_id).first()
    round_ = signed_round(claim) if claim is not None else None
    if round_ is None:
        raise Refused(_("Only a signed claim can be supplemented or get a minor edit."))
    return round_


def sign_relations(claim: Claim, round_: Round) -> None:
    """The relations in the signed content become public with this review."""
    signed = {
        (relation["claim"], relation["relation"], relation["rationale"], relation["scope"])
        for relation in json.loads(round_.body)["relations"]
    }
    unsigned = Relation.objects.of(claim.pk).confirmed().filter(signed_in__isnull=True)
    for relation in unsigned.order_by("pk"):
        values = (relation.other(claim.pk), relation.kind, relation.rationale, relation.scope)
        if values in signed:
            relation.signed_in = round_.review
            relation.save(update_fields=["signed_in"])


# Holds and embargoes

_announce: list[Callable[[Hold, User | None], None]] = []


def when_holds_change(announce: Callable[[Hold, User | None], None]) -> None:
    """Call this with each hold that is set or lifted, and by whom, in the verb's own transaction.

    Not with those of an erasure, which notifies of them together.
    """
    _announce.append(announce)


def _announced(hold_: Hold, by: User | None) -> None:
    # Before anything is published: the lock of the publication chain is the last one taken.
    for announce in _announce:
        announce(hold_, by)


def hold(
    claim_id: int,
    by: User,
    kind: str,
    reason: str,
    expected_revision: int | None = None,
    *,
    announce: bool = True,
) -> Hold:
    """Publish nothing from now on, and hide what was public at once, on every past day too.

    ``announce``: not for the holds of an erasure, which notifies of them together.
    """
    require(by, "hold")
    with changing(claim_id, by, expected_revision, reason) as claim:
        made = Hold.objects.create(claim=claim, kind=kind, reason=reason.strip(), set_by=by)
        if announce:
            _announced(made, by)
        hide(claim)
        return made


def standing_hold(claim_id: int, kind: str) -> Hold:
    """Raises Refused where no such hold stands."""
    found: Hold | None = Hold.objects.filter(
        claim=claim_id, kind=kind, lifted_at__isnull=True
    ).first()
    if found is None:
        raise Refused(_("The claim has no such hold."))
    return found


def why_not_lifted(claim_id: int) -> str:
    """Why no hold of the claim can be lifted now; empty where it can."""
    if not sql_scalar("SELECT signed_words_are_erased(%s)", claim_id):
        return ""
    return _(
        "Parts of what was signed are erased. Once a senior editor has reopened the claim and it is edited and"
        " signed again, the hold can be lifted."
    )


def liftable_hold(claim_id: int, kind: str) -> Hold:
    """Raises Refused where no such hold stands, or it can't be lifted now."""
    found = standing_hold(claim_id, kind)
    if why_not := why_not_lifted(claim_id):
        raise Refused(why_not, rule="erased_words_stay_offline")
    return found


def lift_hold(claim: Claim, approval: Approval, kind: str) -> None:
    """Lift the hold and show the claim again, inside the transaction of its approval."""
    found = liftable_hold(claim.pk, kind)
    found.lifted_at, found.lifted_by_approval = timezone.now(), approval
    found.save(update_fields=["lifted_at", "lifted_by_approval"])
    _announced(found, approval.decided_by)
    publish(claim, PublicationEvent.SHOWN)


def set_embargo(
    claim_id: int, by: User, until: datetime | None, expected_revision: int | None = None
) -> Claim:
    """Publish nothing before this moment; only possible before the first publication.

    Once the claim is signed, the embargo can only be extended: publishing takes two people.
    """
    require(by, "set_embargo")
    with changing(claim_id, by, expected_revision) as claim:
        if until is not None and until <= timezone.now():
            raise Refused(_("The embargo must end in the future."))
        claim.embargo_until = until
        claim.save(update_fields=["embargo_until"])
        return claim


def publish_if_due(claim: Claim) -> None:
    """Publish the locked claim if its embargo has ended and it was not published yet."""
    if claim.concluded and claim.embargo_until is not None and current(claim) is None:
        with through(Via.CLOCK), recorded_as(None, _("the embargo ended")):
            publish(claim, PublicationEvent.SIGNED)


def give_notice(claim: Claim) -> bool:
    """Tell readers that the locked claim is under review again, which nothing told them so far."""
    Review.objects.filter(claim=claim, state=ReviewState.OPEN).update(notice_after=None)
    return publish(claim, PublicationEvent.REOPENED)


def publish_due() -> list[int]:
    """Publish what was signed under an embargo that has ended, and that a correction takes longer than a day.

    Returns the claims' numbers. Every publishing verb ends with it, and workers run it every minute. It
    never waits for a lock.
    """
    ended = [(each, _("the embargo ended"), _due, _publish_signed) for each in _due()]
    late = [(each, _("not corrected within a day"), _late, give_notice) for each in _late()]
    published: list[int] = []
    for claim_id, reason, due, publish_it in (*ended, *late):
        try:
            with through(Via.CLOCK), acting(None, reason):
                # A locked claim is left to the next run, a minute later.
                is_free = _free([claim_id]) and claim_id in due() and _free(neighbours([claim_id]))
                if is_free and publish_it(Claim.objects.get(pk=claim_id)):
                    published.append(claim_id)
        except Refused:
            # The others are still published, and the caller's own action is not affected.
            logger.exception("claim %s is due and can't be published", claim_id)
    return published


def _publish_signed(claim: Claim) -> bool:
    return publish(claim, PublicationEvent.SIGNED)


def _free(claim_ids: Iterable[int]) -> bool:
    """Lock the claims, unless another transaction has locked one of them."""
    wanted = set(claim_ids)
    free = Claim.objects.filter(pk__in=wanted).select_for_update(
        no_key=True, skip_locked=True, of=("self",)
    )
    return {claim.pk for claim in free} == wanted


def due_for(waited: timedelta) -> ClaimQuerySet:
    """Signed claims whose embargo ended that long ago, that no hold stops, and that are unpublished."""
    # By PostgreSQL's clock, as in its guard.
    return (
        Claim.objects.concluded()
        .filter(embargo_until__lte=Now() - waited, publications__isnull=True)
        .exclude(holds__in=Hold.objects.filter(lifted_at__isnull=True))
    )


def _due() -> list[int]:
    return list(due_for(timedelta(0)).order_by("pk").values_list("pk", flat=True))


def _late() -> list[int]:
    """Claims whose correction without a notice has taken a day."""
    again = Review.objects.filter(state=ReviewState.OPEN).exclude(opening=Opening.FIRST)
    late = again.filter(notice_after__lte=Now()).order_by("claim")
    return list(late.values_list("claim", flat=True))


# Supplements and minor edits: a signed round by two people, without reopening


def sign_again(claim: Claim, approval: Approval, event: PublicationEvent) -> bool:
    """One more signed round of the same review, by who requested the approval and who gave it."""
    last = require_signed_round(claim.pk)
    body = approved.document(last, approval)
    round_ = Round.objects.create(
        review=last.review,
        claim=claim,
        number=last.review.rounds.count() + 1,
        status=last.status,
        attribution=last.attribution,
        label=last.label,
        body=body,
        version=sha256(body),
        proposed_by=approval.requested_by,
    )
    Round.objects.filter(pk=round_.pk).update(
        outcome=RoundOutcome.SIGNED,
        decided_by=approval.decided_by,
        decided_at=TransactionNow(),
        alone=approval.decided_by_id in round_.authors and one_person_is_enough(),
    )
    sign_relations(claim, round_)
    return publish(claim, event)
