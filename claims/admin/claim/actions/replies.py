"""Actions on replies: asking, reminding, and the outcome."""

from functools import partial

from django.utils.translation import gettext, gettext_lazy

from claims.admin.claim import reply_forms
from claims.admin.claim.actions.availability import (
    SIGNED,
    on_claim,
    writes,
)
from claims.admin.claim.state import ClaimState
from claims.choices import ReplyState
from claims.models import ReplyRequest
from claims.presentation import prose
from claims.workflow import approvals, replies
from newsroom.admin.actions import REQUESTED, Action
from newsroom.models import User
from newsroom.permissions import may


def _not_frozen(state: ClaimState, by: User) -> str | None:
    """Also of a signed claim, by an editor."""
    if state.claim.concluded:
        return "" if may(by, "assign_review") else None
    return writes(state, by)


def _asked(request: ReplyRequest) -> str:
    if request.state == ReplyState.UNREACHED:
        return gettext("The letter is on its way. They are asked once it is sent.")
    return gettext("Recorded. The deadline is under Deadlines.")


def _moved(request: ReplyRequest) -> str:
    sentence = gettext("They have until %(until)s. Remind them, so that they know it.")
    return sentence % {"until": prose.request_deadline(request)}


def _came_back(request: ReplyRequest) -> str:
    if request.claim.concluded:
        return gettext(
            "Recorded: it came back. The published version says that we asked: reopen it."
        )
    return gettext("Recorded: it came back, so nobody was asked.")


def _no_answer(request: ReplyRequest) -> str:
    if request.claim.concluded:
        return gettext("Recorded: no answer by the deadline. Now two people publish it.")
    return gettext("Recorded: no answer by the deadline.")


REPLIES = (
    Action(
        "ask-reply",
        gettext_lazy("Ask for a reply"),
        "ask_for_reply",
        reply_forms.AskForm,
        on_claim(replies.ask),
        writes,
        _asked,
    ),
    Action(
        "remind-reply",
        gettext_lazy("Remind them"),
        "ask_for_reply",
        reply_forms.RemindForm,
        on_claim(replies.remind),
        _not_frozen,
        gettext_lazy("The reminder is recorded."),
        on_part=True,
    ),
    Action(
        "reply-came-back",
        gettext_lazy("Record that it came back"),
        "ask_for_reply",
        reply_forms.ReturnForm,
        on_claim(replies.record_return),
        _not_frozen,
        _came_back,
        on_part=True,
    ),
    Action(
        "move-deadline",
        gettext_lazy("Move the deadline"),
        "ask_for_reply",
        reply_forms.MoveDeadlineForm,
        on_claim(replies.move_deadline),
        _not_frozen,
        _moved,
        on_part=True,
    ),
    Action(
        "supplement-reply",
        gettext_lazy("Supplement with a late reply"),
        "request_approval",
        reply_forms.SupplementForm,
        on_claim(approvals.request_reply),
        SIGNED,
        REQUESTED,
        on_part=True,
    ),
    Action(
        "answer-reply",
        gettext_lazy("Record the answer"),
        "ask_for_reply",
        reply_forms.AnswerForm,
        on_claim(replies.record_answer),
        writes,
        gettext_lazy("The answer is recorded."),
        on_part=True,
    ),
    Action(
        "no-reply",
        gettext_lazy("Record that no answer came"),
        "ask_for_reply",
        reply_forms.OfRequest,
        on_claim(replies.record_no_answer),
        _not_frozen,
        _no_answer,
        on_part=True,
    ),
    Action(
        "leave-out-reply",
        gettext_lazy("Leave the request out"),
        "ask_for_reply",
        reply_forms.LeaveOutForm,
        on_claim(partial(replies.set_left_out, left_out=True)),
        writes,
        gettext_lazy("Left out of publication; the newsroom still reads it."),
        on_part=True,
        danger=True,
    ),
    Action(
        "take-in-reply",
        gettext_lazy("Include the request"),
        "ask_for_reply",
        reply_forms.TakeInForm,
        on_claim(partial(replies.set_left_out, left_out=False)),
        writes,
        gettext_lazy("It will be published with the claim."),
        on_part=True,
    ),
)
