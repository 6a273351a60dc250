"""What the desk says after each deed: what happened, with the name of what it was done to."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin

from claims.models import SavedView
from claims.workflow import error_reports, review, topics
from newsroom.admin.actions import Action
from newsroom.admin.desk import DeskAdmin
from newsroom.models import User
from tests import factories
from tests.claims.admin.desk import at_the_desk, do, words

pytestmark = pytest.mark.django_db


def every_action() -> list[Action]:
    return [
        action
        for each in admin.site._registry.values()
        if isinstance(each, DeskAdmin)
        for action in each.verbs
    ]


def test_each_action_says_something() -> None:
    silent = [action.name for action in every_action() if not action.done]
    assert silent == []
    assert "supplement-reply" in {action.name for action in every_action()}


def colleague() -> User:
    """The latest person; whose name the message says."""
    return factories.editor()


def report() -> Any:
    return error_reports.send(factories.signed_claim().pk, "It is of March.", "", "a" * 64)


def reopened() -> Any:
    claim = factories.signed_claim()
    review.reopen(claim.pk, factories.senior(), "A check.", "routine")
    return claim


DEEDS: dict[str, tuple[Callable[[], Any], str, Callable[[], dict[str, Any]], str]] = {
    "assign": (
        factories.anchored_claim,
        "assign",
        lambda: {"reviewer": colleague().pk},
        "{who} is the reviewer of claim {pk} from now on.",
    ),
    "plan": (
        factories.anchored_claim,
        "plan",
        lambda: {"priority": 3, "due_on": "2099-01-02"},
        "Due on Jan. 2, 2099, and listed under Deadlines.",
    ),
    "reopened for": (
        reopened,
        "reason-kind",
        lambda: {"reason_kind": "our_error"},
        "Claim {pk} is reopened for: our error.",
    ),
    "embargo": (
        factories.anchored_claim,
        "embargo",
        lambda: {"until": "2099-01-02T12:00"},
        "The claim is not public before Jan. 2, 2099",
    ),
    "error report": (
        report,
        "assign",
        lambda: {"owner": colleague().pk, "due_on": "2099-01-02"},
        "{who} handles this report and decides by Jan. 2, 2099.",
    ),
    "publisher": (
        lambda: factories.publisher(name="The Clarion"),
        "edit",
        lambda: {"name": "The Bugle", "kind": "news"},
        "The publisher The Bugle is saved.",
    ),
    "topic": (
        lambda: topics.add(factories.editor(), "Fishing", "fishing"),
        "rename",
        lambda: {"name": "Fisheries"},
        "The topic is called “Fisheries” now.",
    ),
    "webhook": (
        lambda: factories.webhook("https://hooks.example/"),
        "pause",
        lambda: {"reason": "They move."},
        "is sent nothing until the webhook is resumed.",
    ),
    "person's name": (
        colleague,
        "rename",
        lambda: {"public_name": "Ada L."},
        "The name of {who} is saved. Publications say “Ada L.”.",
    ),
    "person's role": (
        colleague,
        "take-role",
        lambda: {"reason": "She left."},
        "{who} holds no role any more.",
    ),
    "speaker": (
        lambda: factories.speaker("Ada Lovelace"),
        "add-alias",
        lambda: {"name": "A. Lovelace", "reason": "Her letters."},
        "Ada Lovelace is found by the name “A. Lovelace”, too.",
    ),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_message_says_what_happened(deed: str) -> None:
    make, verb, data, sentence = DEEDS[deed]
    desk, row = at_the_desk(factories.senior()), make()
    answer: Any = do(desk, row, verb, **data())
    who = User.objects.latest("pk")
    assert answer.status_code == 302, words(answer)
    shown = words(desk.get(answer.headers["Location"]))
    assert sentence.format(pk=row.pk, who=who) in shown


def test_a_removed_view_is_named() -> None:
    by = factories.editor()
    view = SavedView.objects.create(person=by, name="Mine, late", query="status=in_review")
    desk = at_the_desk(by)
    answer: Any = do(desk, view, "remove")
    assert "The saved view “Mine, late” is removed." in words(desk.get(answer.headers["Location"]))
