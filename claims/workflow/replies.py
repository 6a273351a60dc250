"""Replies: who is asked about a claim, reminded, and what they answered, or that no answer came."""

import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NotRequired, TypedDict
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.choices import AWAITED, REPLIED, LetterKind, NoticeKind, ReplyState
from claims.locking import (
    changing,
    open_review,
    refuse_frozen,
    review_in_progress,
    sql_scalar,
)
from claims.models import Claim, Notice, ReplyLetter, ReplyRequest
from claims.notifications import announcements, notices, reply_letters
from claims.publication.publishing import signed_round
from claims.workflow import evidence_files
from claims.workflow.reporters import require_writer, why_not_write
from newsroom import approvals
from newsroom.choices import ApprovalKind, ApprovalOutcome
from newsroom.errors import Refused, rules_in_words
from newsroom.jobs import enqueue
from newsroom.models import Approval, User
from newsroom.permissions import may, require
from sources.saving import save


class Details(TypedDict):
    """Whom we ask, how and until when."""

    addressee: str
    role: str
    channel: str
    contact_name: str
    contact_address: str
    language: str
    deadline: datetime
    deadline_reason: NotRequired[str]
    time_zone: str


class Letter(TypedDict):
    """``by_hand_at``: when the person sent it by other means; None: the desk sends it by e-mail."""

    heading: str
    text: str
    by_hand_at: datetime | None


class Outcome(TypedDict, total=False):
    """``raw``: a file with the answer, which only editors can read."""

    state: str
    answered_on: date | None
    answer: str
    raw: bytes | None


def may_ask(claim: Claim, by: User) -> bool:
    """Whether this person works on the claim's replies, and so reads contacts and letters.

    An editor on any claim, a reporter on one whose review is assigned to them.
    """
    if not may(by, "ask_for_reply"):
        return False
    if may(by, "assign_review"):
        return True
    review = open_review(claim)
    return review is not None and not why_not_write(review, by)


def ask(
    claim_id: int, by: User, details: Details, letter: Letter, expected_revision: int | None = None
) -> ReplyRequest:
    """Record a request for a reply with its letter, and send that unless a person did.

    Nobody is asked before the letter is sent.
    """
    require(by, "ask_for_reply")
    with changing(claim_id, by, expected_revision) as claim:
        require_writer(review_in_progress(claim), by)
        if why_not := why_not_deadline(details["deadline"], letter["by_hand_at"]):
            raise Refused(why_not, rule="reply_deadline_is_later")
        request = ReplyRequest(claim=claim, asked_by=by, **_sent(letter))
        save(request, details)
        _send(request, by, LetterKind.REQUEST, letter)
        return request


def why_not_deadline(deadline: datetime, by_hand_at: datetime | None) -> str:
    """Why a letter that is sent now, or was sent by hand, can't have this deadline; empty where it can."""
    if deadline > (by_hand_at or timezone.now()):
        return ""
    if by_hand_at:
        return _("The deadline is before the letter. Choose a later day.")
    return _("The deadline is in the past. Choose a later day.")


def why_not_sent_at(moment: datetime) -> str:
    """Why nobody can have sent a letter then; empty where they can."""
    if moment <= timezone.now():
        return ""
    return _("The time of sending is in the future. Say when you sent it or asked them.")


def remind(
    claim_id: int,
    by: User,
    request_id: int,
    letter: Letter,
    expected_revision: int | None = None,
) -> ReplyRequest:
    """Send a reminder. Of a signed claim, the public reads of it only through a supplement."""
    require(by, "ask_for_reply")
    with changing(claim_id, by, expected_revision) as claim:
        _refuse_unless_open_or_signed(claim, by)
        request = _awaited(claim, request_id)
        _send(request, by, LetterKind.REMINDER, letter)
        return request


def record_return(
    claim_id: int, by: User, request_id: int, expected_revision: int | None = None
) -> ReplyRequest:
    """Record that what was sent came back: nobody was asked. A signed claim that says so is reopened."""
    require(by, "ask_for_reply")
    with changing(claim_id, by, expected_revision) as claim:
        _refuse_unless_open_or_signed(claim, by)
        request = _of(claim, request_id)
        if request.state not in (*AWAITED, ReplyState.NO_ANSWER):
            raise Refused(
                _("What was sent to them can't have come back: %(state)s."),
                state=request.get_state_display(),
            )
        request.letters.filter(failed_at__isnull=True).update(failed_at=Now())
        request.state = ReplyState.UNREACHED
        request.save(update_fields=["state"])
        _settle(claim)
        return request


def move_deadline(
    claim_id: int,
    by: User,
    request_id: int,
    deadline: datetime,
    reason: str,
    expected_revision: int | None = None,
) -> ReplyRequest:
    """Give them more time. Of a signed claim, the public reads of it only through a supplement."""
    require(by, "ask_for_reply")
    with changing(claim_id, by, expected_revision, reason) as claim:
        _refuse_unless_open_or_signed(claim, by)
        request = _awaited(claim, request_id)
        save(request, {"deadline": deadline})
        _settle(claim)
        return request


def record_answer(
    claim_id: int, by: User, request_id: int, outcome: Outcome, expected_revision: int | None = None
) -> ReplyRequest:
    """File what they answered, or that they declined to; of a signed claim see approvals."""
    require(by, "ask_for_reply")
    with changing(claim_id, by, expected_revision) as claim:
        require_writer(review_in_progress(claim), by)
        return apply_outcome(claim, request_id, with_stored_file(outcome))


def record_no_answer(
    claim_id: int, by: User, request_id: int, expected_revision: int | None = None
) -> ReplyRequest:
    """Record that no answer came by the deadline, which has to have passed."""
    require(by, "ask_for_reply")
    with changing(claim_id, by, expected_revision) as claim:
        _refuse_unless_open_or_signed(claim, by)
        request = apply_outcome(claim, request_id, {"state": ReplyState.NO_ANSWER})
        if claim.concluded and is_yet_to_publish(request, published_as_unanswered(claim)):
            _announce_unanswered(claim, [request], by)
        return request


def set_left_out(
    claim_id: int,
    by: User,
    request_id: int,
    left_out: bool,
    expected_revision: int | None = None,
) -> None:
    """Whether it stays out of what would be published, as recorded in error."""
    require(by, "ask_for_reply")
    with changing(claim_id, by, expected_revision) as claim:
        require_writer(review_in_progress(claim), by)
        ReplyRequest.objects.filter(claim=claim, pk=request_id).update(left_out=left_out)
        _settle(claim)


def with_stored_file(outcome: Outcome) -> dict[str, Any]:
    """The values of the request's columns; a file is kept from here on. Raises Refused."""
    values = {name: value for name, value in outcome.items() if name != "raw"}
    if raw := outcome.get("raw"):
        values |= evidence_files.store(raw)
    return values


def apply_outcome(claim: Claim, request_id: int, values: dict[str, Any]) -> ReplyRequest:
    """Record it, inside the caller's verb. Raises Refused where it has an answer already."""
    if values["state"] in AWAITED:
        return _awaited(claim, request_id)
    request = _of(claim, request_id)
    if request.state in REPLIED:
        raise Refused(_("The answer is recorded already."), rule="reply_state_goes_forward")
    save(request, values)
    _settle(claim)
    return request


def publishable(claim_id: int, request_id: int, outcome: Outcome) -> dict[str, Any]:
    """What a request to supplement a signed claim with it holds. Raises Refused.

    Also of one that is still awaited: then the public reads when we reminded, and a moved deadline.
    """
    found = ReplyRequest.objects.public().filter(claim=claim_id, pk=request_id).first()
    if found is None or found.state in REPLIED:
        raise Refused(_("No reply of this claim is awaited there, or it is recorded already."))
    if outcome["state"] == ReplyState.NO_ANSWER and found.deadline > timezone.now():
        raise Refused(
            _("They have until the deadline. That no answer came can be recorded after it."),
            rule="no_answer_after_the_deadline",
        )
    if outcome["state"] in AWAITED and found.state not in AWAITED:
        raise Refused(
            _("This reply is not awaited any more: %(state)s."), state=found.get_state_display()
        )
    values = with_stored_file(outcome)
    for name, value in values.items():
        setattr(found, name, value)
    with rules_in_words(), transaction.atomic():
        found.full_clean()
        sql_scalar(
            "SELECT refuse_press_contact(q, %s) FROM claims_replyrequest q WHERE id = %s",
            *(outcome.get("answer", ""), request_id),
        )
    day = outcome.get("answered_on")
    return {"request": request_id, **values, "answered_on": day.isoformat() if day else None}


def file_to_be_approved(request: ReplyRequest) -> tuple[str, str]:
    """Name and hash of the file with a late answer that waits for a second person; empty without one."""
    waiting = Approval.objects.filter(
        kind=ApprovalKind.SUPPLEMENT,
        subject_id=request.claim_id,
        outcome=ApprovalOutcome.OPEN,
        payload__reply__request=request.pk,
    )
    for approval in waiting:
        reply = approval.payload["reply"]
        return reply.get("file_name", ""), reply.get("file_sha256", "")
    return "", ""


def published_as_unanswered(claim: Claim) -> set[str]:
    """The addressees who did not answer in time, by the signed body."""
    requests = _signed_requests(claim)
    return {each["asked"] for each in requests if each["state"] == ReplyState.NO_ANSWER}


def is_published_as_asked(request: ReplyRequest, claim: Claim) -> bool:
    """Whether the signed body says that we asked them on that day."""
    sent_on = request.sent_at.astimezone(ZoneInfo(request.time_zone)).date().isoformat()
    return any(
        (each["asked"], each["sent_on"]) == (request.addressee, sent_on)
        for each in _signed_requests(claim)
    )


def _signed_requests(claim: Claim) -> list[dict[str, Any]]:
    signed = signed_round(claim)
    return json.loads(signed.body)["reply"].get("requests", []) if signed else []


def is_yet_to_publish(request: ReplyRequest, unanswered: Collection[str]) -> bool:
    """Whether a signed claim lacks that no answer came. ``unanswered``: those it has."""
    is_recorded = request.state == ReplyState.NO_ANSWER and not request.left_out
    return is_recorded and request.addressee not in unanswered


def _yet_to_request(claim: Claim) -> list[ReplyRequest]:
    """Those of a signed claim that are yet to publish and that nobody has requested to add."""
    supplements = Approval.objects.open().filter(
        kind=ApprovalKind.SUPPLEMENT, subject_id=claim.pk, payload__has_key="reply"
    )
    replies = [each.payload["reply"] for each in supplements]
    requested = {each["request"] for each in replies if each["state"] not in AWAITED}
    unanswered = published_as_unanswered(claim)
    return [
        each
        for each in claim.reply_requests.exclude(pk__in=requested).select_related("asked_by")
        if is_yet_to_publish(each, unanswered)
    ]


def _announce_unanswered(claim: Claim, requests: list[ReplyRequest], by: User | None) -> None:
    """To those who may request it and have no such notice that waits."""
    people = {*(each.asked_by for each in requests), *announcements.editor_of(claim)}
    waiting = Notice.objects.filter(claim=claim, kind=NoticeKind.UNANSWERED).unseen()
    notified = set(waiting.values_list("person", flat=True))
    able = [each for each in people if each.pk not in notified and may(each, "request_approval")]
    notices.notify(able, NoticeKind.UNANSWERED, claim, by)


def _when_requested_or_decided(approval: Approval) -> None:
    """Settle the notices once all that is yet to publish is requested; declined, it waits again."""
    if approval.kind != ApprovalKind.SUPPLEMENT or "reply" not in approval.payload:
        return
    claim = Claim.objects.get(pk=approval.subject_id)
    if not claim.concluded or approval.outcome == ApprovalOutcome.DONE:
        return
    waiting = _yet_to_request(claim)
    if not waiting:
        notices.settle(claim, NoticeKind.UNANSWERED)
    elif approval.outcome != ApprovalOutcome.OPEN:
        _announce_unanswered(claim, waiting, approval.decided_by)


def _sent(letter: Letter) -> dict[str, Any]:
    """When it was sent; from the desk it is now, by the database's clock. Raises Refused."""
    if letter["by_hand_at"] is None:
        return {}
    if why_not := why_not_sent_at(letter["by_hand_at"]):
        raise Refused(why_not)
    return {"sent_at": letter["by_hand_at"]}


def _send(request: ReplyRequest, by: User, kind: LetterKind, letter: Letter) -> None:
    by_hand = letter["by_hand_at"] is not None
    if not by_hand and (
        why_not := reply_letters.why_not_mail(request.contact_address)
        or reply_letters.why_incomplete(request, letter["text"])
    ):
        raise Refused(why_not)
    made = ReplyLetter(
        request=request,
        claim_id=request.claim_id,
        kind=kind,
        by_hand=by_hand,
        sent_by=by,
        **_sent(letter),
    )
    save(made, {"heading": " ".join(letter["heading"].split()), "text": letter["text"].strip()})
    if by_hand:
        reply_letters.record_sent(made)
    else:
        enqueue("claims.mail_reply_letter", letter_id=made.pk)
    request.refresh_from_db()


def _of(claim: Claim, request_id: int) -> ReplyRequest:
    found: ReplyRequest | None = (
        ReplyRequest.objects.select_for_update(no_key=True, of=("self",))
        .filter(claim=claim, pk=request_id)
        .first()
    )
    if found is None:
        raise Refused(_("The claim has no such request for a reply."))
    return found


def _awaited(claim: Claim, request_id: int) -> ReplyRequest:
    found = _of(claim, request_id)
    if found.state not in AWAITED:
        raise Refused(
            _("This reply is not awaited any more: %(state)s."), state=found.get_state_display()
        )
    return found


def _refuse_unless_open_or_signed(claim: Claim, by: User) -> None:
    """What waits for a signature says who was reminded and who did not answer."""
    if claim.concluded:
        require(by, "assign_review")
        return
    refuse_frozen(claim)
    require_writer(review_in_progress(claim), by)


def _settle(claim: Claim) -> None:
    if not claim.reply_requests.overdue().exists():
        notices.settle(claim, NoticeKind.REPLY)


approvals.when_requests_change(_when_requested_or_decided)
