"""A text prepared for reading its numbers: tokens, sentences, and numbers that count nothing."""

import re
from datetime import date

from nlp.dates import days
from nlp.quantities import elsewhere, units
from nlp.quantities.number import Number
from nlp.quantities.tokens import DASHES, lower, tokens_of, touching

_CHUNK = re.compile(r"\S+")
_AS_OF = re.compile(r"\b[Aa]s\s(?:of|at)\s(?:late\s|early\s)?$")
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_FOREIGN = units.FOREIGN | elsewhere.TELLING
_ANY_DAY = date(2000, 1, 1)  # where only the places of days matter
_LABELLING = tuple("#@_=/.:&*^§№+\\|")
_HOURS = ("am", "pm", "o'clock", "gmt", "utc", "est", "edt", "cet")


class Text:
    """A text's tokens, with the sentence of each and whether that is English."""

    def __init__(self, text: str, published: date | None, language: str = "") -> None:
        self.tokens = tokens_of(text)
        self.sentences: list[int] = []
        scores = [0]
        for at, token in enumerate(self.tokens):
            if self._ends_before(text, at):
                scores.append(0)
            if token.kind == "word":
                scores[-1] += (token.lower in units.ENGLISH) - (token.lower in _FOREIGN)
            self.sentences.append(len(scores) - 1)
        stated = language.partition("-")[0].lower()
        least = 0 if stated in ("", "en", "und") else 2
        self._english = [score >= least for score in scores]
        self._closed = _closed(text)
        self._as_of = self._days_as_of(text, published)

    def english(self, at: int) -> bool:
        return self._english[self.sentences[at]]

    def closed(self, at: int) -> bool:
        """Whether the token belongs to a date or an address."""
        return self.tokens[at].start in self._closed

    def as_of(self, at: int) -> date | None:
        """The "as of" day of the token's sentence."""
        return self._as_of.get(self.sentences[at])

    def opens(self, at: int) -> bool:
        """Whether a sentence, or words after a mark, begin with this token."""
        return (
            at == 0
            or self.sentences[at] != self.sentences[at - 1]
            or self.tokens[at - 1].kind == "mark"
        )

    def is_a_year(self, number: Number) -> bool:
        """1987, by the word before it or because a range of years begins with it."""
        if number.style != "digits" or not _YEAR.fullmatch(self.tokens[number.begin].text):
            return False
        before = lower(self.tokens, number.begin - 1)
        return number.to is not None or before in units.YEAR_AHEAD or self.opens(number.begin)

    def is_a_name(self, number: Number) -> bool:
        """F-35, G7, Article 5, #5, 7 p.m., the Group of Seven: a number that counts nothing."""
        return self._adjoins(number.begin) or self._is_a_time(number) or self._is_a_title(number)

    def _adjoins(self, at: int) -> bool:
        """Letters or marks that make it part of a name: F-35, MH17, #5."""
        tokens = self.tokens
        if not at or not touching(tokens, at - 1):
            return False
        before = tokens[at - 1]
        if before.kind != "mark":
            return True
        if before.text in _LABELLING:
            return tokens[at].kind == "digits"
        joined = before.text in DASHES and touching(tokens, at - 2)
        return joined and lower(tokens, at - 2) != "sub"

    def _is_a_time(self, number: Number) -> bool:
        following = lower(self.tokens, number.end)
        return following in _HOURS or (
            following in ("a", "p")
            and lower(self.tokens, number.end + 1) == "."
            and lower(self.tokens, number.end + 2) == "m"
        )

    def _is_a_title(self, number: Number) -> bool:
        tokens, at = self.tokens, number.begin
        before = tokens[at - 1] if at else None
        if before and before.text in units.ERAS:
            return True  # A.D. 1000
        if before and before.text == "." and lower(tokens, at - 2) == "no":
            return True  # No. 1
        if before and before.kind == "word" and number.scale == 1 and number.style != "grouped":
            capital = before.text[:1].isupper()
            if before.lower in units.LABELS or (capital and before.lower in units.CAPITAL_LABELS):
                return True
        if tokens[at].kind != "word" or not tokens[at].text[:1].isupper():
            return False
        named = number.end < len(tokens) and tokens[number.end].text[:1].isupper()
        return not self.opens(at) or (
            named and lower(tokens, number.end) in units.NAMED_AFTER_NUMBERS
        )

    def _ends_before(self, text: str, at: int) -> bool:
        """Whether a sentence ended with the token before this one."""
        if not at:
            return False
        before, token = self.tokens[at - 1], self.tokens[at]
        if "\n" in text[before.end : token.start]:
            return True
        if before.text not in (".", "!", "?") or before.end == token.start:
            return False
        word = self.tokens[at - 2] if at > 1 and touching(self.tokens, at - 2) else None
        short = word is not None and (
            (len(word.text) == 1 and word.text.isupper()) or word.lower in units.ABBREVIATED
        )
        return not short

    def _days_as_of(self, text: str, published: date | None) -> dict[int, date]:
        at_start = {token.start: at for at, token in enumerate(self.tokens)}
        given: dict[int, date] = {}
        for day in days(text, published):
            before = text[max(0, day.start - 20) : day.start]
            if _AS_OF.search(before) and day.first == day.last:
                given.setdefault(self.sentences[at_start[day.start]], day.last)
        return given


def _closed(text: str) -> set[int]:
    """The places of characters that belong to dates and addresses."""
    spans = [
        match.span()
        for match in _CHUNK.finditer(text)
        if "://" in match[0] or "@" in match[0] or match[0].startswith("www.")
    ]
    spans += [
        (day.start, day.end)
        for day in days(text, _ANY_DAY)
        if not _YEAR.fullmatch(text[day.start : day.end])
    ]
    return {place for start, end in spans for place in range(start, end)}
