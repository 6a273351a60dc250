"""What the verbs of what the public sees ask for."""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from claims.admin.claim.review_forms import SeenForm
from claims.admin.claim.state import ClaimState
from claims.choices import HoldKind
from claims.publication.publishing import signed_round
from newsroom.admin import fields
from newsroom.admin.forms import DeskForm


class PublicReasonForm(SeenForm):
    reason = fields.long(_("Reason"), help_text=_("The public reads it."))


class WithdrawForm(PublicReasonForm):
    keep_wording = fields.checkbox(
        _("The tombstone keeps the wording and the speaker"),
        help_text=_("Otherwise the public sees dates and the reason only, on every past day too."),
    )


class HoldForm(SeenForm):
    kind = fields.radio(_("Kind"), HoldKind.choices)
    reason = fields.long(
        _("Reason"), help_text=_("Internal: the public sees that nothing is shown.")
    )


class LiftHoldForm(DeskForm):
    kind = fields.radio(_("Which hold"), [])
    reason = fields.long(_("Why it can be lifted"))

    def prepare(self) -> None:
        standing = [
            (hold.kind, f"{hold.get_kind_display()}: {hold.reason}") for hold in self.subject.holds
        ]
        self.fields["kind"].choices = standing  # type: ignore[attr-defined]


class EmbargoForm(SeenForm):
    until = fields.date_time(
        _("Nothing is published before (UTC)"),
        required=False,
        help_text=_(
            "Empty: no embargo; what is signed is published at once. Once signed, an embargo can"
            " only be put off."
        ),
    )

    @classmethod
    def initial_values(cls, subject: ClaimState) -> dict[str, Any]:
        return {**super().initial_values(subject), "until": subject.claim.embargo_until}


class CorrectForm(DeskForm):
    text = fields.long(_("Statement"))
    rationale = fields.long(_("Rationale"), rows=8)
    reason = fields.long(_("What the slip was"))

    @classmethod
    def initial_values(cls, subject: ClaimState) -> dict[str, Any]:
        standing = signed_round(subject.claim)
        body = json.loads(standing.body) if standing else {}
        return {"text": body.get("text", ""), "rationale": body.get("rationale", "")}
