"""What a number counts or measures, by everything that may say so around it."""

from dataclasses import dataclass, replace

from nlp.english import MONTH_NUMBERS
from nlp.quantities import elsewhere, units
from nlp.quantities.bounds import bound_after, bound_before
from nlp.quantities.counted import hurt_before, of_them, of_what, thing_after, toll_before
from nlp.quantities.measures import Of, aged, hyphened, measure_after, opening, per, sign_after
from nlp.quantities.nouns import many, stops
from nlp.quantities.number import Number
from nlp.quantities.numerals import number_at
from nlp.quantities.text import Text
from nlp.quantities.tokens import DASHES, Token, hyphen_at, lower, touching

_OLDEST = 115
_ENDS_AGE = (",", ".", ";", "by", "when", "and", "on", "this", "next", "in", "now")
_WHEN = ("last", "next", "every")  # "6.7 million last night"
_NO_NOUN = ("ed", "ly", "ing", "st", "ive", "ous", "al", "ful")
_TURNS = ("is", "was", "be", "am", "turned", "turns", "turning", "i'm", "he's", "she's")


@dataclass(frozen=True, slots=True)
class Reading:
    """A number being read. ``near``: the first end of a range, otherwise ``number`` itself;
    ``last``: what the number before it, in the same sentence, counts."""

    text: Text
    near: Number
    number: Number
    money: str = ""
    last: Of | None = None

    @property
    def singly(self) -> bool:
        """Whether the number is one."""
        return self.near is self.number and self.number.value == 1 and self.number.scale == 1

    @property
    def surely(self) -> bool:
        """Whether "one" is a number here: written as 1, or bounded."""
        return self.near.style == "digits" or bool(
            bound_before(self.text.tokens, self.near.begin).bound
        )


def of(reading: Reading) -> Of | None:
    """What the number counts or measures; None where nothing says so."""
    tokens, near, number = reading.text.tokens, reading.near, reading.number
    if not reading.text.english(near.begin):
        return elsewhere.of(tokens, number, reading.money)
    found = _money(tokens, number, reading.money) or sign_after(tokens, number)
    if found:
        return of_what(tokens, per(tokens, found))
    if number.style in ("comma", "part"):
        return None
    _bound, end = bound_after(tokens, number.end)
    if end > number.end:
        reading = replace(reading, number=replace(number, end=end))
        if near is number:
            reading = replace(reading, near=reading.number)
    elif hyphen_at(tokens, end):
        return hyphened(tokens, number)
    elif touching(tokens, end - 1) and tokens[end].kind == "word":
        return None  # 20th, 1990s, 5G
    return (
        aged(tokens, near.begin, reading.number)
        or _measure(reading)
        or _suspended(tokens, number)
        or _thing(reading)
    )


def _money(tokens: list[Token], number: Number, money: str) -> Of | None:
    """$5, and "$75 U.S." """
    end = number.end
    if not money:
        return None
    if money == "dollars":
        if end < len(tokens) and tokens[end].text in ("US", "U.S."):
            end += 1
        following = tokens[end] if end < len(tokens) else None
        if end == number.end or (following and not stops(following) and following.lower != "a"):
            return Of(money, number.end)
        money = "US dollars"
    return Of(money, end)


def _measure(reading: Reading) -> Of | None:
    tokens, near, number = reading.text.tokens, reading.near, reading.number
    found = measure_after(tokens, number)
    if found is None or (
        number.style == "unclear" and tokens[number.end].lower not in units.ENGLISH_ONLY
    ):
        return None
    if found.unit in units.NOT_HYPHENED and reading.singly and not reading.surely:
        return None  # at one point
    if found.unit in units.TIMES:
        before = lower(tokens, near.begin - 1)
        if lower(tokens, found.end) in units.FROM_THEN:
            return None
        if before in units.WHICH_TIME and not _over_time(tokens, near.begin - 2):
            return None
        if reading.singly and not reading.surely and before not in units.HOW_LONG:
            return None
    return of_what(tokens, per(tokens, found))


def _over_time(tokens: list[Token], at: int) -> bool:
    """Over the past two years."""
    return lower(tokens, at) in units.THE and lower(tokens, at - 1) in units.OVER_TIME


def _suspended(tokens: list[Token], number: Number) -> Of | None:
    """A 7- or 8-inch screen: the unit of both."""
    at = number.end
    if lower(tokens, at) not in DASHES or not touching(tokens, at - 1):
        return None
    if lower(tokens, at + 1) not in ("or", "to", "and") or at + 2 >= len(tokens):
        return None
    other = number_at(tokens, at + 2)
    if other is None or other.value is None:
        return None
    found = hyphened(tokens, other) or measure_after(tokens, other)
    return replace(found, end=number.end) if found else None


def _thing(reading: Reading) -> Of | None:
    if reading.number.style == "unclear":
        return None
    tokens, begin, end = reading.text.tokens, reading.near.begin, reading.number.end
    return (
        thing_after(tokens, reading.number, singly=reading.singly, surely=reading.surely)
        or (None if reading.singly else of_them(tokens, reading.number))
        or toll_before(tokens, begin, end)
        or hurt_before(tokens, begin, end)
        or _age(reading)
        or _compared(reading)
        or _attributive(reading)
        or (Of("number", end) if _stands_alone(reading) else None)
    )


def _age(reading: Reading) -> Of | None:
    """ "Senard, 65, said", "he will be 35": years. The number is written in digits."""
    tokens, number = reading.text.tokens, reading.number
    at, end = number.begin, number.end
    if reading.near is not number or tokens[at].kind != "digits" or number.scale > 1:
        return None
    if number.value is None or not 0 < number.value <= _OLDEST or number.style != "digits":
        return None
    before, following = lower(tokens, at - 1), lower(tokens, end)
    name = at > 1 and tokens[at - 2].kind == "word" and tokens[at - 2].text[:1].isupper()
    if before == "," and following in (",", ".", ";") and name:
        # Not in a list, nor after a month: "Jan, 5, 8".
        listed = at > 2 and (
            tokens[at - 3].text == "," or tokens[at - 2].lower[:3] in MONTH_NUMBERS
        )
        return None if listed or not _and_on(tokens, end) else Of("years", end, "age")
    if before in _TURNS and following in ("", *_ENDS_AGE):
        who = at - 2
        while lower(tokens, who) in ("will", "would", "just", "only", "be", "now"):
            who -= 1
        person = lower(tokens, who) in ("he", "she", "i", "who") or before in _TURNS[4:]
        return Of("years", end, "age") if person else None
    return None


def _and_on(tokens: list[Token], at: int) -> bool:
    """Whether a word, not another number, follows the mark."""
    return (at + 1 < len(tokens) and tokens[at + 1].kind == "word") or tokens[at].text != ","


def _attributive(reading: Reading) -> Of | None:
    """ "A 3 cylinder engine", "14 gauge wire": a noun in the singular before another noun."""
    tokens, number = reading.text.tokens, reading.number
    at = number.end
    if number.style != "digits" or reading.near is not number or reading.singly:
        return None
    if len(tokens) < at + 2 or len(tokens[number.begin].text) > 3:
        return None
    noun, following = tokens[at], tokens[at + 1]
    if tokens[number.begin - 1].kind == "word" and tokens[number.begin - 1].text[:1].isupper():
        return None  # a name
    plain = all(
        each.kind == "word" and each.text.islower() and each.text.isascii() and not stops(each)
        for each in (noun, following)
    )
    if following.text in units.NOT_PLURAL:
        return None
    if not plain or len(noun.text) < 4 or noun.lower in units.MEASURES or noun.lower in units.HURT:
        return None
    if noun.text.endswith(_NO_NOUN) or following.text.endswith(_NO_NOUN):
        return None
    return Of(many(noun.lower), at + 1, noun.text)


def _compared(reading: Reading) -> Of | None:
    """ "460 vehicles, compared with 63": what the number before it counts."""
    tokens, begin, end = reading.text.tokens, reading.near.begin, reading.number.end
    if reading.last is None or (end < len(tokens) and not stops(tokens[end])):
        return None
    begin = bound_before(tokens, begin).begin
    if reading.last.unit == "percent" and reading.last.end == begin - 1:
        # "Gained 8% to 3.65": a price or an index.
        return Of("number", end) if lower(tokens, begin - 1) == "to" else None
    for length in (3, 2, 1):
        if tuple(token.lower for token in tokens[max(0, begin - length) : begin]) in units.COMPARED:
            return replace(reading.last, end=end, qualifier="")
    return None


def _stands_alone(reading: Reading) -> bool:
    """Whether a number without a unit can't be a label: it is great or bounded, and does not follow
    a name."""
    text, near, number = reading.text, reading.near, reading.number
    tokens = text.tokens
    if near.style == "many" or (near.style == "couple" and number.scale == 1):
        return False
    suffixed = number.scale > 1 and tokens[number.end - 1].text in ("m", "t")  # 5m: metres?
    great = ("grouped" in (near.style, number.style) or number.scale > 100) and not suffixed
    before = near.begin - 1
    between = near is not number and lower(tokens, before) == "between" and (number.value or 0) > 12
    pointed = tokens[near.begin].text == "."  # a .500 record
    minus = lower(tokens, opening(tokens, near).begin) == "minus"
    if not (great or between or pointed or minus) and not bound_before(tokens, near.begin).surely:
        return False
    following = tokens[number.end] if number.end < len(tokens) else None
    ends = following is None or stops(following) or following.lower in _WHEN
    if not ends and not between and following and following.kind == "word":
        return pointed  # an unknown noun
    return before < 0 or not tokens[before].text[:1].isupper() or text.opens(before)
