"""Another name of a protected speaker: the claims that say it are listed before they go offline."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin import protection
from claims.admin.effects import Effect
from claims.publication import protected_names
from newsroom.admin import fields
from newsroom.admin.forms import DeskForm, ReasonForm
from newsroom.models import Approval
from newsroom.names import cleaned
from sources.choices import SpeakerKind
from sources.models import Speaker


class NewNameForm(DeskForm):
    """Sent a first time it lists the claims that say the name, each with a tick; then it is done."""

    aside_template = "admin/claims/new_name.html"
    offline = fields.checkboxes(
        gettext_lazy("Take offline these claims of others that say the name"),
        help_text=gettext_lazy("Untick a claim that means another person: it stays public."),
    )
    # The claims that were listed, and for which name.
    listed = forms.CharField(widget=forms.HiddenInput(), required=False)
    listed_for = forms.CharField(widget=forms.HiddenInput(), required=False)

    def new_name(self) -> str:
        """The name as it was sent; empty where it is none that a protected speaker doesn't have."""
        name = cleaned(str(self.data.get("name", "")))
        return name if self.subject.protected and name != self.subject.name else ""

    def prepare(self) -> None:
        name = self.new_name()
        self.hits, self.own = (
            protected_names.hits_of_new_name(self.subject.pk, name) if name else ({}, [])
        )
        self.to_look_at = bool(self.hits or self.own) and self.data.get("listed_for") != name
        shown = dict(list(self.hits.items())[: protection.LISTED])
        if shown:
            words = protected_names.new_name_as_words(self.subject.pk, name)
            fields.hide_optional(self.fields["offline"])
            self.fields["offline"].choices = list(protection.labels(shown, words))  # type: ignore[attr-defined]
        else:
            del self.fields["offline"]
        if self.to_look_at:
            data: Any = self.data.copy()  # type: ignore[attr-defined]  # a bound form's QueryDict
            data.setlist("offline", [str(number) for number in shown])
            data["listed"], data["listed_for"] = " ".join(map(str, shown)), name
            self.data = data

    def aside(self) -> dict[str, Any]:
        return {
            "own": len(self.own),
            "hits": len(self.hits),
            "listed": min(len(self.hits), protection.LISTED),
        }

    def clean(self) -> dict[str, Any]:
        if self.to_look_at:
            raise forms.ValidationError(
                _("Nothing is done yet. See below which claims go offline, then send it again.")
            )
        return self.cleaned_data

    def left_public(self) -> set[int]:
        """Claims that were listed and are not ticked; what says the name since then goes offline."""
        ticked = {int(number) for number in self.cleaned_data.get("offline", [])}
        return (protection.numbers_in(self.cleaned_data["listed"]) - ticked) & self.hits.keys()


class AliasForm(NewNameForm):
    name = fields.line(gettext_lazy("Another name"))
    field_order = ("name", "offline")

    def arguments(self) -> dict[str, Any]:
        return {"name": self.cleaned_data["name"], "left_public": self.left_public()}


CHANGEABLE = ("kind", "name", "description")


class ChangeForm(NewNameForm, ReasonForm):
    edits = CHANGEABLE
    kind = fields.choice(gettext_lazy("Kind"), SpeakerKind.choices)
    name = fields.line(gettext_lazy("Name"), required=False)
    description = fields.line(gettext_lazy("Description"), required=False, most=500)
    field_order = (*CHANGEABLE, "offline", "reason")

    def arguments(self) -> dict[str, Any]:
        changed = {
            name: self.cleaned_data[name] for name in CHANGEABLE if name in self.changed_data
        }
        return {
            "reason": self.cleaned_data["reason"],
            "left_public": self.left_public(),
            **changed,
        }


def effects_of_change(approval: Approval, speaker: Speaker) -> list[Effect]:
    """What a requested change of a protected speaker's name does to the claims that say it."""
    name = cleaned(approval.payload.get("fields", {}).get("name", ""))
    if not (name and speaker.protected):
        return []
    hits, own = protected_names.hits_of_new_name(speaker.pk, name)
    left = sorted(hits.keys() & set(approval.payload.get("left_public", [])), reverse=True)
    offline = [number for number in (*own, *hits) if number not in left]
    return [
        Effect(_("Claims that say the new name and go offline"), offline),
        Effect(_("Claims that say the new name and stay public"), left),
    ]
