"""A text as it is matched: its words, folded to their stems, and the numbers and names among them.

Pure functions over text. The same reading is made of a statement that is looked for and of everything
that may be found, so that only what is folded alike meets.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise

from nlp.comparison.stems import stem
from nlp.comparison.vocabulary import SMALL
from nlp.dates import days
from nlp.quantities.number import SCALES, SUFFIXES
from sources.anchors.sentences import sentences as sentence_spans

LONGEST = 5_000  # characters that are read
# What posts carry around their words.
_ADDRESS = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/|t\.co/)\S*", re.IGNORECASE)
_SIGNED = re.compile(
    r"\s*—\s*(?P<name>[^—]{1,80}?)\(@\w+\)\s*(?P<date>[A-Z][a-z]+ \d{1,2}, \d{4})?[\"”\s]*\Z"
)
_TAGGED = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)")
_TOKEN = re.compile(r"[#@]?\w+(?:['’.,-]\w+)*\.?", re.UNICODE)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?\Z")
_SCALED = re.compile(r"(\d[\d,]*(?:\.\d+)?)([a-z]+)\Z")


def folded(text: str) -> str:
    """Without accents and case; ligatures and full-width letters as plain ones."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(each for each in plain if not unicodedata.combining(each)).casefold()


def cleaned(text: str) -> str:
    """Without addresses and the line that names who posted it."""
    return _SIGNED.sub("", _ADDRESS.sub(" ", text[:LONGEST]))


def sentences(text: str) -> list[str]:
    """Those of several sentences that have a few words."""
    spans = sentence_spans(text, lines=True)
    found = [text[start:end] for start, end in spans if len(text[start:end].split()) >= _FEW]
    return found if len(found) > 1 else []


_FEW = 4  # words


def posted_on(text: str) -> date | None:
    """The day in the line that names who posted it: "— NowThis (@nowthisnews) September 10, 2019"."""
    signed = _SIGNED.search(_ADDRESS.sub(" ", text[:LONGEST]))
    if signed is None or not signed["date"]:
        return None
    found = days(signed["date"], None)
    return found[0].first if found else None


@dataclass(frozen=True, slots=True)
class Token:
    """``name``: written as names are, where its capital tells that; ``number``: its value."""

    stem: str
    name: bool = False
    number: str = ""


def tokens(text: str) -> Iterator[Token]:
    """In order; a compound is there as a whole after its parts: pre, existing, preexisting."""
    found = _TOKEN.findall(text)
    shouted = sum(each.isupper() for each in found) > len(found) / 2
    start = True
    at = 0
    while at < len(found):
        raw = found[at]
        at += 1
        if raw.isalpha():  # most are; what follows gives the same
            capital = raw[0].isupper() and not shouted and (not start or raw.isupper())
            yield from _word(raw, capital)
            start = False
            continue
        ends = raw.endswith(".")
        raw = raw.rstrip(".")
        bare = raw.lstrip("#@")
        if not bare:
            continue
        number = _value(bare, found[at] if at < len(found) else "")
        if number:
            value, scaled = number
            if scaled:
                at += 1
            yield Token(value, number=value)
            start = ends
            continue
        parts = (
            _TAGGED.sub(" ", bare.replace("_", " ")).split()
            if raw[0] in "#@"
            else [each for each in re.split(r"[-.,]", bare) if each]
        )
        # One letter or none: initials ("U.S.", "J.D.") are one word.
        if len(parts) > 1 and all(len(each) == 1 for each in parts):
            parts = ["".join(parts)]
        capital = bare[0].isupper() and not shouted and (not start or bare.isupper())
        for part in parts:
            yield from _word(part, capital)
        if len(parts) > 1 and len(parts) < 5:
            yield from _word("".join(parts), capital)
        start = ends


@lru_cache(maxsize=20_000)  # most words of a text are common ones
def _word(part: str, name: bool) -> tuple[Token, ...]:
    word = re.sub(r"['’](?:s|S)\Z", "", part)
    word = folded(word).replace("'", "").replace("’", "")
    if not word:
        return ()
    if word[0].isdigit() and _NUMBER.match(word):
        value = _plain(float(word.replace(",", "")))
        return (Token(value, number=value),)
    return (Token(stem(word), name and word not in SMALL),)


def _value(bare: str, following: str) -> tuple[str, bool] | None:
    """The value of a number, and whether the next word is a part of it ("0.7 million")."""
    word = bare.lower()
    together = _SCALED.match(word)
    if together and together[2] in SUFFIXES:
        return _plain(float(together[1].replace(",", "")) * SUFFIXES[together[2]]), False
    if not _NUMBER.match(word):
        return None
    value = float(word.replace(",", ""))
    scale = SCALES.get(following.rstrip(".").lower(), 0)
    return _plain(value * (scale or 1)), bool(scale)


def _plain(value: float) -> str:
    return f"{value:.15g}"


def kept(word: str) -> bool:
    """Whether it is counted. Small words are: their rarity is low, and beside others they tell much."""
    return word not in _LEFT_OUT


_LEFT_OUT = frozenset(("", "rt", "amp", "http"))
_SMALL = frozenset(stem(folded(each)) for each in SMALL)


def is_small(words: AbstractSet[str]) -> bool:
    """Whether there are small words only, or none."""
    return words <= _SMALL


class Text:
    """A text's words, read once."""

    def __init__(self, text: str) -> None:
        self.text = text[:LONGEST]

    @cached_property
    def tokens(self) -> list[Token]:
        return [each for each in tokens(self.text) if kept(each.stem)]

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(each.stem for each in self.tokens)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(self.counts)

    @property
    def is_small(self) -> bool:
        """Whether it has small words only, or none."""
        return is_small(self.words)

    @cached_property
    def ordered(self) -> list[str]:
        return sorted(self.words)

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        stems = [each.stem for each in self.tokens]
        return frozenset(pairwise(stems))

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(each.stem for each in self.tokens if each.name)

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset(each.number for each in self.tokens if each.number)

    @cached_property
    def grams(self) -> frozenset[str]:
        """Runs of four characters of the folded text."""
        flat = " ".join(re.findall(r"\w+", folded(self.text)))
        return frozenset(flat[at : at + 4] for at in range(len(flat) - 3))
