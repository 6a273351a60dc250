"""The forms of evidence, one for each kind."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from claims.admin.claim.quoting import SnapshotField
from claims.admin.claim.review_forms import RemoveForm, RevisionForm, chosen, part_field
from claims.choices import Bears, Direction, EvidenceKind
from claims.models import Evidence
from claims.workflow import evidence_files
from claims.workflow.evidence import OF_A_KIND, OF_ALL_KINDS
from newsroom.admin import fields
from newsroom.errors import Refused
from sources.choices import SourceKind
from sources.models import Source


class EvidenceFields(RevisionForm):
    kind: EvidenceKind
    # Fields of this kind that are passed to the verb as they are.
    details: tuple[str, ...] = ()
    bears_on = fields.radio(gettext_lazy("This evidence is"), Bears.choices)
    direction = fields.radio(gettext_lazy("Direction"), Direction.choices)
    description = fields.long(
        gettext_lazy("What it shows"),
        help_text=gettext_lazy("In your own words. Public, unless marked private."),
    )
    primary = fields.checkbox(
        gettext_lazy("Primary"),
        help_text=gettext_lazy("The post, recording, transcript or document itself."),
    )
    private = fields.checkbox(
        gettext_lazy("Private"),
        help_text=gettext_lazy("Hidden from the public; a conclusion can't rest on it alone."),
    )
    independence_reason = fields.long(
        gettext_lazy("Why it counts as independent"),
        required=False,
        help_text=gettext_lazy(
            "Public; whoever signs, signs it too. Only where independence isn’t established: what comes from the"
            " speaker’s own side or repeats the statement stays as it is."
        ),
    )

    def evidence(self) -> dict[str, Any]:
        names = (
            "bears_on",
            "direction",
            "description",
            "primary",
            "private",
            "independence_reason",
        )
        return {"kind": self.kind} | {
            name: self.cleaned_data[name] for name in (*names, *self.details)
        }

    def arguments(self) -> dict[str, Any]:
        revision = super().arguments()["expected_revision"]
        return {**self.evidence(), "expected_revision": revision}


class PassageForm(SnapshotField, EvidenceFields):
    kind = EvidenceKind.PASSAGE
    several = False
    details = ("snapshot",)
    field_order = ["snapshot", "quote", "places"]

    def evidence(self) -> dict[str, Any]:
        return super().evidence() | {"place": self.cleaned_data["found"][0]}


class PlaceFields(EvidenceFields):
    """Of evidence that has a source: one that is logged, or one that is logged with the evidence."""

    source = fields.autocomplete(
        Evidence.source,
        gettext_lazy("Source"),
        required=False,
        help_text=gettext_lazy(
            "What it is from, or who gave it. If it isn't logged yet, log a new one below."
        ),
    )
    new_title = fields.line(gettext_lazy("New source: title"), required=False, most=500)
    new_address = fields.line(gettext_lazy("New source: address"), required=False, most=2000)
    new_kind = fields.choice(
        gettext_lazy("New source: kind"),
        SourceKind.choices,
        required=False,
        initial=SourceKind.DOCUMENT,
    )
    new_publisher = fields.autocomplete(
        Source.publisher,
        gettext_lazy("New source: publisher"),
        required=False,
        help_text=gettext_lazy(
            "Only where it is stated who published it can it be established that evidence is independent."
        ),
    )
    new_publisher_name = fields.line(
        gettext_lazy("New source: publisher’s name, if it isn’t listed"), required=False, most=200
    )
    collapsed = (
        (
            gettext_lazy("Log a new source"),
            ("new_title", "new_address", "new_kind", "new_publisher", "new_publisher_name"),
        ),
    )
    needs_address = True  # a file is identified by its hash without one
    page = fields.line(gettext_lazy("Page"), required=False, most=50)
    timecode = fields.line(gettext_lazy("Timecode"), required=False, most=50)

    def prepare(self) -> None:
        super().prepare()
        needed = [
            "source",
            "new_title",
            "new_kind",
            *(["new_address"] if self.needs_address else []),
        ]
        for name in needed:
            fields.hide_optional(self.fields[name])

    def collapsed_fields(self) -> list[tuple[Any, list[forms.BoundField], bool]]:
        """Open, too, where neither a source was chosen nor a new one logged."""
        return [
            (heading, bound, is_open or "source" in self.errors)
            for heading, bound, is_open in super().collapsed_fields()
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        is_new = bool(data.get("new_title") or data.get("new_address"))
        if not is_new and not data.get("source"):
            self.add_error("source", _("Choose the source, or log a new one below."))
        elif is_new and data.get("source"):
            self.add_error("source", _("Choose the source or log a new one, not both."))
        elif is_new and not data.get("new_title"):
            self.add_error("new_title", _("Enter the title of the new source."))
        elif is_new and not data.get("new_address") and self.needs_address:
            self.add_error("new_address", _("Enter the address of the new source."))
        elif is_new and not data.get("new_kind"):
            self.add_error("new_kind", self.fields["new_kind"].error_messages["required"])
        elif is_new and data.get("new_publisher") and data.get("new_publisher_name"):
            self.add_error(
                "new_publisher_name", _("Choose the publisher or enter its name, not both.")
            )
        return data

    def evidence(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data["source"]:
            return super().evidence()
        new = {
            "uri": data["new_address"],
            "title": data["new_title"],
            "kind": data["new_kind"],
            "publisher": data["new_publisher"],
            "publisher_name": data["new_publisher_name"],
        }
        return super().evidence() | {"new_source": new}


def checked(file: Any) -> bytes:
    """What is in it. Raises ValidationError, so that a refusal is shown at the field."""
    raw: bytes = file.read()
    try:
        evidence_files.check(raw)
    except Refused as refused:
        raise ValidationError(refused.sentence) from refused
    return raw


class RecordForm(PlaceFields):
    kind = EvidenceKind.RECORD
    consulted_on = fields.day(gettext_lazy("Consulted on"))
    details = OF_A_KIND[EvidenceKind.RECORD]
    field_order = details


class FileForm(PlaceFields):
    kind = EvidenceKind.FILE
    file = fields.file(
        gettext_lazy("File"),
        evidence_files.LARGEST,
        help_text=gettext_lazy("A document, picture, recording or film, stored unchanged."),
    )
    needs_address = False
    details = OF_A_KIND[EvidenceKind.FILE]
    field_order = ["file", *details]

    def clean_file(self) -> Any:
        return checked(self.cleaned_data["file"])

    def evidence(self) -> dict[str, Any]:
        return super().evidence() | {"raw": self.cleaned_data["file"]}


class ContactForm(EvidenceFields):
    kind = EvidenceKind.CONTACT
    contacted = fields.line(gettext_lazy("Who was contacted, and how"))
    consulted_on = fields.day(gettext_lazy("On"))
    speaker = fields.autocomplete(
        Evidence.speaker,
        gettext_lazy("The same among the speakers"),
        required=False,
        help_text=gettext_lazy(
            "Then it shows whether they belong to the claim’s speaker, or are the speaker."
        ),
    )
    details = OF_A_KIND[EvidenceKind.CONTACT]
    field_order = details


class CalculationForm(EvidenceFields):
    kind = EvidenceKind.CALCULATION
    inputs = forms.ModelMultipleChoiceField(
        Evidence.objects.none(),
        label=gettext_lazy("Calculated from"),
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        help_text=gettext_lazy("Give its steps below; it is independent only if all of these are."),
    )
    field_order = ["inputs"]

    def prepare(self) -> None:
        super().prepare()
        if self.subject.review is not None:
            self.fields["inputs"].queryset = self.subject.review.evidence.all()  # type: ignore[attr-defined]

    def evidence(self) -> dict[str, Any]:
        return super().evidence() | {"inputs": tuple(self.cleaned_data["inputs"])}


class EditEvidenceForm(EvidenceFields):
    """What is said of a piece of evidence. Its quote, file or inputs are another piece."""

    piece = part_field()
    source = fields.autocomplete(Evidence.source, gettext_lazy("Source"))
    contacted = fields.line(gettext_lazy("Who was contacted, and how"))
    consulted_on = fields.day(gettext_lazy("On"))
    speaker = fields.autocomplete(
        Evidence.speaker, gettext_lazy("The same among the speakers"), required=False
    )
    page = fields.line(gettext_lazy("Page"), required=False, most=50)
    timecode = fields.line(gettext_lazy("Timecode"), required=False, most=50)
    independence_doubted = fields.checkbox(
        gettext_lazy("I doubt that it is independent"),
        help_text=gettext_lazy(
            "Then it doesn’t count, and readers see that an editor doubts it. Whoever ticks this may"
            " still sign."
        ),
    )

    def prepare(self) -> None:
        super().prepare()
        self.fields["piece"].queryset = Evidence.objects.filter(review=self.subject.review)  # type: ignore[attr-defined]
        piece = chosen(self, "piece")
        own = OF_A_KIND.get(piece.kind, ()) if piece else ()
        self.names = (*OF_ALL_KINDS, *own)
        for name in list(self.fields):
            if name not in ("piece", "revision", *self.names):
                del self.fields[name]
            elif piece and name in self.names:
                self.initial.setdefault(name, getattr(piece, name))

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        changed = {name: data[name] for name in self.names}
        revision = RevisionForm.arguments(self)["expected_revision"]
        return {"evidence_id": data["piece"].pk, "expected_revision": revision, **changed}


class RemoveEvidenceForm(RemoveForm):
    part = "evidence"
    evidence = part_field()

    def parts(self) -> Any:
        return Evidence.objects.filter(review=self.subject.review)
