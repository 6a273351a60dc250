"""The forms of relations to other claims."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from claims.admin.claim.review_forms import RevisionForm, chosen, part_field
from claims.choices import RelationKind, RelationState
from claims.models import Relation
from claims.workflow.relations import UNRELATED
from newsroom.admin import fields
from newsroom.admin.forms import DeskForm

# The answers to “Seen before?” on a claim's page and in the inbox, and the key of each.
ANSWERS = (
    (RelationKind.REPEATS, _("Repeats"), "1"),
    (RelationKind.UPDATES, _("Updates"), "2"),
    (RelationKind.CONTRADICTS, _("Contradicts"), "3"),
    (UNRELATED, _("Unrelated"), "4"),
    (RelationKind.NARROWS, _("Narrows"), "5"),
)


class SuggestForm(DeskForm):
    other = fields.autocomplete(
        Relation.to_claim,
        _("The other claim"),
        help_text=_("Type its words, speaker or number."),
    )
    kind = fields.choice(_("This claim … the other claim"), RelationKind.choices)
    rationale = fields.long(_("Rationale"), required=False)
    scope = fields.line(
        _("Scope"),
        required=False,
        most=500,
        help_text=_("The part of the claim that this is about."),
    )


class DecideForm(DeskForm):
    aside_template = "admin/claims/chosen_part.html"
    relation = part_field()

    def prepare(self) -> None:
        self.fields["relation"].queryset = Relation.objects.of(self.subject.pk).select_related(  # type: ignore[attr-defined]
            "from_claim", "to_claim"
        )

    def aside(self) -> dict[str, Any]:
        return {"part": chosen(self, "relation")}


class SettleForm(DecideForm):
    kind = fields.choice(
        _("This claim … the other claim"),
        [*RelationKind.choices, (UNRELATED, _("unrelated"))],
    )


class EarlierForm(RevisionForm, DecideForm):
    """With which confirmed relation; the other claim's rating is not preselected."""

    def prepare(self) -> None:
        super().prepare()
        self.fields["relation"].queryset = self.fields["relation"].queryset.confirmed()  # type: ignore[attr-defined]


class ConfirmForm(DecideForm):
    rationale = fields.long(_("Rationale"), help_text=_("Public."))
    scope = fields.line(_("Scope"), required=False, most=500)

    def prepare(self) -> None:
        super().prepare()
        relation = chosen(self, "relation")
        if relation is not None:
            self.initial["rationale"], self.initial["scope"] = relation.rationale, relation.scope


class DismissForm(DecideForm):
    reason = fields.long(_("Reason"), help_text=_("Kept in history. A dismissal can be reversed."))


class SupplementRelationForm(DecideForm):
    reason = fields.long(_("Why the published claim should include it"))

    def prepare(self) -> None:
        super().prepare()
        unconfirmed = self.fields["relation"].queryset.exclude(state=RelationState.CONFIRMED)  # type: ignore[attr-defined]
        self.fields["relation"].queryset = unconfirmed  # type: ignore[attr-defined]
