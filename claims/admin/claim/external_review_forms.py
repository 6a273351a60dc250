"""The forms of what other organisations concluded."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from claims.admin.claim.review_forms import RemoveForm, RevisionForm, part_field
from claims.models import ExternalReview
from newsroom.admin import fields
from newsroom.admin.forms import DeskForm
from newsroom.errors import Refused

STATED = ("rating", "rationale", "url", "reviewed_on")


class ExternalReviewFields(DeskForm):
    publisher = fields.autocomplete(
        ExternalReview.publisher,
        _("Who concluded it"),
        help_text=_("Add a new one under Publishers first."),
    )
    rating = fields.line(
        _("Their rating"), required=False, most=300, help_text=_("In their own words.")
    )
    url = fields.line(_("Address of their article"), required=False, most=2000)
    reviewed_on = fields.day(_("Date of their article"), required=False)
    rationale = fields.long(
        _("Their reasons"), required=False, help_text=_("Internal; never public.")
    )

    def prepare(self) -> None:
        super().prepare()
        # One of the two is needed.
        for name in ("rating", "url"):
            fields.hide_optional(self.fields[name])

    def field_of(self, refused: Refused) -> str | None:
        return "rating" if refused.rule == "external_review_has_rating_or_url" else None

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        conclusion = {name: data[name] for name in STATED}
        return {name: data[name] for name in data.keys() - set(STATED)} | {"conclusion": conclusion}


class AddForm(RevisionForm, ExternalReviewFields):
    """On a claim that can be edited."""


class SupplementForm(ExternalReviewFields):
    reason = fields.long(_("Why the published claim should include it"))


class ExcludeForm(RemoveForm):
    part = "external_review"
    external_review = part_field()

    def parts(self) -> Any:
        return self.subject.claim.external_reviews.public().select_related("publisher")


class IncludeForm(ExcludeForm):
    def parts(self) -> Any:
        return self.subject.claim.external_reviews.filter(left_out=True).select_related("publisher")
