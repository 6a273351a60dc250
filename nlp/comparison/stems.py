"""Words folded to what they share with their other forms. No more than endings: it need not be a word."""

from functools import lru_cache

from nlp.comparison.vocabulary import FORMS, SMALL

_ENDINGS = (
    *("ations", "ation", "ments", "ment", "ingly", "edly", "ings", "ing", "ers", "ied", "ies"),
    *("ions", "ion", "ed", "er", "es", "ly", "s", "e", "y"),
)
_FOLDED = frozenset(FORMS.values())
_SHORTEST = 3  # letters that stay


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a word in lower case."""
    if word in FORMS:
        return FORMS[word]
    if word in _FOLDED:
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            bare = word[: -len(ending)]
            if ending == "s" and bare.endswith(("s", "u", "i")):
                return word
            if len(bare) > _SHORTEST and bare[-1] == bare[-2] and bare[-1] not in "lsz":
                bare = bare[:-1]  # stopp-ed
            return bare
    return word


def small(word: str) -> bool:
    return word in SMALL or len(word) < 2
