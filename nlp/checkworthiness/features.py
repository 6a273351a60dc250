"""What the model sees of a sentence: its words, their letters, its shape, and its signs."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum

from nlp.checkworthiness.signs import LONGEST, Sign
from nlp.english import word_set
from nlp.language import COMMON_WORDS


class Block(StrEnum):
    WORD = "word"
    LETTERS = "letters"
    SHAPE = "shape"
    SIGN = "sign"
    # How much more often a word is in claims that were checked than in sentences of debates.
    FAMILIAR = "familiar"


YEAR, NUMBER = "<year>", "<number>"
SHORTEST_RUN, LONGEST_RUN = 2, 4  # letters
MEAN, TOGETHER = "familiar words, mean", "familiar words, together"
MOST_FAMILIAR = 3.0
LENGTHS = (4, 7, 10, 15, 20, 30)  # words
_TOKEN = re.compile(
    r"(?P<year>\b(?:1[789]|20)\d\d\b)|(?P<number>\d[\d,.]*)|[^\W\d_]+(?:'[^\W\d_]+)?|[$%?!]"
)
_PIECE = re.compile(
    r"(?P<year>\b(?:1[789]|20)\d\d\b)|(?P<number>\d[\d,.]*)"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)?)|[$%?!,;:]|--"
)
_ENDINGS = (*("ed", "ing", "ly", "tion", "ment", "ity", "est", "er", "al", "ous", "ive", "s"),)
SMALL_WORDS = COMMON_WORDS | word_set("""
    i me my mine myself you your yours we us our ours he him his she her it its they them their who
    whom whose which that this these those what when where why how not no nor never none nothing
    anybody nobody somebody everybody all every each any some many much more most few less least only
    just also even still yet already always often ever again too very so if because although though
    unless until while since before after during through between against without within about above
    over under up down out off into onto from to of in on at by for with as than like and or but be am
    is are was were been being do does did done doing have has had having can could may might must
    shall should will would ought let get got going go went come came say says said tell told think
    believe know want need make made take took give gave put keep there here now then today tonight
    thank please yes well look don't doesn't didn't won't wouldn't can't couldn't isn't aren't wasn't
    weren't haven't hasn't i'm i've i'll i'd you're we're we've we'll they're he's she's it's that's
    there's let's president senator governor mr percent million billion year years
""")
_CAPITAL = re.compile(r"(?<=\s)(?!I\b)[A-Z]")


def tokens(text: str) -> list[str]:
    """The words in lower case; years and other numbers are one word each."""
    return [
        YEAR if match["year"] else NUMBER if match["number"] else match.group()
        for match in _TOKEN.finditer(text[:LONGEST].replace("’", "'").lower())
    ]


def counted(text: str) -> dict[Block, Counter[str]]:
    """How often each feature of a block occurs."""
    words = tokens(text)
    return {
        Block.WORD: Counter(words),
        Block.LETTERS: Counter(run for word in words for run in _runs(word)),
        Block.SHAPE: Counter(_shapes(text[:LONGEST])),
    }


def _shapes(text: str) -> Iterator[str]:
    """Up to three in a row of its small words and of the kinds of all others, in place of a parser."""
    kinds = ["^", *(_kind(match, match.start() == 0) for match in _PIECE.finditer(text)), "$"]
    for length in (1, 2, 3):
        for start in range(len(kinds) - length + 1):
            yield " ".join(kinds[start : start + length])


def _kind(match: re.Match[str], is_first: bool) -> str:
    if match["year"] or match["number"]:
        return YEAR if match["year"] else NUMBER
    word = match.group().replace("’", "'")
    lower = word.lower()
    if not match["word"] or lower in SMALL_WORDS:
        return lower
    if word[0].isupper() and not is_first:
        return "<Name>"
    ending = next(
        (end for end in _ENDINGS if lower.endswith(end) and len(lower) > len(end) + 2), ""
    )
    return f"-{ending}" if ending else "<word>"


def _runs(word: str) -> Iterator[str]:
    padded = f" {word} "
    for length in range(SHORTEST_RUN, LONGEST_RUN + 1):
        for start in range(max(1, len(padded) - length + 1)):
            yield padded[start : start + length]


def of_signs(text: str, found: Mapping[Sign, list[str]]) -> dict[str, float]:
    """Each sign that is there, how often it is, and how long the sentence is."""
    text = text[:LONGEST]
    values: dict[str, float] = {}
    for sign, words in found.items():
        values[sign.value] = 1.0
        values[often(sign)] = math.log1p(len(words))
    count = len(text.split())
    values["length"] = math.log1p(count)
    values |= {f"more than {length} words": 1.0 for length in LENGTHS if count > length}
    values["capitals"] = math.log1p(len(_CAPITAL.findall(text)))
    return values


def of_familiarity(words: list[str], familiar: Mapping[str, float]) -> dict[str, float]:
    """How familiar the words are from claims that were checked, on average and together."""
    found = [familiar.get(word, 0.0) for word in words]
    return {MEAN: sum(found) / max(1, len(found)), TOGETHER: sum(found) / 10}


def often(sign: Sign) -> str:
    return f"{sign.value}, how often"
