"""The forms that add a claim: choosing a snapshot, then quoting it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.claim.claim_forms import (
    FURTHER,
    NEW_SPEAKER,
    WHEN_SAID,
    ClaimFields,
    QuantityFields,
    SpeakerFields,
)
from claims.admin.claim.quoting import RELAY_AND_TRANSLATION, AppearanceFields, QuoteFields
from claims.models import Anchor
from newsroom.admin import fields
from newsroom.admin.forms import DeskForm
from sources.models import Snapshot


class ChooseTextForm(DeskForm):
    """The first step where no text is open: a claim stands in a captured text."""

    aside_template = "admin/claims/adding_a_claim.html"
    starts_in_field = True
    snapshot = fields.autocomplete(
        Anchor.snapshot,
        gettext_lazy("Text in which the claim stands"),
        Snapshot.objects.without_text().select_related("source"),
        help_text=gettext_lazy("Type words of the source's title or address."),
    )


class NewClaimForm(QuoteFields, SpeakerFields, ClaimFields, AppearanceFields, QuantityFields):
    aside_template = "admin/claims/snapshot_text.html"
    beside = True
    collapsed = (
        NEW_SPEAKER,
        WHEN_SAID,
        (gettext_lazy("A number in the statement"), tuple(QuantityFields.base_fields)),
        RELAY_AND_TRANSLATION,
        FURTHER,
    )
    field_order = ["quote", "places", "text", "speaker", "verb", "directness", "described_as"]

    def quoted_in(self) -> Snapshot | None:
        snapshot: Snapshot = self.subject
        return snapshot

    def aside(self) -> dict[str, Any]:
        return {"snapshot": self.subject}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("speaker") and not data.get("new_kind"):
            self.add_error("speaker", _("Choose the speaker, or add a new one below."))
        if data.get("low") is not None and not data.get("unit"):
            self.add_error("unit", _("Enter what the number counts or measures."))
        return data

    def arguments(self) -> dict[str, Any]:
        data = super().arguments() | {"relays": self.relays(), "stated": self.stated()}
        data["new_speaker"] = {
            name: data[f"new_{name}"] for name in ("kind", "name", "description")
        }
        return data | {"quantities": [self.quantity()] if data["low"] is not None else []}
