"""The things that a number counts: "44 aerial strikes", "150 known deaths", "killing 12"."""

from dataclasses import replace

from nlp.english import MONTH_NUMBERS
from nlp.quantities import units
from nlp.quantities.measures import Of, hyphened, measure_after, per, sign_after
from nlp.quantities.nouns import initials, plural, stops, unit_of
from nlp.quantities.number import Number
from nlp.quantities.numerals import BEGINNINGS, number_at
from nlp.quantities.tokens import Token, hyphen_at, lower, text_of, touching

REACH = 6  # words from a number to the noun that it counts
_OPENING = ("“", "‘", '"', "'", "«")
_ENDED = (".", ";", "!", "?")


def thing_after(
    tokens: list[Token], number: Number, *, singly: bool = False, surely: bool = False
) -> Of | None:
    """The noun that is counted. ``singly``: the number is one. ``surely``: it can't be a pronoun, as
    "one" can."""
    begin = number.end
    if lower(tokens, begin) in _OPENING and touching(tokens, begin):
        begin += not touching(tokens, begin - 1)
    noun = begin
    while lower(tokens, noun) in units.QUALIFIERS:
        noun += 1
    nested = 0
    if singly:
        end = _one(tokens, noun, surely)
    else:
        end, nested = _many(tokens, noun)
    if end is None:
        return _hurt_after(tokens, number, begin)
    if tokens[end - 1].lower in units.TIMES:
        return None
    qualifier = " ".join(token.lower for token in tokens[begin:noun])
    of = per(tokens, Of(unit_of(tokens[end - 1]), end, text_of(tokens, noun, end), qualifier))
    return replace(of, end=number.end) if nested else of


def _many(tokens: list[Token], begin: int) -> tuple[int | None, int]:
    """Where the noun in the plural ends; None where none is found. And the place of a measure
    within it, which is read for itself: "eight million 250ml bottles"; 0 without one."""
    nested = joined = 0
    at, limit = begin, min(begin + 2 * REACH, len(tokens))
    while at < limit:
        token = tokens[at]
        if token.kind == "digits":
            measured = _measured(tokens, at)
            if not measured and not (at > begin and _in_a_name(tokens, at)):
                return None, 0
            nested, at = (nested or at, measured) if measured else (nested, at + 1)
            continue
        if not hyphen_at(tokens, at):
            if stops(token):
                if joined or at == begin or not _joins(tokens, at):
                    return None, 0
                joined = at
            elif token.lower in units.HURT and at > begin and not plural(token.lower):
                return None, 0
            elif _plural_token(token) and not hyphen_at(tokens, at + 1):
                following = lower(tokens, at + 1)
                if not plural(following) or following in units.HURT or touching(tokens, at):
                    return at + 1, nested
        at += 1
    return None, 0


def _plural_token(token: Token) -> bool:
    """Also TDs and TVs."""
    return plural(token.lower) or initials(token.text)


def _joins(tokens: list[Token], at: int) -> bool:
    """Whether this "and" is within a noun phrase: Kia and Hyundai vehicles."""
    if tokens[at].lower not in ("and", "or", "&", "/") or at + 1 >= len(tokens):
        return False
    before, following = tokens[at - 1], tokens[at + 1]
    return (
        before.kind == "word"
        and not stops(following)
        and not ({before.lower, following.lower} & (units.HURT | units.DIED | units.HURTING.keys()))
        and following.lower not in BEGINNINGS
    )


def _measured(tokens: list[Token], at: int) -> int:
    """The end of a measure in digits: 250ml, 9 liter, 10-year; 0 where there is none."""
    number = number_at(tokens, at)
    if number is None or number.value is None:
        return 0
    of = sign_after(tokens, number) or measure_after(tokens, number)
    if of is None and hyphen_at(tokens, number.end):
        of = hyphened(tokens, number)
    return of.end if of else 0


def _capital(tokens: list[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].text[:1].isupper()


def _in_a_name(tokens: list[Token], at: int) -> bool:
    """737 Max, Model 3"""
    capital = _capital(tokens, at - 1) or _capital(tokens, at + 1)
    return capital and len(tokens[at].text) <= 4


def _one(tokens: list[Token], begin: int, surely: bool) -> int | None:
    """Where the noun in the singular ends. An unknown noun counts only where the number is sure."""
    at = begin
    while at < min(begin + 2 * REACH, len(tokens)):
        word = tokens[at].lower
        joined = hyphen_at(tokens, at + 1)
        if (word in units.PERSON or word in units.SINGLE) and not joined and _closes(tokens, at):
            return at + 1
        if not hyphen_at(tokens, at) and (
            tokens[at].kind != "word" or (at > begin and word in units.ENDS_ONE)
        ):
            break
        if stops(tokens[at]) and at == begin:
            return None
        at += 1
    return at if surely and at > begin else None


def _closes(tokens: list[Token], at: int) -> bool:
    """Whether the noun phrase ends here: one death, not one death penalty case."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return (
        following is None
        or stops(following)
        or (
            following.lower in units.ENDS_ONE
            or following.lower in units.HURT
            or following.lower.endswith(("ed", "ing"))
        )
    )


def _hurt_after(tokens: list[Token], number: Number, at: int) -> Of | None:
    """12 killed, 12 were wounded, twelve died: people, without the noun."""
    verb = lower(tokens, at) in ("were", "are", "was", "have", "had", "has")
    end = at + verb
    while end < at + REACH and lower(tokens, end) in units.BEFORE_HURT:
        end += 1
    word = lower(tokens, end)
    if word not in units.HURT and word not in units.DIED:
        return None
    return Of("people", number.end if verb else end + 1, word)


def hurt_before(tokens: list[Token], begin: int, end: int) -> Of | None:
    """Killing 12, wounding at least 30: people, where no noun says otherwise."""
    for back in range(begin - 1, max(-1, begin - 4), -1):
        word = tokens[back].lower
        if word in units.HURTING:
            return Of("people", end, units.HURTING[word])
        if word not in units.AFTER_HURTING:
            return None
    return None


def toll_before(tokens: list[Token], begin: int, end: int) -> Of | None:
    """The death toll rose to 150."""
    for back in range(begin - 1, max(0, begin - 9), -1):
        if tokens[back].text in _ENDED:
            return None
        if tokens[back].lower == "toll" and tokens[back - 1].lower == "death":
            return Of("deaths", end, "death toll")
    return None


def of_them(tokens: list[Token], number: Number) -> Of | None:
    """Dozens of boats, 12 of the victims, three of the five hostages."""
    if lower(tokens, number.end) != "of":
        return None
    at = _past_the(tokens, number.end + 1)
    loose = number.style in ("many", "couple")
    if at < len(tokens) and not loose:
        inner = number_at(tokens, at)
        at = inner.end if inner else at
    head = replace(number, end=at)
    of = measure_after(tokens, head) or thing_after(tokens, head)
    return of if of is None or loose else replace(of, end=number.end)


def of_what(tokens: list[Token], of: Of) -> Of:
    """The quantity with what is measured: 12 tons "of cocaine", 50 percent "of voters"."""
    word = lower(tokens, of.end)
    at = of.end + 1
    if word == "worth" and lower(tokens, at) == "of":
        at += 1
    elif word != "of" and not _money_in(tokens, of):
        return of
    at = _past_the(tokens, at)
    if at < len(tokens) and of.unit == "percent":
        inner = number_at(tokens, at)
        at = inner.end if inner else at
    end = phrase_end(tokens, at)
    if end == at or tokens[at].lower in MONTH_NUMBERS:
        return of
    # A rate may follow: 2 million barrels of oil per day.
    rated = per(tokens, replace(of, end=end))
    found = replace(of, counted=text_of(tokens, at, end))
    return found if rated.end == end else replace(rated, counted=found.counted)


def _money_in(tokens: list[Token], of: Of) -> bool:
    """$5m "in aid", but not "in the Caribbean" nor "in London"."""
    what = lower(tokens, of.end + 1)
    return (
        lower(tokens, of.end) == "in"
        and of.unit.endswith(units.MONEY_ENDS)
        and what not in units.THE
        and what == text_of(tokens, of.end + 1, of.end + 2)
    )


def phrase_end(tokens: list[Token], at: int) -> int:
    """Where the noun phrase ends: before a small word, a mark or a verb."""
    end = at
    while end < min(at + REACH, len(tokens)):
        word = tokens[end].lower
        if hyphen_at(tokens, end) and end > at:
            end += 1
            continue
        if stops(tokens[end]) or (word in units.HURT and end > at):
            break
        if end > at and word.endswith("ed") and not plural(lower(tokens, end + 1)):
            break  # a verb
        end += 1
        if lower(tokens, end) == "'" and touching(tokens, end - 1) and end < at + REACH:
            end += 1  # workers' wages
        elif plural(word) and not plural(lower(tokens, end)):
            break
    return end


def no_one_at(tokens: list[Token], at: int) -> Of | None:
    """No survivors, no known deaths: a count of zero."""
    if tokens[at].lower != "no":
        return None
    begin = at + 1
    qualifier = lower(tokens, begin) if lower(tokens, begin) in units.QUALIFIERS else ""
    begin += bool(qualifier)
    end = begin + (lower(tokens, begin) not in units.NO_ONES) + 1
    noun = lower(tokens, end - 1)
    if noun not in units.NO_ONES or stops(tokens[begin]):
        return None
    return Of(unit_of(tokens[end - 1]), end, text_of(tokens, begin, end), qualifier)


def _past_the(tokens: list[Token], at: int) -> int:
    while lower(tokens, at) in units.THE:
        at += 1
    return at
