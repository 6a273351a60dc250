"""A statement as it is compared: its words, names, numbers, days and negations."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from nlp.comparison import headings, vocabulary
from nlp.comparison.stems import small, stem
from nlp.dates import MonthDay, days, yearless
from nlp.quantities import Found, quantities

_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*|\d+(?:[.,]\d+)*(?:st|nd|rd|th)?")
_INITIALS = re.compile(r"(?:[A-Za-z]\.){2,}")
# Before the first word of a sentence.
_ENDS = re.compile(r"[.!?:;][”’'\"»)\]]?\s*$|[“\"‘«¿¡(]\s*$|^\s*$|[—–-]\s$")
_SUPERLATIVE = re.compile(r"[a-z]{3,}est")
LONGEST = 5_000  # characters that are compared
_PHRASE = 4
_SHOWN = 8  # words
_NO_NAME = (
    *("ed", "ing", "ly", "s", "ion", "ment"),
    *("ous", "less", "able", "ful", "ical", "ional"),
)
_PARTICIPLE = ("ed", "ing")
_TITLE_CASE = 0.6  # of the longer words, from which capitals tell nothing


@dataclass(frozen=True)
class Statement:
    """What is compared. ``said_on``: when; ``quantities``: None to have them read."""

    text: str
    speaker: str = ""
    said_on: date | None = None
    language: str = ""
    quantities: Sequence[Found] | None = None


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    lower: str
    start: int
    stem: str
    name: bool = False
    title: bool = False  # "President" before a name


@dataclass(frozen=True)
class Named:
    """A day or a run of days that a statement names, with or without the year."""

    first: MonthDay
    last: MonthDay
    dated: tuple[date, date] | None = None

    def __str__(self) -> str:
        """2026-03-02; without a year --03-02, as ISO 8601 had it."""
        return f"{self.dated[0]}" if self.dated else "--{:02}-{:02}".format(*self.first)

    def agrees(self, other: "Named") -> bool:
        """Whether both may be one day, by what both state."""
        if self.dated and other.dated:
            return self.dated[0] <= other.dated[1] and other.dated[0] <= self.dated[1]
        return any(
            one <= end and start <= last
            for one, last in self._within_a_year()
            for start, end in other._within_a_year()
        )

    def _within_a_year(self) -> list[tuple[MonthDay, MonthDay]]:
        """Months and days; a run over the turn of a year is two."""
        if self.dated and self.dated[0].year != self.dated[1].year:
            return [(self.first, (12, 31)), ((1, 1), self.last)]
        return [(self.first, self.last)]


class Reading:
    """A statement, read once."""

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        text = statement.text[:LONGEST].replace("’", "'")
        self.text = _INITIALS.sub(
            lambda match: match[0].replace(".", "").ljust(len(match[0])), text
        )
        found = statement.quantities
        self.quantities = (
            quantities(text, statement.said_on, statement.language)
            if found is None
            else list(found)
        )
        self.words = list(_without_titles(self._words()))

    def _words(self) -> list[Word]:
        matches = [
            (part, match.start() + at)
            for match in _WORD.finditer(self.text)
            for part, at in _parts(match[0])
        ]
        longer = [part for part, _start in matches if len(part) > 3 and part[0].isalpha()]
        capital = sum(part[0].isupper() for part in longer)
        titled = len(longer) > 3 and capital > _TITLE_CASE * len(longer)
        found = []
        for part, start in matches:
            lower = part.lower().removesuffix("'s").removesuffix("'")
            opens = bool(_ENDS.search(self.text[max(0, start - 3) : start]))
            name = (
                part[0].isupper()
                and not titled
                and not small(lower)
                and (not opens or part.isupper())
            )
            found.append(Word(part, lower, start, stem(lower), name))
        return found

    @cached_property
    def content(self) -> frozenset[str]:
        """The stems of words that are neither small, nor names, numbers or negations."""
        return frozenset(
            word.stem
            for word in self.words
            if not word.name
            and not word.title
            and word not in self.measured
            and not small(word.lower)
            and not word.lower[0].isdigit()
            and word.lower not in vocabulary.NEGATIONS
            and word.lower not in vocabulary.NUMBER_WORDS
            and word.lower not in vocabulary.ORDINALS
        )

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(word.stem for word in self.words if word.name)

    def capitalised_among(self, content: frozenset[str]) -> frozenset[str]:
        """Stems of participles in runs of capitals of which another word is among ``content``: where
        "terrorist groups" are, "Designated" of "Designated Terrorist Groups" is no name."""
        found: set[str] = set()
        for run in self._runs():
            if any(word.stem in content for word in run):
                found |= {word.stem for word in run if word.lower.endswith(_PARTICIPLE)}
        return frozenset(found)

    def _runs(self) -> list[list[Word]]:
        """Names that follow each other, with nothing but a space between them."""
        runs: list[list[Word]] = []
        end = -1
        for word in self.words:
            if word.name:
                if runs and end >= 0 and self.text[end : word.start].isspace():
                    runs[-1].append(word)
                else:
                    runs.append([word])
            end = word.start + len(word.text) if word.name else -1
        return runs

    @cached_property
    def opening(self) -> str:
        """The stem of the first word where that may be a name, of which its capital tells nothing."""
        first = next((word for word in self.words if not small(word.lower)), None)
        if first is None or not first.text[0].isupper() or first.lower.endswith(_NO_NAME):
            return ""
        return first.stem if first.stem in self.content else ""

    @cached_property
    def subject(self) -> frozenset[str]:
        """All that it is about: content and names."""
        return self.content | self.names

    @cached_property
    def numbers(self) -> Counter[str]:
        """Numbers outside the quantities, as values or ordinals: 12, 12th, 1.5."""
        return Counter(
            value
            for word in self.words
            if word not in self.in_quantities and (value := _number(word))
        )

    @cached_property
    def in_quantities(self) -> frozenset[Word]:
        """The words of its quantities."""
        places = {place for found in self.quantities for place in range(found.start, found.end)}
        return frozenset(word for word in self.words if word.start in places)

    @cached_property
    def measured(self) -> frozenset[Word]:
        """Those of numbers and units, without what is counted: they are compared as amounts."""
        counted = {
            stem(each.lower()) for found in self.quantities for each in found.counted.split()
        }
        return frozenset(word for word in self.in_quantities if word.stem not in counted)

    @cached_property
    def days(self) -> frozenset[Named]:
        """The days that it names. Not known when it was said, a day without its year has none."""
        found = {
            Named(
                (day.first.month, day.first.day),
                (day.last.month, day.last.day),
                (day.first, day.last),
            )
            for day in days(self.text, self.statement.said_on)
        }
        if not self.statement.said_on:
            found |= {Named(first, last) for first, last in yearless(self.text)}
        return frozenset(found)

    @cached_property
    def is_heading(self) -> bool:
        """Whether it names a topic and states nothing."""
        return headings.is_heading(self.text, [word.lower for word in self.words])

    @cached_property
    def superlative(self) -> tuple[str, bool] | None:
        """The first one with the words before it ("one of the highest"), and whether it is one of several."""
        for at, word in enumerate(self.words):
            if at and (word.lower in vocabulary.SUPERLATIVES or _SUPERLATIVE.fullmatch(word.lower)):
                before = [each.lower for each in self.words[max(0, at - 3) : at]]
                several = before[:2] == ["one", "of"] or "among" in before
                shown = self.words[max(0, at - 3) if several else at - 1 : at + 1]
                return " ".join(each.text for each in shown), several
        return None

    @cached_property
    def negation(self) -> str:
        """The first word that negates; empty without one, or with two."""
        found = [word.text for at, word in enumerate(self.words) if self._negates(at)]
        return found[0] if len(found) % 2 else ""

    def _negates(self, at: int) -> bool:
        """Also "yet to confirm", "failed to sign"; not "No. 1"."""
        word = self.words[at].lower
        following = self.words[at + 1].lower if at + 1 < len(self.words) else ""
        if following == "to" and word in vocabulary.NEGATIONS_BEFORE_TO:
            return True
        return word in vocabulary.NEGATIONS and not (word == "no" and following[:1].isdigit())

    @cached_property
    def hedged(self) -> bool:
        return any(word.lower in vocabulary.HEDGES for word in self.words)

    @cached_property
    def denial(self) -> str:
        """The first word that calls something untrue: hoax, denies, debunked."""
        return next((word.text for word in self.words if word.lower in vocabulary.DENIALS), "")

    def phrase(self, at: int) -> list[Word]:
        """A few words from this one on, up to a mark."""
        found: list[Word] = []
        for word in self.words[at : at + _PHRASE]:
            if (
                found
                and not self.text[found[-1].start + len(found[-1].text) : word.start].isspace()
            ):
                break
            found.append(word)
        return found

    def numbers_written(self, numbers: Iterable[str]) -> str:
        """These numbers, as the statement has them."""
        wanted = set(numbers)
        found = [word.text for word in self.words if _number(word) in wanted]
        return ", ".join(dict.fromkeys(found))

    def words_of(self, stems: frozenset[str]) -> str:
        """These words, as the statement has them: an ellipsis between those that don't stand together."""
        places: dict[str, int] = {}
        for at, word in enumerate(self.words):
            if word.stem in stems:
                places.setdefault(word.text, at)
        written, last = "", -1
        for text, at in list(places.items())[:_SHOWN]:
            if written:
                written += " " if at == last + 1 else " … "
            written, last = written + text, at
        return written

    def quoted(self, found: Found) -> str:
        """A quantity's words."""
        return self.statement.text[found.start : found.end] or f"{found.low:f} {found.unit}"


def _without_titles(words: list[Word]) -> Iterator[Word]:
    for at, word in enumerate(words):
        named = any(each.name for each in words[at + 1 : at + 3])
        if named and word.lower in vocabulary.TITLES:
            yield replace(word, name=False, title=True)
        else:
            yield word


def _number(word: Word) -> str:
    """The number that a word is; "one" is too often none."""
    ordinal = vocabulary.ORDINALS.get(word.lower)
    if ordinal:
        return f"{ordinal}th"
    if word.lower in vocabulary.NUMBER_WORDS and word.lower != "one":
        return str(vocabulary.NUMBER_WORDS[word.lower])
    if word.lower[0].isdigit():
        return re.sub(r"(?:st|nd|rd)$", "th", word.lower.replace(",", "").rstrip("."))
    return ""


def _parts(word: str) -> list[tuple[str, int]]:
    """A hyphened word's parts: anti-war, Cuban-American."""
    if word[0].isdigit() or not re.search(r"[.-]", word):
        return [(word, 0)]
    return [(match[0], match.start()) for match in re.finditer(r"[^.-]+", word)]
