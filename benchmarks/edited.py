"""Kinds of edits with their right verdicts: the anchored words are followed through each."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.edits import (
    AROUND,
    BEGIN,
    END,
    Article,
    anchor,
    bare,
    changed,
    neighbour_changed,
    retypeset,
    slipped_in,
)
from sources.anchors import Selector, make


@dataclass
class Case:
    """One edit: both texts, the anchor in the old one, its place in the new one where it has one."""

    kind: str
    allowed: tuple[str, ...]  # of the verdicts that are right
    old: str
    selector: Selector
    new: str
    place: tuple[int, int] | None


def followed(text: str) -> tuple[str, tuple[int, int] | None]:
    start = text.find(BEGIN)
    end = text.find(END)
    return bare(text), (start, end - 1) if start >= 0 else None


HERE, ALTERED, AWAY = ("exact", "moved"), ("altered",), ("gone",)
WORDS, LOOK_ALIKE = "words", "look-alike"


@dataclass(frozen=True)
class Kind:
    """A kind of edit, and the verdicts that are right for it."""

    allowed: tuple[str, ...]
    it: str = "stays"  # what happens to the sentence: stays, changes, goes, goes with its paragraph
    stood: str = ""  # a sentence in another paragraph of both texts
    stood_before: str = ""  # in the older one only
    comes: str = ""  # in the newer one only
    around: bool = True  # whether the text around changes as well
    neighbour: bool = False  # whether the sentence next to it changes


KINDS = {
    "text around changed": Kind(HERE),
    "typeset anew": Kind(HERE, around=False),
    "look-alike comes": Kind(HERE, comes=LOOK_ALIKE),
    "repeated elsewhere": Kind(HERE, comes=WORDS),
    "stood twice, other place gone": Kind(HERE, stood_before=WORDS),
    "next sentence changed": Kind((*HERE, *ALTERED), around=False, neighbour=True),
    "changed": Kind(ALTERED, it="changes"),
    "changed, old words elsewhere": Kind(ALTERED, it="changes", comes=WORDS),
    "stood twice, this one changed": Kind(ALTERED, it="changes", stood=WORDS),
    "gone": Kind(AWAY, it="goes"),
    "gone with its paragraph": Kind(AWAY, it="goes with its paragraph", around=False),
    "stood twice, this one gone": Kind(AWAY, it="goes", stood=WORDS, around=False),
    "gone, look-alike stays": Kind(AWAY, it="goes", stood=LOOK_ALIKE, around=False),
    "gone, look-alike comes": Kind((*AWAY, *ALTERED), it="goes", comes=LOOK_ALIKE, around=False),
    "gone, same words elsewhere": Kind((*AWAY, *ALTERED), it="goes", comes=WORDS, around=False),
    "another article": Kind(AWAY, it="goes with all", around=False),
}


def after_it(
    it: str, article: Article, other: str, pool: list[Article], rng: random.Random
) -> Article:
    own = article.paragraphs[article.paragraph]
    if it == "changes":
        article.anchored = other
    elif it == "goes":
        del own[article.sentence]
    elif it == "goes with its paragraph":
        del article.paragraphs[article.paragraph]
    elif it == "goes with all":
        return rng.choice([each for each in pool if each.paragraphs[-1] != article.paragraphs[-1]])
    return article


def edit(name: str, article: Article, pool: list[Article], rng: random.Random) -> Case | None:
    """None where the article offers nothing for this kind of edit."""
    kind = KINDS[name]
    other = changed(article.anchored, rng)
    if other is None:
        return None
    elsewhere = {WORDS: bare(article.anchored), LOOK_ALIKE: bare(other)}
    old, new = article.copy(), article.copy()
    if kind.stood_before:
        slipped_in(old, elsewhere[kind.stood_before], rng)
    if kind.stood:
        slipped_in(old, elsewhere[kind.stood], rng)
        new = old.copy()
    if kind.comes:
        slipped_in(new, elsewhere[kind.comes], rng)
    if kind.neighbour and not neighbour_changed(new, rng):
        return None
    new = after_it(kind.it, new, other, pool, rng)
    if kind.around:
        rng.choice(AROUND)(new, pool, rng)
    text = new.text()
    if name == "typeset anew" or rng.random() < 0.3:
        text = retypeset(text, rng)
    before, span = followed(old.text())
    after, place = followed(text)
    if span is None or before == after:
        return None
    return Case(name, kind.allowed, before, make(before, *span), after, place)


def cases(pool: list[Article], edits: int, rng: random.Random) -> Iterator[Case]:
    for number in range(edits):
        case = None
        while case is None:
            article = anchor(rng.choice(pool), rng)
            if article is not None:
                case = edit(list(KINDS)[number % len(KINDS)], article, pool, rng)
        yield case
