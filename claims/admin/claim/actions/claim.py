"""Actions on the claim's own content: its wording, appearances and quantities."""

from operator import attrgetter

from django.utils.translation import gettext_lazy

from claims.admin.claim import claim_forms, listening, quoting
from claims.admin.claim.actions.availability import REMOVED, UNREVIEWED_OR_IN_REVIEW, on_claim
from claims.admin.claim.review_forms import RevisionForm
from claims.admin.claim.state import ClaimState
from claims.choices import EDITABLE, Status
from claims.workflow import api_words, drafting
from claims.workflow.listening import mark, take_back
from newsroom.admin.actions import Action, filled
from newsroom.models import User


def _edit(state: ClaimState, by: User) -> str | None:
    withdrawn = state.claim.status == Status.WITHDRAWN
    return None if withdrawn else drafting.why_not_edit(state.claim, by)


def _accept_api_words(state: ClaimState, by: User) -> str | None:
    claim = state.claim
    if claim.status not in EDITABLE:
        return None
    return "" if claim.via_api or api_words.marked_evidence(claim).exists() else None


CLAIM = (
    Action(
        "accept-api-words",
        gettext_lazy("Accept what was written over the API"),
        "edit_claim",
        RevisionForm,
        on_claim(api_words.accept),
        _accept_api_words,
        gettext_lazy("Accepted: nothing here is marked as written over the API any more."),
        at_once=True,
    ),
    Action(
        "edit",
        gettext_lazy("Edit the claim"),
        "edit_claim",
        claim_forms.EditForm,
        on_claim(drafting.edit_claim),
        _edit,
        filled(gettext_lazy("Claim %(number)s is saved."), number=attrgetter("pk")),
        key="c",
    ),
    Action(
        "add-appearance",
        gettext_lazy("Add an appearance"),
        "add_claim",
        quoting.AppearanceForm,
        on_claim(drafting.add_appearance),
        lambda state, by: None if drafting.why_not_add_appearance(state.claim, by) else "",
        gettext_lazy("The appearance is added."),
    ),
    Action(
        "remove-appearance",
        gettext_lazy("Remove an appearance"),
        "edit_claim",
        claim_forms.RemoveAppearanceForm,
        on_claim(drafting.remove_appearance),
        UNREVIEWED_OR_IN_REVIEW,
        REMOVED,
        on_part=True,
        danger=True,
    ),
    Action(
        "listen",
        gettext_lazy("Mark words and voice as listened to"),
        "add_claim",
        listening.ListenForm,
        on_claim(mark),
        listening.why_not_listen,
        gettext_lazy("Marked: words and voice are checked by listening."),
    ),
    Action(
        "unlisten",
        gettext_lazy("Take back that it was listened to"),
        "add_claim",
        RevisionForm,
        on_claim(take_back),
        listening.why_not_take_back,
        gettext_lazy("Taken back: nobody has listened to these words."),
    ),
    Action(
        "add-quantity",
        gettext_lazy("Add a quantity"),
        "edit_claim",
        claim_forms.QuantityForm,
        on_claim(drafting.add_quantity),
        UNREVIEWED_OR_IN_REVIEW,
        gettext_lazy("The quantity is added."),
    ),
    Action(
        "remove-quantity",
        gettext_lazy("Remove a quantity"),
        "edit_claim",
        claim_forms.RemoveQuantityForm,
        on_claim(drafting.remove_quantity),
        UNREVIEWED_OR_IN_REVIEW,
        REMOVED,
        on_part=True,
        danger=True,
    ),
)
