"""Taking a snapshot down, and asking to lift that: what the desk says of it before and after."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from claims.models import Claim
from claims.publication import takedowns
from newsroom.admin import fields
from newsroom.admin.desk import Action, DeskForm
from newsroom.choices import DeedKind
from newsroom.models import Deed, User
from sources.models import Snapshot
from sources.takedowns import copies_of, standing_on


def resting_on(snapshot: Snapshot) -> list[Claim]:
    """The claims that quote it, as appearance or as evidence, now or in an earlier publication."""
    claims = Claim.objects.filter(pk__in=takedowns.resting_on(snapshot.pk))
    return list(claims.select_related("speaker").order_by("pk"))


def context(snapshot: Snapshot) -> dict[str, Any]:
    """What a snapshot's page says of it."""
    return {
        "takedown": standing_on(snapshot.pk),
        "copies": copies_of(snapshot),
        "deeds": list(
            Deed.objects.open().on(DeedKind.LIFT_TAKEDOWN, snapshot.pk).select_related("asked_by")
        ),
    }


class TakeDownForm(DeskForm):
    aside_template = "admin/claims/taking_down.html"
    reason = fields.long(
        _("Reason"), help_text=_("Internal: the public reads that it was taken down, not why.")
    )

    def aside(self) -> dict[str, Any]:
        return {"claims": resting_on(self.subject), "copies": copies_of(self.subject)}


class LiftForm(DeskForm):
    reason = fields.long(_("Why it can be shown again"))


def _stands(snapshot: Snapshot, by: User) -> str | None:
    return "" if standing_on(snapshot.pk) else None


def _stands_not(snapshot: Snapshot, by: User) -> str | None:
    return None if standing_on(snapshot.pk) else ""


VERBS = (
    Action(
        "take-down",
        _("Take it down"),
        "take_down",
        TakeDownForm,
        lambda snapshot, by, data: takedowns.take_down(snapshot.pk, by, data["reason"]),
        _stands_not,
        _("Taken down: the public reads no quote of it, on any day. Look at other copies too."),
        danger=True,
    ),
    Action(
        "lift-takedown",
        _("Ask to lift the takedown"),
        "request_approval",
        LiftForm,
        lambda snapshot, by, data: takedowns.request_lift(snapshot.pk, by, data["reason"]),
        _stands,
        _("Requested. Another senior editor approves it under Approvals."),
    ),
)
