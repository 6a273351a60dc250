"""What a transcript is read into, and what its readers hand on."""

from dataclasses import dataclass
from typing import Any

MOST_CUES = 50_000  # a recording of 12 hours has some 20,000
LATEST = 100 * 3_600_000  # milliseconds; no recording goes on for 100 hours


@dataclass(frozen=True)
class Cue:
    """Words of one speaker, and when they are heard.

    ``text[start:end]`` of the transcript are the words, in code points. Times are milliseconds from
    the start of the recording, ``start_ms < end_ms``. ``speaker`` is the label as the file has it, or
    empty.
    """

    start_ms: int
    end_ms: int
    start: int
    end: int
    speaker: str


@dataclass(frozen=True)
class Transcript:
    """The words said, without times, and the cues, which don't overlap in the text.

    Cues are in the order of their starts, in the text and in time; in time they may overlap. A
    transcript that names speakers and no times has no cues, and keeps its labels in the text, where
    ``turns`` finds them. Paragraphs of the text end in one line feed.
    """

    text: str
    cues: tuple[Cue, ...]
    format: str  # "WebVTT", "SRT", …


class UnreadableTranscript(ValueError):
    """What can't be read, where, and what to do about it, as a sentence.

    ``template`` is the sentence before ``values`` are filled in, for translation.
    """

    def __init__(self, template: str, **values: Any) -> None:
        super().__init__(template % values)
        self.template = template
        self.values = values


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for the catalogues; whoever shows it translates it."""
    return sentence


MANY_CUES = gettext_noop(
    "Line %(line)d: the transcript has more than %(most)d cues. Split it and upload the parts."
)


@dataclass(frozen=True)
class Line:
    """A line of a caption. ``speaker`` is None where the format names none."""

    text: str
    speaker: str | None = None


@dataclass(frozen=True)
class Screen:
    """What is shown at one time. ``at`` is the file's line or entry that says so."""

    start_ms: int
    end_ms: int | None  # None: until the next one
    lines: tuple[Line, ...]
    at: int
