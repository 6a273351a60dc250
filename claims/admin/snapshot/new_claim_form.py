"""The form that adds a claim from a quote in a snapshot."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.claim.claim_forms import ClaimFields, QuantityFields
from claims.admin.claim.quoting import RELAY_AND_TRANSLATION, AppearanceFields, QuoteFields
from claims.models import Claim
from newsroom.admin import fields
from sources.choices import SpeakerKind
from sources.models import Snapshot, Speaker


class NewClaimForm(QuoteFields, ClaimFields, AppearanceFields, QuantityFields):
    aside_template = "admin/claims/snapshot_text.html"
    beside = True
    collapsed = (
        (gettext_lazy("A new speaker"), ("new_kind", "new_name", "new_description")),
        (gettext_lazy("When it was said"), ("said_from", "said_to", "said_basis", "said_note")),
        (
            gettext_lazy("A number in the statement"),
            ("low", "high", "unit", "bound", "qualifier", "counted", "as_of"),
        ),
        RELAY_AND_TRANSLATION,
        (gettext_lazy("Topics, language, note"), ("topics", "first_known", "language", "note")),
    )
    speaker = fields.autocomplete(
        Claim.speaker,
        gettext_lazy("Speaker"),
        Speaker.objects.unmerged(),
        required=False,
        help_text=gettext_lazy("Type a name or an alias, or add a new speaker below."),
    )
    new_kind = fields.choice(gettext_lazy("New speaker: kind"), SpeakerKind.choices, required=False)
    new_name = fields.line(gettext_lazy("New speaker: name"), required=False)
    new_description = fields.line(
        gettext_lazy("New speaker: description"),
        required=False,
        most=500,
        help_text=gettext_lazy(
            "For a speaker whom the text does not name, such as “government sources”."
        ),
    )
    field_order = [
        *("quote", "places", "text", "speaker", "new_kind", "new_name", "new_description"),
        *("verb", "directness", "described_as", "nature", "said_from", "said_to", "said_basis"),
        *("said_note", "topics", "low", "high", "unit", "bound", "qualifier", "counted", "as_of"),
        *("relay_kind", "relay_speaker", "relay_description", "translated_from", "translated_by"),
        *("first_known", "language", "note"),
    ]

    @classmethod
    def initial_values(cls, subject: Snapshot) -> dict[str, Any]:
        return {}

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
