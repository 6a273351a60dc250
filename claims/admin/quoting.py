"""Quotes: words pasted by a person, found in a snapshot, a place chosen where they stand twice."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import files
from claims.admin.forms import ClaimFields, QuantityFields, SeenForm
from claims.choices import Bears, Direction, Directness, EvidenceKind, RelayKind
from claims.models import Anchor, Claim, Evidence, Relay
from newsroom.admin import fields
from newsroom.admin.desk import DeskForm
from newsroom.errors import Refused
from newsroom.models import User
from sources import anchors, speakers
from sources.anchors import Selector
from sources.choices import UNPOOLED, SpeakerKind
from sources.models import Snapshot, Source, Speaker


class QuoteFields(DeskForm):
    """A quote and its places. Where the words stand more than once the person says which."""

    several = True
    quote = fields.long(
        gettext_lazy("The very words"),
        help_text=gettext_lazy(
            "Copy them from the text. Fragments of one statement: an empty line between them."
        ),
    )
    places = fields.ticks(
        gettext_lazy("Where"),
        help_text=gettext_lazy("These words stand more than once in the text: say which you mean."),
    )

    def quoted_in(self) -> Snapshot | None:
        """The snapshot whose text is searched."""
        raise NotImplementedError

    def prepare(self) -> None:
        super().prepare()
        self._begin_at_place()
        ambiguous = self._ambiguous()
        if not ambiguous:
            del self.fields["places"]
            return
        self.fields["places"].choices = [  # type: ignore[attr-defined]
            (_key(place), f"…{place.prefix}[{place.exact}]{place.suffix}…") for place in ambiguous
        ]

    def _begin_at_place(self) -> None:
        """Where the address of the form names a place, its words are the quote."""
        start, end = (str(self.initial.get(name, "")) for name in ("start", "end"))
        if self.is_bound or not (start.isdecimal() and end.isdecimal()) or len(start + end) > 16:
            return
        snapshot = self.quoted_in()
        if snapshot is not None:
            self.initial["quote"] = snapshot.text[int(start) : int(end)]
            self.initial["places"] = [f"{start}-{end}"]

    def _given(self, name: str) -> str:
        """What a field holds: as sent, else as the address of the form has it."""
        return str(self.data.get(name) or self.initial.get(name) or "")

    def _fragments(self, text: str) -> list[list[Selector]]:
        """For each fragment, every place where it stands."""
        quote = self._given("quote").replace("\r\n", "\n").strip()
        whole = anchors.find(text, quote)
        if whole or not quote:
            return [whole] if whole else []
        return [anchors.find(text, each) for each in re.split(r"\n\s*\n", quote)]

    def _ambiguous(self) -> list[Selector]:
        snapshot = self.quoted_in() if self._given("quote") else None
        if snapshot is None:
            return []
        return [
            place for found in self._fragments(snapshot.text) if len(found) > 1 for place in found
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        snapshot = self.quoted_in()
        if snapshot is None or not data.get("quote"):
            return data
        chosen = set(data.get("places") or ())
        found: list[Selector] = []
        for fragment in self._fragments(snapshot.text):
            if not fragment:
                self.add_error(
                    "quote", _("These words do not stand in the text. Copy them from it.")
                )
                return data
            wanted = [each for each in fragment if len(fragment) == 1 or _key(each) in chosen]
            if not wanted or (len(wanted) > 1 and not self.several):
                self.add_error(
                    "quote",
                    _("These words stand %(count)s times in the text. Choose the place you mean.")
                    % {"count": len(fragment)},
                )
                return data
            found += wanted
        if len(found) > 1 and not self.several:
            self.add_error("quote", _("Evidence is one passage: quote one stretch of the text."))
        data["found"] = sorted(found, key=lambda place: place.start)
        return data


def _key(place: Selector) -> str:
    return f"{place.start}-{place.end}"


class SnapshotField(QuoteFields):
    """Quoted from a snapshot that is chosen; once it is, its text stands beside the form."""

    beside = True
    aside_template = "admin/claims/quoting_from.html"
    snapshot = fields.found(
        Anchor.snapshot,
        gettext_lazy("Snapshot"),
        Snapshot.objects.select_related("source"),
        help_text=gettext_lazy("Type words of the source's title or its address."),
    )

    def quoted_in(self) -> Snapshot | None:
        number = self._given("snapshot")
        if not number.isdecimal() or len(number) > 18:
            return None
        return Snapshot.objects.select_related("source").filter(pk=number).first()

    def aside(self) -> dict[str, Any]:
        return {"snapshot": self.quoted_in()}


class AppearanceFields(DeskForm):
    """How the words are reported there, and through whom they came."""

    verb = fields.line(
        gettext_lazy("Verb"),
        required=False,
        most=60,
        help_text=gettext_lazy("The source's own: said, claimed, denied …"),
    )
    directness = fields.choice(gettext_lazy("Directness"), Directness.choices)
    described_as = fields.line(
        gettext_lazy("Speaker described as"),
        required=False,
        most=500,
        help_text=gettext_lazy("In the source's words."),
    )
    relay_kind = fields.choice(
        gettext_lazy("Relayed from: kind"), RelayKind.choices, required=False
    )
    relay_speaker = fields.found(
        Relay.speaker, gettext_lazy("Relayed from: who"), Speaker.objects.all(), required=False
    )
    relay_description = fields.line(gettext_lazy("Relayed from: in words"), required=False)
    translated_from = fields.line(
        gettext_lazy("Translated from"),
        required=False,
        most=12,
        help_text=gettext_lazy("Language, such as es."),
    )
    translated_by = fields.line(gettext_lazy("Translated by"), required=False, most=200)
    first_known = fields.tick(gettext_lazy("The first known appearance"))

    def relays(self) -> list[Any]:
        """As the verb wants them."""
        data = self.cleaned_data
        if not (data["relay_speaker"] or data["relay_description"]):
            return []
        hop = {
            "kind": data["relay_kind"] or RelayKind.OUTLET,
            "speaker": data["relay_speaker"],
            "description": data["relay_description"],
        }
        return [hop]

    def stated(self) -> dict[str, Any]:
        names = ("verb", "directness", "described_as", "translated_from", "translated_by")
        return {name: self.cleaned_data[name] for name in (*names, "first_known")}


HOW_IT_REACHED_US = (
    gettext_lazy("How it reached us: relay, translation"),
    *(("relay_kind", "relay_speaker", "relay_description", "translated_from", "translated_by"),),
)


class AppearanceForm(SnapshotField, SeenForm, AppearanceFields):
    field_order = ["snapshot", "quote", "places"]
    folded = (HOW_IT_REACHED_US,)

    def asked(self) -> dict[str, Any]:
        return super().asked() | {"relays": self.relays(), "stated": self.stated()}


class SupplementForm(AppearanceForm):
    reason = fields.long(gettext_lazy("Why the signed claim should name this appearance"))


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
            "data-most-bytes": files.LARGEST,
            "data-too-large": _("This file is larger than %(most)d MB.")
            % {"most": files.LARGEST // 10**6},
        }

    def clean_file(self) -> Any:
        """Refused here already, so that the sentence stands at the field."""
        raw = self.cleaned_data["file"].read()
        try:
            files.check(raw)
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


class NewClaimForm(QuoteFields, ClaimFields, AppearanceFields, QuantityFields):
    """A claim by its quote in the snapshot on whose page this was opened."""

    aside_template = "admin/claims/quoting_from.html"
    beside = True
    folded = (
        (gettext_lazy("A new speaker"), ("new_kind", "new_name", "new_description")),
        (gettext_lazy("When it was said"), ("said_from", "said_to", "said_basis", "said_note")),
        (
            gettext_lazy("A number in it"),
            ("low", "high", "unit", "bound", "qualifier", "counted", "as_of"),
        ),
        HOW_IT_REACHED_US,
        (gettext_lazy("Topics, language, note"), ("topics", "first_known", "language", "note")),
    )
    speaker = fields.found(
        Claim.speaker,
        gettext_lazy("Speaker"),
        Speaker.objects.unmerged(),
        required=False,
        help_text=gettext_lazy("Type a name or an alias; or describe a new speaker below."),
    )
    new_kind = fields.choice(gettext_lazy("New speaker: kind"), SpeakerKind.choices, required=False)
    new_name = fields.line(gettext_lazy("New speaker: name"), required=False)
    new_description = fields.line(
        gettext_lazy("New speaker: description"),
        required=False,
        most=500,
        help_text=gettext_lazy(
            "For one whom the text does not name this is all there is, such as “government sources”."
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
    def starts_with(cls, subject: Snapshot) -> dict[str, Any]:
        return {}

    def quoted_in(self) -> Snapshot | None:
        snapshot: Snapshot = self.subject
        return snapshot

    def aside(self) -> dict[str, Any]:
        return {"snapshot": self.subject}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("speaker") and not data.get("new_kind"):
            self.add_error("speaker", _("Choose the speaker, or say below who it is."))
        if data.get("low") is not None and not data.get("unit"):
            self.add_error("unit", _("Say what the number counts or measures."))
        return data

    def asked(self) -> dict[str, Any]:
        data = super().asked() | {"relays": self.relays(), "stated": self.stated()}
        return data | {"quantities": [self.quantity()] if data["low"] is not None else []}


def speaker_of(data: Mapping[str, Any], by: User, source: Source) -> Speaker:
    """The speaker chosen, or the new one. Raises Refused, NotAllowed."""
    if data["speaker"]:
        chosen: Speaker = data["speaker"]
        return chosen
    return speakers.add_speaker(
        by,
        data["new_kind"],
        data["new_name"],
        data["new_description"],
        source if data["new_kind"] in UNPOOLED else None,
    )
