"""Speakers written into the words: "MODERATOR: …", ">> Jane Doe: …", "- …"."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sources.transcripts.cues import Line, Screen

_CHANGE = re.compile(r"\s*>{2,3}\s*")
_DASH = re.compile(r"\s*[-–—]\s+(?=\S)|\s*[-–—](?=[^\W\d_])")
_LABEL = re.compile(
    r"\s*(?P<open>\[?)(?P<name>[^\W\d_][\w .,'’&()/#-]{0,78}?)\]?\s?:(?!//)(?=\s|$)\s*"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_MACHINE = re.compile(r"speaker[ _-]?\w{1,4}", re.IGNORECASE)
_PARTICLES = frozenset(
    ("of", "the", "and", "de", "la", "las", "los", "del", "y", "e", "da", "do", "dos", "du", "des")
)
_MOST_WORDS = 8
LONGEST = 200  # of a label; a longer one is no name


@dataclass(frozen=True)
class Spoken:
    """Words of one speaker on one screen. ``turn``: whether the file marks a change here."""

    screen: Screen
    text: str
    speaker: str
    turn: bool


def spoken(screens: Iterable[Screen]) -> Iterator[Spoken]:
    """The words of each screen by speaker, in order, without the labels.

    A label holds until the next one or the next change of speaker. A change without a name (">>",
    "- ") leaves the speaker unnamed: nothing is guessed.
    """
    screens = list(screens)
    accepted = _accepted(line.text for screen in screens for line in screen.lines)
    speaker = ""
    for screen in screens:
        dashes = sum(_DASH.match(line.text) is not None for line in screen.lines)
        for line in screen.lines:
            if line.speaker is not None:
                name = line.speaker if len(line.speaker) <= LONGEST else ""
                turn, speaker = name != speaker, name
                yield Spoken(screen, line.text, name, turn)
                continue
            turn, name, text = _split(line, accepted, dashes)
            if turn:
                speaker = name
            yield Spoken(screen, text, speaker, turn)


def unlabelled(screens: Iterable[Screen]) -> Callable[[str], str]:
    """A function from a line of these screens to its words without the name before them."""
    accepted = _accepted(line.text for screen in screens for line in screen.lines)

    def words(text: str) -> str:
        change = _CHANGE.match(text)
        label = _LABEL.match(text, change.end() if change else 0)
        return text[label.end() :] if label and _folded(label["name"]) in accepted else text

    return words


@dataclass(frozen=True)
class Turn:
    """What one speaker says on one line: ``text[start:end]``, without the label."""

    start: int
    end: int
    speaker: str


def turns(text: str) -> list[Turn]:
    """Who speaks on each line of a text with "SPEAKER:" lines; nobody before the first of them."""
    lines = text.split("\n")
    screens = [Screen(0, 0, (Line(line),), number) for number, line in enumerate(lines)]
    found, at = [], 0
    for line, each in zip(lines, spoken(screens), strict=True):
        if each.text.strip() and each.speaker:
            end = at + len(line)
            found.append(Turn(end - len(each.text), end, each.speaker))
        at += len(line) + 1
    return found


def _split(line: Line, accepted: frozenset[str], dashes: int) -> tuple[bool, str, str]:
    """Whether the speaker changes, their name if it is stated, and the words."""
    text, marked = line.text, False
    if change := _CHANGE.match(text):
        text, marked = text[change.end() :], True
    elif (dash := _DASH.match(text)) and (dashes > 1 or text[dash.end() - 1].isspace()):
        text, marked = text[dash.end() :], True
    label = _LABEL.match(text)
    if label and (_folded(label["name"]) in accepted or (marked and _titled(label["name"]))):
        return True, label["name"].strip(), text[label.end() :]
    return marked, "", text


def _accepted(lines: Iterable[str]) -> frozenset[str]:
    """The labels of a file: names in capitals, and names that stand before words more than once.

    Where the words are in capitals too, only the latter.
    """
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    lower = upper = 0
    for line in lines:
        change = _CHANGE.match(line)
        words = change.end() if change else 0
        if label := _LABEL.match(line, words):
            name, words = label["name"], label.end()
            if len(name.split()) <= _MOST_WORDS:
                counts[_folded(name)] += 1
                written.setdefault(_folded(name), name)
        lower += sum(map(str.islower, line[words : words + 200]))
        upper += sum(map(str.isupper, line[words : words + 200]))
    shouted = upper > lower
    return frozenset(
        name
        for name, count in counts.items()
        if _MACHINE.fullmatch(name)
        or (not shouted and _in_capitals(written[name]))
        or (count > 1 and (_titled(written[name]) or shouted))
    )


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _in_capitals(name: str) -> bool:
    plain = _BRACKETS.sub("", name)
    letters = [letter for letter in plain if letter.isalpha()]
    return len(letters) > 1 and all(letter.isupper() for letter in letters)


def _titled(name: str) -> bool:
    words = _BRACKETS.sub("", name).split()
    return (
        0 < len(words) <= _MOST_WORDS
        and words[0][0].isupper()
        and all(word[0].isupper() or not word[0].isalpha() or word in _PARTICLES for word in words)
    )
