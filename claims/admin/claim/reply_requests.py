"""A claim's requests for a reply on its page, and what this person may do with each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.admin.claim import next_steps
from claims.admin.claim.existing_rows import has_rows
from claims.choices import AWAITED, REPLIED, SPOKEN, ReplyState, Status
from claims.models import Claim, ReplyRequest
from claims.presentation.prose import request_words
from claims.workflow import replies
from newsroom.models import User
from newsroom.permissions import may

MOST = 100


@dataclass(frozen=True)
class ShownRequest:
    """A request for a reply, and what this person may see of it and do with it."""

    request: ReplyRequest
    words: str
    shows_contact: bool
    overdue: bool
    # That no answer came is recorded, and the signed claim does not say it yet.
    yet_to_publish: bool
    # A proposal waits, so nothing can be recorded.
    frozen: bool
    verbs: list[tuple[str, Any]]


def requests_of(claim: Claim, by: User) -> list[ShownRequest]:
    """Whom we asked; what only editors see of it, for them."""
    if not has_rows(claim, ReplyRequest):
        return []
    found = list(ReplyRequest.objects.filter(claim=claim).select_related("asked_by")[:MOST])
    asking = replies.may_ask(claim, by)
    if asking:
        prefetch_related_objects(found, "letters__sent_by")
    now = timezone.now()
    unanswered = replies.published_as_unanswered(claim) if claim.concluded else set()
    return [
        ShownRequest(
            request,
            request_words(request),
            shows_contact=asking,
            overdue=request.state in AWAITED and request.deadline < now,
            yet_to_publish=claim.concluded and replies.is_yet_to_publish(request, unanswered),
            frozen=asking
            and claim.status == Status.AWAITING_SIGNOFF
            and request.state not in REPLIED
            and not request.left_out,
            verbs=list(_verbs_of(request, claim, by, asking, unanswered)),
        )
        for request in found
    ]


def _publish(request: ReplyRequest, unanswered: set[str]) -> str:
    """Named by what two people would publish."""
    if replies.is_yet_to_publish(request, unanswered):
        return next_steps.publish_no_answer()
    if request.state == ReplyState.NO_ANSWER:
        return _("Publish a late answer (two people)")
    return _("Publish the reply (two people)")


def _verbs_of(
    request: ReplyRequest, claim: Claim, by: User, asking: bool, unanswered: set[str]
) -> Iterator[tuple[str, Any]]:
    """The actions on this request that apply now, with their labels."""
    in_review = claim.status == Status.IN_REVIEW
    may_be_published = not request.left_out and request.state not in (
        *REPLIED,
        ReplyState.UNREACHED,
    )
    if claim.concluded and may_be_published and may(by, "request_approval"):
        yield "supplement-reply", _publish(request, unanswered)
    if not asking or not (in_review or claim.concluded):
        return
    if request.left_out:
        if in_review:
            yield "take-in-reply", _("Include")
        return
    if request.state in (*AWAITED, ReplyState.NO_ANSWER) and request.channel not in SPOKEN:
        yield "reply-came-back", _("It came back")
    if request.state in AWAITED:
        yield "remind-reply", _("Remind them")
        yield "move-deadline", _("Move the deadline")
        if request.deadline < timezone.now():
            yield "no-reply", _("No answer came")
    if in_review:
        if request.state not in (*REPLIED, ReplyState.UNREACHED):
            yield "answer-reply", _("Record the answer")
        yield "leave-out-reply", _("Leave out")
