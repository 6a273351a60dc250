"""What may be done at random to an article in which some words are anchored."""

import random
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

BEGIN, END = "\ue000", "\ue001"  # stand around the anchored words while a text is edited
NAMES = ("Arlen Voss", "Mira Castellan", "Okoye", "Lindqvist", "Tanaka", "Farouk Haddad", "Delgado")
AUXILIARY = r"\b(is|was|are|were|will|would|has|have|had|can|could|did|does|do)\b"
STOPPED = re.compile(r"(?<=[.!?”\"')…])\s+(?=[“\"'‘(A-Z])")
SHORTENED = re.compile(r"\b([A-Z][a-z]{0,4}|[A-Za-z](\.[A-Za-z])*)\.$")


@dataclass
class Article:
    """Paragraphs of sentences; the anchored words lie in one sentence, or reach into the next."""

    paragraphs: list[list[str]]
    paragraph: int = 0
    sentence: int = 0

    @property
    def anchored(self) -> str:
        return self.paragraphs[self.paragraph][self.sentence]

    @anchored.setter
    def anchored(self, words: str) -> None:
        self.paragraphs[self.paragraph][self.sentence] = words

    def copy(self) -> "Article":
        return Article([list(each) for each in self.paragraphs], self.paragraph, self.sentence)

    def insert(self, at: int, sentences: list[str]) -> None:
        self.paragraphs.insert(at, sentences)
        self.paragraph += at <= self.paragraph

    def text(self) -> str:
        return "\n\n".join(" ".join(sentences) for sentences in self.paragraphs)


def bare(text: str) -> str:
    return text.replace(BEGIN, "").replace(END, "")


def articles(data: Path) -> list[Article]:
    found: list[Article] = []
    for path in sorted((data / "polnear" / "train" / "text").glob("*.txt")):
        with path.open(encoding="utf-8", newline="") as file:
            paragraphs = re.split(r"\s*\n\s*", file.read().strip())
        found.append(Article([STOPPED.split(each) for each in paragraphs if each]))
    return [each for each in found if len(each.paragraphs) > 4]


def anchor(article: Article, rng: random.Random) -> Article | None:
    """The article with some words of it anchored: a part of a sentence, or all of it."""
    chosen = article.copy()
    chosen.paragraph = rng.randrange(len(chosen.paragraphs))
    chosen.sentence = rng.randrange(len(chosen.paragraphs[chosen.paragraph]))
    words = [found.span() for found in re.finditer(r"\S+", chosen.anchored)]
    before = chosen.paragraphs[chosen.paragraph][: chosen.sentence][-1:]
    # Too short, or perhaps no whole sentence: "Mr." ends none.
    if len(words) < 3 or any(SHORTENED.search(each) for each in (chosen.anchored, *before)):
        return None
    first, last = 0, len(words) - 1
    if rng.random() < 0.7:
        first = rng.randrange(len(words) - 1)
        last = rng.randrange(first + 1, len(words))
    start, end = words[first][0], words[last][1]
    text = chosen.anchored
    chosen.anchored = text[:start] + BEGIN + text[start:end] + END + text[end:]
    return chosen


# What changes a sentence. Each returns None where there is nothing to change.


def other_number(words: str, rng: random.Random) -> str | None:
    found = list(re.finditer(r"\d+", words))
    if not found:
        return None
    number = rng.choice(found)
    other = str((int(number[0]) + rng.randint(1, 9)) % 10 ** len(number[0])).zfill(len(number[0]))
    return words[: number.start()] + other + words[number.end() :]


def other_name(words: str, rng: random.Random) -> str | None:
    found = list(re.finditer(r"(?<=[a-z,] )[A-Z][a-z]+\b", words))
    if not found:
        return None
    name = rng.choice(found)
    return words[: name.start()] + rng.choice(NAMES) + words[name.end() :]


def the_contrary(words: str, rng: random.Random) -> str | None:
    if " not " in words and rng.random() < 0.5:
        return words.replace(" not ", " ", 1)
    found = list(re.finditer(AUXILIARY, words))
    if not found:
        return None
    verb = rng.choice(found)
    return words[: verb.end()] + rng.choice([" not", " never"]) + words[verb.end() :]


def other_word(words: str, rng: random.Random) -> str | None:
    found = list(re.finditer(r"[a-z]{3,}", words))
    word = rng.choice(found) if found else None
    choices = ["nothing", "always", "seldom", "twelve", "", word[0].upper() if word else ""]
    return words[: word.start()] + rng.choice(choices) + words[word.end() :] if word else None


CHANGES = (other_number, other_name, the_contrary, other_word)


def changed(words: str, rng: random.Random) -> str | None:
    """Other words, of at least six, so that half of them still tell which sentence it was."""
    if len(words.split()) < 6:
        return None
    for change in rng.sample(CHANGES, len(CHANGES)):
        other = change(words, rng)
        if other is not None and bare(other) != bare(words):
            return other
    return None


# What changes a text around the sentence.


def strangers(pool: list[Article], rng: random.Random) -> list[str]:
    return list(rng.choice(rng.choice(pool).paragraphs))


def paragraphs_come(article: Article, pool: list[Article], rng: random.Random) -> None:
    for _ in range(rng.randint(1, 3)):
        article.insert(rng.randint(0, len(article.paragraphs)), strangers(pool, rng))


def neighbours_come(article: Article, pool: list[Article], rng: random.Random) -> None:
    at = article.paragraph + rng.randint(0, 1)
    article.insert(at, strangers(pool, rng))


def paragraphs_go(article: Article, _pool: list[Article], rng: random.Random) -> None:
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(article.paragraphs))
        if at != article.paragraph:
            del article.paragraphs[at]
            article.paragraph -= at < article.paragraph


def paragraphs_shuffle(article: Article, _pool: list[Article], rng: random.Random) -> None:
    own = article.paragraphs[article.paragraph]
    rng.shuffle(article.paragraphs)
    article.paragraph = next(at for at, each in enumerate(article.paragraphs) if each is own)


def paragraph_moves(article: Article, _pool: list[Article], rng: random.Random) -> None:
    own = article.paragraphs.pop(article.paragraph)
    article.paragraph = rng.randint(0, len(article.paragraphs))
    article.paragraphs.insert(article.paragraph, own)


def nothing(_article: Article, _pool: list[Article], _rng: random.Random) -> None:
    pass


AROUND = (
    nothing,
    paragraphs_come,
    neighbours_come,
    paragraphs_go,
    paragraphs_shuffle,
    paragraph_moves,
)


def neighbour_changed(article: Article, rng: random.Random) -> bool:
    """Whether the sentence before or after it, in its paragraph, could be changed."""
    own = article.paragraphs[article.paragraph]
    beside = [at for at in (article.sentence - 1, article.sentence + 1) if 0 <= at < len(own)]
    at = rng.choice(beside) if beside else None
    other = changed(own[at], rng) if at is not None else None
    if at is None or other is None:
        return False
    own[at] = other
    return True


def slipped_in(article: Article, words: str, rng: random.Random) -> None:
    """As a sentence of another paragraph, not of the next: there it would be in its place."""
    elsewhere = [at for at in range(len(article.paragraphs)) if abs(at - article.paragraph) > 1]
    at = rng.choice(elsewhere)
    into = article.paragraphs[at]
    into.insert(rng.randint(0, len(into)), words)


def retypeset(text: str, rng: random.Random) -> str:
    """The same words by another typesetter."""
    pairs = [
        ("“", '"'),
        ("”", '"'),
        ("’", "'"),
        ("—", rng.choice("–-―")),
        ("...", "…"),
        ("fi", "ﬁ"),
    ]
    for old, new in pairs:
        if rng.random() < 0.5:
            text = text.replace(old, new)
    if rng.random() < 0.5:
        text = unicodedata.normalize(rng.choice(["NFC", "NFD"]), text)
    if rng.random() < 0.4:
        text = re.sub(" ", lambda _: rng.choice(" \u00a0  \u2009\u202f"), text)
    if rng.random() < 0.4:
        text = re.sub(
            r"(?<=[a-z]{3})(?=[a-z]{3})", lambda _: rng.choice(["", "", "\u00ad", "\u200b"]), text
        )
    if rng.random() < 0.3:
        return text.replace("\n\n", "\n")
    if rng.random() < 0.5:
        width = rng.randint(50, 90)
        text = re.sub(rf"([^\n]{{{width}}}\S*) ", r"\1\n", text)
    return text
