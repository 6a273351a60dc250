"""The form of a translation, beside the original."""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from claims.admin.claim.state import ClaimState
from claims.models import Translation
from claims.models.translation import LONGEST_SUMMARY
from claims.presentation.changes import TRANSLATED
from claims.publication.publishing import signed_round
from claims.workflow import translations
from newsroom import texts
from newsroom.admin import fields
from newsroom.admin.forms import DeskForm

READS_BOTH = _("I read both languages, and have compared the two texts")


class TranslateForm(DeskForm):
    """Filled in with what was declined last, or else the latest translation, even of an earlier review."""

    aside_template = "admin/claims/translation_original.html"
    beside = True

    language = fields.choice(_("Language"), ())
    text = fields.long(_("Statement"))
    summary = fields.counted(fields.sentence(_("Summary"), most=LONGEST_SUMMARY))
    rationale = fields.long(
        _("Rationale"),
        rows=10,
        most=texts.LONG,
        help_text=_("In the format of the original, with the same footnotes."),
    )
    reason = fields.long(_("Reason"), help_text=_("Internal."))
    reads_both = fields.checkbox(READS_BOTH)

    @classmethod
    def initial_values(cls, subject: ClaimState) -> dict[str, Any]:
        if declined := translations.declined(subject.claim):
            words = declined.payload["translation"]
            return {name: words[name] for name in ("language", *TRANSLATED)}
        last = Translation.objects.filter(claim=subject.pk).first()
        if last is None:
            return {}
        return {name: getattr(last, name) for name in ("language", *TRANSLATED)}

    def prepare(self) -> None:
        self.fields["language"].choices = translations.languages()  # type: ignore[attr-defined]
        self.signed = signed_round(self.subject.claim)
        self.original = json.loads(self.signed.body) if self.signed else {}

    def aside(self) -> dict[str, Any]:
        last = Translation.objects.filter(claim=self.subject.pk).first()
        signed = self.signed
        return {
            "original": self.original,
            "declined": translations.declined(self.subject.claim),
            "outdated": bool(last and signed and last.review_id != signed.review_id),
        }

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        words = {name: data.get(name, "") for name in ("language", *TRANSLATED)}
        return {"reason": data["reason"], "reads_both": data["reads_both"], "words": words}
