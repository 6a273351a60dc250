"""What waits for the senior editors, and holds, in a chat room: an incoming webhook in Slack's format.

A message says what the e-mail of such a notice says, and no more. Each kind of message is a job of
its own, with a row's number.
"""

import json

from django.conf import settings
from django.utils.translation import gettext as _

from claims.choices import NoticeKind, RoundOutcome
from claims.models import Claim, Hold, Notice, Round
from claims.notifications import notices
from newsroom.choices import ApprovalOutcome
from newsroom.jobs import TryAgain, enqueue
from newsroom.models import Approval
from sources.allowed_hosts import FetchFailed
from sources.http_post import send


def enqueue_message(task: str, row_id: int) -> None:
    """A job that posts the message, inside the caller's verb; none without a chat room."""
    if settings.NOTICES_WEBHOOK:
        enqueue(task, row_id=row_id)


def post_hold(hold_id: int) -> None:
    """The hold as it is now: set, or lifted."""
    hold = Hold.objects.select_related("claim").get(pk=hold_id)
    lifted = hold.lifted_at is not None
    _post(Notice(kind=NoticeKind.LIFTED if lifted else NoticeKind.OFFLINE, claim=hold.claim))


def post_request(approval_id: int) -> None:
    """The request, unless it is decided meanwhile."""
    approval = Approval.objects.get(pk=approval_id)
    if approval.outcome == ApprovalOutcome.OPEN:
        claim = notices.claim_of(approval)
        _post(Notice(kind=NoticeKind.TO_APPROVE, approval=approval, claim=claim))


def post_proposal(round_id: int) -> None:
    """The proposal, unless it is decided meanwhile."""
    round_ = Round.objects.get(pk=round_id)
    if round_.outcome == RoundOutcome.OPEN:
        claim = Claim.objects.get(pk=round_.claim_id)
        _post(Notice(kind=NoticeKind.TO_SIGN, claim=claim))


def _post(notice: Notice) -> None:
    """Raises TryAgain unless it is accepted. The address is a secret: no sentence has it."""
    body = json.dumps({"text": notices.outside_words(notice)}, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json"}
    try:
        status = send(settings.NOTICES_WEBHOOK, body, headers)
    except FetchFailed as failed:
        raise TryAgain(failed.sentence) from failed
    if not 200 <= status < 300:
        raise TryAgain(_("The chat room answered %(status)s.") % {"status": status})
