"""What the verbs of relations ask for."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from claims.admin.claim.review_forms import chosen, part_field
from claims.choices import RelationKind, RelationState
from claims.models import Relation
from newsroom.admin import fields
from newsroom.admin.forms import DeskForm


class SuggestForm(DeskForm):
    other = fields.autocomplete(
        Relation.to_claim,
        _("The other claim"),
        help_text=_("Type words of it, its speaker or its number."),
    )
    kind = fields.choice(_("This claim … the other one"), RelationKind.choices)
    rationale = fields.long(_("Why"), required=False)
    scope = fields.line(
        _("Scope"), required=False, most=500, help_text=_("The part of it that this is about.")
    )


class DecideForm(DeskForm):
    aside_template = "admin/claims/part.html"
    relation = part_field()

    def prepare(self) -> None:
        self.fields["relation"].queryset = Relation.objects.of(self.subject.pk).select_related(  # type: ignore[attr-defined]
            "from_claim", "to_claim"
        )

    def aside(self) -> dict[str, Any]:
        return {"part": chosen(self, "relation")}


class ConfirmForm(DecideForm):
    rationale = fields.long(
        _("Rationale"), required=False, help_text=_("Public. Empty: the one that stands.")
    )
    scope = fields.line(_("Scope"), required=False, most=500)

    def prepare(self) -> None:
        super().prepare()
        relation = chosen(self, "relation")
        if relation is not None:
            self.initial["rationale"], self.initial["scope"] = relation.rationale, relation.scope


class DismissForm(DecideForm):
    reason = fields.long(_("Reason"), help_text=_("Kept in history. It can be reversed."))


class SupplementRelationForm(DecideForm):
    reason = fields.long(_("Why the signed claim should say it"))

    def prepare(self) -> None:
        super().prepare()
        waiting = self.fields["relation"].queryset.exclude(state=RelationState.CONFIRMED)  # type: ignore[attr-defined]
        self.fields["relation"].queryset = waiting  # type: ignore[attr-defined]
