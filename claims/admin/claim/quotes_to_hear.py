"""The quotes of a claim that are from transcripts, with their times and who has listened to them."""

from dataclasses import dataclass

from claims.models import Anchor, Claim, Listening
from claims.presentation.recordings import at_second, media_time
from claims.workflow import listening
from sources.models import Transcript
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
    """Each place once: a reopened review has copies of the earlier one's evidence."""
    found = listening.quotes_in_transcripts(claim)
    quotes = list({(each.snapshot_id, each.start, each.end): each for each in found}.values())
    if not quotes:
        return []
    times = Transcript.objects.times_of((each.snapshot_id, each.start, each.end) for each in quotes)
    heard = listening.heard(claim, quotes)
    return [
        QuoteInTranscript(quote, time, heard.get(quote.pk))
        for quote, time in zip(quotes, times, strict=True)
    ]
