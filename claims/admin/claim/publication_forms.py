"""The forms of reopening, holds, embargoes, minor edits and withdrawal."""

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.admin.claim.review_forms import RevisionForm
from claims.admin.claim.state import ClaimState
from claims.choices import HoldKind, ReasonKind
from claims.publication.publishing import signed_round
from newsroom.admin import fields
from newsroom.admin.forms import DeskForm
from sources.models import Speaker


class PublicReasonForm(RevisionForm):
    reason = fields.long(_("Reason"), help_text=_("Public."))


def reason_kinds(only: Iterable[str] = ReasonKind.values, **more: Any) -> forms.ChoiceField:
    explained = [
        (ReasonKind.OUR_ERROR, _("Our error: we were wrong. Listed under Corrections.")),
        (
            ReasonKind.COMPLAINT_UPHELD,
            _("Complaint upheld: a reader or somebody named was right. Listed under Corrections."),
        ),
        (
            ReasonKind.NEW_EVIDENCE,
            _("New evidence: right as far as could be known. Listed under Updates."),
        ),
        (ReasonKind.ROUTINE, _("Routine: in the claim’s own history only.")),
    ]
    choices = [each for each in explained if each[0] in set(only)]
    return fields.radio(_("What is it reopened for?"), choices, **more)


class ReopenForm(PublicReasonForm):
    reason_kind = reason_kinds(help_text=_("Public at once, unless you correct without a notice."))
    without_notice = fields.checkbox(
        _("Correct our error without a notice"),
        help_text=_(
            "For a wrong date, digit in the rationale or wording. Readers see the signed version until"
            " the corrected one is signed, which is listed under Corrections, old and new. They see"
            " that it is under review again after 24 hours, or at once if a proposal changes an answer, a"
            " person, a quote or the number that was checked. Whoever wrote or signed the check can't"
            " choose this."
        ),
    )


class ReasonKindForm(RevisionForm):
    reason_kind = reason_kinds(help_text=_("Public at once."))

    @classmethod
    def initial_values(cls, subject: ClaimState) -> dict[str, Any]:
        now = subject.review.reason_kind if subject.review else ""
        return {**super().initial_values(subject), "reason_kind": now}


class WithdrawForm(PublicReasonForm):
    keep_wording = fields.checkbox(
        _("The withdrawal notice keeps the wording and the speaker"),
        help_text=_("Otherwise the public sees only dates and the reason, for past days too."),
    )


class HoldForm(RevisionForm):
    kind = fields.radio(_("Kind"), HoldKind.choices)
    reason = fields.long(
        _("Reason"),
        help_text=_(
            "Internal. It works at once: the public sees no page at all. All senior editors and the"
            " reviewer are notified, and lifting it takes two people."
        ),
    )


class LiftHoldForm(DeskForm):
    kind = fields.radio(_("Which hold"), [])
    reason = fields.long(_("Why it can be lifted"))

    def prepare(self) -> None:
        holds = [
            (hold.kind, f"{hold.get_kind_display()}: {hold.reason}") for hold in self.subject.holds
        ]
        self.fields["kind"].choices = holds  # type: ignore[attr-defined]
        if len(holds) == 1:
            self.initial.setdefault("kind", holds[0][0])


class AnotherPersonForm(DeskForm):
    speaker = fields.one_of(
        _("Protected speaker"),
        Speaker.objects.none(),
        help_text=_("The claim says the name, and means somebody else."),
    )
    reason = fields.long(
        _("Who is meant, and how you know"),
        help_text=_("Internal. Once this is approved, the claim is public again."),
    )

    def prepare(self) -> None:
        speakers = Speaker.objects.filter(
            pk__in=[each.pk for each in self.subject.protected_speakers_named]
        )
        self.fields["speaker"].queryset = speakers  # type: ignore[attr-defined]
        self.initial.setdefault("speaker", speakers.first())


class EmbargoForm(RevisionForm):
    until = fields.date_time(
        _("Publish no earlier than"),
        required=False,
        help_text=_(
            "Leave empty for no embargo: the claim is published when it is signed. After that an"
            " embargo can only be extended."
        ),
    )

    @classmethod
    def initial_values(cls, subject: ClaimState) -> dict[str, Any]:
        return {**super().initial_values(subject), "until": subject.claim.embargo_until}


class CorrectForm(DeskForm):
    text = fields.long(_("Statement"))
    summary = fields.counted(fields.line(_("Summary"), most=200))
    rationale = fields.long(_("Rationale"), rows=8)
    reason = fields.long(_("What is corrected"))

    @classmethod
    def initial_values(cls, subject: ClaimState) -> dict[str, Any]:
        signed = signed_round(subject.claim)
        body = json.loads(signed.body) if signed else {}
        return {name: body.get(name, "") for name in ("text", "summary", "rationale")}
