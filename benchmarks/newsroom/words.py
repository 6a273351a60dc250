"""Invented words: a few very common ones, a long tail of rare ones, and names."""

import random
import unicodedata
from functools import cache
from itertools import accumulate, product


def _words(text: str) -> list[str]:
    return text.split()


LANGUAGES = ("en", "es", "de")  # the last for languages without a dictionary
SPEAKS = {"en": 0.7, "es": 0.2, "de": 0.1}

SMALL = {
    "en": "the of and to in a that is for on with as was by are at from it has not this be have",
    "es": "de la que el en y a los del se las por un para con no una su al lo es más como",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch",
}
LARGE = {
    "en": "government minister people percent year country police president million children law"
    " hospital report border budget water school election workers city court company price tax"
    " deaths month health energy fishermen families vote state army food oil judge prison strike"
    " road crisis bridge airport coast record union season forest flood village harbour vaccine",
    "es": "gobierno ministro personas ciento año país policía presidente millones niños ley"
    " hospital informe frontera presupuesto agua escuela elección trabajadores ciudad tribunal"
    " empresa precio impuesto muertes mes salud energía pescadores familias voto estado ejército",
    "de": "regierung minister menschen prozent jahr land polizei präsident millionen kinder gesetz"
    " krankenhaus bericht grenze haushalt wasser schule wahl arbeiter stadt gericht firma preis",
}
ENDINGS = {
    "en": ("ing", "ed", "tion", "er", "ly", "s", "al", "ment", "ness", "y"),
    "es": ("ción", "ado", "mente", "ería", "oso", "ismo", "ando", "eza", "al", "os"),
    "de": ("ung", "lich", "keit", "en", "schaft", "isch", "bar", "heit", "er", "ß"),
}
ONSETS = _words("b br c ch cl d dr f fl g gr h j k l m n p pl pr qu r s sc sh st t th tr v w")
CORES = _words("a e i o u ai ea ou io ei")
TAIL = 50_000  # words of a language
SMALL_SHARE = 0.45  # of the words of a sentence

GIVEN = _words(
    "Ana José María Luis Carmen Jorge Lucía Andrés Sofía Raúl Inés Tomás Elena Martín Zoë"
    " Grace Amara Kofi Yusuf Leila Noor Hana Omar Ravi Priya Mei Jun Anton Greta Björn Søren"
    " Chloé Émile Łukasz Agnès Peter Mary David Ruth Samuel Naomi Esther Caleb Dora Hugo Clara"
    " Felix Irma Otto Paula Rosa Simon Tessa Viktor Wanda Ximena Yara Zeno Beatriz Ciro"
)
# Used for no one else, so that no text has them by chance.
PROTECTED_GIVEN = _words("Quorvane Zibrelle Xanthure Vyrlene Uqbarine")
PROTECTED_FAMILY = _words("Drazhouk Fjelquist Gwyrwald Hczernow Jyvaskoy")
PROTECTED = [f"{given} {family}" for given in PROTECTED_GIVEN for family in PROTECTED_FAMILY]

UNITS = _words("people deaths USD % km tonnes cases votes houses jobs boats schools hectares MW")
VERBS = ("said", "claimed", "denied", "told reporters", "wrote", "added", "insisted")


class Vocabulary:
    """The words of one language, the most common first, drawn by Zipf's law (Mandelbrot's form)."""

    def __init__(self, language: str) -> None:
        self.language = language
        small, large = SMALL[language].split(), LARGE[language].split()
        self.large = [*large, *_tail(language, TAIL - len(large), {*small, *large})]
        weights = [1 / (rank + 2.7) ** 1.05 for rank in range(1, TAIL + 1)]
        scale = SMALL_SHARE * sum(weights) / (1 - SMALL_SHARE)
        shares = [1 / (rank + 2) for rank in range(1, len(small) + 1)]
        scale /= sum(shares)
        self._words = [*small, *self.large]
        self._cumulative = list(accumulate([*(share * scale for share in shares), *weights]))

    def draw(self, dice: random.Random, count: int) -> list[str]:
        return dice.choices(self._words, cum_weights=self._cumulative, k=count)

    def sentence(self, dice: random.Random, number: str = "") -> str:
        """From 8 to 40 words without a full stop, most around 18; ``number`` stands among them."""
        words = self.draw(dice, min(40, max(8, round(dice.lognormvariate(2.88, 0.38)))))
        if number:
            words[dice.randrange(2, len(words) - 1)] = number
        return _capital(" ".join(words))

    def heading(self, dice: random.Random) -> str:
        return _capital(" ".join(self.draw(dice, dice.randint(5, 11))))


@cache
def vocabulary(language: str) -> Vocabulary:
    return Vocabulary(language)


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _tail(language: str, count: int, taken: set[str]) -> list[str]:
    """Words of two or three syllables and an ending; the same ones in every run."""
    dice = random.Random(language)
    syllables = [onset + core for onset, core in product(ONSETS, CORES)]
    made: list[str] = []
    while len(made) < count:
        stem = "".join(dice.choices(syllables, k=dice.choice((1, 2, 2, 3))))
        word = stem + dice.choice(ENDINGS[language])
        if word not in taken:
            taken.add(word)
            made.append(word)
    return made


def families(dice: random.Random, count: int) -> list[str]:
    """Family names, some of them with accents."""
    endings = ("ez", "ov", "sen", "ini", "ard", "ović", "úñez", "oğlu", "er", "man", "ades", "í")
    made: dict[str, None] = {}
    while len(made) < count:
        stem = dice.choice(ONSETS) + dice.choice(CORES) + dice.choice(ONSETS) + dice.choice("aeiou")
        made[_capital(stem + dice.choice(("", "l", "n", "r")) + dice.choice(endings))] = None
    return list(made)


def misspelt(name: str, dice: random.Random) -> str:
    """The name with two neighbouring letters turned round, or one left out."""
    at = dice.randrange(1, max(2, len(name) - 2))
    if dice.random() < 0.5:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + name[at + 1 :]


def folded(name: str) -> str:
    """Without case or accents; near enough to PostgreSQL's own for the letters used here."""
    plain = unicodedata.normalize("NFKD", name.lower())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return bare.translate(str.maketrans("øłßđı", "olsdi"))


def slug(name: str) -> str:
    return "-".join(
        "".join(c if c.isascii() and c.isalnum() else " " for c in folded(name)).split()
    )
