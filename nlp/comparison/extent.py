"""How much, how surely and what not: small words that change what a statement says.

"All of the money", "some of the money"; "may rise", "rose"; "will rise and not fall", "will not rise
and fall". Two statements that differ in them don't repeat each other.
"""

from collections.abc import Iterator, Mapping

from nlp.comparison import vocabulary
from nlp.comparison.statement import Reading, Word
from nlp.comparison.stems import small
from nlp.english import spellings, word_set

# One kind each: of how many, and how surely.
_KINDS: Mapping[str, str] = spellings("""
    all: all every each both everyone everybody everything always entire entirely whole todo toda todos
    todas siempre; some: some several someone somebody sometimes something algunos algunas alguno alguna;
    most: majority mostly mayoría; many: many numerous muchos muchas; few: few rarely seldom pocos pocas;
    only: only solely solo sólo solamente únicamente; nearly: nearly almost casi;
    possible: may might could can possibly perhaps maybe potentially likely probably puede podría quizás
    quizá probablemente;
    future: will shall ll gonna; would: would; ought: should must ought debe deben debería;
    alleged: alleged allegedly suspected supposedly presumably presunto presunta presuntamente supuestamente
""")
# Before "to" and a verb: what was wanted, tried or promised has not happened.
_INTENDED = word_set("""
    want wants wanted try tries tried trying attempt attempts attempted plan plans planned planning intend
    intends intended hope hopes hoped promise promises promised vow vows vowed pledge pledges pledged
    threaten threatens threatened propose proposes proposed seek seeks sought consider considers
    expect expects expected ready willing supposed
    going
""")
_FUTURE = word_set("going expect expects expected")
_OUGHT = word_set("need needs needed has have had")
# "In all", "at all", "after all" are no quantity; "the most" is a superlative.
_IDIOMS = word_set("in at after above")


def differences(a: Reading, b: Reading) -> tuple[str, str] | None:
    """The words of each that the other lacks, where they differ in them; one of the two may be empty."""
    one, other = dict(_kinds(a)), dict(_kinds(b))
    only_one = [words for kind, words in one.items() if kind not in other]
    only_other = [words for kind, words in other.items() if kind not in one]
    if not only_one and not only_other:
        return None
    return (only_one or [""])[0], (only_other or [""])[0]


def _kinds(reading: Reading) -> Iterator[tuple[str, str]]:
    words = reading.words
    for at, word in enumerate(words):
        before = words[at - 1].lower if at else ""
        following = words[at + 1].lower if at + 1 < len(words) else ""
        if word.lower == "most" and before != "the" and following in ("of", "people"):
            yield "most", word.text
        elif following == "to" and word.lower in _FUTURE:
            yield "future", f"{word.text} to"
        elif following == "to" and word.lower in _OUGHT:
            yield "ought", f"{word.text} to"
        elif following == "to" and word.lower in _INTENDED:
            yield "intended", f"{word.text} to"
        elif kind := _KINDS.get(word.lower):
            if _is_month(word) or (kind == "all" and before in _IDIOMS):
                continue
            yield kind, word.text


def _is_month(word: Word) -> bool:
    """May, which is not "may"."""
    return word.lower == "may" and word.text[0].isupper()


def negates_another(a: Reading, b: Reading) -> tuple[str, str] | None:
    """What each of the two negates, where both negate and not the same."""
    one, other = dict(_negated(a)), dict(_negated(b))
    if not one or not other or one.keys() == other.keys():
        return None
    first = next((words for stem, words in one.items() if stem not in other), "")
    second = next((words for stem, words in other.items() if stem not in one), "")
    return first, second


def _negated(reading: Reading) -> Iterator[tuple[str, str]]:
    """The stem of the first word after each negation that is not small, and the words."""
    for at, word in enumerate(reading.words):
        if word.lower in vocabulary.NEGATIONS:
            for following in reading.words[at + 1 :]:
                if not small(following.lower):
                    yield following.stem, f"{word.text} … {following.text}"
                    break
