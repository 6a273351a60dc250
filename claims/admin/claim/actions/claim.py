"""The verbs of what the claim itself says: its words, appearances and quantities."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.claim import claim_forms, quoting
from claims.admin.claim.actions.availability import UNREVIEWED_OR_IN_REVIEW
from claims.admin.claim.state import ClaimState
from claims.choices import EDITABLE, Status
from claims.models import Claim
from claims.workflow import drafting
from newsroom.admin.desk import Action
from newsroom.models import User
from newsroom.permissions import may


def _edit(state: ClaimState, by: User) -> str | None:
    if state.claim.status in EDITABLE:
        return ""
    if state.claim.concluded:
        if may(by, "reopen"):
            return ""
        return _("It is concluded: a senior editor reopens it first.")
    if state.claim.status == Status.AWAITING_SIGNOFF:
        return _("What is proposed is frozen until it is sent back or taken back.")
    return None


def _add_appearance(state: ClaimState, by: User) -> str | None:
    if state.claim.status not in EDITABLE:
        return None
    own = state.claim.added_by_id == by.pk and state.claim.status == Status.UNREVIEWED
    return "" if own or may(by, "edit_claim") else None


def _edit_claim(state: ClaimState, by: User, data: dict[str, Any]) -> Claim:
    own = {name: data[name] for name in (*claim_forms.OWN_FIELDS, "speaker")}
    return drafting.edit_claim(
        state.pk, by, data["revision"], data["reason"], topics=data["topics"], **own
    )


CLAIM = (
    Action(
        "edit",
        gettext_lazy("Edit the claim"),
        "edit_claim",
        claim_forms.EditForm,
        _edit_claim,
        _edit,
        gettext_lazy("Saved."),
        key="c",
    ),
    Action(
        "add-appearance",
        gettext_lazy("Add an appearance"),
        "add_claim",
        quoting.AppearanceForm,
        lambda state, by, data: drafting.add_appearance(
            state.pk,
            by,
            data["snapshot"],
            data["found"],
            data["relays"],
            data["revision"],
            **data["stated"],
        ),
        _add_appearance,
        gettext_lazy("The appearance is added."),
    ),
    Action(
        "remove-appearance",
        gettext_lazy("Remove an appearance"),
        "edit_claim",
        claim_forms.RemoveAppearanceForm,
        lambda state, by, data: drafting.remove_appearance(
            state.pk, by, data["appearance"].pk, data["revision"]
        ),
        UNREVIEWED_OR_IN_REVIEW,
        gettext_lazy("Removed; history keeps it."),
        on_part=True,
        danger=True,
    ),
    Action(
        "add-quantity",
        gettext_lazy("Add a quantity"),
        "edit_claim",
        claim_forms.QuantityForm,
        lambda state, by, data: drafting.add_quantity(
            state.pk, by, data["quantity"], data["revision"]
        ),
        UNREVIEWED_OR_IN_REVIEW,
        gettext_lazy("The quantity is added."),
    ),
    Action(
        "remove-quantity",
        gettext_lazy("Remove a quantity"),
        "edit_claim",
        claim_forms.RemoveQuantityForm,
        lambda state, by, data: drafting.remove_quantity(
            state.pk, by, data["quantity"].pk, data["revision"]
        ),
        UNREVIEWED_OR_IN_REVIEW,
        gettext_lazy("Removed; history keeps it."),
        on_part=True,
        danger=True,
    ),
)
