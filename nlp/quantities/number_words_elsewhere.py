"""Numbers written in Spanish and French words: tres coma nueve, quatre-vingt-dix virgule cinq."""

from decimal import Decimal

from nlp.english import spellings
from nlp.quantities.number import Number
from nlp.quantities.tokens import Token, hyphen_at, lower


def _table(words: str) -> dict[str, int]:
    return {word: int(value) for word, value in spellings(words).items()}


_SMALL = _table("""
    0: cero zéro; 1: un uno una ún une; 2: dos deux; 3: tres trois; 4: cuatro quatre; 5: cinco cinq;
    6: seis six; 7: siete sept; 8: ocho huit; 9: nueve neuf; 10: diez dix; 11: once onze;
    12: doce douze; 13: trece treize; 14: catorce quatorze; 15: quince quinze; 16: dieciséis seize;
    17: diecisiete; 18: dieciocho; 19: diecinueve; 20: veinte vingt vingts;
    21: veintiuno veintiún veintiuna; 22: veintidós; 23: veintitrés; 24: veinticuatro;
    25: veinticinco; 26: veintiséis; 27: veintisiete; 28: veintiocho; 29: veintinueve;
    30: treinta trente; 40: cuarenta quarante; 50: cincuenta cinquante; 60: sesenta soixante;
    70: setenta septante; 80: ochenta huitante octante; 90: noventa nonante
""")
_HUNDREDS = _table("""
    100: cien ciento cent cents; 200: doscientos doscientas; 300: trescientos trescientas;
    400: cuatrocientos cuatrocientas; 500: quinientos quinientas; 600: seiscientos seiscientas;
    700: setecientos setecientas; 800: ochocientos ochocientas; 900: novecientos novecientas
""")
_SCALES = _table("3: mil mille; 6: millón millones million millions; 9: milliard milliards")
_POINTS = ("coma", "punto", "virgule")
_JOINING = ("y", "et")
_HALVES = ("medio", "media", "demi", "demie")
WORDS = frozenset((*_SMALL, *_HUNDREDS, "mil", "mille"))


def words_at(tokens: list[Token], at: int) -> Number | None:
    """The number in words that begins with this token; None where none does, or only "one"."""
    group, end = _below_thousand(tokens, at)
    if end > at and lower(tokens, end) in _POINTS:
        return _with_decimals(tokens, at, end, group)
    total = thousands = 0
    scale = 1
    while True:
        power = 10 ** _SCALES.get(lower(tokens, end), 0)
        if power == 1 or (scale > 1 and power >= scale and power != 10**6):
            break
        if power == 10**3:
            if thousands:
                break
            thousands, group = (group or 1) * power, 0
        elif group or thousands:
            total, thousands, group = total + (group + thousands) * power, 0, 0
        else:
            break
        scale = power
        group, end = _below_thousand(tokens, end + 1)
    value = Decimal(total + thousands + group)
    if end == at or (value == 1 and scale == 1):
        return None
    return _and_a_half(tokens, Number(at, end, value, "words", scale))


def _below_thousand(tokens: list[Token], at: int) -> tuple[int, int]:
    """The number below a thousand that begins with this token, and the token after it."""
    value, place, end = 0, at, at
    while place < len(tokens):
        more = _more(value, tokens[place].lower, begun=end > at)
        if more is None:
            break
        value, end = more, place + 1
        joined = hyphen_at(tokens, end) or (
            lower(tokens, end) in _JOINING and value % 100 >= 20 and not value % 10
        )
        place = end + joined + (hyphen_at(tokens, end) and lower(tokens, end + 1) == "et")
        place += hyphen_at(tokens, place)
    return value, end


def _more(value: int, word: str, *, begun: bool) -> int | None:
    """The value with a further word; None where that doesn't continue the number."""
    if word in _HUNDREDS:
        if not value and not begun:
            return _HUNDREDS[word]
        return value * 100 if word in ("cent", "cents") and 1 < value < 10 else None
    small = _SMALL.get(word)
    if small is None or (begun and not small):
        return None
    rest = value % 100
    if rest == 4 and word in ("vingt", "vingts"):
        return value + 76  # quatre-vingts
    tens = rest >= 20 and not rest % 10
    twenties = rest in (60, 80) or rest == 10  # soixante-dix, quatre-vingt-onze, dix-sept
    if (not begun) or (value and not rest) or (tens and small < 10):
        return value + small
    if twenties and (10 <= small < 17 or (rest == 10 and 7 <= small < 10)):
        return value + small
    # soixante-dix-sept
    return value + small if rest in (70, 90) and 7 <= small < 10 else None


def _with_decimals(tokens: list[Token], at: int, point: int, whole: int) -> Number | None:
    """Tres coma nueve; tres coma cero cinco millones."""
    digits, end = "", point + 1
    while True:
        more, after = _below_thousand(tokens, end)
        if after == end:
            break
        digits, end = f"{digits}{more}", after
    if not digits:
        return None
    value, scale = Decimal(f"{whole}.{digits}"), 1
    while (power := 10 ** _SCALES.get(lower(tokens, end), 0)) > 1:
        scale, end = scale * power, end + 1
    return Number(at, end, value * scale, "words", scale)


def _and_a_half(tokens: list[Token], number: Number) -> Number:
    """Tres millones y medio."""
    end = number.end
    if (
        number.value is None
        or number.scale == 1
        or lower(tokens, end) not in _JOINING
        or lower(tokens, end + 1) not in _HALVES
    ):
        return number
    value = number.value + Decimal(number.scale) / 2
    return Number(number.begin, end + 2, value, "words", number.scale)
