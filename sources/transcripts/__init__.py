"""Transcripts with times: files of captions and subtitles, and plain text with times or speakers.

Knows no Django. Which formats, and what the text is: docs/decisions/0098-reading-transcripts.md.
"""

from sources.transcripts.cues import MOST_CUES, Cue, Transcript, UnreadableTranscript
from sources.transcripts.labels import Turn, turns
from sources.transcripts.reading import LARGEST, read_transcript
from sources.transcripts.times import clock

__all__ = [
    "LARGEST",
    "MOST_CUES",
    "Cue",
    "Transcript",
    "Turn",
    "UnreadableTranscript",
    "clock",
    "read_transcript",
    "turns",
]
