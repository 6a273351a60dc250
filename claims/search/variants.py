"""Other ways to write the words of a search: "pre-existing", "preexisting" and "pre existing" are one.

Pure functions over words. A form that no claim has finds nothing, so one too many does no harm.
"""

import re
from collections.abc import Sequence

from nlp.comparison.vocabulary import SMALL

# What is written with a hyphen, without one, or apart. Not "re", which "they're" has, too.
_PREFIXES = (
    *("anti", "bio", "co", "counter", "cyber", "eco", "extra", "hyper", "inter"),
    *("intra", "macro", "mega", "micro", "mid", "mini", "multi", "narco", "neo"),
    *("non", "poly", "post", "pre", "pro", "pseudo", "quasi", "semi", "socio"),
    *("sub", "super", "trans", "ultra"),
)
# Begin many words that have no prefix ("president", "congress"): a prefix only before its own last
# letter ("preexisting", "coowner"), where most people write a hyphen.
_DOUBTFUL = {"co", "mini", "pre", "pro"}
# PostgreSQL leaves these out of a phrase: "on line" would find every line, "no fly" whatever flies.
_LEFT_OUT = SMALL | {"no", "not", "nor", "ni", "sin"}
_REST = 4  # letters after a prefix, at least
# Two words that are often one, also in the plural.
_COMPOUNDS = tuple(
    tuple(each.split())
    for each in [
        "air strike",
        "child care",
        "data base",
        "day care",
        "down town",
        "drug maker",
        "fire arm",
        "gun man",
        "hand gun",
        "health care",
        "home owner",
        "law maker",
        "life time",
        "off shore",
        "on line",
        "pay check",
        "pay roll",
        "per cent",
        "policy maker",
        "rain forest",
        "stock pile",
        "tax payer",
        "web site",
        "wild fire",
        "work force",
        "work place",
    ]
)
_JOINED = {"".join(pair): pair for pair in _COMPOUNDS}
# British and American: of the middle part one is as good as the other.
_SPELLINGS = (
    (
        re.compile(
            r"((?:behavi|col|endeav|fav|flav|harb|hon|hum|lab|neighb|rum|sav|vig))(our|or)(\w*)"
        ),
        ("our", "or"),
    ),
    (re.compile(r"(\w{3,})(is|iz)(e|ed|es|ers?|ing|ations?)"), ("is", "iz")),
    (re.compile(r"(cent|fib|kilomet|met|theat|lit)(re|er)(s?)"), ("re", "er")),
    (re.compile(r"(defen|offen|licen|preten)(c|s)(es?|eless)"), ("c", "s")),
    (
        re.compile(
            r"(cancel|channel|counsel|fuel|label|level|model|total|travel)(l?)(ed|ing|ers?)"
        ),
        ("l", ""),
    ),
    (re.compile(r"(program)(me|)(s?)"), ("me", "")),
)
_AROUND = re.compile(r"\A\W+|\W+\Z")
_HYPHEN = re.compile(r"[-\u2010-\u2015]")


def bare(word: str) -> str:
    """Without the punctuation around it, in lower case."""
    return _AROUND.sub("", word).lower()


def of_word(word: str) -> list[str]:
    """The other forms of one word; phrases in quotation marks."""
    word = bare(word)
    parts = _HYPHEN.split(word)
    if len(parts) > 1:
        # "F-35" and "covid-19" are names, which everybody writes so.
        if len(parts) > 3 or not all(_is_word(each) for each in parts):
            return []
        return ["".join(parts), *_phrase(*parts)]
    if not word.isalpha():
        return []
    found = [form for each in _prefixes(word) for form in _apart(each, word[len(each) :])]
    stem, plural = (word[:-1], "s") if word.endswith("s") else (word, "")
    if stem in _JOINED:
        first, second = _JOINED[stem]
        found += _apart(first, second + plural)
    return [*found, *_spelt(word)]


def of_pair(first: str, second: str) -> list[str]:
    """The other forms of two words that may be one."""
    first, second = bare(first), bare(second)
    is_compound = (first, second.removesuffix("s")) in _COMPOUNDS
    if is_compound or (first in _PREFIXES and second.isalpha() and len(second) >= _REST):
        return [first + second, f"{first}-{second}"]
    return []


def _is_word(part: str) -> bool:
    return part.isalpha() and (len(part) > 1 or part == "e")


def _prefixes(word: str) -> Sequence[str]:
    return [
        each
        for each in _PREFIXES
        if word.startswith(each)
        and len(word) - len(each) >= _REST
        and (each not in _DOUBTFUL or word[len(each)] == each[-1])
    ]


def _apart(first: str, second: str) -> list[str]:
    return [f"{first}-{second}", *_phrase(first, second)]


def _phrase(*parts: str) -> list[str]:
    return [] if _LEFT_OUT.intersection(parts) else [f'"{" ".join(parts)}"']


def _spelt(word: str) -> list[str]:
    for pattern, (one, other) in _SPELLINGS:
        if found := pattern.fullmatch(word):
            return [found[1] + (other if found[2] == one else one) + found[3]]
    return []
