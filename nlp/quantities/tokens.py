"""A text as tokens: runs of digits, words, single marks. Each is read a bounded number of times, so
the work grows only linearly with the text."""

import re
from dataclasses import dataclass
from typing import Literal

DASHES = ("-", "‐", "‑", "–", "—", "−")
_LETTER = r"[^\W\d_²³¹¼-¾\u2070-\u2079\u2150-\u218b]"
_TOKEN = re.compile(
    rf"(?P<digits>[0-9]+)|(?P<word>(?<!\w)(?:[A-Z]\.){{2,4}}(?!\w)|{_LETTER}+(?:['’]{_LETTER}+)*)|\S"
)
Kind = Literal["digits", "word", "mark"]


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str
    lower: str  # with straight apostrophes, and initials without points: us
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    made: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind: Kind = "digits" if match["digits"] else "word" if match["word"] else "mark"
        small = match[0].lower().replace("’", "'").replace(".", "") or match[0]
        made.append(Token(kind, match[0], small, match.start(), match.end()))
    return made


def lower(tokens: list[Token], at: int) -> str:
    """The token in lower case; empty beyond the text's ends."""
    return tokens[at].lower if 0 <= at < len(tokens) else ""


def touching(tokens: list[Token], left: int) -> bool:
    """Whether there is no space between this token and the next."""
    return 0 <= left < len(tokens) - 1 and tokens[left].end == tokens[left + 1].start


def hyphen_at(tokens: list[Token], at: int) -> bool:
    """Whether this token joins its two neighbours into one word."""
    return lower(tokens, at) in DASHES and touching(tokens, at - 1) and touching(tokens, at)


def text_of(tokens: list[Token], begin: int, end: int) -> str:
    """The words from one token to another, one space where the text has any."""
    words: list[str] = []
    for at in range(begin, min(end, len(tokens))):
        words.append(tokens[at].text)
        if at < end - 1 and not touching(tokens, at):
            words.append(" ")
    return "".join(words)
