"""The four steps from a source to a public claim, each done once this person has done it."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.choices import CandidateState, RoundOutcome
from claims.models import Candidate, Round
from newsroom.models import User
from newsroom.permissions import may
from sources.models import CaptureRequest


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
    queue = reverse("admin:claims_claim_changelist")
    own = Round.objects.filter(Q(proposed_by=by) | Q(decided_by=by))
    to_sign = "?queue=sign" if may(by, "sign") else "?queue=mine"
    return [
        Step(
            _("Capture"),
            _("Add a source: its text is stored and its statements are found."),
            reverse("admin:sources_capturerequest_add"),
            CaptureRequest.objects.filter(requested_by=by).exists(),
        ),
        Step(
            _("Triage"),
            _("In the inbox accept what is worth checking, reject the rest."),
            reverse("admin:claims_candidate_changelist"),
            Candidate.objects.filter(decided_by=by).exclude(state=CandidateState.REPLACED).exists(),
        ),
        Step(
            _("Check"),
            _("Take a claim from the queue, add evidence and a rationale, propose."),
            f"{queue}?queue=unassigned",
            Round.objects.filter(proposed_by=by).exists(),
        ),
        Step(
            _("Sign"),
            _("Another senior editor reads the proposal and signs: then it is public."),
            f"{queue}{to_sign}",
            own.filter(outcome=RoundOutcome.SIGNED).exists(),
        ),
    ]
