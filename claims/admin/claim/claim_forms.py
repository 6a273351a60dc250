"""The forms of a claim's wording, dates, quantities and appearances."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from claims.admin.claim.publication_forms import reason_kinds
from claims.admin.claim.review_forms import RemoveForm, RevisionForm, part_field
from claims.admin.claim.state import ClaimState
from claims.choices import Basis, Bound, Nature
from claims.models import Claim
from newsroom.admin import fields
from newsroom.admin.forms import DeskForm
from sources.choices import SpeakerKind
from sources.models import Speaker


class ClaimFields(DeskForm):
    text = fields.long(
        _("Statement"), help_text=_("One self-contained statement. Split compound ones.")
    )
    nature = fields.choice(
        _("Nature"),
        Nature.choices,
        required=False,
        help_text=_("Needed when a conclusion is proposed."),
    )
    fields.hide_optional(nature)
    said_from = fields.day(_("Earliest day it may have been said"), required=False)
    said_to = fields.day(_("Latest day it may have been said"), required=False)
    said_basis = fields.choice(
        _("How we know that"),
        Basis.choices,
        initial=Basis.UNKNOWN,
        help_text=_("Don't use the publication date."),
    )
    said_note = fields.line(_("Note on the date"), required=False, most=500)
    language = fields.line(
        _("Language of the wording"),
        most=12,
        initial="en",
        help_text=_("Language code, such as en, es or pt-BR."),
    )
    topics = fields.autocomplete_many(Claim.topics, _("Topics"))
    note = fields.long(_("Note"), required=False, help_text=_("Internal; never public."))


OWN_FIELDS = (
    *("text", "nature", "said_from", "said_to", "said_basis", "said_note", "language", "note"),
)


# Groups of fields that a new claim's forms collapse.
NEW_SPEAKER = (_("Another or a new speaker"), ("new_name", "new_kind", "new_description"))
WHEN_SAID = (_("When it was said"), ("said_from", "said_to", "said_basis", "said_note"))
FURTHER = (_("Topics, language, note"), ("topics", "first_known", "language", "note"))


class SpeakerFields(DeskForm):
    speaker = fields.autocomplete(
        Claim.speaker,
        _("Speaker"),
        Speaker.objects.unmerged(),
        required=False,
        help_text=_("Type a name or an alias, or add a new speaker below."),
    )
    new_name = fields.line(_("Name"), required=False)
    new_kind = fields.radio(
        _("A new speaker is a"),
        SpeakerKind.choices,
        required=False,
        help_text=_("Needed where no speaker is chosen above."),
    )
    new_description = fields.line(
        _("Description of a new speaker"),
        required=False,
        most=500,
        help_text=_("For a speaker whom the text does not name, such as “government sources”."),
    )

    def prepare(self) -> None:
        super().prepare()
        # One of them is needed.
        for name in ("speaker", "new_kind"):
            fields.hide_optional(self.fields[name])


class EditForm(RevisionForm, ClaimFields):
    takes_changes_of = ("claim",)
    speaker = fields.autocomplete(Claim.speaker, _("Speaker"))
    reason = fields.long(
        _("Reason"),
        required=False,
        help_text=_("Required for a concluded claim, which is reopened. The reason is public."),
    )
    reason_kind = reason_kinds(required=False)
    field_order = [
        *("text", "speaker", *OWN_FIELDS[1:7], "topics", "note", "reason", "reason_kind"),
    ]

    def prepare(self) -> None:
        if not self.subject.claim.concluded:
            del self.fields["reason_kind"]

    @classmethod
    def initial_values(cls, subject: ClaimState) -> dict[str, Any]:
        own = {name: getattr(subject.claim, name) for name in (*OWN_FIELDS, "speaker")}
        topics = list(subject.claim.topics.all())
        return {**super().initial_values(subject), **own, "topics": topics}


class QuantityFields(DeskForm):
    low = fields.decimal(_("Value, or lower end of a range"), required=False)
    high = fields.decimal(_("Upper end of a range"), required=False)
    unit = fields.line(_("Unit"), required=False, most=60, help_text=_("Such as deaths."))
    bound = fields.choice(_("Bound"), Bound.choices, required=False, initial=Bound.EXACTLY)
    qualifier = fields.line(
        _("Qualifier"), required=False, most=100, help_text=_("Such as “known”.")
    )
    counted = fields.line(_("What is counted"), required=False)
    as_of = fields.day(_("As of"), required=False)

    def prepare(self) -> None:
        super().prepare()
        # A number is needed, at either end, and then its unit.
        for name in ("low", "high", "unit"):
            fields.hide_optional(self.fields[name])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("low") is not None and data.get("high") is None:
            data["high"] = data["low"]
        return data

    def quantity(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in QuantityFields.base_fields}


class QuantityForm(RevisionForm, QuantityFields):
    def prepare(self) -> None:
        super().prepare()
        self.fields["unit"].required = True

    def arguments(self) -> dict[str, Any]:
        revision = super().arguments()["expected_revision"]
        return {"quantity": self.quantity(), "expected_revision": revision}


class RemoveQuantityForm(RemoveForm):
    part = "quantity"
    quantity = part_field()

    def parts(self) -> Any:
        return self.subject.claim.quantities.all()


class RemoveAppearanceForm(RemoveForm):
    part = "appearance"
    appearance = part_field()

    def parts(self) -> Any:
        return self.subject.claim.appearances.select_related("snapshot__source").defer(
            "snapshot__text"
        )
