"""Quotes: pasted words, found in a snapshot; of several occurrences the person chooses."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.claim.review_forms import RevisionForm
from claims.choices import Directness, RelayKind
from claims.models import Anchor, Relay
from newsroom.admin import fields
from newsroom.admin.fields import number_of
from newsroom.admin.forms import DeskForm
from sources import anchors
from sources.anchors import Selector
from sources.models import Snapshot


class QuoteFields(DeskForm):
    """A quote and its places. If the words occur more than once, the person chooses."""

    several = True
    quote = fields.long(
        gettext_lazy("Exact words"),
        help_text=gettext_lazy(
            "Copied from the text. Separate fragments of one statement by an empty line."
        ),
    )
    places = fields.checkboxes(
        gettext_lazy("Where"),
        help_text=gettext_lazy(
            "These words occur more than once in the text: choose which you mean."
        ),
    )

    def quoted_in(self) -> Snapshot | None:
        """The snapshot whose text is searched."""
        raise NotImplementedError

    def prepare(self) -> None:
        super().prepare()
        self._quote_place_of_address()
        ambiguous = self._ambiguous()
        if not ambiguous:
            del self.fields["places"]
            return
        # Its error is shown at the quote.
        fields.hide_optional(self.fields["places"])
        self.fields["places"].choices = [  # type: ignore[attr-defined]
            (_key(place), f"…{place.prefix}[{place.exact}]{place.suffix}…") for place in ambiguous
        ]

    def _quote_place_of_address(self) -> None:
        """If the form's address gives a place, the words there are the quote."""
        start, end = (number_of(self.initial.get(name)) for name in ("start", "end"))
        if self.is_bound or start is None or end is None:
            return
        snapshot = self.quoted_in()
        if snapshot is not None:
            self.initial["quote"] = snapshot.text[start:end]
            self.initial["places"] = [f"{start}-{end}"]

    def _given(self, name: str) -> str:
        """The value of a field: as sent, or from the form's address."""
        return str(self.data.get(name) or self.initial.get(name) or "")

    def _fragments(self, text: str) -> list[list[Selector]]:
        """For each fragment, every place where it occurs."""
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
                self.add_error("quote", anchors.not_found(data["quote"]).sentence)
                return data
            wanted = [each for each in fragment if len(fragment) == 1 or _key(each) in chosen]
            if not wanted or (len(wanted) > 1 and not self.several):
                self.add_error(
                    "quote",
                    _("These words occur %(count)s times in the text. Choose the place you mean.")
                    % {"count": len(fragment)},
                )
                return data
            found += wanted
        if len(found) > 1 and not self.several:
            self.add_error(
                "quote", _("Evidence is one passage: quote one continuous part of the text.")
            )
        data["found"] = sorted(found, key=lambda place: place.start)
        return data


def _key(place: Selector) -> str:
    return f"{place.start}-{place.end}"


class SnapshotField(QuoteFields):
    """A quote from a chosen snapshot, whose text is then shown beside the form."""

    beside = True
    aside_template = "admin/claims/snapshot_text.html"
    snapshot = fields.autocomplete(
        Anchor.snapshot,
        gettext_lazy("Snapshot"),
        Snapshot.objects.select_related("source"),
        help_text=gettext_lazy("Type words of the source's title or address."),
    )

    def quoted_in(self) -> Snapshot | None:
        number = number_of(self._given("snapshot"))
        return Snapshot.objects.select_related("source").filter(pk=number).first()

    def aside(self) -> dict[str, Any]:
        return {"snapshot": self.quoted_in()}


class AppearanceFields(DeskForm):
    """How the source reports the words, and through whom they reached it."""

    verb = fields.line(
        gettext_lazy("Verb"),
        required=False,
        most=60,
        help_text=gettext_lazy("As the source has it: said, claimed, denied …"),
    )
    directness = fields.choice(gettext_lazy("Direct or indirect speech"), Directness.choices)
    described_as = fields.line(
        gettext_lazy("Speaker described as"),
        required=False,
        most=500,
        help_text=gettext_lazy("In the source's words."),
    )
    relay_kind = fields.choice(
        gettext_lazy("Relayed from: kind"), RelayKind.choices, required=False
    )
    relay_speaker = fields.autocomplete(
        Relay.speaker, gettext_lazy("Relayed from: who"), required=False
    )
    relay_description = fields.line(gettext_lazy("Relayed from: description"), required=False)
    translated_from = fields.line(
        gettext_lazy("Translated from"),
        required=False,
        most=12,
        help_text=gettext_lazy("A language, such as es."),
    )
    translated_by = fields.line(gettext_lazy("Translated by"), required=False, most=200)
    first_known = fields.checkbox(gettext_lazy("First known appearance"))

    def relays(self) -> list[Any]:
        data = self.cleaned_data
        if not (data["relay_speaker"] or data["relay_description"]):
            return []
        hop = {name: data[f"relay_{name}"] for name in ("kind", "speaker", "description")}
        return [hop | {"kind": hop["kind"] or RelayKind.OUTLET}]

    def stated(self) -> dict[str, Any]:
        names = ("verb", "directness", "described_as", "translated_from", "translated_by")
        return {name: self.cleaned_data[name] for name in (*names, "first_known")}


RELAY_AND_TRANSLATION = (
    gettext_lazy("Relay and translation"),
    *(("relay_kind", "relay_speaker", "relay_description", "translated_from", "translated_by"),),
)


class AppearanceForm(SnapshotField, RevisionForm, AppearanceFields):
    field_order = ["snapshot", "quote", "places"]
    collapsed = (RELAY_AND_TRANSLATION,)

    def arguments(self) -> dict[str, Any]:
        return {**self.appearance(), "expected_revision": super().arguments()["expected_revision"]}

    def appearance(self) -> dict[str, Any]:
        data = self.cleaned_data
        quoted = {"snapshot": data["snapshot"], "places": data["found"], "relays": self.relays()}
        return quoted | self.stated()


class SupplementForm(AppearanceForm):
    reason = fields.long(gettext_lazy("Why the published claim should include this appearance"))

    def arguments(self) -> dict[str, Any]:
        return {**self.appearance(), "reason": self.cleaned_data["reason"]}
