"""The review: the only writer of a claim's status. Each verb guards, changes and records."""

from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from claims.choices import (
    CONCLUDED,
    OPEN,
    NoticeKind,
    Opening,
    PublicationEvent,
    ReviewState,
    RoundOutcome,
    Status,
)
from claims.locking import changing, last_actor, open_review, record_author, sql_scalar
from claims.models import Anchor, Authorship, Claim, Evidence, Review, Round
from claims.notifications import notices
from claims.publication import publishing, representation
from newsroom.approvals import one_person_is_enough
from newsroom.errors import Refused, Stale, rules_in_words
from newsroom.models import User
from newsroom.permissions import require, who_may
from sources.anchors import Selector
from sources.capture import sha256
from sources.models import Snapshot

REVIEW_FIELDS = (
    *("rationale", "would_settle", "reply_asked", "reply_asked_on", "reply_how"),
    *("reply_answer", "reply_not_sought"),
)


def start(claim_id: int, by: User, expected_revision: int | None = None) -> Review:
    """Begin the first review of a claim. Raises Refused, Stale, NotAllowed."""
    require(by, "start_review")
    with changing(claim_id, by, expected_revision) as claim:
        _expect(claim, Status.UNREVIEWED)
        return _open(claim, by, Opening.FIRST, "")


def assign(claim_id: int, by: User, reviewer: User, expected_revision: int | None = None) -> Review:
    """Give the review to a reviewer; of an unreviewed claim it begins so.

    Raises Refused, Stale, NotAllowed.
    """
    require(by, "write_review")
    require(reviewer, "write_review")
    with changing(claim_id, by, expected_revision) as claim:
        if claim.status == Status.UNREVIEWED:
            require(by, "start_review")
            review = _open(claim, reviewer, Opening.FIRST, "")
        else:
            review = _opened(claim)
            review.reviewer = reviewer
            review.save(update_fields=["reviewer"])
        notices.settle(claim, NoticeKind.ASSIGNED)
        notices.notify([reviewer], NoticeKind.ASSIGNED, claim, by)
        return review


def write(claim_id: int, by: User, expected_revision: int | None = None, **fields: Any) -> Review:
    """Write the rationale, the reply, what would settle this. Raises Refused, Stale, NotAllowed."""
    require(by, "write_review")
    if unknown := fields.keys() - set(REVIEW_FIELDS):
        raise Refused(
            _("%(fields)s can't be changed here.") % {"fields": ", ".join(sorted(unknown))}
        )
    with changing(claim_id, by, expected_revision) as claim:
        review = _opened(claim)
        for field, value in fields.items():
            setattr(review, field, value)
        review.full_clean(validate_constraints=False)
        review.save(update_fields=list(fields))
        record_author(claim, by)
        return review


def add_evidence(
    claim_id: int,
    by: User,
    expected_revision: int | None = None,
    snapshot: Snapshot | None = None,
    place: Selector | None = None,
    inputs: tuple[Evidence, ...] = (),
    **fields: Any,
) -> Evidence:
    """Add evidence to the open review; a passage brings its snapshot and place.

    ``fields``: those of Evidence (bears_on, direction, kind, primary, private, description …).
    Raises Refused, Stale, NotAllowed.
    """
    require(by, "write_review")
    with changing(claim_id, by, expected_revision) as claim:
        review = _opened(claim)
        if snapshot is not None:
            fields["source"] = snapshot.source
        evidence = Evidence(claim=claim, review=review, added_by=by, **fields)
        evidence.full_clean(validate_constraints=False)
        evidence.save()
        if snapshot is not None and place is not None:
            Anchor.objects.create(claim=claim, evidence=evidence, snapshot=snapshot, **vars(place))
        evidence.inputs.set(inputs)
        record_author(claim, by)
        return evidence


def remove_evidence(
    claim_id: int, by: User, evidence_id: int, expected_revision: int | None = None
) -> None:
    """Take evidence out of the open review; history keeps it. Raises Refused, Stale, NotAllowed."""
    require(by, "write_review")
    with changing(claim_id, by, expected_revision) as claim:
        _opened(claim).evidence.filter(pk=evidence_id).delete()
        record_author(claim, by)


def propose(
    claim_id: int, by: User, attribution: str, status: str, expected_revision: int | None = None
) -> Round:
    """Propose a conclusion; from here on all that would be published is frozen.

    Raises Refused with what the conclusion still needs, Stale, NotAllowed.
    """
    require(by, "propose")
    with changing(claim_id, by, expected_revision) as claim:
        _expect(claim, Status.IN_REVIEW)
        review = _opened(claim)
        judge_independence(review)
        sql_scalar("SELECT require_conclusion(%s, %s, %s)", review.pk, status, attribution)
        body = representation.proposal(claim.pk, attribution, status)
        round_ = Round.objects.create(
            review=review,
            claim=claim,
            number=review.rounds.count() + 1,
            status=status,
            attribution=attribution,
            body=body,
            version=sha256(body),
            proposed_by=by,
        )
        # Also of a later proposal in this review, by somebody else, they don't sign.
        record_author(claim, by)
        _set_status(claim, Status.AWAITING_SIGNOFF)
        notices.notify(who_may_sign(review), NoticeKind.TO_SIGN, claim, by)
        return round_


def who_may_sign(review: Review) -> QuerySet[User]:
    """Who did not write any of it, and so neither proposed it."""
    wrote = Authorship.objects.filter(review=review).values("author")
    return who_may("sign").exclude(pk__in=wrote)


def what_is_missing(claim: Claim, attribution: str, status: str) -> str:
    """Why this conclusion can't be proposed now, in a sentence; empty when nothing is missing."""
    review = open_review(claim)
    if review is None:
        return _("No review is open.")
    try:
        with rules_in_words(), transaction.atomic():
            sql_scalar("SELECT require_conclusion(%s, %s, %s)", review.pk, status, attribution)
    except Refused as refused:
        return refused.sentence
    return ""


def judge_independence(review: Review) -> None:
    """Store PostgreSQL's judgement on each piece of evidence."""
    for evidence in review.evidence.all():
        because = sql_scalar("SELECT evidence_not_independent(%s)", evidence.pk)
        if (evidence.independent, evidence.independence_note) != (
            because == "",
            because,
        ):
            evidence.independent, evidence.independence_note = because == "", because
            evidence.save(update_fields=["independent", "independence_note"])


def take_back(
    claim_id: int, by: User, reason: str = "", expected_revision: int | None = None
) -> Round:
    """The proposer takes the proposal back. Raises Refused, Stale, NotAllowed."""
    require(by, "take_back")
    with changing(claim_id, by, expected_revision, reason) as claim:
        round_ = _proposed(claim)
        if round_.proposed_by_id != by.pk:
            raise Refused(
                _("%(who)s proposed this; only they take it back. A senior editor sends it back.")
                % {"who": round_.proposed_by}
            )
        _decide(round_, by, RoundOutcome.TAKEN_BACK, reason)
        _set_status(claim, Status.IN_REVIEW)
        return round_


def send_back(claim_id: int, by: User, reason: str, expected_revision: int | None = None) -> Round:
    """Send a proposal back, saying what is missing. Raises Refused, Stale, NotAllowed."""
    require(by, "send_back")
    with changing(claim_id, by, expected_revision, reason) as claim:
        round_ = _proposed(claim)
        _decide(round_, by, RoundOutcome.SENT_BACK, reason.strip())
        _set_status(claim, Status.IN_REVIEW)
        notices.notify(
            [round_.proposed_by, round_.review.reviewer], NoticeKind.SENT_BACK, claim, by
        )
        return round_


def sign(claim_id: int, by: User, version: str) -> Round:
    """Sign the version that was seen; it is published unless a hold or an embargo stands.

    Refused to whoever proposed or wrote any of it in this review, and for any version but the one
    that was seen. Raises Refused, Stale, NotAllowed.
    """
    require(by, "sign")
    with changing(claim_id, by) as claim:
        round_ = _proposed(claim)
        _check_version(claim, round_, version)
        own = round_.proposed_by_id == by.pk or _wrote(round_.review, by)
        round_.alone = own and one_person_is_enough()
        if own and not round_.alone:
            raise Refused(
                _("You proposed this conclusion; another senior editor signs it.")
                if round_.proposed_by_id == by.pk
                else _("You wrote part of this in this review; another senior editor signs it."),
                rule="four_eyes",
            )
        _decide(round_, by, RoundOutcome.SIGNED, "")
        _close(round_.review, ReviewState.SIGNED)
        _set_status(claim, Status(round_.status), round_.attribution)
        publishing.sign_relations(claim, round_)
        publishing.publish(claim, PublicationEvent.SIGNED)
    publishing.publish_due()
    return round_


def reopen(claim_id: int, by: User, reason: str, expected_revision: int | None = None) -> Review:
    """Open a concluded claim again; the public keeps the last signed version, marked.

    Raises Refused, Stale, NotAllowed.
    """
    require(by, "reopen")
    with changing(claim_id, by, expected_revision, reason) as claim:
        review = reopen_locked(claim, by, reason)
    publishing.publish_due()
    return review


def reopen_locked(claim: Claim, by: User, reason: str) -> Review:
    """Reopening, inside the caller's verb on the locked claim."""
    _expect(claim, *CONCLUDED)
    _needs(reason)
    publishing.publish_if_due(claim)
    review = _open(claim, by, Opening.REOPENED, reason.strip())
    publishing.publish(claim, PublicationEvent.REOPENED)
    return review


def withdraw(
    claim_id: int,
    by: User,
    reason: str,
    keep_wording: bool = False,
    expected_revision: int | None = None,
) -> Claim:
    """Withdraw a claim; of a public one a tombstone stays. Raises Refused, Stale, NotAllowed.

    ``keep_wording``: the tombstone names wording and speaker.
    """
    require(by, "withdraw")
    _needs(reason)
    with changing(claim_id, by, expected_revision, reason) as claim:
        _expect(claim, *(status for status in Status if status != Status.WITHDRAWN))
        publishing.publish_if_due(claim)
        review = open_review(claim)
        if review is not None:
            round_ = review.rounds.filter(outcome=RoundOutcome.OPEN).first()
            if round_ is not None:
                _decide(round_, by, RoundOutcome.WITHDRAWN, reason)
            _close(review, ReviewState.CLOSED)
        claim.withdrawn_reason, claim.withdrawn_wording = reason.strip(), keep_wording
        claim.save(update_fields=["withdrawn_reason", "withdrawn_wording"])
        _set_status(claim, Status.WITHDRAWN)
        publishing.publish(claim, PublicationEvent.WITHDRAWN)
    publishing.publish_due()
    return claim


def reinstate(claim_id: int, by: User, reason: str, expected_revision: int | None = None) -> Review:
    """Take a withdrawn claim up again; its tombstone stays until it is signed anew.

    Raises Refused, Stale, NotAllowed.
    """
    require(by, "reinstate")
    _needs(reason)
    with changing(claim_id, by, expected_revision, reason) as claim:
        _expect(claim, Status.WITHDRAWN)
        return _open(claim, by, Opening.REINSTATED, reason.strip())


def _expect(claim: Claim, *statuses: Status) -> None:
    """Raise Refused, saying where the claim stands and who brought it there."""
    if claim.status in statuses:
        return
    raise Refused(
        _("The claim is %(status)s since %(who)s acted on it; this step does not apply now.")
        % {"status": Status(claim.status).label, "who": last_actor(claim)},
        rule="claim_status_transition",
    )


def _opened(claim: Claim) -> Review:
    _expect(claim, Status.IN_REVIEW)
    review = open_review(claim)
    if review is None:
        raise Refused(_("No review is open."))
    return review


def _proposed(claim: Claim) -> Round:
    _expect(claim, Status.AWAITING_SIGNOFF)
    round_: Round = Round.objects.select_related("review__reviewer", "proposed_by").get(
        claim=claim, outcome=RoundOutcome.OPEN
    )
    return round_


def _check_version(claim: Claim, round_: Round, version: str) -> None:
    if version != round_.version:
        raise Stale(
            _("%(who)s proposed another version after you opened this one. Read it, then sign.")
            % {"who": round_.proposed_by},
        )
    if representation.proposal(claim.pk, round_.attribution, round_.status) != round_.body:
        raise Stale(
            _(
                "Something that this conclusion says changed after it was proposed (a relation, a"
                " source or a speaker). Send it back, so that it is proposed as it now reads."
            )
        )


def _wrote(review: Review, by: User) -> bool:
    return Authorship.objects.filter(review=review, author=by).exists()


def _needs(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Give a reason."), rule="reason_needed")


def _set_status(claim: Claim, status: Status, attribution: str = "") -> None:
    claim.status, claim.attribution = status, attribution
    # What is concluded is no longer due.
    claim.due_on = claim.due_on if status in OPEN else None
    claim.save(update_fields=["status", "attribution", "due_on"])
    if status != Status.AWAITING_SIGNOFF:
        notices.settle(claim, NoticeKind.TO_SIGN)
    if status != Status.IN_REVIEW:
        notices.settle(claim, NoticeKind.ASSIGNED, NoticeKind.SENT_BACK)


def _decide(round_: Round, by: User, outcome: RoundOutcome, reason: str) -> None:
    round_.outcome, round_.decided_by, round_.reason = outcome, by, reason
    Round.objects.filter(pk=round_.pk).update(
        outcome=outcome,
        decided_by=by,
        decided_at=TransactionNow(),
        reason=reason,
        alone=round_.alone,
    )


def _close(review: Review, state: ReviewState) -> None:
    Review.objects.filter(pk=review.pk).update(state=state, closed_at=TransactionNow())


def _open(claim: Claim, by: User, opening: Opening, reason: str) -> Review:
    """A new review; a later one starts from copies of the last evidence and rationale."""
    last = claim.reviews.order_by("-number").first()
    review = Review.objects.create(
        claim=claim,
        number=(last.number if last else 0) + 1,
        opening=opening,
        reason=reason,
        reviewer=by,
        **({field: getattr(last, field) for field in REVIEW_FIELDS} if last else {}),
    )
    # Before the copies, which hang on the claim and are frozen unless it is in review.
    _set_status(claim, Status.IN_REVIEW)
    copies: dict[int, Evidence] = {}
    for old in last.evidence.order_by("pk") if last else ():
        copies[old.pk] = _copy_evidence(old, review, copies)
    return review


def _copy_evidence(old: Evidence, review: Review, copies: dict[int, Evidence]) -> Evidence:
    inputs = [copies[each.pk] for each in old.inputs.all()]
    anchor: Anchor | None = getattr(old, "anchor", None)
    values: dict[str, Any] = {
        field.name: getattr(old, field.name)
        for field in Evidence._meta.concrete_fields
        if not field.primary_key and field.name not in {"review", "copied_from", "added_at"}
    }
    copy = Evidence.objects.create(review=review, copied_from=old, added_at=old.added_at, **values)
    copy.inputs.set(inputs)
    if anchor is not None:
        Anchor.objects.create(
            claim=anchor.claim,
            evidence=copy,
            snapshot=anchor.snapshot,
            exact=anchor.exact,
            prefix=anchor.prefix,
            suffix=anchor.suffix,
            start=anchor.start,
            end=anchor.end,
        )
    return copy
