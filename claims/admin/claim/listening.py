"""Marking quotes of a transcript as listened to, and what the claim's page says of that."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.claim.review_forms import RevisionForm
from claims.admin.claim.state import ClaimState
from claims.choices import EDITABLE
from claims.models import Anchor, Claim, Listening
from claims.presentation.recordings import at_second, media_time
from claims.workflow import listening
from newsroom.admin import fields
from newsroom.models import User
from sources.models import Recording, Transcript
from sources.transcripts import clock


@dataclass(frozen=True)
class QuoteInTranscript:
    """A quote of a transcript, its time in the recording, and who has listened to it."""

    quote: Anchor
    time: tuple[int, int] | None
    heard: Listening | None

    @property
    def waits(self) -> bool:
        """Whether somebody has to listen before it can confirm anything."""
        return self.heard is None and self.quote.snapshot.transcript.needs_listening

    @property
    def clock(self) -> str:
        return clock(self.time[0]) if self.time else ""

    @property
    def fragment(self) -> str:
        """As a media fragment has it: t=12.3,15.8."""
        return f"t={media_time(*self.time)}" if self.time else ""

    @property
    def url(self) -> str:
        """The recording's address at this second; empty where it has none."""
        recording = self.quote.snapshot.transcript.recording
        if recording is None or self.time is None:
            return recording.url if recording is not None else ""
        return at_second(recording.url, media_time(*self.time))

    def __str__(self) -> str:
        at = f"{clock(self.time[0])} · " if self.time else ""
        return f"{at}“{self.quote.exact}” ({self.quote.snapshot.source})"


def quotes_of(claim: Claim) -> list[QuoteInTranscript]:
    quotes = listening.quotes_in_transcripts(claim)
    if not quotes:
        return []
    times = Transcript.objects.times_of((each.snapshot_id, each.start, each.end) for each in quotes)
    heard = listening.heard(claim, quotes)
    return [
        QuoteInTranscript(quote, time, heard.get(quote.pk))
        for quote, time in zip(quotes, times, strict=True)
    ]


class ListenForm(RevisionForm):
    aside_template = "admin/claims/listening.html"
    quotes = fields.checkboxes(
        gettext_lazy("Words and voice heard"),
        help_text=gettext_lazy(
            "Mark a quote only if the recording has these very words, and the voice is the speaker's."
        ),
    )

    def prepare(self) -> None:
        super().prepare()
        self.found = quotes_of(self.subject.claim)
        self.fields["quotes"].required = True
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
