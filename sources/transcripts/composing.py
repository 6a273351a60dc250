"""The text and its cues, from words by speaker and screen."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from sources.transcripts.cues import Cue
from sources.transcripts.labels import Spoken

# What no text may hold: the same as in documents, and halves of characters, which no file can hold.
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_HALVES = re.compile("[\ud800-\udfff]")
_SENTENCE_ENDS = re.compile(r"[.?!…][\"'”’»)\]]*$")
_PAUSE = 2_000  # milliseconds, between paragraphs of one speaker
_PARAGRAPH, _LONGEST_PARAGRAPH = 600, 3_000  # characters; the latter where no sentence ends


@dataclass
class _Text:
    parts: list[str] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    at: int = 0
    paragraph: int = 0  # where it starts

    def add(self, words: str, start_ms: int, end_ms: int, speaker: str, breaks: bool) -> None:
        if self.parts:
            self.parts.append("\n" if breaks else " ")
            self.at += 1
            if breaks:
                self.paragraph = self.at
        self.parts.append(words)
        self.cues.append(Cue(start_ms, end_ms, self.at, self.at + len(words), speaker))
        self.at += len(words)


def plain_words(text: str) -> str:
    """Without characters that are no text, and with single spaces."""
    return " ".join(_HALVES.sub("\ufffd", _NOT_TEXT.sub("", text)).split())


def composed(spoken: Iterable[Spoken]) -> tuple[str, tuple[Cue, ...]]:
    """Cues that follow each other in a sentence stand in one line of the text.

    A paragraph ends where the speaker changes, after a sentence before a pause or when it is long.
    Within words nothing changes but white space, which becomes one space.
    """
    text = _Text()
    words: list[str] = []
    held: Spoken | None = None
    turn = False  # whether the words held begin a turn

    def flush() -> None:
        if held is not None and words:
            _add(text, " ".join(words), held, turn)
            words.clear()

    changed = False
    for each in spoken:
        plain = plain_words(each.text)
        changed = changed or each.turn
        if not plain:
            continue
        if held is None or changed or each.screen is not held.screen:
            flush()
            held, turn = each, changed
        changed = False
        words.append(plain)
    flush()
    return "".join(text.parts), tuple(text.cues)


def _add(text: _Text, words: str, spoken: Spoken, turn: bool) -> None:
    start, end = spoken.screen.start_ms, spoken.screen.end_ms or 0
    breaks = turn
    if text.cues and not turn:
        long = text.at - text.paragraph
        sentence = _SENTENCE_ENDS.search(text.parts[-1][-8:]) is not None
        paused = start - text.cues[-1].end_ms >= _PAUSE
        breaks = (sentence and (paused or long >= _PARAGRAPH)) or long >= _LONGEST_PARAGRAPH
    text.add(words, start, end, spoken.speaker, breaks)
