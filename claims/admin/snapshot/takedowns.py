"""Taking a snapshot down, and requesting that the takedown be lifted."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from claims.models import Claim
from claims.publication import takedowns
from newsroom.admin import fields
from newsroom.admin.actions import REQUESTED, Action, when
from newsroom.admin.forms import DeskForm, ReasonForm
from newsroom.choices import ApprovalKind
from newsroom.models import Approval
from sources.models import Snapshot
from sources.takedowns import copies_of, standing_on


def _claims(snapshot: Snapshot) -> list[Claim]:
    """The claims that quote it as appearance or evidence, now or in an earlier publication."""
    claims = Claim.objects.filter(pk__in=takedowns.claims_quoting(snapshot.pk))
    return list(claims.select_related("speaker").order_by("pk"))


def context(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "takedown": standing_on(snapshot.pk),
        "copies": copies_of(snapshot),
        "pending_approvals": list(
            Approval.objects.open()
            .on(ApprovalKind.LIFT_TAKEDOWN, snapshot.pk)
            .select_related("requested_by")
        ),
    }


class TakeDownForm(DeskForm):
    aside_template = "admin/claims/takedown_effects.html"
    reason = fields.long(
        _("Reason"), help_text=_("Internal: the public sees that it was taken down, not why.")
    )

    def aside(self) -> dict[str, Any]:
        return {"claims": _claims(self.subject), "copies": copies_of(self.subject)}


VERBS = (
    Action(
        "take-down",
        _("Take down"),
        "take_down",
        TakeDownForm,
        lambda snapshot, by, data: takedowns.take_down(snapshot.pk, by, data["reason"]),
        when(lambda snapshot: not standing_on(snapshot.pk)),
        _("Taken down: its quotes are hidden from the public. Check the other copies too."),
        danger=True,
    ),
    Action(
        "lift-takedown",
        _("Request to lift the takedown"),
        "request_approval",
        ReasonForm,
        lambda snapshot, by, data: takedowns.request_lift(snapshot.pk, by, data["reason"]),
        when(lambda snapshot: standing_on(snapshot.pk)),
        REQUESTED,
        reauthenticate=True,
    ),
)
