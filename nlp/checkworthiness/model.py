"""The score of a sentence: a linear model over its words, their letters, its shape, and its signs.

The weights are in weights.tsv, one a line: block, feature, how much rarer words count (1 for signs;
of familiar words the value itself), weight. ``benchmarks/fit_check_worthiness.py`` writes that file.
"""

import math
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from nlp.checkworthiness import features
from nlp.checkworthiness.features import Block
from nlp.checkworthiness.signs import Sign, is_bare, signs
from nlp.language import COMMON_WORDS

MODEL = "2"  # another number for each fit, and for each change of what is made of it
PROBABLY_NOT, PROBABLY_WORTH = 0.08, 0.5  # scores below which, and from which on
WEIGHTS = Path(__file__).with_name("weights.tsv")
BIAS = "bias"
MOST_REASONS = 3
_LEAST = 0.1  # a part of the score, before it is made a probability, that is given as a reason
_MOST_WORDS = 3  # of a reason
_LONG = 4  # letters of a word that is given as a reason


class Reason(NamedTuple):
    sign: Sign
    words: str  # that show it


class Worth(NamedTuple):
    score: float  # from 0 to 1
    reasons: tuple[Reason, ...]  # the strongest first


class Weight(NamedTuple):
    rarity: float
    weight: float


@cache
def weights() -> dict[str, dict[str, Weight]]:
    """By block and feature."""
    found: dict[str, dict[str, Weight]] = {BIAS: {}, **{block: {} for block in Block}}
    for line in WEIGHTS.read_text("utf-8").splitlines():
        block, feature, rarity, weight = line.split("\t")
        found[block][feature] = Weight(float(rarity), float(weight))
    return found


@cache
def familiar() -> dict[str, float]:
    return {word: value for word, (value, _weight) in weights()[Block.FAMILIAR].items()}


def assess(text: str) -> Worth:
    """How worth checking an English sentence is, and why. Reads its first 2,000 characters."""
    shown, words = signs(text), features.tokens(text)
    values = features.of_signs(text, shown) | features.of_familiarity(words, familiar())
    counts = features.counted(text)
    by_word = _parts(Block.WORD, counts[Block.WORD])
    total = weights()[BIAS][""].weight + sum(by_word.values())
    for block in (Block.LETTERS, Block.SHAPE):
        total += sum(_parts(block, counts[block]).values())
    of_sign = weights()[Block.SIGN]
    parts = {
        name: value * of_sign[name].weight for name, value in values.items() if name in of_sign
    }
    total += sum(parts.values())
    for word in {*words} & familiar().keys():
        part = of_sign[features.MEAN].weight / len(words) + of_sign[features.TOGETHER].weight / 10
        by_word[word] = by_word.get(word, 0.0) + words.count(word) * part * familiar()[word]
    score = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
    if score < PROBABLY_NOT or not is_bare(text, shown):
        return Worth(score, _reasons(score, shown, parts, by_word))
    # Seldom in debates, often in attributions: words that the weights know from checked claims.
    score = PROBABLY_NOT / 2
    found = _reasons(score, shown, parts, by_word)
    reasons = (Reason(Sign.FRAGMENT, ""), *(each for each in found if each.sign != Sign.FRAGMENT))
    return Worth(score, reasons[:MOST_REASONS])


def _parts(block: Block, counts: Counter[str]) -> dict[str, float]:
    """What each feature of the block adds to the score."""
    known = weights()[block]
    values = {
        each: (1 + math.log(count)) * known[each].rarity
        for each, count in counts.items()
        if each in known
    }
    length = math.sqrt(sum(value * value for value in values.values())) or 1.0
    return {each: value / length * known[each].weight for each, value in values.items()}


def _reasons(
    score: float,
    shown: Mapping[Sign, list[str]],
    parts: Mapping[str, float],
    by_word: Mapping[str, float],
) -> tuple[Reason, ...]:
    """Of a likely one what raises its score, of an unlikely one what lowers it, else both."""
    found: list[tuple[float, Reason]] = []
    for sign, words in shown.items():
        part = parts.get(sign.value, 0.0) + parts.get(features.often(sign), 0.0)
        found.append((part, Reason(sign, _few(words))))
    telling = {
        word: part
        for word, part in by_word.items()
        if len(word) >= _LONG and word.isalpha() and word not in COMMON_WORDS
    }
    for sign, way in ((Sign.WORDS, 1), (Sign.OTHER_WORDS, -1)):
        strongest = sorted(
            ((part, word) for word, part in telling.items() if way * part > _LEAST / 2),
            key=lambda each: -abs(each[0]),
        )[:_MOST_WORDS]
        sum_of_parts = sum(part for part, _word in strongest)
        found.append((sum_of_parts, Reason(sign, _few([word for _part, word in strongest]))))
    low, high = score < PROBABLY_NOT, score >= PROBABLY_WORTH
    kept = [
        (part, reason)
        for part, reason in found
        if abs(part) >= _LEAST and not (low and part > 0) and not (high and part < 0)
    ]
    kept.sort(key=lambda each: -abs(each[0]))
    reasons = tuple(reason for _part, reason in kept[:MOST_REASONS])
    nothing = low and shown.keys().isdisjoint((Sign.NUMBER, Sign.NAME, Sign.DAY))
    return reasons or ((Reason(Sign.NOTHING, ""),) if nothing else ())


def _few(words: list[str]) -> str:
    return ", ".join(dict.fromkeys(words[:_MOST_WORDS]))
