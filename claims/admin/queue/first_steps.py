"""The four steps from a source to a public claim, each done once this person has done it.

What the person's role may not do is said as what colleagues do.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.choices import CandidateState, RoundOutcome
from claims.models import Candidate, Review, Round
from newsroom.models import User
from newsroom.permissions import may
from sources.choices import CaptureState
from sources.models import CaptureRequest

STORED = (CaptureState.STORED, CaptureState.DONE)  # the source's text is there


@dataclass(frozen=True)
class Step:
    title: str
    words: str
    url: str
    done: bool

    @property
    def icon(self) -> str:
        return "check_circle" if self.done else "radio_button_unchecked"


def of(by: User) -> list[Step]:
    return [
        Step(
            _("Capture"),
            _("Add a source: its text is stored and its statements are found."),
            reverse("admin:sources_capturerequest_add"),
            CaptureRequest.objects.filter(requested_by=by, state__in=STORED).exists(),
        ),
        Step(
            _("Triage"),
            _("In the inbox accept what is worth checking, reject the rest."),
            reverse("admin:claims_candidate_changelist"),
            Candidate.objects.filter(decided_by=by).exclude(state=CandidateState.REPLACED).exists(),
        ),
        _check(by),
        _sign(by),
    ]


def _check(by: User) -> Step:
    if may(by, "propose"):
        return Step(
            _("Check"),
            _("Take a claim from the queue, add evidence and a rationale, propose."),
            _queue("unassigned"),
            Round.objects.filter(proposed_by=by).exists(),
        )
    handed_in = Review.objects.filter(reviewer=by, handed_in_at__isnull=False)
    proposed = Round.objects.filter(Q(proposed_by=by) | Q(review__reviewer=by))
    return Step(
        _("Check"),
        _("An editor assigns a claim to you: add evidence and a rationale, then hand it in."),
        _queue("mine"),
        handed_in.exists() or proposed.exists(),
    )


def _sign(by: User) -> Step:
    signed = Round.objects.filter(outcome=RoundOutcome.SIGNED)
    if may(by, "sign"):
        return Step(
            _("Sign"),
            _("Read what a colleague proposes and sign it, or send it back. Signed, it is public."),
            _queue("sign"),
            signed.filter(decided_by=by).exists(),
        )
    own = signed.filter(Q(proposed_by=by) | Q(review__reviewer=by) | Q(claim__added_by=by))
    return Step(
        _("Signed"),
        _("A senior editor signs what was proposed: then it is public, and you get a notice."),
        _queue("awaiting_signoff"),
        own.exists(),
    )


def _queue(tab: str) -> str:
    return f"{reverse('admin:claims_claim_changelist')}?queue={tab}"
