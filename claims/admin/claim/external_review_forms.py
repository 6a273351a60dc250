"""What noting, leaving out and supplementing others' conclusions asks for."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from claims.admin.claim.review_forms import RemoveForm, SeenForm, part_field
from claims.models import ExternalReview
from newsroom.admin import fields
from newsroom.admin.forms import DeskForm

STATED = ("rating", "rationale", "url", "reviewed_on")


class TheirsFields(DeskForm):
    publisher = fields.autocomplete(
        ExternalReview.publisher,
        _("Who concluded it"),
        help_text=_("A publisher. Add one first under Publishers."),
    )
    rating = fields.line(
        _("Their rating"), required=False, most=300, help_text=_("Their own word, verbatim.")
    )
    url = fields.line(_("Address of their review"), required=False, most=2000)
    reviewed_on = fields.day(_("Day of their review"), required=False)
    rationale = fields.long(
        _("Their reasons"), required=False, help_text=_("For the newsroom; not published.")
    )

    def arguments(self) -> dict[str, Any]:
        said = {name: self.cleaned_data[name] for name in STATED}
        return super().arguments() | {"said": said}


class NoteForm(SeenForm, TheirsFields):
    """On a claim that can be edited."""


class SupplementForm(TheirsFields):
    reason = fields.long(_("Why the signed claim should say it"))


class LeaveOutForm(RemoveForm):
    part = "theirs"
    theirs = part_field()

    def parts(self) -> Any:
        return self.subject.claim.external_reviews.public().select_related("publisher")


class TakeInForm(LeaveOutForm):
    def parts(self) -> Any:
        return self.subject.claim.external_reviews.filter(left_out=True).select_related("publisher")
