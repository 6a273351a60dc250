"""Buttons look as the theme's own do."""

from newsroom.admin import buttons
from newsroom.admin.actions import Action, Offer, blocked_together
from newsroom.admin.forms import DeskForm


def test_a_button_has_the_themes_classes_and_its_own() -> None:
    plain, main = buttons.classes("default", "w-full"), buttons.classes("", "w-full")
    assert "bg-white" in plain.split()
    assert "bg-primary-600" in main.split()
    assert plain.split()[-1] == main.split()[-1] == "w-full"
    assert "{" not in plain + main


def test_a_reason_that_several_actions_share_is_given_once() -> None:
    def offer(label: str, blocked: str) -> Offer:
        form = DeskForm
        return Offer(Action(label.lower(), label, "read", form, lambda *_: None), "/", blocked)

    offers = [offer("Approve", "You wrote it."), offer("Decline", "You wrote it.")]
    offers += [offer("Withdraw", ""), offer("Undo", "It is too late.")]
    assert blocked_together(offers) == [
        ("Approve, Decline", "You wrote it."),
        ("Undo", "It is too late."),
    ]
