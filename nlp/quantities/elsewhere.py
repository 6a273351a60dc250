"""Numbers in other languages than English: 1.200 personas, €1,2 Mio., 5 millones de euros.

Of these languages' nouns only a few are known; a number before any other word is not read.
"""

from dataclasses import replace
from decimal import Decimal

from nlp.english import phrases, spellings, word_set
from nlp.kinds import Bound
from nlp.quantities import numerals
from nlp.quantities.measures import Of, sign_after
from nlp.quantities.number import Number
from nlp.quantities.number_words_elsewhere import words_at
from nlp.quantities.tokens import Token, lower, text_of

_SCALES = {
    word: 10 ** int(power)
    for word, power in spellings("""
        3: mil mille tsd tausend tusen duizend; 6: millón millones millions million millionen milione
        milioni milhão milhões mio mln miljoen miljoner; 9: milliarde milliarden milliard milliards
        miliardo miliardi mrd mld mia miljard miljarder bilhão bilhões; 12: billón billones billionen
        biljoen
    """).items()
}
# What is counted, under the same names as in English.
_THINGS = {
    "people": """personas, personen, personnes, persone, pessoas, menschen, habitantes, habitants,
        einwohner, abitanti, soldados, soldaten, soldats, soldati, trabajadores, arbeiter,
        refugiados, flüchtlinge, réfugiés, rifugiati, mujeres, frauen, femmes, donne, mulheres,
        niños, kinder, enfants, bambini, crianças, alumnos, schüler, élèves, votantes, wähler,
        muertos, tote, morts, morti, mortos, heridos, verletzte, blessés, feriti, feridos,
        fallecidos, víctimas, opfer, victimes, vittime, vítimas, desaparecidos, detenidos,
        civiles, zivilisten, civils, civili, civis, migrantes, migranten, migranti,
        manifestantes, demonstranten, manifestants, manifestanti, estudiantes, studenten,
        étudiants, studenti, estudantes""",
    "deaths": "muertes, fallecimientos, todesfälle, décès, decessi, mortes",
    "jobs": """empleos, puestos de trabajo, arbeitsplätze, arbeitsplätzen, emplois, posti di lavoro,
        empregos""",
    "votes": "votos, stimmen, voix, voti",
    "cases": "casos, fälle, fällen, cas",
    "homes": """viviendas, hogares, wohnungen, logements, abitazioni, moradias""",
    "bridges": "puentes, brücken, ponts, ponti, pontes",
    "schools": "escuelas, colegios, schulen, écoles, scuole, escolas",
    "hospitals": "hospitales, krankenhäuser, hôpitaux, ospedali, hospitais",
    "boats": "barcos, lanchas, embarcaciones, boote, bateaux, barche",
    "attacks": "ataques, angriffe, attaques, attacchi",
}
_UNITS = phrases(
    _THINGS
    | {
        "percent": "por ciento, por cento, pour cent, per cento, prozent, procent",
        "euros": "euro, euros",
        "dollars": "dólar, dólares, dollar, dollars, dollari",
        "pesos": "peso, pesos",
        "reais": "real, reais",
        "Swiss francs": "franken",
        "pounds sterling": "libras esterlinas, livres sterling, pfund sterling, sterline",
        "km": "kilómetros, kilómetro, kilometer, kilomètres, chilometri, quilômetros",
        "m": "metros, metro, meter, mètres, metri",
        "tonnes": "toneladas, tonnen, tonnes, tonnellate",
        "hectares": "hectáreas, hektar, hectares, ettari",
        "percentage points": """puntos porcentuales, punto porcentual, points de pourcentage,
            point de pourcentage""",
        "cubic hm": "hectómetros cúbicos, hectómetro cúbico, hectomètres cubes, hm 3, hm ³",
        "cubic m": "m 3, m ³, metros cúbicos, metro cúbico, mètres cubes, mètre cube",
        "square m": "metros cuadrados, metro cuadrado, mètres carrés, mètre carré",
        "square km": """kilómetros cuadrados, kilómetro cuadrado, kilomètres carrés,
            kilomètre carré""",
        "litres": "litros, litro, litres, litre, litri",
        "years": "años, jahre, jahren, ans, années, anni, anos, jaar",
        "months": "meses, monate, monaten, mois, mesi",
        "days": "días, tage, tagen, jours, giorni, dias",
        "hours": "horas, stunden, heures, uren",
    }
)
_OF = ("de", "di", "d'", "van")
BEFORE = phrases(
    {
        Bound.AT_LEAST: """más de, al menos, por lo menos, mehr als, mindestens, über, plus de, au moins,
        più di, almeno, mais de, pelo menos, meer dan""",
        Bound.AT_MOST: """menos de, hasta, weniger als, bis zu, höchstens, moins de, meno di, fino a, até""",
        Bound.ABOUT: """casi, unos, unas, alrededor de, cerca de, etwa, rund, ungefähr, environ, près de,
        quasi, quase""",
    }
)
# By which such a language is known: those that are not English words, too.
TELLING = (frozenset(word for unit in _UNITS for word in unit) | frozenset(_SCALES)) - word_set("""
    million dollar dollars real reais tonnes hectares euro euros peso pesos kilometer meter metro mia
    mil mille mill mln mld per cent sterling kinder habitants por anti ans tote cas point points cubes
    litre litres
""")


def number_at(tokens: list[Token], at: int) -> Number | None:
    """The number that begins with this token: in digits, or in Spanish or French words."""
    if tokens[at].kind == "word":
        return words_at(tokens, at)
    number = numerals.number_at(tokens, at)
    return reread(tokens, number) if number else None


def reread(tokens: list[Token], number: Number) -> Number:
    """The number as such a language writes it: a comma before decimals, points between thousands.

    Where Spain and Mexico differ (1,200), and in "billion", the value is None.
    """
    if number.to:
        return replace(number, to=reread(tokens, number.to))
    if number.value is None or tokens[number.begin].kind != "digits":
        return number
    if number.style == "unclear":
        number = replace(number, value=number.value * 1000, style="grouped")
    elif number.style == "comma":
        number = replace(number, style="decimal")
    elif lower(tokens, number.end - 1) in ("billion", "trillion") or (
        number.end - number.begin >= 3
        and [token.kind for token in tokens[number.begin : number.begin + 3]]
        == ["digits", "mark", "digits"]
        and tokens[number.begin + 1].text == ","
        and lower(tokens, number.begin + 3) not in (",", ".")
        and len(tokens[number.begin + 2].text) == 3
    ):
        return replace(number, value=None)
    scale, end = 1, number.end
    while (power := _SCALES.get(lower(tokens, end), 0)) > scale:
        scale, end = power * scale, end + 1
    if end > number.end and lower(tokens, end) == "." and len(tokens[end - 1].text) <= 3:
        end += 1  # Mio.
    if scale == 1 or number.value is None:
        return number
    total = number.value * Decimal(scale)
    return replace(number, value=total, end=end, style="grouped", scale=number.scale * scale)


def of(tokens: list[Token], number: Number, money: str) -> Of | None:
    """What is measured or counted: only by signs and the units that are known."""
    if money:
        return Of(money, number.end)
    sign = sign_after(tokens, number)
    if sign:
        return sign
    at = number.end + (number.scale > 1 and lower(tokens, number.end) in _OF)
    for length in (3, 2, 1):
        unit = _UNITS.get(tuple(token.lower for token in tokens[at : at + length]))
        if unit:
            end = min(at + length, len(tokens))
            return Of(unit, end, text_of(tokens, at, end) if unit in _THINGS else "")
    return None
