"""Units of measure and money around a number: 50%, US$3.4 million, 12 km, 40 barrels a day."""

from dataclasses import dataclass, replace

from nlp.english import phrases, spellings
from nlp.quantities import symbols, units
from nlp.quantities.nouns import many, plural
from nlp.quantities.number import Number
from nlp.quantities.numerals import number_at
from nlp.quantities.tokens import Token, hyphen_at, lower, text_of, touching

_PAIRS = phrases(
    {
        "percent": "per cent",
        "percentage points": "percentage point, percentage points, % point, % points",
        "basis points": "basis point, basis points",
        "pounds sterling": "pounds sterling",
        "°C": """degree celsius, degrees celsius, degree centigrade, degrees centigrade, degree c,
            degrees c, ° c, deg c""",
        "°F": "degree fahrenheit, degrees fahrenheit, degree f, degrees f, ° f, deg f",
    }
)
_MINUS = ("-", "−", "–")
_MONEY_SIGNS = frozenset(units.SIGNS) - frozenset(units.SHARES)
_SIGNS = {**units.SIGNS, "℃": "°C", "℉": "°F"}
_POWERS = {"²": "square", "2": "square", "³": "cubic", "3": "cubic"}
_RATES = spellings("day: daily; week: weekly; month: monthly; hour: hourly; year: annually yearly")


@dataclass(frozen=True, slots=True)
class Of:
    """What a number measures or counts, in the tokens up to ``end``."""

    unit: str
    end: int
    counted: str = ""
    qualifier: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """A number's beginning, with its currency and whether there is a minus."""

    begin: int
    money: str = ""
    below_zero: bool = False


def opening(tokens: list[Token], number: Number) -> Opening:
    """With "US$" of "US$5", "USD" of "USD 5", the minus of "-5", "minus 5" and "$-5"."""
    at, below_zero = number.begin, False
    money = ""
    if tokens[at].kind != "word":
        if (
            lower(tokens, at - 1) in _MINUS
            and touching(tokens, at - 1)
            and touching(tokens, at - 2)
            and lower(tokens, at - 2) in _MONEY_SIGNS
        ):
            at, below_zero = at - 1, True
        money, at = _money_before(tokens, at)
    if lower(tokens, at - 1) == "minus":
        return Opening(at - 1, money, below_zero=True)
    if lower(tokens, at - 1) in _MINUS and touching(tokens, at - 1):
        if lower(tokens, at - 2) == "minus" and touching(tokens, at - 2):
            return Opening(at - 2, money, below_zero=True)  # minus-260
        if not touching(tokens, at - 2):
            return Opening(at - 1, money, below_zero=True)
    return Opening(at, money, below_zero)


def _money_before(tokens: list[Token], at: int) -> tuple[str, int]:
    """The currency before this token, and where it begins: $, US$, US $, $US, USD, RM, Y=."""
    sign, touches = tokens[at - 1] if at else None, touching(tokens, at - 1)
    if sign is None:
        return "", at
    if sign.text in _MONEY_SIGNS:
        money, at = units.SIGNS[sign.text], at - 1
        country = units.COUNTRIES.get(lower(tokens, at - 1)) if money == "dollars" else None
        joined = touching(tokens, at - 1)
        if country and (
            joined or (tokens[at - 1].text in ("US", "U.S.") and lower(tokens, at - 2) != "the")
        ):
            return f"{country} dollars", at - 1
        return money, at
    if sign.text in units.CODES:
        return units.CODES[sign.text], at - 1
    if touches and sign.text in units.TOUCHING_CODES and not touching(tokens, at - 2):
        return units.TOUCHING_CODES[sign.text], at - 1
    before = lower(tokens, at - 2) if touches and touching(tokens, at - 2) else ""
    if before == "$" and sign.lower in units.COUNTRIES:
        return f"{units.COUNTRIES[sign.lower]} dollars", at - 2
    return ("yen", at - 2) if sign.text == "=" and before == "y" else ("", at)


def sign_after(tokens: list[Token], number: Number) -> Of | None:
    """A sign or symbol right after the digits: 50%, 12 km, -5°C, 5€."""
    at = number.end
    if at >= len(tokens) or tokens[at].start - tokens[at - 1].end > 1:
        return None
    token, following = tokens[at], lower(tokens, at + 1)
    pair = _PAIRS.get((token.text, following))
    if pair:
        return Of(pair, at + 2)
    if token.text in _SIGNS:
        # In "$5 €6" the second sign belongs to what follows.
        ahead = touching(tokens, at) and tokens[at + 1].kind == "digits"
        return None if ahead and token.text not in units.SHARES else Of(_SIGNS[token.text], at + 1)
    if token.text in units.CODES:
        return Of(units.CODES[token.text], at + 1)
    if tokens[at - 1].kind != "digits":
        return None
    glued = touching(tokens, at - 1)
    if token.text in symbols.ALONE and not glued and (touching(tokens, at) or following == "."):
        return None
    if token.text == "m":
        metres = glued and number.scale == 1
        return _powered(tokens, at, "m") if metres else None
    if token.text in symbols.IN_RATES and following == "/":
        return _powered(tokens, at, token.text)
    unit = symbols.IN_THEIR_CASE.get(token.text) or symbols.IN_ANY_CASE.get(token.lower)
    return _powered(tokens, at, unit) if unit else None


def _powered(tokens: list[Token], at: int, unit: str) -> Of:
    """km², km/h, mg/dL, A/cm2"""
    power = _POWERS.get(lower(tokens, at + 1)) if touching(tokens, at) else None
    if power:
        return Of(f"{power} {unit}", at + 2)
    each = lower(tokens, at + 2)
    if lower(tokens, at + 1) not in ("/", "⁄") or not touching(tokens, at + 1):
        return Of(unit, at + 1)
    below = {"h": "hour", "hr": "hour", "s": "second", "sec": "second", "m": "m"}.get(each)
    below = below or symbols.IN_THEIR_CASE.get(tokens[at + 2].text) or units.MEASURES.get(each)
    if below is None:
        return Of(unit, at + 1)
    power = _POWERS.get(lower(tokens, at + 3)) if touching(tokens, at + 2) else None
    return Of(f"{unit} per {f'{power} ' if power else ''}{below}", at + 4 if power else at + 3)


def measure_after(tokens: list[Token], number: Number) -> Of | None:
    """A unit in words: percent, percentage points, US dollars, barrels, square miles."""
    at = number.end
    word, following = lower(tokens, at), lower(tokens, at + 1)
    if word in ("percent", "pct"):
        return Of("percent", at + 1)
    if word in units.IN_A_ROW and following in units.TIMES:
        return Of(units.MEASURES[following], at + 2)
    if word in ("sq", "cu"):
        at += lower(tokens, at + 1) == "."
        word, following = {"sq": "square", "cu": "cubic"}[word], lower(tokens, at + 1)
    if (word, following) in _PAIRS:
        return Of(_PAIRS[word, following], at + 2)
    if word in ("square", "cubic", "metric", "nautical") and following in units.MEASURES:
        return Of(f"{word} {units.MEASURES[following]}", at + 2)
    if (
        word in symbols.TORQUE
        and hyphen_at(tokens, at + 1)
        and lower(tokens, at + 2) in symbols.TORQUE
    ):
        return Of("pound-feet", at + 3)
    money = _money(tokens, at)
    if money or len(word) < 2:
        return money
    # "Nine liter cases", but not "five point leaders".
    attributive = number.value != 1 and word not in units.NOT_HYPHENED
    if word in units.MEASURES and (not plural(following) or attributive):
        return Of(units.MEASURES[word], at + 1)
    return None


def _money(tokens: list[Token], at: int) -> Of | None:
    """Dollars, US dollars, U.S. dollars, Australian dollars."""
    for end in range(at, min(at + 5, len(tokens))):
        word = tokens[end].lower
        if word in units.MONEY or (end > at and word in units.CROWNS):
            name = word if word in units.ONE_AND_MANY else many(word)
            whose = text_of(tokens, at, end).replace(".", "")
            return Of(f"{whose} {name}".strip(), end + 1)
        if not (tokens[end].text[:1].isupper() or (word == "." and end > at)):
            return None
    return None


def hyphened(tokens: list[Token], number: Number) -> Of | None:
    """20-year-old, a 12-hour siege, a 15-member council, a 5,000-strong crowd, a 10-fold rise."""
    at = number.end + 1
    word = lower(tokens, at)
    if hyphen_at(tokens, at + 1) and lower(tokens, at + 2) in ("old", "olds"):
        return Of(units.MEASURES[word], at + 3, "age") if word in units.TIMES else None
    if word in units.STRONG:
        return Of("people", at + 1, units.STRONG[word])
    if word == "fold":
        return Of("times", at + 1)
    if word == "percent":
        return Of(word, at + 1)
    if word in units.MONEY:
        return Of(many(word), at + 1)
    if word in units.MEASURES and word not in units.NOT_HYPHENED:
        return Of(units.MEASURES[word], at + 1)
    return None


def aged(tokens: list[Token], begin: int, number: Number) -> Of | None:
    """Aged 20, 20 years old, at the age of 20. The number, or its range, begins with ``begin``."""
    at, word = number.end, lower(tokens, number.end)
    if word in units.TIMES:
        old = at + 1 + hyphen_at(tokens, at + 1)
        if lower(tokens, old) in ("old", "olds"):
            return Of(units.MEASURES[word], old + 1, "age")
    before = lower(tokens, begin - 1)
    if before in ("of", "between", "over", "under"):
        before = lower(tokens, begin - 2)
    return Of("years", at, "age") if before in ("aged", "age") else None


def per(tokens: list[Token], of: Of) -> Of:
    """The quantity with the rate that follows: a day, per hour, per 100,000 people."""
    at, word, following = of.end, lower(tokens, of.end), lower(tokens, of.end + 1)
    if word in _RATES:
        return replace(of, unit=f"{of.unit} per {_RATES[word]}", end=at + 1)
    if word in ("a", "an") and lower(tokens, at + 2) in units.THEN:
        return of  # a year earlier
    if word in ("per", "a", "an", "each", "every", "/") and following in units.EACH:
        return replace(of, unit=f"{of.unit} per {following}", end=at + 2)
    third = lower(tokens, at + 2)
    if word in ("per", "a") and following in ("square", "cubic") and third in units.MEASURES:
        return replace(of, unit=f"{of.unit} per {following} {third}", end=at + 3)
    # $42 a barrel, but not "40 percent a gallon".
    measure = following in units.MEASURES and (
        word == "per" or (word in ("a", "an") and of.unit.endswith((*units.MONEY_ENDS, "cents")))
    )
    if word != "per" or at + 1 >= len(tokens):
        return replace(of, unit=f"{of.unit} per {following}", end=at + 2) if measure else of
    base = number_at(tokens, at + 1)
    if base and base.value and base.value > 1:
        end = base.end + plural(lower(tokens, base.end))
        return replace(of, unit=f"{of.unit} per {text_of(tokens, at + 1, end)}", end=end)
    return replace(of, unit=f"{of.unit} per {following}", end=at + 2) if measure else of
