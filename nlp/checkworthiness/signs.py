"""What in a sentence says whether it is worth checking: the signs, each with the words that show it."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from nlp import nature
from nlp.english import MONTHS, WEEKDAYS
from nlp.kinds import Nature
from nlp.quantities import quantities

LONGEST = 2_000  # code points that are read of a statement


class Sign(StrEnum):
    """What can be seen in a sentence. The order is that of the weights' file."""

    NUMBER = "number"
    SHARE = "share"
    MONEY = "money"
    LARGE = "large"
    COMPARISON = "comparison"
    CHANGE = "change"
    DAY = "day"
    NAME = "name"
    PAST = "past"
    PERFECT = "perfect"
    RECORD = "record"
    SAYING = "saying"
    THIRD_PERSON = "third person"
    UNIVERSAL = "universal"
    QUESTION = "question"
    OUGHT = "ought"
    FUTURE = "future"
    CONDITION = "condition"
    VIEW = "view"
    VALUE = "value"
    I = "I"  # noqa: E741  # the word
    WE = "we"
    YOU = "you"
    COURTESY = "courtesy"
    SHORT = "short"
    LONG = "long"
    NEGATION = "negation"
    POINTER = "pointer"
    ASSERTION = "assertion"
    FRAGMENT = "fragment"
    # Not in the weights' file: what the words alone say, and that no sign says anything.
    WORDS = "words"
    OTHER_WORDS = "other words"
    NOTHING = "nothing"


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b", re.IGNORECASE)


_PATTERNS: dict[Sign, re.Pattern[str]] = {
    Sign.SHARE: _words(
        r"percent(?:age)?", "per cent", "half", "a third", "a quarter", r"two[- ]thirds", r"majority",
        r"one in \w+", r"one out of \w+",
    ),
    Sign.LARGE: _words(
        r"(?:hundred|thousand|million|billion|trillion)s?", "dozens?", "doubled?", "tripled?",
    ),
    Sign.COMPARISON: _words(
        "(?:more|less|fewer|higher|lower|greater|larger|smaller|better|worse|faster|longer)"
        r"(?:\s[\w'-]+){0,2} than",
        "than", "as (?:much|many) as", "at least", "at most",
        "(?:highest|lowest|largest|biggest|smallest|longest|fastest|richest|poorest|oldest"
        "|first|only|most|fewest|least)",
        "record", "ever", "compared (?:to|with)", "on average", "(?:the )?same",
    ),
    Sign.CHANGE: _words(
        "increas(?:e[sd]?|ing)", "decreas(?:e[sd]?|ing)", "ros[e]|risen|ris(?:es|ing)",
        "f[ae]ll(?:en|s|ing)?", "gr[eo]w(?:n|s|ing)?", "cut(?:s|ting)?", "rais(?:e[sd]|ing)",
        "reduc(?:e[sd]|ing|tion)", "lost", "gained", "created", "dropped", "declin(?:e[sd]?|ing)",
        "expand(?:ed|ing)", "went (?:up|down)", "gone (?:up|down)", "(?:is|are|was|were) (?:up|down)",
    ),
    Sign.DAY: _words(
        r"(?:1[789]|20)\d\d", r"(?:last|this|past|previous) (?:\w+ )?(?:years?|months?|weeks?|decades?)",
        r"\w+ (?:years|months|weeks|days|decades) ago", "since", "yesterday", "today",
        "|".join(name for name in MONTHS if name != "may"),
        "|".join(WEEKDAYS),
        r"(?:in|over|for|during) (?:the )?(?:last|past)", "when (?:he|she|they|I|we) (?:was|were)",
        "century", "decade",
    ),
    Sign.PAST: _words(
        r"(?!need|feed|indeed|speed|succeed|proceed|exceed|seed|bleed|breed|greed|freed|agreed"
        r"|hundred|united|red|bed|led)\w{2,}ed",
        "was", "were", "did", "had", "went", "came", "saw", "gave", "took", "made", "knew", "found",
        "told", "spent", "paid", "lost", "won", "held", "kept", "met", "sent", "brought", "built",
        "fell", "rose", "threw", "wrote", "ran", "began", "became", "got", "shot", "sold", "bought",
        "spoke", "stood", "led", "broke", "fought", "grew", "chose", "put", "left", "said",
        r"didn['’]t", r"wasn['’]t", r"weren['’]t", r"hadn['’]t",
    ),
    Sign.PERFECT: re.compile(
        r"(?:\b(?:has|have|had|been)|\b(?:he|she|it|they|we|I|you)['’](?:ve|s|d))"
        r"\s(?:\w+\s)?(?:\w+ed|been|had|done|made|gone|seen|given|taken|put|cut|lost|won|kept|spent"
        r"|paid|said|told|built|come|become|begun|grown|fallen|risen|run|got(?:ten)?)\b",
        re.IGNORECASE,
    ),
    Sign.RECORD: _words(
        "vot(?:e[sd]?|ing)", "bills?", "laws?", "legislation", "sign(?:ed|s)", "veto(?:ed|es)?",
        "pass(?:ed|es)", "enacted", "amendment", "resolution", "treaty", "agreement", "statute",
        "budget", "deficit", "debt", "tax(?:es)?", "spending", "unemployment", "inflation", "jobs",
        "crime", "troops", "weapons", "oil", "trade", "wages?", "poverty", "insurance", "medicare",
        "social security", "killed", "deaths?", "died", "arrest(?:ed|s)?", "convicted",
    ),
    Sign.SAYING: _words(
        "sa(?:id|ys)", "told", "tells", "promis(?:ed|es)", "call(?:ed|s) (?:for|it|that|him|her)",
        "claim(?:ed|s)", "oppos(?:ed|es)", "support(?:ed|s)", "propos(?:ed|es)", "admitted", "denied",
        "announced", "according to", "endorsed", "quoted?", "wrote", "testified",
    ),
    Sign.THIRD_PERSON: _words("he", "she", "his", "her", "him", "they", "their", "them"),
    Sign.UNIVERSAL: _words("all", "every", "each", "never", "nobody", "no one", "none", "always", "no"),
    Sign.FUTURE: re.compile(
        r"\b(?:will|shall|won['’]t|gonna|going to|about to|tomorrow|plans? to|want(?:s|ed)? to"
        r"|next (?:year|month|week|decade|president|\w+ years))\b|['’]ll\b",
        re.IGNORECASE,
    ),
    Sign.CONDITION: re.compile(
        r"\b(?:would|could|might|may|if|unless|can|maybe|perhaps)\b|['’]d\s(?!been)", re.IGNORECASE
    ),
    Sign.OUGHT: _words(
        "should", r"shouldn['’]t", "must", "ought", "need(?:s|ed)? to", r"ha(?:ve|s) (?:got )?to",
        "need", r"let['’]s", "let us", "let me", "got to", "time (?:to|for)", "try(?:ing)? to",
    ),
    Sign.VIEW: _words(
        r"I (?:\w+ )?(?:think|believe|feel|hope|guess|suspect|know|want|like|love|care|understand"
        r"|agree|disagree|mean|suppose|wish|intend)", r"I['’]m (?:not )?(?:\w+ )?(?:sure|proud|glad|happy"
        r"|sorry|convinced|hopeful)", "in my (?:view|opinion|judge?ment)", "my (?:view|opinion|belief)",
        "seems?", "frankly", "obviously", "of course", "kind of", "sort of", "I am",
    ),
    Sign.I: re.compile(r"\bI\b|\b[Mm](?:e|y|yself)\b"),
    Sign.WE: re.compile(r"\b(?:[Ww]e|us|[Oo]urs?)\b"),
    Sign.YOU: _words("you", "your", "yours", r"you['’](?:re|ve|ll|d)"),
    Sign.COURTESY: _words(
        "thanks?", "thank you", "please", "good (?:evening|morning|night)", "welcome", "god bless",
        "congratulations", "well", "look", "okay", "yes", "sir", "excuse", "sorry", "jim", "audience",
        "question", "answer", "debate", "laughter", "applause",
    ),
    Sign.NEGATION: re.compile(r"\b(?:not|never|no|nor|neither)\b|n['’]t\b", re.IGNORECASE),
    Sign.POINTER: re.compile(
        r"^\W*(?:(?:and|but|so|well|now)\s)?(?:that|this|it|those|these|there)(?:['’]s|\s(?:is|are|was|were))\b",
        re.IGNORECASE,
    ),
}  # fmt: skip
_MONEY = re.compile(r"[$£€¥]|\b(?:dollars?|cents?|euros?|pounds?)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_NAME = re.compile(r"(?<=[\w,;:] )(?!I\b)[A-Z][\w'’.-]+(?: (?:of |the )*[A-Z][\w'’.-]+)*")
_FEW, _MANY, _BARE = 7, 25, 3  # words
_OF_VERBS = (Sign.PAST, Sign.PERFECT, Sign.SAYING, Sign.CHANGE)


def signs(text: str) -> dict[Sign, list[str]]:
    """The signs that the text has, with the words that show each, in the text's order."""
    text = text[:LONGEST]
    found = {sign: words for sign, words in _signs(text) if words}
    return {sign: found[sign] for sign in Sign if sign in found}


def is_bare(text: str, shown: Mapping[Sign, list[str]]) -> bool:
    """Whether it is a few words without a number or a verb: "voters", "suspected smuggling vessels"."""
    if len(_WORD.findall(text[:LONGEST])) > _BARE or shown.keys() & {Sign.NUMBER, Sign.ASSERTION}:
        return False
    # A participle at the beginning is no verb.
    bare = text.lstrip(" \"'“‘(").lower()
    verbs = [word for sign in _OF_VERBS for word in shown.get(sign, ())]
    return all(bare.startswith(word.lower()) for word in verbs)


def _signs(text: str) -> Iterator[tuple[Sign, list[str]]]:
    amounts = [text[each.start : each.end] for each in quantities(text)]
    yield Sign.NUMBER, amounts
    yield Sign.MONEY, [each for each in amounts if _MONEY.search(each)] or _MONEY.findall(text)
    yield Sign.NAME, _NAME.findall(text)
    for sign, pattern in _PATTERNS.items():
        yield sign, [match.group().strip() for match in pattern.finditer(text)]
    stripped = text.rstrip(" \"'”’)")
    yield Sign.QUESTION, ["?"] if stripped.endswith("?") else []
    yield Sign.VALUE, [match.group() for match in nature._VALUES.finditer(text)]
    kind = nature.nature_of(text)
    yield Sign.ASSERTION, ["…"] * (kind == Nature.FACT)
    yield Sign.FRAGMENT, ["…"] * (not kind and not stripped.endswith("?"))
    count = len(_WORD.findall(text))
    yield Sign.SHORT, ["…"] * (count < _FEW)
    yield Sign.LONG, ["…"] * (count > _MANY)
