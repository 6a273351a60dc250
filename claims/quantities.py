"""The numbers that a text states, each with its unit, bound and what it counts.

English; of other languages only digits right beside a sign or symbol that says what they measure.
What is kept is what can be compared: a number whose words say what it is of. Dates, times, names
("F-35", "Article 5"), ordinals and bare small numbers are no quantities, and what can be read two
ways ("1.234") is left out: nothing is made up. "Dozens" is two dozen at least; "nearly" and
"estimated" are "about"; "up to" and "as many as" are "at most"; "no survivors" and "zero" are 0,
while "none" is no number; shares ("one in five", "half of") are in percent.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypedDict

from claims import counted as words
from claims import units
from claims.choices import Bound
from claims.counted import Of, lower, no_one_at, opening, shared_scale, touched
from claims.days import days
from claims.numerals import DASHES, Number, Token, fits, number_at, tokens_of, touching
from claims.shares import share_at


class QuantityFields(TypedDict):
    """What claims.drafting.NewQuantity takes."""

    low: Decimal
    high: Decimal
    unit: str
    bound: str
    qualifier: str
    counted: str
    as_of: date | None


@dataclass(frozen=True)
class Found:
    """A quantity and where it stands, from its bound to its unit (code points of the text)."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    unit: str
    bound: Bound = Bound.EXACTLY
    qualifier: str = ""
    counted: str = ""
    as_of: date | None = None

    def fields(self) -> QuantityFields:
        return {
            "low": self.low,
            "high": self.high,
            "unit": self.unit,
            "bound": self.bound.value,
            "qualifier": self.qualifier,
            "counted": self.counted,
            "as_of": self.as_of,
        }


_BEFORE = {tuple(phrase.split()): Bound(bound) for phrase, bound in units.BEFORE}
_AFTER = {tuple(phrase.split()): Bound(bound) for phrase, bound in units.AFTER}
_ADDRESS = re.compile(r"\S+")
_AS_OF = re.compile(r"\b[Aa]s\s(?:of|at)\s(?:late\s|early\s)?$")
_YEAR = re.compile(r"[12]\d{3}")
_ANY_DAY = date(2000, 1, 1)  # where only the place of a day matters


@dataclass(frozen=True, slots=True)
class _Amount:
    """What tokens[begin:end] say."""

    begin: int
    end: int
    low: Decimal
    high: Decimal
    of: Of


def quantities(text: str, published: date | None = None) -> list[Found]:
    """Every quantity in the text, in its order. ``published`` resolves "as of March 2"."""
    return _Reading(text, published).all()


class _Reading:
    """One text, read once from left to right."""

    def __init__(self, text: str, published: date | None) -> None:
        self.text = text
        self.tokens = tokens_of(text)
        self.sentence, self.english = _sentences(text, self.tokens)
        self.closed = self._closed()
        self.as_of = self._as_of(published)

    def all(self) -> list[Found]:
        found: list[Found] = []
        at = taken = 0
        while at < len(self.tokens):
            end, amounts = self._read(at)
            for amount in amounts:
                made = self._found(amount, taken)
                if made:
                    found.append(made)
                taken = max(taken, amount.end)
            at = max(end, at + 1)
        return found

    def _closed(self) -> set[int]:
        """Where tokens begin that are no quantities: within days and addresses."""
        spans = [
            match.span()
            for match in _ADDRESS.finditer(self.text)
            if "://" in match[0] or "@" in match[0] or "www." in match[0]
        ]
        spans += [
            (day.start, day.end)
            for day in days(self.text, _ANY_DAY)
            if not _YEAR.fullmatch(self.text[day.start : day.end])
        ]
        return {place for start, end in spans for place in range(start, end)}

    def _as_of(self, published: date | None) -> dict[int, date]:
        """For each sentence that says "as of" a day, that day."""
        given: dict[int, date] = {}
        sentence_at = {token.start: self.sentence[at] for at, token in enumerate(self.tokens)}
        for day in days(self.text, published):
            before = self.text[max(0, day.start - 20) : day.start]
            if _AS_OF.search(before) and day.first == day.last:
                given.setdefault(sentence_at[day.start], day.last)
        return given

    def _read(self, at: int) -> tuple[int, list[_Amount]]:
        """The quantities that begin with this token, and the token from which to go on."""
        tokens, token = self.tokens, self.tokens[at]
        if token.start in self.closed:
            return at + 1, []
        if self.english[at]:
            share = (
                None if touched(tokens, at) else share_at(tokens, at, bool(self._bound(at, 0)[1]))
            )
            if share:
                of = share[1]
                return of.end, [_Amount(at, of.end, share[0], share[0], of)]
            none = no_one_at(tokens, at)
            if none:
                return none.end, [_Amount(at, none.end, Decimal(0), Decimal(0), none)]
        number = number_at(tokens, at)
        if number is None or not (self.english[at] or token.kind == "digits"):
            return at + 1, []
        end = max(number.end, number.to.end if number.to else 0)
        if number.value is None or (number.to and number.to.value is None):
            return end, []
        if self._is_a_name(number):
            return end, []
        return self._amounts(number, end)

    def _amounts(self, number: Number, end: int) -> tuple[int, list[_Amount]]:
        tokens = self.tokens
        begin, money, below_zero = opening(tokens, number)
        near = number
        far = number.to or self._far_end(number, begin, number.end)
        if far:
            low, high = shared_scale(number, far)
            if low >= high:
                return end, []
            number = replace(far, begin=near.begin)
        else:
            low = high = (
                -near.value if below_zero and near.value is not None else Decimal(near.value or 0)
            )
        of = self._of(near, number, money)
        if of is None:
            return max(end, number.end), []
        amount = _Amount(begin, max(of.end, number.end), low * of.factor, high * of.factor, of)
        if not far and not below_zero:
            amount = self._up_to_the_same(amount, near, begin)
        return amount.end, [amount]

    def _far_end(self, number: Number, begin: int, at: int) -> Number | None:
        """The other end of a range whose first end is read up to here: "30 to 40"."""
        tokens = self.tokens
        word, before = lower(tokens, at), lower(tokens, begin - 1)
        between = before == "between"
        joined = (
            (word in ("to", "or") and before != "from")
            or (word == "and" and between)
            or (
                word in tuple(DASHES)
                and at + 1 < len(tokens)
                and touching(tokens, at) == touching(tokens, at - 1)
            )
        )
        if not joined or at + 1 >= len(tokens):
            return None
        place = at + 1
        while place < len(tokens) - 1 and tokens[place].text in units.SIGNS:
            place += 1
        if (
            touched(tokens, place)
            and tokens[place - 1].text not in units.SIGNS
            and word not in tuple(DASHES)
        ):
            return None
        far = number_at(tokens, place)
        if far is None or far.value is None or far.to or far.style in ("part", "many", "couple"):
            return None
        if word == "or" and (far.value != (number.value or 0) + 1 or number.scale != far.scale):
            return None
        low, high = shared_scale(number, far)
        return far if low < high else None

    def _up_to_the_same(self, amount: _Amount, near: Number, begin: int) -> _Amount:
        """5% to 10%, 2 miles to 3 miles: one range."""
        far = self._far_end(near, begin, amount.of.end)
        if far is None or far.value is None:
            return amount
        of = self._of(far, far, opening(self.tokens, far)[1])
        if of is None or of.unit != amount.of.unit:
            return amount
        return replace(amount, end=of.end, high=far.value * of.factor, of=of)

    def _of(self, near: Number, number: Number, money: str) -> Of | None:
        """What the number is of. ``near`` is the first end of a range."""
        tokens, end = self.tokens, number.end
        english = self.english[near.begin]
        singly = number.value == 1 and number.scale == 1 and near is number
        bounded = bool(self._bound(near.begin, 0)[1]) or number.style == "digits"
        if money:
            of = Of(money, end)
            if not english:
                foreign_scale = end < len(tokens) and tokens[end].lower.startswith(
                    units.FOREIGN_SCALES
                )
                return None if foreign_scale else of
            return words.of_what(tokens, words.per(tokens, of))
        sign = words.sign_after(tokens, number)
        if sign:
            return words.of_what(tokens, words.per(tokens, sign)) if english else sign
        if not english or number.style in ("comma", "part"):
            return None
        if (
            lower(tokens, end) in tuple(DASHES)
            and touching(tokens, end - 1)
            and touching(tokens, end)
        ):
            return words.hyphened(tokens, number)
        if lower(tokens, end) == "+" and touching(tokens, end - 1):
            number = replace(number, end=end + 1)
        elif touching(tokens, end - 1) and end < len(tokens) and tokens[end].kind == "word":
            return None
        after = self._after(number.end)
        if after:
            number = replace(number, end=after[0])
        return (
            words.aged(tokens, near, number)
            or self._measure(number, singly, bounded)
            or (None if number.style == "unclear" else self._thing(near, number, singly, bounded))
        )

    def _measure(self, number: Number, singly: bool, bounded: bool) -> Of | None:
        tokens = self.tokens
        if number.style == "unclear" and not lower(tokens, number.end).startswith(
            ("percent", "per", "kilo", "mile")
        ):
            return None
        of = words.measure_after(tokens, number)
        if of is None:
            return None
        if of.unit in units.TIMES:
            before = lower(tokens, number.begin - 1)
            if lower(tokens, of.end) in units.FROM_THEN or before in units.WHICH_TIME:
                return None
            if singly and not bounded and before not in ("for", "within", "in", "than", "lasted"):
                return None
        return words.of_what(tokens, words.per(tokens, of))

    def _thing(self, near: Number, number: Number, singly: bool, bounded: bool) -> Of | None:
        tokens = self.tokens
        if _YEAR.fullmatch(tokens[near.begin].text) and near.style == "digits":
            if lower(tokens, near.begin - 1) in units.YEAR_AHEAD or near is not number:
                return None
        return (
            self._rated(words.thing_after(tokens, number, singly, bounded))
            or words.of_them(tokens, number)
            or words.toll_before(tokens, near, number)
            or words.hurt_before(tokens, near, number)
            or self._bare(near, number)
        )

    def _rated(self, of: Of | None) -> Of | None:
        return words.per(self.tokens, of) if of else None

    def _bare(self, near: Number, number: Number) -> Of | None:
        """A number that the text gives no unit: kept where it can be no label."""
        tokens = self.tokens
        if near.style in ("many", "couple"):
            return None
        plain = not (near.style == "grouped" or number.style == "grouped" or number.scale > 100)
        if plain and not self._bound(near.begin, 0)[2]:
            return None
        following = lower(tokens, number.end)
        if following and following not in units.STOP and tokens[number.end].kind == "word":
            return None
        before = tokens[near.begin - 1] if near.begin else None
        if (
            before
            and before.kind == "word"
            and before.text[:1].isupper()
            and not self._first(near.begin - 1)
        ):
            return None
        return Of("number", number.end)

    def _first(self, at: int) -> bool:
        """Whether a sentence begins with this token."""
        return (
            at == 0
            or self.sentence[at] != self.sentence[at - 1]
            or self.tokens[at - 1].kind == "mark"
        )

    def _is_a_name(self, number: Number) -> bool:
        """F-35, G7, Article 5, #5, 7:30, 7 p.m., the Group of Seven."""
        tokens, at = self.tokens, number.begin
        before = tokens[at - 1] if at else None
        token, following = tokens[at], lower(tokens, number.end)
        if before and touching(tokens, at - 1):
            if before.kind != "mark" and before.text not in units.CODES:
                return True
            if before.text in "#@_=/.,:;&*^§№+\\|" and before.text:
                return not (
                    before.text in ".,;:" and before.kind == "mark" and token.kind == "word"
                )
            if before.text in DASHES and at > 1 and touching(tokens, at - 2):
                return True
        if number.style in ("digits", "words") and following in (
            "am",
            "pm",
            "p",
            "a",
            "o'clock",
            "gmt",
            "utc",
            "est",
            "edt",
            "cet",
        ):
            if following not in ("p", "a") or lower(tokens, number.end + 1) == ".":
                return True
        if before and before.kind == "word" and number.scale == 1 and number.style != "grouped":
            label = before.lower in units.LABELS or (
                before.lower in units.CAPITAL_LABELS and before.text[:1].isupper()
            )
            if label:
                return True
        if token.kind == "word" and token.text[:1].isupper() and before and not self._first(at):
            return True
        return (
            token.kind == "word"
            and token.text[:1].isupper()
            and number.end < len(tokens)
            and tokens[number.end].text[:1].isupper()
            and tokens[number.end].lower in units.NAMED_AFTER_NUMBERS
        )

    def _after(self, at: int) -> tuple[int, Bound] | None:
        """A bound that follows: "or more". Where it ends."""
        for length in (3, 2):
            phrase = tuple(lower(self.tokens, at + step) for step in range(length))
            if phrase in _AFTER:
                return at + length, _AFTER[phrase]
        return None

    def _bound(self, at: int, taken: int) -> tuple[int, Bound | None, bool]:
        """The bound before this token: where it begins, what it is, and whether its words can
        mean nothing else."""
        tokens = self.tokens
        begin = at
        if (
            lower(tokens, at - 1) == "of"
            and lower(tokens, at - 2) == "total"
            and lower(tokens, at - 3) == "a"
        ):
            begin = at = at - 3
        if lower(tokens, at - 1) == "between":
            begin = at = at - 1
        for length in (4, 3, 2, 1):
            start = at - length
            if start < taken:
                continue
            phrase = tuple(lower(tokens, each) for each in range(start, at))
            if phrase not in _BEFORE:
                continue
            if phrase == ("about",) and lower(tokens, start - 1) in units.ON_A_MATTER:
                break
            if phrase[0] == "than":
                break
            return start, _BEFORE[phrase], length > 1
        return begin, None, False

    def _found(self, amount: _Amount, taken: int) -> Found | None:
        tokens, of = self.tokens, amount.of
        low, high = fits(amount.low), fits(amount.high)
        if low is None or high is None or low > high:
            return None
        begin, qualifier = self._qualifier(amount.begin, taken)
        begin, bound, _ = self._bound(begin, taken)
        end = amount.end
        if bound is None:
            after = self._after(end)
            if after:
                end, bound = after
            else:
                number_end = self._number_end(amount)
                inner = self._after(number_end)
                if inner:
                    bound = inner[1]
                elif lower(tokens, number_end) == "+" or (
                    lower(tokens, number_end) in tuple(DASHES)
                    and lower(tokens, number_end + 1) == "plus"
                ):
                    bound = Bound.AT_LEAST
        if bound is None:
            bound = self._own_bound(amount)
        qualifiers = " ".join(dict.fromkeys(f"{qualifier} {of.qualifier}".split()))
        if bound is Bound.EXACTLY and "estimated" in qualifiers:
            bound = Bound.ABOUT
        return Found(
            start=tokens[begin].start,
            end=tokens[max(end, begin + 1) - 1].end,
            low=low,
            high=high,
            unit=of.unit[:60],
            bound=bound,
            qualifier=qualifiers[:100],
            counted=of.counted[:300],
            as_of=self.as_of.get(self.sentence[amount.begin]),
        )

    def _number_end(self, amount: _Amount) -> int:
        at = amount.begin
        while at < amount.end and self.tokens[at].text in units.SIGNS:
            at += 1
        number = number_at(self.tokens, at)
        return number.end if number else amount.end

    def _own_bound(self, amount: _Amount) -> Bound:
        """What the number says of itself: dozens are two dozen at least, a couple is about two."""
        number = number_at(self.tokens, amount.begin)
        if number and number.style == "many":
            return Bound.AT_LEAST
        return Bound.ABOUT if number and number.style == "couple" else Bound.EXACTLY

    def _qualifier(self, at: int, taken: int) -> tuple[int, str]:
        """ "An estimated", "another", "a further", before the number."""
        tokens = self.tokens
        word = lower(tokens, at - 1)
        if at - 1 < taken or word not in units.QUALIFIERS:
            return at, ""
        if word == "another":
            return at - 1, word
        if lower(tokens, at - 2) in ("a", "an", "the") and at - 2 >= taken:
            return at - 2, word
        return at, ""


def _sentences(text: str, tokens: list[Token]) -> tuple[list[int], list[bool]]:
    """For each token, in which sentence it stands, and whether that reads as English."""
    which: list[int] = []
    scores: list[int] = [0]
    for at, token in enumerate(tokens):
        if at and (
            (
                tokens[at - 1].text in ".!?"
                and tokens[at - 1].end != token.start
                and not _initial(tokens, at)
            )
            or "\n" in text[tokens[at - 1].end : token.start]
        ):
            scores.append(0)
        if token.kind == "word":
            scores[-1] += (token.lower in units.ENGLISH) - (token.lower in units.FOREIGN)
        which.append(len(scores) - 1)
    return which, [scores[each] >= 0 for each in which]


def _initial(tokens: list[Token], at: int) -> bool:
    """Whether the full stop before this token ends an abbreviation: U.S., approx., No."""
    word = tokens[at - 2] if at > 1 and touching(tokens, at - 2) else None
    return (
        word is not None
        and word.kind == "word"
        and ((len(word.text) == 1 and word.text.isupper()) or word.lower in units.ABBREVIATED)
    )
