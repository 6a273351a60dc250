"""The review of a claim, from start to sign-off or withdrawal; the only writer of a claim's status."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from claims.choices import (
    CONCLUDED,
    OPEN,
    NoticeKind,
    Opening,
    PublicationEvent,
    ReviewState,
    RoundOutcome,
    SignatureRole,
    Status,
)
from claims.locking import changing, expect_status, open_review, review_in_progress, sql_scalar
from claims.models import Claim, Conflict, LabelEdition, Review, Round
from claims.models.review import WITHOUT_NOTICE
from claims.notifications import chat, notices
from claims.presentation.prose import compare, shortened
from claims.publication import document, publishing
from claims.workflow import assents, conclusions, conflicts, corrections, signatures
from claims.workflow import harms as harm
from claims.workflow.evidence import copy_evidence, judge_independence
from claims.workflow.reporters import require_writer
from newsroom.approvals import one_person_is_enough
from newsroom.errors import NotAllowed, Refused, Stale, refusal_by
from newsroom.models import User
from newsroom.permissions import may, require, who_may
from sources.capture import sha256
from sources.saving import refuse_other_fields, save

REVIEW_FIELDS = ("summary", "rationale", "would_settle", "reply_not_sought", "reply_not_awaited")
# What is answered with the proposal itself.
HARM_RULES = ("harm_is_answered", "harmed_are_asked")
COPIED_FIELDS = ("summary", "rationale", "would_settle", "reply_not_sought")


def start(claim_id: int, by: User, expected_revision: int | None = None) -> Review:
    """Begin the first review of a claim, as its reviewer."""
    require(by, "start_review")
    with changing(claim_id, by, expected_revision) as claim:
        expect_status(claim, Status.UNREVIEWED)
        return _open(claim, by, Opening.FIRST, "")


def assign(claim_id: int, by: User, reviewer: User, expected_revision: int | None = None) -> Review:
    """Assign the review, to a reporter too; the review of an unreviewed claim begins with it."""
    if not may(reviewer, "write_review"):
        raise NotAllowed(_("%(who)s holds no role here and can't review."), who=reviewer)
    with changing(claim_id, by, expected_revision) as claim:
        conflicts.refuse_reviewer(claim, reviewer)
        unreviewed = claim.status == Status.UNREVIEWED
        require(by, "start_review" if unreviewed else "assign_review")
        if unreviewed:
            review = _open(claim, reviewer, Opening.FIRST, "")
        else:
            review = review_in_progress(claim)
            if review.reviewer_id != reviewer.pk:
                review.handed_in_at, review.returned_for = None, ""
            review.reviewer = reviewer
            review.save(update_fields=["reviewer", "handed_in_at", "returned_for"])
        notices.settle(claim, NoticeKind.ASSIGNED, NoticeKind.HANDED_IN)
        notices.notify([reviewer], NoticeKind.ASSIGNED, claim, by)
        return review


def write(claim_id: int, by: User, expected_revision: int | None = None, **fields: Any) -> Review:
    """Write the summary, the rationale, why no reply was sought or waited for … (``REVIEW_FIELDS``)."""
    require(by, "write_review")
    refuse_other_fields(fields, REVIEW_FIELDS)
    with changing(claim_id, by, expected_revision) as claim:
        review = review_in_progress(claim)
        require_writer(review, by)
        if "summary" in fields:
            fields["summary"] = " ".join(fields["summary"].split())
        return save(review, fields)


def propose(
    claim_id: int,
    by: User,
    attribution: str,
    status: str,
    expected_revision: int | None = None,
    panel: Iterable[User] = (),
    label: LabelEdition | None = None,
    assertion: signatures.Assertion | None = None,
    harms: Sequence[harm.Harm] | None = None,
) -> Round:
    """Propose a conclusion; from here on everything that would be published is frozen.

    ``panel``: the three who decide on it, where the review's policy asks for a panel. ``label``: the
    newsroom's own, in use and of these two answers. ``assertion``: by a passkey of the proposer's.
    ``harms``: whom it could harm, whatever the rating; empty is nobody. None: as the review has it.
    """
    require(by, "propose_own")
    with changing(claim_id, by, expected_revision) as claim:
        if not may(by, "propose") and (
            why_not := assents.why_reporter_may_not_propose(open_review(claim), by)
        ):
            raise NotAllowed(why_not)
        expect_status(claim, Status.IN_REVIEW)
        conflicts.refuse_conflict(claim, by, "no_proposal_in_a_conflict")
        review = review_in_progress(claim)
        signatures.require_key(review, assertion)
        judge_independence(review)
        harm.record(review, harms)
        conclusions.require(review, attribution, status)
        body = document.proposal(claim.pk, attribution, status, label)
        round_ = Round.objects.create(
            review=review,
            claim=claim,
            number=review.rounds.count() + 1,
            status=status,
            attribution=attribution,
            label=label,
            body=body,
            version=sha256(body),
            proposed_by=by,
            panel=[each.pk for each in panel],
        )
        if assertion is not None:
            signatures.record(round_, by, SignatureRole.PROPOSER, assertion)
        _set_status(claim, Status.AWAITING_SIGNOFF)
        corrections.give_notice_if_needed(claim, review, body)
        assents.notify(claim, round_, by, who_may_sign(round_))
        chat.enqueue_message("claims.post_proposal", round_.pk)
        return round_


def why_not_propose(claim: Claim, attribution: str, status: str) -> str:
    """All that this conclusion still needs, in sentences; empty where it can be proposed."""
    try:
        review = review_in_progress(claim)
    except Refused as refused:
        return refused.sentence
    lacking = conclusions.lacks(conclusions.grounds(review), attribution, status)
    return " ".join(each.sentence for each in lacking if each.rule not in HARM_RULES)


def who_may_sign(round_: Round) -> QuerySet[User]:
    """The senior editors who wrote none of it and declared no conflict of interest."""
    in_conflict = round_.claim.conflicts.standing().values("person")
    return who_may("sign").exclude(pk__in=round_.authors).exclude(pk__in=in_conflict)


def withdraw_proposal(
    claim_id: int, by: User, reason: str = "", expected_revision: int | None = None
) -> Round:
    """Withdraw one's own proposal."""
    proposed = Round.objects.filter(claim=claim_id, outcome=RoundOutcome.OPEN, proposed_by=by)
    require(by, "propose_own" if proposed.exists() else "withdraw_proposal")
    with changing(claim_id, by, expected_revision, reason) as claim:
        round_ = _proposed(claim)
        if round_.proposed_by_id != by.pk:
            raise Refused(
                _(
                    "Only %(who)s, who proposed this, can withdraw it. A senior editor can send it"
                    " back."
                ),
                who=round_.proposed_by,
            )
        _decide(round_, by, RoundOutcome.PROPOSAL_WITHDRAWN, reason)
        _set_status(claim, Status.IN_REVIEW)
        return round_


def send_back(claim_id: int, by: User, reason: str, expected_revision: int | None = None) -> Round:
    """Send a proposal back, saying what is missing."""
    require(by, "send_back")
    with changing(claim_id, by, expected_revision, reason) as claim:
        return _send_back(claim, _proposed(claim), by, reason)


def _send_back(claim: Claim, round_: Round, by: User, reason: str) -> Round:
    _decide(round_, by, RoundOutcome.SENT_BACK, reason.strip())
    _set_status(claim, Status.IN_REVIEW)
    recipients = [round_.proposed_by, round_.review.reviewer]
    notices.notify(recipients, NoticeKind.SENT_BACK, claim, by)
    return round_


def agree(
    claim_id: int, by: User, version: str, assertion: signatures.Assertion | None = None
) -> Round:
    """Agree to the version that the person has read: as one of its panel, or as second sign-off.

    ``assertion``: by a passkey of the person's. Once all agreements are there that the review's policy asks for, it is signed.
    """
    require(by, "agree")
    with changing(claim_id, by) as claim:
        round_ = _proposed(claim)
        _check_version(claim, round_, version)
        conflicts.refuse_conflict(claim, by, "assent_counts")
        why_not = assents.why_not_agree(round_, by)
        if why_not != "":
            raise Refused(why_not, rule="four_eyes") if why_not else assents.not_asked()
        signatures.require_key(round_.review, assertion)
        if assertion is not None:
            role = SignatureRole.PANEL if round_.panel else SignatureRole.SECOND
            signatures.record(round_, by, role, assertion)
        if signer := assents.record(claim, round_, by, second=round_.second_sign_off):
            _conclude(claim, round_, signer)
    publishing.publish_due()
    return round_


def object_to(claim_id: int, by: User, reason: str, expected_revision: int | None = None) -> Round:
    """Object to a proposal that asks for the person's agreement; it is sent back.

    All agreements to it are void: what is proposed next asks again.
    """
    require(by, "agree")
    with changing(claim_id, by, expected_revision, reason) as claim:
        round_ = _proposed(claim)
        if not assents.who_may_agree(round_).filter(pk=by.pk).exists():
            raise assents.not_asked()
        return _send_back(claim, round_, by, reason)


def sign(
    claim_id: int, by: User, version: str, assertion: signatures.Assertion | None = None
) -> Round:
    """Sign the version that the person has read; without a hold or an embargo it is published.

    ``assertion``: by a passkey of the signer's.

    Where it takes a second sign-off too, the later of the two completes it.
    """
    require(by, "sign")
    with changing(claim_id, by) as claim:
        round_ = _proposed(claim)
        _check_version(claim, round_, version)
        conflicts.refuse_conflict(claim, by, "no_signature_in_a_conflict")
        if why_not := why_not_sign(round_, by, standing=()):
            raise Refused(why_not, rule="four_eyes")
        signatures.require_key(round_.review, assertion)
        if assertion is not None:
            signatures.record(round_, by, SignatureRole.SIGNER, assertion)
        signer: User | None = by
        if round_.second_sign_off:
            signer = assents.record(claim, round_, by, second=False)
        if signer is not None:
            _conclude(claim, round_, signer)
    publishing.publish_due()
    return round_


def _conclude(claim: Claim, round_: Round, signer: User) -> None:
    # What it rests on may have changed since: for whom somebody speaks, a letter that came back.
    conclusions.require(round_.review, round_.attribution, round_.status)
    round_.alone = signer.pk in round_.authors
    _decide(round_, signer, RoundOutcome.SIGNED, "")
    _close(round_.review, ReviewState.SIGNED)
    _set_status(claim, Status(round_.status), round_.attribution)
    publishing.sign_relations(claim, round_)
    publishing.publish(claim, PublicationEvent.SIGNED)
    worked = {round_.proposed_by, round_.review.reviewer, *notices.finders_of(claim)}
    notices.notify(worked, NoticeKind.SIGNED, claim, signer)


def why_nobody_signs(round_: Round) -> str:
    """Why PostgreSQL will refuse every signature, where an erasure changed the proposal; else empty."""
    if not sql_scalar("SELECT proposed_words_are_erased(%s)", round_.pk):
        return ""
    return _(
        "Parts of this proposal are erased. Send it back: it is edited without them, and proposed again."
    )


def why_not_sign(round_: Round, by: User, standing: Iterable[Conflict] | None = None) -> str:
    """Why this person can't sign the proposal, in a sentence; empty where they can.

    ``standing``: the claim's conflicts of interest, where they have been read.
    """
    if why_not := conflicts.why_not_conclude(round_.claim, by, standing):
        return why_not
    if round_.panel:
        return _("Its panel of three decides: each of them agrees or objects.")
    if round_.second_sign_off and (why_not := assents.why_not_again(round_, by)):
        return why_not
    if by.pk not in round_.authors or one_person_is_enough():
        return ""
    if round_.proposed_by_id == by.pk:
        return refusal_by("sign_off_by_another").sentence
    return _(
        "You wrote part of this, changed a source or speaker that it names, or gave its proposer their"
        " account or role; another senior editor signs it."
    )


def reopen(
    claim_id: int,
    by: User,
    reason: str,
    reason_kind: str,
    expected_revision: int | None = None,
    without_notice: bool = False,
) -> Review:
    """Reopen a concluded claim; the public keeps the last signed version, marked as under review.

    ``reason_kind`` decides on which public list it stands once it is signed again. ``without_notice``:
    it is marked only once a day has passed, or a proposal changes more than a slip.
    """
    require(by, "reopen")
    with changing(claim_id, by, expected_revision, reason) as claim:
        if without_notice and (why_not := corrections.why_with_notice(claim, by, reason_kind)):
            raise Refused(why_not, rule="without_notice_for_a_day")
        review = reopen_locked(claim, by, reason, reason_kind, without_notice)
    publishing.publish_due()
    return review


def reopen_locked(
    claim: Claim, by: User, reason: str, reason_kind: str, without_notice: bool = False
) -> Review:
    """Reopen the locked claim, inside the caller's verb."""
    expect_status(claim, *CONCLUDED)
    publishing.publish_if_due(claim)
    review = _open(claim, by, Opening.REOPENED, reason.strip(), reason_kind, without_notice)
    publishing.publish(claim, PublicationEvent.REOPENED)
    return review


def change_reason_kind(
    claim_id: int, by: User, reason_kind: str, expected_revision: int | None = None
) -> Review:
    """Say that the claim is reopened for another kind of reason than was thought; also in public."""
    require(by, "reopen")
    with changing(claim_id, by, expected_revision) as claim:
        return change_reason_kind_locked(claim, reason_kind)


def change_reason_kind_locked(claim: Claim, reason_kind: str) -> Review:
    """The same for the locked claim, inside the caller's verb."""
    review = review_in_progress(claim)
    if review.opening != Opening.REOPENED:
        raise Refused(_("The claim was not reopened."), rule="reason_kind_of_a_reopening")
    if review.reason_kind != reason_kind:
        save(review, {"reason_kind": reason_kind, "notice_after": None})
        publishing.publish(claim, PublicationEvent.REOPENED)
    return review


def withdraw(
    claim_id: int,
    by: User,
    reason: str,
    keep_wording: bool = False,
    expected_revision: int | None = None,
) -> Claim:
    """Withdraw a claim; for a public one a withdrawal notice stays.

    ``keep_wording``: the notice names wording and speaker.
    """
    require(by, "withdraw")
    with changing(claim_id, by, expected_revision, reason) as claim:
        expect_status(claim, *(status for status in Status if status != Status.WITHDRAWN))
        publishing.publish_if_due(claim)
        if (review := open_review(claim)) is not None:
            if (round_ := review.rounds.filter(outcome=RoundOutcome.OPEN).first()) is not None:
                _decide(round_, by, RoundOutcome.WITHDRAWN, reason)
            _close(review, ReviewState.CLOSED)
        claim.withdrawn_reason, claim.withdrawn_wording = reason.strip(), keep_wording
        claim.save(update_fields=["withdrawn_reason", "withdrawn_wording"])
        _set_status(claim, Status.WITHDRAWN)
        publishing.publish(claim, PublicationEvent.WITHDRAWN)
    publishing.publish_due()
    return claim


def reinstate(claim_id: int, by: User, reason: str, expected_revision: int | None = None) -> Review:
    """Review a withdrawn claim again; its withdrawal notice stays until it is signed."""
    require(by, "reinstate")
    with changing(claim_id, by, expected_revision, reason) as claim:
        expect_status(claim, Status.WITHDRAWN)
        return _open(claim, by, Opening.REINSTATED, reason.strip())


def _proposed(claim: Claim) -> Round:
    expect_status(claim, Status.AWAITING_SIGNOFF)
    round_: Round = Round.objects.select_related("review__reviewer", "proposed_by").get(
        claim=claim, outcome=RoundOutcome.OPEN
    )
    round_.claim = round_.review.claim = claim
    return round_


def _check_version(claim: Claim, round_: Round, version: str) -> None:
    if version != round_.version:
        raise Stale(
            _("%(who)s proposed another version after you opened this one. Read it, then sign.")
            % {"who": round_.proposed_by}
        )
    now = document.proposal(claim.pk, round_.attribution, round_.status, round_.label)
    if now != round_.body:
        raise Stale(
            _(
                "This changed after it was proposed: %(what)s. Send it back, so that it is proposed"
                " as it reads now."
            )
            % {"what": _changes_in_words(json.loads(round_.body), json.loads(now))}
        )


def _changes_in_words(before: dict[str, Any], now: dict[str, Any], most: int = 3) -> str:
    """The first lines that differ, each with the values before and now."""
    changed = [row for row in compare(before, now) if not row.same]
    if not changed:
        return ", ".join(sorted(key for key in now if now[key] != before.get(key)))
    return "; ".join(
        f"{row.label}: “{shortened(row.old)}” → “{shortened(row.new)}”" for row in changed[:most]
    )


def _set_status(claim: Claim, status: Status, attribution: str = "") -> None:
    claim.status, claim.attribution = status, attribution
    # A concluded claim is not due.
    claim.due_on = claim.due_on if status in OPEN else None
    claim.revision += 1
    claim.save(update_fields=["status", "attribution", "due_on", "revision"])
    if status != Status.AWAITING_SIGNOFF:
        notices.settle(claim, NoticeKind.TO_SIGN, NoticeKind.TO_AGREE)
    if status not in CONCLUDED:
        notices.settle(claim, NoticeKind.UNANSWERED)
    if status != Status.IN_REVIEW:
        notices.settle(claim, NoticeKind.ASSIGNED, NoticeKind.HANDED_IN, NoticeKind.SENT_BACK)


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


def _reason_not_to_wait(claim: Claim, last: Review) -> str:
    """The last review's, until the deadline: then somebody records what became of the request."""
    awaited = claim.reply_requests.awaited()
    is_early = awaited.exists() and not awaited.overdue().exists()
    return last.reply_not_awaited if is_early else ""


def _open(
    claim: Claim,
    by: User,
    opening: Opening,
    reason: str,
    reason_kind: str = "",
    without_notice: bool = False,
) -> Review:
    """A new review; a later one starts from copies of the last evidence and words."""
    last = claim.reviews.order_by("-number").first()
    review = Review.objects.create(
        claim=claim,
        number=(last.number if last else 0) + 1,
        opening=opening,
        reason=reason,
        reason_kind=reason_kind,
        notice_after=Now() + WITHOUT_NOTICE if without_notice else None,
        reviewer=by,
        reply_not_awaited=_reason_not_to_wait(claim, last) if last else "",
        **({field: getattr(last, field) for field in COPIED_FIELDS} if last else {}),
    )
    if without_notice:
        review.refresh_from_db(fields=["notice_after"])
    # Before the copies: evidence is frozen unless the claim is in review.
    _set_status(claim, Status.IN_REVIEW)
    if last is not None:
        copy_evidence(last, review)
    return review
