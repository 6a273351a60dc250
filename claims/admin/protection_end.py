"""Ending a protection: what becomes public again, and beside which description."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.effects import Effect
from claims.choices import Standing
from claims.models import Claim, Publication
from claims.publication import protected_names
from claims.publication.working import working
from newsroom.admin import fields
from newsroom.admin.forms import ReasonForm
from newsroom.models import Approval
from sources.models import Speaker


class UnprotectForm(ReasonForm):
    aside_template = "admin/claims/protection_end.html"
    # Empty at first: what was written to hide a person is not what is said of them by name.
    description = fields.line(
        gettext_lazy("Description from then on"),
        most=500,
        required=False,
        help_text=gettext_lazy("Public, beside the name. Empty for none."),
    )
    field_order = ("description", "reason")

    def prepare(self) -> None:
        self.fields["description"].required = not self.subject.pooled

    def aside(self) -> dict[str, Any]:
        return {"speaker": self.subject, "effects": effects_of_end(self.subject)}


def effects_of_end(speaker: Speaker) -> list[Effect]:
    found = protected_names.returning(speaker.pk)
    note = _(
        "They were signed while the speaker was protected, without the name. They say"
        " “%(description)s” until they are reopened and signed again."
    )
    return [
        Effect(_("Claims that are public again"), found.shown),
        Effect(_("Public claims that say the name again"), found.named),
        Effect(
            _("Public claims that keep the description"),
            found.unnamed,
            note % {"description": speaker.description},
        ),
    ]


def effect_of_another_person(approval: Approval) -> Effect:
    """Whether a claim is public again once it may say the name of a protected speaker."""
    claim = Claim.objects.get(pk=approval.subject_id)
    same = protected_names.merged_with(approval.payload["speaker"])
    also_said = [str(each) for each in working(claim).protected_speakers if each.pk not in same]
    shown = Publication.objects.filter(claim=claim).current().first()
    if shown is None:
        label, note = _("Not public"), _("It may say the name once it is signed.")
    elif shown.standing != Standing.HIDDEN:
        label, note = _("Stays public"), _("A new text of it may say the name, too.")
    elif claim.holds.filter(lifted_at__isnull=True).exists():
        label, note = _("Stays offline"), _("It is on hold.")
    elif also_said:
        sentence = _("It also says the name of %(names)s, who is protected.")
        label, note = _("Stays offline"), sentence % {"names": ", ".join(also_said)}
    else:
        label, note = _("Public again"), _("With the name, and on past days too.")
    return Effect(label, [claim.pk], note)
