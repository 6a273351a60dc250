"""What each verb of a claim asks for."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims import review
from claims.admin import checklist
from claims.admin.claimreview import export_of
from claims.admin.looks import LOOKS
from claims.admin.state import ClaimState
from claims.choices import (
    ATTRIBUTION_MEANS,
    STATUS_MEANS,
    Attribution,
    Basis,
    Bound,
    HoldKind,
    Nature,
    Priority,
    RelationKind,
    RelationState,
    Status,
)
from claims.models import Claim, Evidence, Relation, Topic
from claims.publishing import standing_round
from claims.wording import compare, lines
from newsroom.admin import fields
from newsroom.admin.desk import DeskForm
from newsroom.models import User
from newsroom.permissions import who_may
from sources.models import Speaker


class SeenForm(DeskForm):
    """A form over a claim: it carries the revision that the person saw."""

    revision = fields.seen()

    @classmethod
    def starts_with(cls, subject: ClaimState) -> dict[str, Any]:
        return {"revision": subject.claim.revision}

    def kept(self) -> dict[str, str]:
        return {"revision": str(self.subject.claim.revision)}


class ReasonForm(SeenForm):
    reason = fields.long(_("Reason"), help_text=_("Kept in history."))


class OptionalReasonForm(SeenForm):
    reason = fields.long(_("Reason"), required=False, help_text=_("Kept in history."))


class PublicReasonForm(SeenForm):
    reason = fields.long(_("Reason"), help_text=_("The public reads it."))


class WithdrawForm(PublicReasonForm):
    keep_wording = fields.tick(
        _("The tombstone keeps the wording and the speaker"),
        help_text=_("Otherwise the public sees dates and the reason only, on every past day too."),
    )


class WriteForm(SeenForm):
    catches_up = ("review",)
    rationale = fields.long(
        _("Public rationale"),
        required=False,
        rows=8,
        help_text=_("Why the conclusion holds, for a reader who knows nothing of it."),
    )
    reply_asked = fields.line(_("Reply sought from"), required=False)
    reply_asked_on = fields.day(_("on"), required=False)
    reply_how = fields.line(_("how"), required=False, most=200)
    reply_answer = fields.long(_("Answer"), required=False)
    reply_not_sought = fields.long(_("Or: why no reply was sought"), required=False)
    would_settle = fields.long(_("What would settle this"), required=False)

    @classmethod
    def starts_with(cls, subject: ClaimState) -> dict[str, Any]:
        written = {name: getattr(subject.review, name, None) or "" for name in review.REVIEW_FIELDS}
        return {**super().starts_with(subject), **written}


def reviewers() -> "forms.ModelChoiceField[User]":
    """Whoever may review. A newsroom's editors are few: a plain select."""
    return forms.ModelChoiceField(
        who_may("write_review").order_by("username"),
        label=_("Reviewer"),
        widget=fields.UnfoldAdminSelectWidget(),
    )


class PlanForm(SeenForm):
    catches_up = ("claim",)
    priority = fields.choice(_("Priority"), Priority.choices, initial=Priority.NORMAL)
    due_on = fields.day(_("Due on"), required=False, help_text=_("Empty: no day is set."))

    @classmethod
    def starts_with(cls, subject: ClaimState) -> dict[str, Any]:
        planned = {"priority": subject.claim.priority, "due_on": subject.claim.due_on}
        return {**super().starts_with(subject), **planned}


class AssignForm(SeenForm):
    reviewer = reviewers()


def _meant(choices: Any, means: Any) -> list[tuple[str, str]]:
    return [(key, f"{choices(key).label}: {means[key]}") for key in means]


class ProposeForm(SeenForm):
    beside = True
    aside_template = "admin/claims/missing.html"
    attribution = fields.radio(
        _("Said: did this speaker say this, then, in these words?"),
        _meant(Attribution, ATTRIBUTION_MEANS),
    )
    status = fields.radio(
        _("So: is it so, judged on what could be known when it was said?"),
        _meant(Status, STATUS_MEANS),
    )

    def aside(self) -> dict[str, Any]:
        """What each answer still lacks, given the other one that asks least."""
        claim = self.subject.claim
        needs = [
            (_("So"), Status(status).label, review.what_is_missing(claim, "reported", status))
            for status in STATUS_MEANS
        ]
        needs += [
            (_("Said"), Attribution(said).label, review.what_is_missing(claim, said, "unrated"))
            for said in ATTRIBUTION_MEANS
        ]
        return {"needs": needs, "checklist": checklist.of(self.subject)}


class SignForm(DeskForm):
    """Names the version that is shown above it."""

    aside_template = "admin/claims/frozen.html"
    version = forms.CharField(widget=forms.HiddenInput())

    @classmethod
    def starts_with(cls, subject: ClaimState) -> dict[str, Any]:
        return {"version": subject.round.version if subject.round else ""}

    def kept(self) -> dict[str, str]:
        return self.starts_with(self.subject)

    def aside(self) -> dict[str, Any]:
        proposed = self.subject.round
        if proposed is None:
            return {}
        body = json.loads(proposed.body)
        standing = standing_round(self.subject.claim)
        variant, icon = LOOKS[Status(proposed.status)]
        return {
            "round": proposed,
            "text": body["text"],
            "said": proposed.get_attribution_display(),
            "so": proposed.get_status_display(),
            "variant": variant,
            "icon": icon,
            "lines": lines(body),
            "changes": compare(json.loads(standing.body), body) if standing else [],
            "export": export_of(proposed),
            "checklist": checklist.of(self.subject),
        }


class HoldForm(SeenForm):
    kind = fields.radio(_("Kind"), HoldKind.choices)
    reason = fields.long(
        _("Reason"), help_text=_("Internal: the public sees that nothing is shown.")
    )


class LiftHoldForm(DeskForm):
    kind = fields.radio(_("Which hold"), [])
    reason = fields.long(_("Why it can be lifted"))

    def prepare(self) -> None:
        standing = [
            (hold.kind, f"{hold.get_kind_display()}: {hold.reason}") for hold in self.subject.holds
        ]
        self.fields["kind"].choices = standing  # type: ignore[attr-defined]


class EmbargoForm(SeenForm):
    until = fields.moment(
        _("Nothing is published before (UTC)"),
        required=False,
        help_text=_(
            "Empty: no embargo; what is signed is published at once. Once signed, an embargo can"
            " only be put off."
        ),
    )

    @classmethod
    def starts_with(cls, subject: ClaimState) -> dict[str, Any]:
        return {**super().starts_with(subject), "until": subject.claim.embargo_until}


class CorrectForm(DeskForm):
    text = fields.long(_("Statement"))
    rationale = fields.long(_("Rationale"), rows=8)
    reason = fields.long(_("What the slip was"))

    @classmethod
    def starts_with(cls, subject: ClaimState) -> dict[str, Any]:
        standing = standing_round(subject.claim)
        body = json.loads(standing.body) if standing else {}
        return {"text": body.get("text", ""), "rationale": body.get("rationale", "")}


class ClaimFields(DeskForm):
    """The claim's own words, for a new one and for a change."""

    text = fields.long(
        _("Statement"), help_text=_("One statement that stands by itself. Split compound ones.")
    )
    nature = fields.choice(
        _("Nature"), Nature.choices, required=False, help_text=_("May wait until the proposal.")
    )
    said_from = fields.day(_("Said: first day it may have been"), required=False)
    said_to = fields.day(_("Said: last day it may have been"), required=False)
    said_basis = fields.choice(
        _("How that is known"),
        Basis.choices,
        initial=Basis.UNKNOWN,
        help_text=_("Never taken from the day of publication."),
    )
    said_note = fields.line(_("Note on the date"), required=False, most=500)
    language = fields.line(
        _("Language of the wording"), most=12, initial="en", help_text=_("BCP 47, such as en.")
    )
    topics = fields.found_many(Claim.topics, _("Topics"), Topic.objects.all())
    note = fields.long(_("Note"), required=False, help_text=_("Internal; never public."))


OWN_FIELDS = (
    *("text", "nature", "said_from", "said_to", "said_basis", "said_note", "language", "note"),
)


class EditForm(SeenForm, ClaimFields):
    catches_up = ("claim",)
    speaker = fields.found(Claim.speaker, _("Speaker"), Speaker.objects.all())
    reason = fields.long(
        _("Reason"),
        required=False,
        help_text=_(
            "Needed for a concluded claim: it is reopened with it, and the public reads it."
        ),
    )
    field_order = ["text", "speaker", *OWN_FIELDS[1:7], "topics", "note", "reason"]

    @classmethod
    def starts_with(cls, subject: ClaimState) -> dict[str, Any]:
        own = {name: getattr(subject.claim, name) for name in (*OWN_FIELDS, "speaker")}
        topics = list(subject.claim.topics.all())
        return {**super().starts_with(subject), **own, "topics": topics}


class QuantityFields(DeskForm):
    low = fields.amount(_("Value, or the lower end"), required=False)
    high = fields.amount(_("Upper end of a range"), required=False)
    unit = fields.line(_("Unit"), required=False, most=60, help_text=_("Such as deaths."))
    bound = fields.choice(_("Bound"), Bound.choices, required=False, initial=Bound.EXACTLY)
    qualifier = fields.line(
        _("Qualifier"), required=False, most=100, help_text=_("Such as “known”.")
    )
    counted = fields.line(_("What is counted"), required=False)
    as_of = fields.day(_("As of"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("low") is not None and data.get("high") is None:
            data["high"] = data["low"]
        return data

    def quantity(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in QuantityFields.base_fields}


class QuantityForm(SeenForm, QuantityFields):
    def asked(self) -> dict[str, Any]:
        return super().asked() | {"quantity": self.quantity()}


def part_field() -> "forms.ModelChoiceField[Any]":
    """The part of the claim that the page's button was beside."""
    return forms.ModelChoiceField(Relation.objects.none(), widget=forms.HiddenInput())


class RemoveForm(SeenForm):
    aside_template = "admin/claims/part.html"
    part = ""

    def parts(self) -> Any:
        """The rows of which one may be removed."""
        raise NotImplementedError

    def prepare(self) -> None:
        self.fields[self.part].queryset = self.parts()  # type: ignore[attr-defined]

    def aside(self) -> dict[str, Any]:
        return {"part": _chosen(self, self.part)}


class RemoveQuantityForm(RemoveForm):
    part = "quantity"
    quantity = part_field()

    def parts(self) -> Any:
        return self.subject.claim.quantities.all()


class RemoveAppearanceForm(RemoveForm):
    part = "appearance"
    appearance = part_field()

    def parts(self) -> Any:
        return self.subject.claim.appearances.select_related("snapshot__source").defer(
            "snapshot__text"
        )


class RemoveEvidenceForm(RemoveForm):
    part = "evidence"
    evidence = part_field()

    def parts(self) -> Any:
        return Evidence.objects.filter(review=self.subject.review)


class SuggestForm(DeskForm):
    other = fields.found(
        Relation.to_claim,
        _("The other claim"),
        Claim.objects.all(),
        help_text=_("Type words of it, its speaker or its number."),
    )
    kind = fields.choice(_("This claim … the other one"), RelationKind.choices)
    rationale = fields.long(_("Why"), required=False)
    scope = fields.line(
        _("Scope"), required=False, most=500, help_text=_("The part of it that this is about.")
    )


class DecideForm(DeskForm):
    aside_template = "admin/claims/part.html"
    relation = part_field()

    def prepare(self) -> None:
        self.fields["relation"].queryset = Relation.objects.of(self.subject.pk).select_related(  # type: ignore[attr-defined]
            "from_claim", "to_claim"
        )

    def aside(self) -> dict[str, Any]:
        return {"part": _chosen(self, "relation")}


class ConfirmForm(DecideForm):
    rationale = fields.long(
        _("Rationale"), required=False, help_text=_("Public. Empty: the one that stands.")
    )
    scope = fields.line(_("Scope"), required=False, most=500)

    def prepare(self) -> None:
        super().prepare()
        chosen = _chosen(self, "relation")
        if chosen is not None:
            self.initial["rationale"], self.initial["scope"] = chosen.rationale, chosen.scope


class DismissForm(DecideForm):
    reason = fields.long(_("Reason"), help_text=_("Kept in history. It can be reversed."))


class SupplementRelationForm(DecideForm):
    reason = fields.long(_("Why the signed claim should say it"))

    def prepare(self) -> None:
        super().prepare()
        waiting = self.fields["relation"].queryset.exclude(state=RelationState.CONFIRMED)  # type: ignore[attr-defined]
        self.fields["relation"].queryset = waiting  # type: ignore[attr-defined]


def _chosen(form: DeskForm, name: str) -> Any:
    """The row that a part's button named, shown above the form; None where it is no such part."""
    number = str(form.data.get(name) or form.initial.get(name) or "")
    if not number.isdecimal() or len(number) > 18:
        return None
    return form.fields[name].queryset.filter(pk=number).first()  # type: ignore[attr-defined]
