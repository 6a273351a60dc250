"""What a number is of: the unit and the counted thing, read from the words beside it."""

from dataclasses import dataclass, replace
from decimal import Decimal

from claims import units
from claims.numerals import DASHES, Number, Token, number_at, touching

REACH = 6  # words from a number to the noun that it counts
_OPENING = "“‘\"'«"


@dataclass(frozen=True, slots=True)
class Of:
    """What tokens[…:end] say that the number is of. ``factor`` turns it into the unit."""

    unit: str
    end: int
    counted: str = ""
    qualifier: str = ""
    factor: Decimal = Decimal(1)


def text_of(tokens: list[Token], begin: int, end: int) -> str:
    """The words from one token to another, with the spaces that the text has between them."""
    words: list[str] = []
    for at in range(begin, end):
        words.append(tokens[at].text)
        if at < end - 1 and not touching(tokens, at):
            words.append(" ")
    return "".join(words).replace("’", "'")


def lower(tokens: list[Token], at: int) -> str:
    return tokens[at].lower if 0 <= at < len(tokens) else ""


def plural(word: str) -> bool:
    """Whether an English word, in lower case, looks like more than one."""
    if word in units.IRREGULAR or word in units.PEOPLE:
        return True
    return (
        len(word) > 3
        and word.isascii()
        and word.endswith("s")
        and not word.endswith(("ss", "us", "is", "ous", "'s"))
        and word not in units.NOT_PLURAL
        and word not in units.STOP
    )


def many(word: str) -> str:
    """The plural of an English noun in lower case."""
    if plural(word):
        return word
    if word.endswith(("s", "x", "ch", "sh", "z")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def unit_of(noun: str) -> str:
    if noun in units.PEOPLE or noun in units.PERSON or noun.endswith(("men", "women")):
        return "people"
    return many(noun)


def sign_after(tokens: list[Token], number: Number) -> Of | None:
    """A sign or symbol right behind the digits: 50%, 12 km, −5°C, 5€."""
    at = number.end
    if at >= len(tokens):
        return None
    token = tokens[at]
    near = token.start - tokens[at - 1].end <= 1
    if near and token.text == "°":
        scale = lower(tokens, at + 1)
        if scale in ("c", "f") and tokens[at + 1].start - token.end <= 1:
            return Of("°" + scale.upper(), at + 2)
        return None
    if near and token.text in ("℃", "℉"):
        return Of("°C" if token.text == "℃" else "°F", at + 1)
    if (
        near
        and token.text in units.SIGNS
        and not (
            token.text not in "%％‰"
            and lower(tokens, at + 1)[:1].isdigit()
            and touching(tokens, at)
        )
    ):
        end = at + 1
        if token.text in "%％" and lower(tokens, end) in ("point", "points"):
            return Of("percentage points", end + 1)
        return Of(units.SIGNS[token.text], end)
    if near and token.kind == "word" and token.lower in units.SYMBOLS:
        end, unit = at + 1, units.MEASURES[token.lower]
        if touching(tokens, at) and lower(tokens, end) in ("²", "2"):
            return Of("square " + unit, end + 1)
        if touching(tokens, at) and lower(tokens, end) in ("³", "3"):
            return Of("cubic " + unit, end + 1)
        if lower(tokens, end) == "/" and lower(tokens, end + 1) in ("h", "hr", "s"):
            return Of(
                unit + (" per second" if lower(tokens, end + 1) == "s" else " per hour"), end + 2
            )
        return Of(unit, end)
    if token.kind == "word" and token.text in units.CODES and token.text != "Rs":
        return Of(units.CODES[token.text], at + 1)
    return None


def measure_after(tokens: list[Token], number: Number) -> Of | None:
    """A unit in words: percent, percentage points, US dollars, barrels, square miles."""
    at = number.end
    word, following = lower(tokens, at), lower(tokens, at + 1)
    if word in ("percent", "pct"):
        return Of("percent", at + 1)
    if word == "per" and following == "cent":
        return Of("percent", at + 2)
    if word == "percentage" and following in ("point", "points"):
        return Of("percentage points", at + 2)
    if word == "basis" and following in ("point", "points"):
        return Of("basis points", at + 2)
    if word in ("degree", "degrees"):
        for name, sign in (("celsius", "°C"), ("centigrade", "°C"), ("fahrenheit", "°F")):
            if following == name:
                return Of(sign, at + 2)
        return Of("degrees", at + 1)
    if word == "pounds" and following == "sterling":
        return Of("pounds sterling", at + 2)
    if word in ("square", "cubic", "metric", "nautical") and following in units.MEASURES:
        return Of(f"{word} {units.MEASURES[following]}", at + 2)
    money = _money(tokens, at)
    if money:
        return money
    if word in ("m", "g", "f", "c", "l"):
        return None
    if word in units.MEASURES and not plural(following):
        return Of(units.MEASURES[word], at + 1)
    return None


def _money(tokens: list[Token], at: int) -> Of | None:
    """Dollars, US dollars, Australian dollars, million-dollar."""
    for end in range(at, min(at + 3, len(tokens))):
        word = tokens[end].lower
        if word in units.MONEY:
            name = (
                word
                if word in ("pence", "yen", "yuan", "rand", "reais", "kroner", "kronor")
                else many(word)
            )
            return Of(" ".join([*(tokens[each].text for each in range(at, end)), name]), end + 1)
        if word == "." and end > at:  # U.S. dollars
            continue
        if not tokens[end].text[:1].isupper():
            return None
    return None


def per(tokens: list[Token], of: Of) -> Of:
    """With the rate that follows: a day, per hour, per 100,000 people."""
    at, word, following = of.end, lower(tokens, of.end), lower(tokens, of.end + 1)
    if word in ("per", "a", "an", "each", "every", "/"):
        if following in units.EACH and word != "/" or (word == "/" and following in units.EACH):
            return replace(of, unit=f"{of.unit} per {following}", end=at + 2)
        if word == "per":
            base = number_at(tokens, at + 1) if at + 1 < len(tokens) else None
            if base and base.value and base.value > 1:
                end = base.end + (1 if plural(lower(tokens, base.end)) else 0)
                return replace(of, unit=f"{of.unit} per {text_of(tokens, at + 1, end)}", end=end)
            if following in units.MEASURES:
                name = following.removesuffix("s") if following.endswith("s") else following
                return replace(of, unit=f"{of.unit} per {name}", end=at + 2)
    if word in ("daily", "annually", "yearly", "monthly", "weekly", "hourly"):
        each = {"daily": "day", "annually": "year", "yearly": "year"}.get(word, word[:-2])
        return replace(of, unit=f"{of.unit} per {each}", end=at + 1)
    return of


def of_what(tokens: list[Token], of: Of) -> Of:
    """With what is measured: 12 tons "of cocaine", 50 percent "of voters", $5m "in aid"."""
    word = lower(tokens, of.end)
    if word not in ("of", "in", "worth") or of.counted:
        return of
    if word == "in" and not of.unit.endswith(("dollars", "euros", "sterling", "pounds")):
        return of
    at = of.end + (2 if word == "worth" and lower(tokens, of.end + 1) == "of" else 1)
    if word == "worth" and at == of.end + 1:
        return of
    if lower(tokens, at) in ("the", "all", "its", "their", "his", "her", "our", "these", "those"):
        at += 1
    end = phrase_end(tokens, at)
    if end == at or tokens[at].lower in units.MONTHS or tokens[at].kind != "word":
        return of
    return replace(of, counted=text_of(tokens, at, end))


def phrase_end(tokens: list[Token], at: int) -> int:
    """Where the noun phrase that begins here ends: before a small word or a mark."""
    end = at
    while end < min(at + REACH, len(tokens)):
        token = tokens[end]
        if (
            token.text in DASHES
            and end > at
            and touching(tokens, end - 1)
            and touching(tokens, end)
        ):
            end += 1
            continue
        if token.kind != "word" or token.lower in units.STOP:
            break
        if token.lower in units.HURT and end > at:
            break
        end += 1
        if plural(token.lower) and not plural(lower(tokens, end)):
            break
    while end > at and tokens[end - 1].text in DASHES:
        end -= 1
    return end


def thing_after(tokens: list[Token], number: Number, singly: bool, bounded: bool) -> Of | None:
    """The noun that is counted: "44 aerial strikes", "150 known deaths", "two survivors"."""
    at = begin = number.end
    if (
        at < len(tokens)
        and tokens[at].text in _OPENING
        and touching(tokens, at)
        and not touching(tokens, at - 1)
    ):
        at = begin = at + 1
    qualifiers: list[str] = []
    while lower(tokens, begin) in units.QUALIFIERS and tokens[begin].kind == "word":
        if plural(lower(tokens, begin)):
            break
        qualifiers.append(tokens[begin].lower)
        begin += 1
    end = _head(tokens, begin, singly, bounded)
    if end is None:
        return _hurt_after(tokens, number, at)
    noun = tokens[end - 1].lower
    if noun in units.TIMES:
        return None
    return Of(unit_of(noun), end, text_of(tokens, begin, end), " ".join(qualifiers))


def _head(tokens: list[Token], begin: int, singly: bool, bounded: bool) -> int | None:
    """Where the counted noun ends; None where none is found."""
    at = begin
    while at < min(begin + 2 * REACH, len(tokens)):
        token = tokens[at]
        if (
            token.text in DASHES
            and at > begin
            and touching(tokens, at - 1)
            and touching(tokens, at)
        ):
            at += 1
            continue
        if token.kind != "word" or token.lower in units.STOP:
            if singly and bounded and at > begin and tokens[at - 1].kind == "word":
                return at
            return None
        if (
            at > begin
            and token.lower in units.HURT
            and tokens[at - 1].lower not in units.HURT
            and not plural(token.lower)
        ):
            return at if singly and bounded else None
        hyphened = touching(tokens, at) and lower(tokens, at + 1) in tuple(DASHES)
        if singly and not hyphened and (token.lower in units.PERSON or token.lower in units.SINGLE):
            return at + 1
        if plural(token.lower) and not hyphened:
            if singly and token.lower not in units.IRREGULAR:
                return None
            following = lower(tokens, at + 1)
            if plural(following) and following not in units.HURT and not touching(tokens, at):
                at += 1
                continue
            return at + 1
        at += 1
    return at if singly and bounded and at == len(tokens) and at > begin else None


def _hurt_after(tokens: list[Token], number: Number, at: int) -> Of | None:
    """12 killed, 12 were wounded, twelve died: people, though the noun is left out."""
    end = at
    if lower(tokens, end) in ("were", "are", "was", "have", "had", "has"):
        end += 1
        while lower(tokens, end) in ("been", "also", "later", "reportedly", "confirmed", "feared"):
            end += 1
        if lower(tokens, end) in units.HURT or lower(tokens, end) in units.DIED:
            return Of("people", number.end, tokens[end].lower)
        return None
    while lower(tokens, end) in ("more", "others", "feared", "confirmed", "reported"):
        end += 1
    word = lower(tokens, end)
    if word in units.HURT or word in units.DIED:
        return Of("people", end + 1, word)
    return None


def hurt_before(tokens: list[Token], near: Number, number: Number) -> Of | None:
    """Killing 12, wounding at least 30: people, where no noun says otherwise."""
    for back in range(near.begin - 1, max(-1, near.begin - 4), -1):
        if tokens[back].lower in units.HURTING:
            return Of("people", number.end, units.HURTING[tokens[back].lower])
        if tokens[back].lower not in (
            "at",
            "least",
            "about",
            "some",
            "nearly",
            "around",
            "another",
            "more",
            "than",
        ):
            return None
    return None


def toll_before(tokens: list[Token], near: Number, number: Number) -> Of | None:
    """The death toll rose to 150."""
    for back in range(near.begin - 1, max(-1, near.begin - 9), -1):
        if tokens[back].text in ".;!?":
            return None
        if tokens[back].lower == "toll" and lower(tokens, back - 1) == "death":
            return Of("deaths", number.end, "death toll")
    return None


def hyphened(tokens: list[Token], number: Number) -> Of | None:
    """20-year-old, a 12-hour siege, a 15-member council, a 5,000-strong crowd."""
    at = number.end
    word = lower(tokens, at + 1)
    if lower(tokens, at + 2) in tuple(DASHES) and lower(tokens, at + 3) in ("old", "olds"):
        if word in ("year", "years"):
            return Of("years", at + 4, "age")
        return Of(units.MEASURES[word], at + 4, "age") if word in units.TIMES else None
    if word in ("member", "man", "person", "woman", "strong"):
        return Of("people", at + 2, {"member": "members", "woman": "women"}.get(word, ""))
    if word in ("percent", "dollar", "euro"):
        return Of({"percent": "percent"}.get(word, word + "s"), at + 2)
    if word in units.MEASURES and word not in (
        "point",
        "time",
        "degree",
        "second",
        "minute",
        "times",
    ):
        return Of(units.MEASURES[word], at + 2)
    return None


def aged(tokens: list[Token], near: Number, number: Number) -> Of | None:
    """Aged 20, 20 years old, at the age of 20."""
    at, before = number.end, lower(tokens, near.begin - 1)
    if (
        lower(tokens, at) in ("year", "years", "months", "weeks", "days")
        and lower(tokens, at + 1) == "old"
    ):
        return Of(units.MEASURES[lower(tokens, at)], at + 2, "age")
    if before in ("aged", "age") or (
        before in ("of", "between") and lower(tokens, near.begin - 2) in ("age", "aged")
    ):
        return Of("years", at, "age")
    return None


def touched(tokens: list[Token], at: int) -> bool:
    """Whether the token before clings to this one and makes it part of a longer word."""
    return (
        at > 0
        and touching(tokens, at - 1)
        and (tokens[at - 1].kind != "mark" or tokens[at - 1].text in DASHES)
    )


def opening(tokens: list[Token], number: Number) -> tuple[int, str, bool]:
    """What stands before the digits: where it begins, a currency, and whether a minus."""
    at, money = number.begin, ""
    before = tokens[at - 1] if at else None
    if before and tokens[number.begin].kind == "digits":
        if before.text in units.SIGNS and before.text not in "%％‰" and at - 1 >= 0:
            money, at = units.SIGNS[before.text], at - 1
            country = tokens[at - 1] if at and touching(tokens, at - 1) else None
            if money == "dollars" and country and country.lower in units.COUNTRIES:
                money, at = f"{units.COUNTRIES[country.lower]} {money}", at - 1
        elif before.text in units.CODES and before.start >= tokens[at].start - len(before.text) - 1:
            money, at = units.CODES[before.text], at - 1
    if at and tokens[at - 1].lower == "minus":
        return at - 1, money, True
    dash = tokens[at - 1] if at else None
    if (
        dash
        and dash.text in DASHES
        and touching(tokens, at - 1)
        and (at == 1 or not touching(tokens, at - 2))
    ):
        return at - 1, money, True
    return at, money, False


def shared_scale(near: Number, far: Number) -> tuple[Decimal, Decimal]:
    """Both ends of a range: "2 to 3 million" are millions."""
    low, high = near.value or Decimal(0), far.value or Decimal(0)
    if far.scale > 1 and near.scale == 1 and low < high / far.scale:
        low *= far.scale
    return low, high


def no_one_at(tokens: list[Token], at: int) -> Of | None:
    """No survivors, no known deaths: none of what is counted."""
    if tokens[at].lower != "no":
        return None
    place = at + 1
    qualifier = ""
    if lower(tokens, place) in units.QUALIFIERS:
        qualifier = lower(tokens, place)
        place += 1
    begin = place
    if lower(tokens, place) not in units.NO_ONES:
        place += 1
    noun = lower(tokens, place)
    if noun not in units.NO_ONES or lower(tokens, begin) in units.STOP:
        return None
    return Of(unit_of(noun), place + 1, text_of(tokens, begin, place + 1), qualifier)


def of_them(tokens: list[Token], number: Number) -> Of | None:
    """Dozens of boats, 12 of the victims, three of the five hostages."""
    at = number.end
    if lower(tokens, at) != "of":
        return None
    at += 1
    while lower(tokens, at) in (
        "the",
        "its",
        "their",
        "his",
        "her",
        "our",
        "these",
        "those",
        "all",
    ):
        at += 1
    if at < len(tokens) and number.style != "many":
        inner = number_at(tokens, at)
        at = inner.end if inner else at
    head = Number(number.begin, at, number.value, number.style)
    of = measure_after(tokens, head) or thing_after(tokens, head, singly=False, bounded=False)
    if of is None:
        return None
    return of if number.style in ("many", "couple") else replace(of, end=number.end)
