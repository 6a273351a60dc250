"""Marking quotes of a transcript as listened to."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.claim.quotes_to_hear import quotes_of
from claims.admin.claim.review_forms import RevisionForm
from claims.admin.claim.state import ClaimState
from claims.choices import EDITABLE
from claims.models import Listening
from newsroom.admin import fields
from newsroom.models import User
from sources.models import Recording


class ListenForm(RevisionForm):
    aside_template = "admin/claims/listening.html"
    quotes = fields.checkboxes(
        gettext_lazy("Words and voice heard"),
        required=True,
        help_text=gettext_lazy(
            "Mark a quote only if the recording has these very words, and the voice is the speaker's."
        ),
    )

    def prepare(self) -> None:
        super().prepare()
        self.found = quotes_of(self.subject.claim)
        self.fields["quotes"].choices = [  # type: ignore[attr-defined]  # a MultipleChoiceField
            (str(each.quote.pk), str(each)) for each in self.found if each.waits
        ]

    def aside(self) -> dict[str, Any]:
        return {"quotes_to_hear": self.found, "speaker": self.subject.claim.speaker}

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return data | {"quotes": [int(number) for number in data["quotes"]]}


def why_not_listen(state: ClaimState, by: User) -> str | None:
    if state.claim.status not in EDITABLE:
        return None
    found = quotes_of(state.claim)
    waiting = [each for each in found if each.waits]
    if not waiting:
        return None
    if not any(_can_be_heard(each.quote.snapshot.transcript.recording) for each in waiting):
        return _("The transcript names no recording to listen to. Add it again with its recording.")
    return ""


def _can_be_heard(recording: Recording | None) -> bool:
    return recording is not None and bool(recording.url or not recording.erased)


def why_not_take_back(state: ClaimState, by: User) -> str | None:
    is_editable = state.claim.status in EDITABLE
    return "" if is_editable and Listening.objects.filter(claim=state.claim).exists() else None
