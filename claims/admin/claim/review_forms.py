"""What the verbs of a review ask for, and what every form over a claim shares."""

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.admin.claim import checklist
from claims.admin.claim.claimreview import export_of
from claims.admin.claim.icons import LOOKS
from claims.admin.claim.state import ClaimState
from claims.choices import CONCLUDED, Answer, Attribution, Priority, Status
from claims.models import Relation
from claims.presentation.prose import compare, lines
from claims.publication.publishing import signed_round
from claims.workflow import review
from newsroom.admin import fields
from newsroom.admin.forms import DeskForm
from newsroom.models import User
from newsroom.permissions import who_may


class SeenForm(DeskForm):
    """A form over a claim: it carries the revision that the person saw."""

    revision = fields.revision()

    @classmethod
    def initial_values(cls, subject: ClaimState) -> dict[str, Any]:
        return {"revision": subject.claim.revision}

    def current_values(self) -> dict[str, str]:
        return {"revision": str(self.subject.claim.revision)}


class ReasonForm(SeenForm):
    reason = fields.long(_("Reason"), help_text=_("Kept in history."))


class OptionalReasonForm(SeenForm):
    reason = fields.long(_("Reason"), required=False, help_text=_("Kept in history."))


class WriteForm(SeenForm):
    takes_changes_of = ("review",)
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
    def initial_values(cls, subject: ClaimState) -> dict[str, Any]:
        written = {name: getattr(subject.review, name, None) or "" for name in review.REVIEW_FIELDS}
        return {**super().initial_values(subject), **written}


def reviewers() -> "forms.ModelChoiceField[User]":
    """Whoever may review. A newsroom's editors are few: a plain select."""
    return forms.ModelChoiceField(
        who_may("write_review").order_by("username"),
        label=_("Reviewer"),
        widget=fields.UnfoldAdminSelectWidget(),
    )


class PlanForm(SeenForm):
    takes_changes_of = ("claim",)
    priority = fields.choice(_("Priority"), Priority.choices, initial=Priority.NORMAL)
    due_on = fields.day(_("Due on"), required=False, help_text=_("Empty: no day is set."))

    @classmethod
    def initial_values(cls, subject: ClaimState) -> dict[str, Any]:
        planned = {"priority": subject.claim.priority, "due_on": subject.claim.due_on}
        return {**super().initial_values(subject), **planned}


class AssignForm(SeenForm):
    reviewer = reviewers()


def _explained(answers: Iterable[Answer]) -> list[tuple[str, str]]:
    return [(each.value, f"{each.word_and_public}: {each.meaning}") for each in answers]


class ProposeForm(SeenForm):
    beside = True
    aside_template = "admin/claims/missing.html"
    attribution = fields.radio(
        _("Attribution: did this speaker say it, on that occasion, in these words?"),
        _explained(Attribution),
    )
    status = fields.radio(
        _("Rating: is it true, judged on what could be known when it was said?"),
        _explained(CONCLUDED),
    )

    def aside(self) -> dict[str, Any]:
        """What each answer still lacks, given the other one that asks least."""
        claim = self.subject.claim
        needs = [
            (_("Rating"), status.label, review.what_is_missing(claim, "reported", status))
            for status in CONCLUDED
        ]
        needs += [
            (_("Attribution"), each.label, review.what_is_missing(claim, each, "unrated"))
            for each in Attribution
        ]
        return {"needs": needs, "checklist": checklist.of(self.subject)}


class SignForm(DeskForm):
    """Names the version that is shown above it."""

    aside_template = "admin/claims/frozen.html"
    version = forms.CharField(widget=forms.HiddenInput())

    @classmethod
    def initial_values(cls, subject: ClaimState) -> dict[str, Any]:
        return {"version": subject.round.version if subject.round else ""}

    def current_values(self) -> dict[str, str]:
        return self.initial_values(self.subject)

    def aside(self) -> dict[str, Any]:
        proposed = self.subject.round
        if proposed is None:
            return {}
        body = json.loads(proposed.body)
        standing = signed_round(self.subject.claim)
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
        return {"part": chosen(self, self.part)}


def chosen(form: DeskForm, name: str) -> Any:
    """The row that a part's button named, shown above the form; None where it is no such part."""
    number = str(form.data.get(name) or form.initial.get(name) or "")
    if not number.isdecimal() or len(number) > 18:
        return None
    return form.fields[name].queryset.filter(pk=number).first()  # type: ignore[attr-defined]
