"""Statements of a transcript: what is said aloud, by the speaker that the transcript names."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from nlp.attribution.own_voice import sentences
from nlp.attribution.parsing import Span, Words, parsed
from nlp.attribution.pipeline import read_piece
from nlp.attribution.speakers import Cast
from nlp.attribution.statement import Statement
from nlp.english import word_set
from nlp.kinds import Directness, FoundSpeaker
from nlp.nature import nature_of

_SHORTEST = 4  # words of a sentence that states something
_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
_FINITE = ("VBD", "VBP", "VBZ", "MD")
_OWN = word_set("i we")
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
# Labels that name nobody: those of machines, and of parts that somebody plays.
_NOBODY = re.compile(
    r"(?:speaker|person|voice|spk)?[ _#-]*\w{0,2}\d+|speaker [a-z]|[qa]|unknown|(?:the )?(?:moderator|host|"
    r"interviewer|anchor|announcer|narrator|reporter|question|answer|audience|crowd|translator|interpreter|"
    r"president|speaker|chair|chairman|chairwoman|chairperson|clerk|witness|operator)s?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Turn:
    """Words of one speaker: ``text[start:end]``. ``speaker`` is the transcript's label, or empty."""

    start: int
    end: int
    speaker: str


def spoken_statements(
    text: str, turns: Sequence[Turn], published: date | None = None
) -> list[Statement]:
    """The statements of an English transcript, in its order.

    Every sentence that asserts something is its speaker's, in their own words. What a speaker reports of
    somebody else ("the minister said that …") is that other's, relayed by the speaker. ``turns`` are in
    the order of the text and don't overlap.
    """
    found: list[Statement] = []
    starts = [turn.start for turn in turns]

    def turn_at(place: int) -> Turn | None:
        at = bisect_right(starts, place) - 1
        return turns[at] if at >= 0 and place < turns[at].end else None

    for pieces in parsed([text]):
        cast = Cast()
        for words in pieces:
            _quotes, _drafts, reported = read_piece(words, cast, published)
            taken = [(each.start, each.end) for each in reported]
            found += [_relayed(each, turn_at(each.start)) for each in reported]
            found += _own_sentences(words, taken, turns, starts)
    return sorted(found, key=lambda each: (each.start, each.end))


def _relayed(statement: Statement, turn: Turn | None) -> Statement:
    if turn is None or not turn.speaker:
        return statement
    if statement.speaker.casefold() in _OWN:
        kind, name = _by(turn.speaker)
        return replace(
            statement,
            kind=kind,
            speaker=turn.speaker,
            speaker_start=None,
            speaker_end=None,
            speaker_name=name,
        )
    return statement if statement.relay else replace(statement, relay=turn.speaker)


def _own_sentences(
    words: Words, taken: Sequence[Span], turns: Sequence[Turn], starts: Sequence[int]
) -> Iterator[Statement]:
    for first, last in sentences(words):
        start, end = words.starts[first] + words.offset, words.ends[last] + words.offset
        at = max(bisect_right(starts, start) - 1, 0)
        turn = next((each for each in turns[at : at + 2] if each.start < end), None)
        if turn is None or end <= turn.start or start >= turn.end:
            continue
        # Without the label, where the text has it, and without what the next one says.
        start, end = max(start, turn.start), min(end, turn.end)
        if any(begin < end and start < stop for begin, stop in taken):
            continue
        content = words.text[start - words.offset : end - words.offset]
        if _asserts(words, first, last, content):
            kind, name = _by(turn.speaker)
            yield Statement(
                start,
                end,
                content,
                parts=((start, end),),
                kind=kind,
                speaker=turn.speaker,
                speaker_name=name,
                quotation=Directness.DIRECT,
                nature=nature_of(content),
                places=((start, end),),
            )


def _asserts(words: Words, first: int, last: int, content: str) -> bool:
    if last - first < _SHORTEST or content.rstrip(" \"'”’").endswith("?"):
        return False
    kinds = {words.deps[i] for i in range(first, last + 1)}
    tags = {words.tags[i] for i in range(first, last + 1)}
    return bool(kinds.intersection(_SUBJECTS) and tags.intersection(_FINITE))


def _by(label: str) -> tuple[FoundSpeaker, str]:
    """Whether the label names somebody, and whom."""
    if not label:
        return FoundSpeaker.UNATTRIBUTED, ""
    name = " ".join(_BRACKETS.sub("", label).split()) or label
    if _NOBODY.fullmatch(name):
        return FoundSpeaker.ANONYMOUS, ""
    return FoundSpeaker.NAMED, name.title() if name.isupper() and len(name) > 3 else name
