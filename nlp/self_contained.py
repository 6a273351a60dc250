"""What a statement leaves open when it stands alone: who "we" are, which hospital "that hospital" is.

Only its beginning is read, where the subject stands: later words may refer to what it names itself.
"""

import re

from nlp.english import MONTHS, WEEKDAYS

LONGEST = 300  # code points that are read

_QUOTES = r"[\s\"'“”„«»‘’(\[…—–-]*"
# "On Monday, they …": before the subject, and naming nobody it could mean.
_DAYS = "|".join(word.capitalize() for word in (*MONTHS, *WEEKDAYS))
_BEFORE = (
    r"(?:(?:(?:and|but|so|or|yet|because|now|then|today|yesterday|still|also|however|meanwhile)\b,?\s+)"
    rf"|(?:(?:on|in|at|since|by|after|before|during|last|from)\s(?-i:(?:(?:{_DAYS}|[a-z0-9]+)\s?){{1,4}}?),?\s+))"
)
_PRONOUN = r"(?P<pronoun>I|we|you|he|she|they|it|this|that|these|those)(?=['’\s])"
_BEGINS = {
    "en": re.compile(
        rf"{_QUOTES}{_BEFORE}?{_PRONOUN}(?:['’]\w+)?\s*(?P<next>[\w'’-]*)", re.IGNORECASE
    ),
    "es": re.compile(
        rf"{_QUOTES}(?:(?:y|pero|entonces|hoy|ayer)\s+)?(?P<pronoun>nosotr[oa]s|ell[oa]s|él|ella|ustedes"
        r"|yo|est[aeo]s?|es[aeo]s?|aquell?[aos]?s?)\s+(?P<next>[\wáéíóúüñ-]*)",
        re.IGNORECASE,
    ),
}
_POINTS = {"en": ("this", "that", "these", "those"), "es": ("est", "es", "aque")}
# What follows a demonstrative that stands alone.
_VERBS = {
    "en": frozenset(
        [
            "is",
            "are",
            "was",
            "were",
            "be",
            "been",
            "has",
            "have",
            "had",
            "will",
            "would",
            "can",
            "could",
            "may",
            "might",
            "must",
            "shall",
            "should",
            "do",
            "does",
            "did",
            "isn't",
            "aren't",
            "wasn't",
            "weren't",
            "won't",
            "can't",
            "means",
            "meant",
            "shows",
            "showed",
            "happened",
            "happens",
            "makes",
            "made",
            "happen",
            "came",
            "comes",
            "goes",
        ]
    ),
    "es": frozenset(
        [
            "es",
            "son",
            "era",
            "eran",
            "fue",
            "fueron",
            "será",
            "serán",
            "ha",
            "han",
            "había",
            "no",
            "se",
            "significa",
            "muestra",
        ]
    ),
}
# "Those who …", "that he lied is known", "this year": these name what they mean, or point at nothing.
_NAMED = {
    "en": frozenset(
        [
            "who",
            "whom",
            "whose",
            "which",
            "of",
            "year",
            "years",
            "month",
            "months",
            "week",
            "weeks",
            "weekend",
            "day",
            "morning",
            "afternoon",
            "evening",
            "summer",
            "winter",
            "spring",
            "autumn",
            "fall",
            "century",
            "decade",
            "time",
            "the",
            "a",
            "an",
            "i",
            "we",
            "you",
            "he",
            "she",
            "it",
            "they",
            "there",
            "his",
            "her",
            "its",
            "their",
            "our",
            "my",
            "your",
        ]
    ),
    "es": frozenset(
        [
            "que",
            "quien",
            "año",
            "años",
            "mes",
            "meses",
            "semana",
            "semanas",
            "día",
            "mañana",
            "tarde",
            "noche",
            "el",
            "la",
        ]
    ),
}
# "It rained", "it is true that": nothing is meant by it.
_EMPTY_IT = re.compile(
    r"it(?:['’]s|\s+(?:is|was|will\s+be|has\s+been|would\s+be))?\s+(?:not\s+|also\s+|now\s+)?(?:\w+ly\s+)?"
    r"(?:rain\w*|snow\w*|takes?|took|seems?|seemed|appears?|appeared|turn(?:s|ed)\s+out|clear|true|false|possible"
    r"|impossible|likely|unlikely|important|necessary|known|said|believed|estimated|reported|alleged|illegal"
    r"|legal|difficult|hard|easy|time|safe|dangerous|wrong|right|not\s+\w+\s+(?:that|to))\b",
    re.IGNORECASE,
)


def unclear_beginning(text: str, language: str = "en") -> str:
    """The words at its beginning that only its context explains: "that hospital", "We"; else empty."""
    code = language.partition("-")[0] or "en"
    pattern = _BEGINS.get(code)
    found = pattern.match(text[:LONGEST]) if pattern else None
    if found is None:
        return ""
    pronoun, following = found["pronoun"], found["next"].lower()
    if pronoun.lower() == "it" and _EMPTY_IT.match(text, found.start("pronoun")):
        return ""
    if pronoun == "i":
        return ""
    if not pronoun.lower().startswith(_POINTS[code]) or pronoun.lower() in ("él", "ella"):
        return pronoun
    if following in _NAMED[code]:
        return ""
    if not following or following in _VERBS[code]:
        return pronoun
    return f"{pronoun} {found['next']}"
