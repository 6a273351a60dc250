"""What the verbs of evidence ask for, kind by kind."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.claim.quoting import SnapshotField
from claims.admin.claim.review_forms import RemoveForm, SeenForm, part_field
from claims.choices import Bears, Direction, EvidenceKind
from claims.models import Evidence
from claims.workflow import evidence_files
from newsroom.admin import fields
from newsroom.errors import Refused
from sources.models import Source, Speaker


class EvidenceFields(SeenForm):
    kind: EvidenceKind
    bears_on = fields.radio(gettext_lazy("Bears"), Bears.choices)
    direction = fields.radio(gettext_lazy("Which way"), Direction.choices)
    description = fields.long(
        gettext_lazy("What it shows, in our words"),
        help_text=gettext_lazy("Public, unless private."),
    )
    primary = fields.tick(
        gettext_lazy("Primary"),
        help_text=gettext_lazy("The post, recording, transcript or document itself."),
    )
    private = fields.tick(
        gettext_lazy("Private"),
        help_text=gettext_lazy("Not shown to the public; no conclusion may rest on it alone."),
    )

    def evidence(self) -> dict[str, Any]:
        """The fields of the evidence, as the verb wants them."""
        names = ("bears_on", "direction", "description", "primary", "private")
        return {"kind": self.kind} | {name: self.cleaned_data[name] for name in names}

    def asked(self) -> dict[str, Any]:
        return super().asked() | {"evidence": self.evidence()}


class PassageForm(SnapshotField, EvidenceFields):
    kind = EvidenceKind.PASSAGE
    several = False
    field_order = ["snapshot", "quote", "places"]

    def evidence(self) -> dict[str, Any]:
        place = self.cleaned_data["found"][0]
        return {**super().evidence(), "snapshot": self.cleaned_data["snapshot"], "place": place}


class RecordForm(EvidenceFields):
    kind = EvidenceKind.RECORD
    source = fields.found(Evidence.source, gettext_lazy("Source"), Source.objects.all())
    consulted_on = fields.day(gettext_lazy("Consulted on"))
    page = fields.line(gettext_lazy("Page"), required=False, most=50)
    timecode = fields.line(gettext_lazy("Timecode"), required=False, most=50)
    field_order = ["source", "consulted_on", "page", "timecode"]

    def evidence(self) -> dict[str, Any]:
        names = ("source", "consulted_on", "page", "timecode")
        return super().evidence() | {name: self.cleaned_data[name] for name in names}


class FileForm(EvidenceFields):
    kind = EvidenceKind.FILE
    file = fields.file(
        gettext_lazy("File"),
        help_text=gettext_lazy(
            "A document, picture, recording or film. It is kept as it is, under its SHA-256."
        ),
    )
    source = fields.found(
        Evidence.source,
        gettext_lazy("Source"),
        Source.objects.all(),
        help_text=gettext_lazy("What it is a file of, or who gave it: log that first."),
    )
    page = fields.line(gettext_lazy("Page"), required=False, most=50)
    timecode = fields.line(gettext_lazy("Timecode"), required=False, most=50)
    field_order = ["file", "source", "page", "timecode"]

    class Media:
        js = ["claims/capturing.js"]

    def prepare(self) -> None:
        super().prepare()
        self.fields["file"].widget.attrs |= {
            "data-most-bytes": evidence_files.LARGEST,
            "data-too-large": _("This file is larger than %(most)d MB.")
            % {"most": evidence_files.LARGEST // 10**6},
        }

    def clean_file(self) -> Any:
        """Refused here already, so that the sentence stands at the field."""
        raw = self.cleaned_data["file"].read()
        try:
            evidence_files.check(raw)
        except Refused as refused:
            raise ValidationError(refused.sentence) from refused
        return raw

    def evidence(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in ("source", "page", "timecode")}
        return super().evidence() | given | {"raw": self.cleaned_data["file"]}


class ContactForm(EvidenceFields):
    kind = EvidenceKind.CONTACT
    contacted = fields.line(gettext_lazy("Contacted whom, how"))
    consulted_on = fields.day(gettext_lazy("On"))
    speaker = fields.found(
        Evidence.speaker,
        gettext_lazy("Who that is among the speakers"),
        Speaker.objects.all(),
        required=False,
        help_text=gettext_lazy(
            "Choose it when it is the claim's own speaker: then not independent."
        ),
    )
    field_order = ["contacted", "consulted_on", "speaker"]

    def evidence(self) -> dict[str, Any]:
        names = ("contacted", "consulted_on", "speaker")
        return super().evidence() | {name: self.cleaned_data[name] for name in names}


class CalculationForm(EvidenceFields):
    kind = EvidenceKind.CALCULATION
    inputs = forms.ModelMultipleChoiceField(
        Evidence.objects.none(),
        label=gettext_lazy("Made from"),
        widget=fields.UnfoldAdminCheckboxSelectMultipleWidget(),
        help_text=gettext_lazy(
            "Its steps stand in our words; it is as independent as the least of these."
        ),
    )
    field_order = ["inputs"]

    def prepare(self) -> None:
        super().prepare()
        if self.subject.review is not None:
            self.fields["inputs"].queryset = self.subject.review.evidence.all()  # type: ignore[attr-defined]

    def evidence(self) -> dict[str, Any]:
        return super().evidence() | {"inputs": tuple(self.cleaned_data["inputs"])}


class RemoveEvidenceForm(RemoveForm):
    part = "evidence"
    evidence = part_field()

    def parts(self) -> Any:
        return Evidence.objects.filter(review=self.subject.review)
