"""Quotes: words pasted by a person, found in a snapshot, a place chosen where they stand twice."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.claim.review_forms import SeenForm
from claims.choices import Directness, RelayKind
from claims.models import Anchor, Relay
from newsroom.admin import fields
from newsroom.admin.forms import DeskForm
from sources import anchors
from sources.anchors import Selector
from sources.models import Snapshot


class QuoteFields(DeskForm):
    """A quote and its places. Where the words stand more than once the person says which."""

    several = True
    quote = fields.long(
        gettext_lazy("The very words"),
        help_text=gettext_lazy(
            "Copy them from the text. Fragments of one statement: an empty line between them."
        ),
    )
    places = fields.checkboxes(
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
                self.add_error("quote", _("These words are not in the text. Copy them from it."))
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
            self.add_error("quote", _("Evidence is one passage: quote one stretch of the text."))
        data["found"] = sorted(found, key=lambda place: place.start)
        return data


def _key(place: Selector) -> str:
    return f"{place.start}-{place.end}"


class SnapshotField(QuoteFields):
    """Quoted from a snapshot that is chosen; once it is, its text stands beside the form."""

    beside = True
    aside_template = "admin/claims/quoting_from.html"
    snapshot = fields.autocomplete(
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
    relay_speaker = fields.autocomplete(
        Relay.speaker, gettext_lazy("Relayed from: who"), required=False
    )
    relay_description = fields.line(gettext_lazy("Relayed from: in words"), required=False)
    translated_from = fields.line(
        gettext_lazy("Translated from"),
        required=False,
        most=12,
        help_text=gettext_lazy("Language, such as es."),
    )
    translated_by = fields.line(gettext_lazy("Translated by"), required=False, most=200)
    first_known = fields.checkbox(gettext_lazy("The first known appearance"))

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
    collapsed = (HOW_IT_REACHED_US,)

    def arguments(self) -> dict[str, Any]:
        return super().arguments() | {"relays": self.relays(), "stated": self.stated()}


class SupplementForm(AppearanceForm):
    reason = fields.long(gettext_lazy("Why the signed claim should name this appearance"))
