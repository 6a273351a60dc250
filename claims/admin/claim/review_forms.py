"""The forms of a review, and what every form over a claim shares."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminRadioSelectWidget,
)

from claims.admin.claim import checklist, next_steps
from claims.admin.claim.answers import answers
from claims.admin.claim.claimreview import export_of
from claims.admin.claim.evidence import not_established, weighed
from claims.admin.claim.harm_fields import HarmFields, in_words
from claims.admin.claim.quotes_to_hear import quotes_of
from claims.admin.claim.state import ClaimState
from claims.choices import CONCLUDED, Answer, Attribution, Opening, Priority, Status
from claims.models import LabelEdition, Relation
from claims.presentation.prose import Line, compare, details
from claims.publication import rationale
from claims.publication.publishing import signed_round
from claims.workflow import assents, conclusions, review
from newsroom import signer_keys, texts
from newsroom.admin import fields
from newsroom.admin.actions import SAVE
from newsroom.admin.fields import number_of
from newsroom.admin.forms import DeskForm
from newsroom.errors import Refused
from newsroom.models import User
from newsroom.permissions import may, who_may

# Rules of a conclusion, each with the answer that it is about.
ANSWER_OF_RULE = {
    "confirmed_needs_primary": "attribution",
    "confirmed_not_by_archive_today": "attribution",
    "confirmed_needs_listening": "attribution",
    "misattributed_needs_refuting": "attribution",
    "claim_rated_is_fact": "status",
    "claim_misattributed_is_unrated": "status",
    "verified_needs_independent": "status",
    "refuted_needs_independent": "status",
    "mixed_needs_both_or_context": "status",
    "disputed_needs_both": "status",
    "reply_from_the_named": "status",
    "harm_is_answered": "harms_nobody",
    "harmed_are_asked": "harms_not_asked",
}
# “Rating: refuted” at the beginning of a sentence, in any language of the desk.
NAMES_THE_ANSWER = re.compile(r"^[“«][^”»]+[”»]\s+")
# The questions that readers see.
DID_THEY_SAY_IT, IS_IT_TRUE = _("Did they say it?"), _("Is it true?")
CLAIM_PAGE = "admin:claims_claim_change"


class RevisionForm(DeskForm):
    """A form over a claim, with the claim's revision when it was opened."""

    revision = fields.revision()

    @classmethod
    def initial_values(cls, subject: ClaimState) -> dict[str, Any]:
        return {"revision": subject.claim.revision}

    def current_values(self) -> dict[str, str]:
        return {"revision": str(self.subject.claim.revision)}

    def arguments(self) -> dict[str, Any]:
        """By the names of the verb's parameters."""
        data = dict(super().arguments())
        return {"expected_revision": data.pop("revision"), **data}


class ReasonForm(RevisionForm):
    reason = fields.long(_("Reason"), help_text=_("Kept in history."))


class OptionalReasonForm(RevisionForm):
    reason = fields.long(_("Reason"), required=False, help_text=_("Kept in history."))


class WriteForm(RevisionForm):
    submit = SAVE
    beside = True
    aside_template = "admin/claims/evidence_to_cite.html"
    takes_changes_of = ("review",)
    summary = fields.counted(
        fields.sentence(
            _("Public summary"),
            required=False,
            most=200,
            help_text=_(
                "The finding in one sentence of up to 200 characters, such as “The audit office counted"
                " 83 bridges, not 150.” Lists, feeds and search engines show it. It and the rationale can"
                " wait until a conclusion is proposed."
            ),
        )
    )
    rationale = fields.long(
        _("Public rationale"),
        required=False,
        rows=12,
        most=texts.LONG,
        help_text=_(
            "Why the conclusion holds, for a reader who knows nothing about it. An empty line begins a"
            " paragraph; “- ” a list item; “> ” a quote; *emphasis*; [words](https://address);"
            " [^E3] is a footnote to evidence E3 of this claim."
        ),
    )
    reply_not_sought = fields.long(
        _("Why no reply was sought"),
        required=False,
        help_text=_("Public. Leave it empty where you ask somebody for a reply."),
    )
    reply_not_awaited = fields.long(
        _("Why you conclude before a reply that is awaited"),
        required=False,
        help_text=_("Public, beside whom you asked and until when."),
    )
    would_settle = fields.long(_("What would settle this"), required=False)

    def prepare(self) -> None:
        for name in ("summary", "rationale"):
            fields.hide_optional(self.fields[name])
        if whom := [each.addressee for each in self.subject.claim.reply_requests.awaited()]:
            fields.hide_optional(self.fields["reply_not_awaited"])
            self.fields["reply_not_awaited"].help_text = gettext(
                "Public, beside whom you asked and until when. A reply is awaited from %(whom)s: without"
                " a reason you can't propose a conclusion before it is recorded what became of it."
            ) % {"whom": ", ".join(whom)}

    def aside(self) -> dict[str, Any]:
        return {"evidence": self.subject.review.evidence.all() if self.subject.review else []}

    @classmethod
    def initial_values(cls, subject: ClaimState) -> dict[str, Any]:
        written = {name: getattr(subject.review, name, None) or "" for name in review.REVIEW_FIELDS}
        return {**super().initial_values(subject), **written}


class PlanForm(RevisionForm):
    takes_changes_of = ("claim",)
    priority = fields.choice(_("Priority"), Priority.choices, initial=Priority.NORMAL)
    due_on = fields.day(_("Due on"), required=False, help_text=_("Leave empty for none."))

    @classmethod
    def initial_values(cls, subject: ClaimState) -> dict[str, Any]:
        planned = {"priority": subject.claim.priority, "due_on": subject.claim.due_on}
        return {**super().initial_values(subject), **planned}

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {**data, "priority": int(data["priority"])}


class ConflictForm(RevisionForm):
    reason = fields.long(
        _("What the conflict is"), help_text=_("Your colleagues read it; it is never public.")
    )


class LiftConflictForm(DeskForm):
    conflict_id = fields.choice(_("Whose"), [])
    reason = fields.long(_("Why it no longer stands"), help_text=_("Kept in history."))

    def prepare(self) -> None:
        conflicts = self.subject.conflicts_of_others(self.by)
        self.fields["conflict_id"].choices = [  # type: ignore[attr-defined]
            (each.pk, f"{each.person}: {each.reason}") for each in conflicts
        ]

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {**data, "conflict_id": int(data["conflict_id"])}


class AssignForm(RevisionForm):
    reviewer = fields.one_of(_("Reviewer"), who_may("write_review").order_by("username"))


def _explained(answers: Iterable[Answer]) -> list[tuple[str, str]]:
    return [(each.value, f"{each.word_and_public}: {each.meaning}") for each in answers]


def _needs(lacking: Iterable[Refused], question: str) -> str:
    """What an answer to the question still needs, beside the answer, which the sentences name first."""
    own = [each for each in lacking if ANSWER_OF_RULE.get(each.rule) == question]
    # No evidence lets an opinion or a prediction be rated.
    own = [each for each in own if each.rule == "claim_rated_is_fact"] or own
    return " ".join(NAMES_THE_ANSWER.sub("", each.sentence) for each in own)


class _OfTwoAnswers(UnfoldAdminRadioSelectWidget):
    """A script of the desk shows only those of the two answers that are chosen."""

    def create_option(self, *args: Any, **options: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(*args, **options)
        edition = getattr(option["value"], "instance", None)
        if edition is not None:
            option["attrs"]["data-of-answers"] = f"{edition.attribution} {edition.status}"
        return option


class WithKey(DeskForm):
    """A form whose sending a passkey signs, where the person has one that counts. A mixin.

    The script sends it twice: first to learn what the device signs (``challenge``), then with its answer.
    """

    with_key = fields.checkbox(
        _("Sign it with your key, too"),
        initial=True,
        help_text=_(
            "Your device asks for your finger, face or PIN. Readers can check this signature. Clear the"
            " box to go on without it."
        ),
    )
    assertion = forms.JSONField(required=False, widget=forms.HiddenInput())
    challenge = forms.BooleanField(required=False, widget=forms.HiddenInput())

    class Media:
        js = ("claims/passkey.js",)

    def prepare(self) -> None:
        super().prepare()
        if not signer_keys.in_force(self.by).exists():
            for name in ("with_key", "assertion", "challenge"):
                del self.fields[name]
            return
        self.fields["with_key"].widget.attrs["data-passkey"] = gettext(
            "Nothing was signed. Try again, or clear the box to go on without your key."
        )

    def clean(self) -> dict[str, Any]:
        data = dict(super().clean() or self.cleaned_data)
        if data.get("with_key") and not data.get("challenge") and not data.get("assertion"):
            self.add_error(
                "with_key", gettext("Your browser gave no signature. Try again, or clear the box.")
            )
        return data

    def arguments(self) -> dict[str, Any]:
        data = dict(super().arguments())
        if not data.pop("with_key", False):
            data.pop("assertion", None)
        return data


class ProposeForm(HarmFields, WithKey, RevisionForm):
    beside = True
    aside_template = "admin/claims/requirements.html"
    attribution = fields.radio(
        DID_THEY_SAY_IT,
        _explained(Attribution),
        help_text=_("Attribution: this speaker, on that occasion, in these words."),
    )
    status = fields.radio(
        IS_IT_TRUE,
        _explained(CONCLUDED),
        help_text=_("Rating: judged on what could be known when it was said."),
    )

    label = forms.ModelChoiceField(
        LabelEdition.objects.none(),
        required=False,
        label=_("Label: what readers see in place of the rating"),
        widget=_OfTwoAnswers(),
        blank=True,
        empty_label=_("None: the public words of the rating"),
        help_text=_("Those of the two answers above, by their definitions."),
    )
    panel = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Panel: three editors who wrote none of it, at least one of them senior"),
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
    )

    def prepare(self) -> None:
        super().prepare()
        self._prepare_label()
        review_ = self.subject.review
        if review_ is None or review_.policy is None or not review_.policy.panel:
            del self.fields["panel"]
            return
        people = assents.may_be_on_panel(review_).exclude(pk=self.by.pk)
        self.fields["panel"].queryset = people  # type: ignore[attr-defined]

    def _prepare_label(self) -> None:
        editions = LabelEdition.objects.in_use().order_by(
            "attribution", "status", F("value").desc(nulls_last=True), "name"
        )
        if not editions.exists():
            del self.fields["label"]
            return
        field: Any = self.fields["label"]
        field.queryset = editions
        field.label_from_instance = lambda each: (
            f"{each.name}: {each.definition}"
            f" ({Attribution(each.attribution).word_and_public} ·"
            f" {Status(each.status).word_and_public})"
        )

    def field_of(self, refused: Refused) -> str | None:
        return ANSWER_OF_RULE.get(refused.rule)

    def show_refusal(self, refused: Refused) -> None:
        """All that the conclusion lacks, not only what was refused first; each answer by its two names."""
        review_, chosen = self.subject.review, self.cleaned_data
        answers_given = chosen["attribution"], chosen["status"]
        found = conclusions.lacks(conclusions.grounds(review_), *answers_given) if review_ else ()
        # Of the review as it was before this form answered.
        lacking = [each for each in found if each.rule not in review.HARM_RULES]
        if refused.rule not in {each.rule for each in lacking}:
            super().show_refusal(refused)
            return
        named = {
            "attribution": Attribution(chosen["attribution"]).word_and_public,
            "status": Status(chosen["status"]).word_and_public,
        }
        for each in lacking:
            field = self.field_of(each)
            answer = f"{named[field]} " if field else ""
            self.add_error(field, NAMES_THE_ANSWER.sub(answer, each.sentence))

    def clean_label(self) -> LabelEdition | None:
        chosen: LabelEdition | None = self.cleaned_data["label"]
        answers_given = [self.cleaned_data.get(name) for name in ("attribution", "status")]
        if chosen and all(answers_given) and answers_given != [chosen.attribution, chosen.status]:
            raise forms.ValidationError(
                gettext("“%(label)s” stands for other answers: %(attribution)s · %(rating)s.")
                % {
                    "label": chosen.name,
                    "attribution": Attribution(chosen.attribution).word_and_public,
                    "rating": Status(chosen.status).word_and_public,
                }
            )
        return chosen

    def aside(self) -> dict[str, Any]:
        """What each answer still needs, given the least demanding choice of the other."""
        review_ = self.subject.review
        if review_ is None:
            return {}
        found = conclusions.grounds(review_)
        # What every answer lacks, which is said once.
        general = " ".join(
            each.sentence
            for each in conclusions.lacks(found, "reported", "unrated")
            if each.rule not in ANSWER_OF_RULE
        )
        for_attributions = [
            (
                each.word_and_public,
                _needs(conclusions.lacks(found, each, "unrated"), "attribution") or general,
            )
            for each in Attribution
        ]
        for_ratings = [
            (
                each.word_and_public,
                _needs(conclusions.lacks(found, "reported", each), "status") or general,
            )
            for each in map(Status, CONCLUDED)
        ]
        allowed = {verb for verb, needed in checklist.PERMISSIONS.items() if may(self.by, needed)}
        evidence = weighed(self.subject.claim, review_)
        sentences = Counter(
            needed for _answer, needed in [*for_attributions, *for_ratings] if needed
        )
        return {
            # What several answers lack is said once.
            "shared_needs": [each for each, times in sentences.items() if times > 1],
            "reason_url": self._page_for_the_reason() if "write" in allowed else "",
            "not_established": not_established(evidence),
            "needs": [(DID_THEY_SAY_IT, for_attributions), (IS_IT_TRUE, for_ratings)],
            "checklist": checklist.of(self.subject, evidence, offered=allowed),
        }

    def _page_for_the_reason(self) -> str:
        """Where the reason is written for which an awaited reply is not waited for, if that is lacking."""
        review_ = self.subject.review
        if review_ is None or review_.reply_not_awaited:
            return ""
        if not self.subject.claim.reply_requests.awaited().exists():
            return ""
        page = reverse("admin:claims_claim_do", args=[self.subject.pk, "write"])
        return f"{page}#id_reply_not_awaited"


class SignForm(DeskForm):
    """Signs the version that is shown above it."""

    aside_template = "admin/claims/proposal.html"
    agrees = False  # rather than signs
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
        signed = signed_round(self.subject.claim)
        last = json.loads(signed.body) if signed else None
        evidence = weighed(self.subject.claim, proposed.review)
        return {
            "round": proposed,
            "agrees": self.agrees,
            "next_steps": [
                *next_steps.of(self.subject.claim, self.subject.review, proposed),
                *next_steps.of_holds(self.subject, self.by),
            ],
            "holds": self.subject.holds,
            "text": body["text"],
            "summary": body["summary"],
            "rationale": rationale.as_html(body, reverse(CLAIM_PAGE, args=[self.subject.pk])),
            "answers": answers(
                body["status"], body["attribution"], body["nature"], body.get("label")
            ),
            "lines": [
                Line(gettext("Whom it could harm"), in_words(proposed.review.harms or [])),
                *details(body),
            ],
            "pieces": evidence,
            "quotes_to_hear": quotes_of(self.subject.claim),
            "not_established": not_established(evidence),
            "claim": self.subject.claim,
            "changes": [row for row in compare(last, body) if not row.same] if last else [],
            "is_unchanged": last is not None
            and _without_reopening(last) == _without_reopening(body),
            "reopened": proposed.review if proposed.review.opening == Opening.REOPENED else None,
            "instead": reverse(
                "admin:claims_claim_do",
                args=[self.subject.pk, "send-back" if may(self.by, "send_back") else "object"],
            ),
            "export": export_of(proposed),
            "checklist": checklist.of(self.subject, evidence),
        }


class SignWithKeyForm(WithKey, SignForm):
    """The same, with a signature of the person's device where they have a key."""


class AgreeForm(SignWithKeyForm):
    """Agrees to the version that is shown above it: on a panel, or as second sign-off."""

    agrees = True


def _without_reopening(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a body says but for what the claim was reopened for."""
    return {key: value for key, value in body.items() if key != "reason_kind"}


def part_field() -> "forms.ModelChoiceField[Any]":
    """The part of the claim for which the page offered the action."""
    return forms.ModelChoiceField(Relation.objects.none(), widget=forms.HiddenInput())


class RemoveForm(RevisionForm):
    aside_template = "admin/claims/chosen_part.html"
    part = ""

    def parts(self) -> Any:
        """The rows from which one may be chosen."""
        raise NotImplementedError

    def prepare(self) -> None:
        self.fields[self.part].queryset = self.parts()  # type: ignore[attr-defined]

    def aside(self) -> dict[str, Any]:
        return {"part": chosen(self, self.part)}

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {f"{self.part}_id": data.pop(self.part).pk, **data}


def chosen(form: DeskForm, name: str) -> Any:
    """The row chosen on the page, to show above the form; None for any other."""
    number = number_of(form.data.get(name) or form.initial.get(name))
    return form.fields[name].queryset.filter(pk=number).first()  # type: ignore[attr-defined]
