"""The forms that accept, edit, split or add statements in the inbox."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.claim.claim_forms import (
    FURTHER,
    NEW_SPEAKER,
    OWN_FIELDS,
    WHEN_SAID,
    ClaimFields,
    SpeakerFields,
)
from claims.admin.claim.quoting import RELAY_AND_TRANSLATION, AppearanceFields
from claims.choices import Basis, Directness, FoundSpeaker
from claims.inbox import accepting, candidates, editing
from claims.models import Candidate
from claims.presentation.prose import whole_amount
from newsroom.admin import fields
from nlp.quantities import Found
from sources import anchors
from sources.models import Speaker


class AcceptForm(SpeakerFields, ClaimFields, AppearanceFields):
    """A candidate as the claim that it would become; sent unchanged, it is accepted as found."""

    collapsed = (
        NEW_SPEAKER,
        WHEN_SAID,
        (gettext_lazy("How the text reports it"), ("verb", "directness", "described_as")),
        RELAY_AND_TRANSLATION,
        FURTHER,
    )
    numbers = fields.checkboxes(gettext_lazy("Numbers in the statement"))
    # Numbers of the claims that the page compares it with.
    compared_with = forms.CharField(required=False, widget=forms.HiddenInput())
    field_order = ["text", "speaker", "nature", "numbers"]

    @classmethod
    def initial_values(cls, subject: Candidate) -> dict[str, Any]:
        start = {
            name: getattr(subject, name) for name in (*accepting.OF_THE_CLAIM, "verb", "directness")
        }
        start |= {"described_as": subject.described_as, "text": accepting.wording(subject)}
        if language := subject.snapshot.source.language:
            start["language"] = language
        for hop in accepting.relays_of(subject)[:1]:
            start |= {f"relay_{name}": hop[name] for name in ("kind", "speaker", "description")}
        return start | _speaker(subject)

    def prepare(self) -> None:
        super().prepare()
        found = self._found()
        if not found:
            del self.fields["numbers"]
            return
        self.fields["numbers"].choices = [(_key(each), _read(each)) for each in found]  # type: ignore[attr-defined]
        # Whoever denies a number states none.
        sure = [each for each in found if self.subject.is_stated and not each.uncertain]
        self.initial["numbers"] = [_key(each) for each in sure]

    def collapsed_fields(self) -> list[tuple[Any, list[forms.BoundField], bool]]:
        """What was found is shown above the form: open only what is missing or wrong."""
        return [
            (heading, bound, is_open and (heading == NEW_SPEAKER[0] or _has_errors(bound)))
            for heading, bound, is_open in super().collapsed_fields()
        ]

    def _found(self) -> list[Found]:
        return accepting.read_in(accepting.wording(self.subject), self.subject.snapshot.source)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "new_kind" in self.changed_data and "speaker" not in self.changed_data:
            # Whoever enters a new speaker needn't clear the one that was proposed.
            data["speaker"] = None
        if not data.get("speaker") and not data.get("new_kind"):
            name = data.get("new_name", "")
            data["speaker"] = candidates.speakers_called([name]).get(name)
            if data["speaker"] is None:
                self.add_error("new_kind", _who(name))
        return data

    def compared(self) -> tuple[str, Speaker | None]:
        """The wording and the speaker by which repeats are looked for: as sent, or at first."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else self.initial
        return given.get("text") or accepting.words_as_they_are(self.subject), given.get("speaker")

    def show_compared(self, claims: Iterable[int]) -> None:
        """Remember which claims the page shows beside the form."""
        numbers = " ".join(map(str, claims))
        self.initial["compared_with"] = numbers
        if self.is_bound:
            self.data = self.data.copy()  # type: ignore[attr-defined]  # a bound form's QueryDict
            self.data["compared_with"] = numbers  # type: ignore[index]

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        kept = set(data.get("numbers") or ())
        shown = {_key(each) for each in self._found()}
        numbers = accepting.read_in(data["text"], self.subject.snapshot.source)
        new = {name: data[f"new_{name}"] for name in ("kind", "name", "description")}
        return {
            **{name: data[name] for name in OWN_FIELDS},
            "speaker": data["speaker"],
            "new_speaker": None if data["speaker"] else new,
            "topics": data["topics"],
            "quantities": [
                each.fields()
                for each in numbers
                if (_key(each) in kept if _key(each) in shown else not each.uncertain)
            ],
            # The form has one intermediary; those after it stay as they were found.
            "relays": [*self.relays(), *accepting.relays_of(self.subject)[1:]],
            "repeats_shown": {int(each) for each in re.findall(r"\d{1,18}", data["compared_with"])},
            **self.stated(),
        }


def _has_errors(bound: list[forms.BoundField]) -> bool:
    return any(field.errors for field in bound)


def _who(name: str) -> str:
    if not name:
        return _("Choose the speaker, or enter a name and the kind of speaker.")
    if Speaker.objects.named(name).exists():
        sentence = _(
            "More than one speaker may be meant by “%(name)s”. Choose one or add a new one."
        )
    else:
        sentence = _(
            "“%(name)s” is not in the list of speakers yet. Say below what it is, or choose another"
            " speaker."
        )
    return sentence % {"name": name}


def _speaker(candidate: Candidate) -> dict[str, Any]:
    """The form's speaker at first; empty where it would be a guess."""
    if candidate.speaker_kind == FoundSpeaker.NAMED:
        name = candidate.speaker_name
        called = candidates.speakers_called([name]).get(name)
        return {"speaker": called} if called else {"new_name": name}
    publisher = None
    if candidate.speaker_kind == FoundSpeaker.ARTICLE:
        publisher = accepting.publisher_as_speaker(candidate.snapshot.source)
    if publisher is not None:
        return {"speaker": publisher}
    described = accepting.described(candidate)
    return {"new_kind": candidate.speaker_kind, "new_description": described}


def _key(quantity: Found) -> str:
    fields = quantity.fields()
    return "|".join(str(fields[name]) for name in ("low", "high", "unit", "bound", "as_of"))


def _read(quantity: Found) -> str:
    words = whole_amount(quantity.fields())
    return _("%(number)s: read with doubt") % {"number": words} if quantity.uncertain else words


class DeniedForm(AcceptForm):
    """What the text says that somebody denies, as a claim of whoever said it."""

    @classmethod
    def initial_values(cls, subject: Candidate) -> dict[str, Any]:
        start = super().initial_values(subject)
        start |= dict.fromkeys(
            ("verb", "described_as", "said_note", "new_name", "new_description"), ""
        )
        start |= dict.fromkeys(("speaker", "said_from", "said_to"))
        start |= {"new_kind": "", "said_basis": Basis.UNKNOWN, "directness": Directness.INDIRECT}
        relay = accepting.denied_by(subject)
        start |= {f"relay_{name}": relay[name] for name in ("kind", "speaker", "description")}
        return start | {"text": accepting.words_denied(subject), "nature": ""}

    def _found(self) -> list[Found]:
        return accepting.read_in(self.subject.exact, self.subject.snapshot.source)

    def relays(self) -> list[Any]:
        return [each | {"verb": self.subject.verb} for each in super().relays()]


class RejectForm(forms.Form):
    reason = fields.line(gettext_lazy("Reason"), required=False)


class SpanForm(forms.Form):
    """A span of the text: by offsets, if a script counted them, or else by its words."""

    words = fields.long(gettext_lazy("Exact words"), required=False)
    start = forms.IntegerField(required=False, widget=forms.HiddenInput())
    end = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def span(self, text: str, near: int = 0) -> tuple[int, int]:
        """In code points; of several occurrences of the words the nearest. Raises Refused."""
        data = self.cleaned_data
        if data["start"] is not None and data["end"] is not None:
            return data["start"], data["end"]
        return _found(text, data["words"], near)


class MarkForm(SpanForm):
    speaker_name = fields.line(
        gettext_lazy("Who said it"),
        required=False,
        help_text=gettext_lazy("The name. Leave empty if the text names nobody."),
    )
    verb = fields.line(gettext_lazy("Verb"), required=False, most=60)


class SplitForm(forms.Form):
    """Where to split a statement: offsets from a script, or an empty line between its parts."""

    parts = fields.long(
        gettext_lazy("Parts"),
        required=False,
        help_text=gettext_lazy("Put an empty line where one statement ends and the next begins."),
    )
    cuts = forms.CharField(required=False, widget=forms.HiddenInput())

    def spans(self, candidate: Candidate) -> Sequence[tuple[int, int]]:
        """In code points of the snapshot's text. Raises Refused."""
        text, (start, end) = candidate.snapshot.text, candidate.places[0]
        if cuts := re.findall(r"\d{1,9}", self.cleaned_data["cuts"]):
            found = sorted({int(each) for each in cuts})
            start, end = next(
                (place for place in candidate.places if place[0] <= found[0] <= place[1]),
                candidate.places[0],
            )
            edges = [start, *(each for each in found if start < each < end), end]
            pieces = list(pairwise(edges))
            # There may be only punctuation between two cuts.
            return [piece for piece in pieces if any(map(str.isalnum, text[slice(*piece)]))]
        spans, at = [], start
        for part in re.split(r"\n\s*\n", self.cleaned_data["parts"]):
            span = _found(text, part, at)
            spans.append(span)
            at = span[1]
        return spans


def _found(text: str, words: str, near: int) -> tuple[int, int]:
    places = anchors.find(text, words.strip())
    if not places:
        anchors.find_one(text, words.strip() or "…")  # raises Refused with the reason
    nearest = min(places, key=lambda place: abs(place.start - near))
    return editing.span_of(text, nearest.start, nearest.end)
